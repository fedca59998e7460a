/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile.hh: from the tree of a query to Xapian's. Everything here may throw. */
#ifndef VT_COMPILE_HH
#define VT_COMPILE_HH

extern "C" {
#include "index-search.h"
}

#include <string>
#include <vector>
#include <xapian.h>

namespace vt
{

class compiler
{
  public:
    compiler(const Xapian::Database &db, enum vt_looseness how) : database(db), looseness(how) {}
    Xapian::Query compile(const struct vt_node *node);

  private:
    std::vector<std::string> forms(const struct vt_query_token &token, const char *prefix,
                                   bool quoted);
    Xapian::Query word(const struct vt_query_token &token);
    Xapian::Query phrase(const struct vt_node *node);
    Xapian::Query reference(const struct vt_node *node);
    Xapian::Query issuer(const struct vt_node *node);
    Xapian::Query number(const std::string &key);
    Xapian::Query dates(const struct vt_node *node);
    Xapian::Query all_of(const struct vt_node *node, const char *prefix);
    Xapian::Query children(const struct vt_node *node, Xapian::Query::op op);

    const Xapian::Database &database;
    enum vt_looseness looseness;
    unsigned budget = 4000; /* terms: bounds the time of any query */
};

} // namespace vt

#endif
