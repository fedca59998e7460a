/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commit.cc: databases of Xapian written to the end, where Xapian itself would end the process.
 *
 * Xapian 1.4 writes the values of documents in a destructor. A write that fails there, on a full
 * disk for one, cannot be thrown on: the C++ library calls std::terminate(). From there a jump
 * leads out, past destructors that hold memory only. The database is never destroyed after that:
 * its destructor would commit again.
 */
#include "commit.hh"

#include <cerrno>
#include <csetjmp>
#include <cstdlib>
#include <exception>

namespace vt
{

static thread_local jmp_buf *way_out; /* while this thread is inside of survives() */
static std::terminate_handler handler_before;

[[noreturn]] static void leave()
{
    if (way_out)
        longjmp(*way_out, 1);
    if (handler_before)
        handler_before();
    abort();
}

/* Calls `work`; false: the process would have ended. */
static bool survives(Xapian::WritableDatabase &database, void (*work)(Xapian::WritableDatabase &))
{
    static const bool installed = (handler_before = std::set_terminate(leave), true);
    jmp_buf here;
    (void)installed;
    if (setjmp(here) != 0) {
        way_out = nullptr;
        new Xapian::WritableDatabase(database); /* a reference that is never given back */
        database = Xapian::WritableDatabase();
        return false;
    }
    way_out = &here;
    try {
        work(database);
    } catch (...) {
        way_out = nullptr;
        throw;
    }
    way_out = nullptr;
    return true;
}

static void commit(Xapian::WritableDatabase &database)
{
    database.commit();
}

static void close(Xapian::WritableDatabase &database)
{
    database.close();
}

void commit_and_close(Xapian::WritableDatabase &database)
{
    try {
        if (!survives(database, commit))
            throw Xapian::DatabaseError("cannot be written", errno);
    } catch (...) {
        drop(database);
        throw;
    }
    database.close();
}

void drop(Xapian::WritableDatabase &database) noexcept
{
    try {
        survives(database, close);
    } catch (...) {
        /* it was not wanted */
    }
}

} // namespace vt
