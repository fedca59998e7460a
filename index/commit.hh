/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commit.hh: databases of Xapian written to the end, where Xapian itself would end the process. */
#ifndef VT_COMMIT_HH
#define VT_COMMIT_HH

#include <xapian.h>

namespace vt
{

/* Commits and closes. Whatever goes wrong is thrown, and the database is closed then too. */
void commit_and_close(Xapian::WritableDatabase &database);

/* Closes a database that nobody wants any more. */
void drop(Xapian::WritableDatabase &database) noexcept;

} // namespace vt

#endif
