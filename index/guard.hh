/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard.hh: the wall between C++ and C: nothing thrown leaves a guard. */
#ifndef VT_GUARD_HH
#define VT_GUARD_HH

extern "C" {
#include "base/err.h"
}

#include <cerrno>
#include <cstring>
#include <new>
#include <xapian.h>

namespace vt
{

/* A status on its way to the guard, with its message already filled. */
struct failure {
    vanthu_status status;
};

/* A database that is not there, or is none, is damage; a disk that does not give or take is not. */
inline vanthu_status not_opened(const Xapian::DatabaseOpeningError &e, struct vanthu_error *error)
{
    const char *cause = e.get_error_string();
    if (cause && strcmp(cause, strerror(ENOENT)) != 0)
        return vt_err(error, VANTHU_IO, _("index: %s: %s"), e.get_msg().c_str(), cause);
    return vt_err(error, VANTHU_DAMAGED,
                  _("the index cannot be opened (%s): run `vanthu rebuild --index-only`"),
                  e.get_msg().c_str());
}

template <typename Body> vanthu_status guard(struct vanthu_error *error, Body body) noexcept
{
    try {
        return body();
    } catch (const failure &f) {
        return f.status;
    } catch (const std::bad_alloc &) {
        return vt_err_memory(error);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return vt_err(error, VANTHU_DAMAGED,
                      _("the index is damaged (%s): run `vanthu rebuild "
                        "--index-only`"),
                      e.get_msg().c_str());
    } catch (const Xapian::DatabaseOpeningError &e) {
        return not_opened(e, error);
    } catch (const Xapian::Error &e) {
        return vt_err(error, VANTHU_IO, _("index: %s: %s"), e.get_msg().c_str(),
                      e.get_error_string() ? e.get_error_string() : e.get_type());
    } catch (...) {
        return vt_err(error, VANTHU_IO, "%s", _("index: an unknown error"));
    }
}

/* For calls of our own C functions inside a guard. */
inline void check(vanthu_status status)
{
    if (status != VANTHU_OK)
        throw failure{status};
}

} // namespace vt

#endif
