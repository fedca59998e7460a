/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile.hh: from the tree of a query to Xapian's. Everything here may throw. */
#ifndef VT_COMPILE_HH
#define VT_COMPILE_HH

#include "neighbours.hh"

extern "C" {
#include "index-search.h"
}

#include <string>
#include <vector>
#include <xapian.h>

namespace vt
{

/* A document that is the reference stands before all that cite it. */
static const double IS_WEIGHT = 10000.0;

class compiler
{
  public:
    /* `db` and `indexes` outlive what is compiled. */
    compiler(const Xapian::Database &db, forwards &indexes, enum vt_looseness how)
        : database(db), in_order(indexes), looseness(how)
    {
    }
    Xapian::Query compile(const struct vt_query *query);

    /* The query's words in their row, for the bonus of neighbours. */
    std::vector<weighted_word> weigh(const struct vt_query *query);

  private:
    Xapian::Query compile(const struct vt_node *node);
    Xapian::Query as_many_as_can_be(const struct vt_node *node);
    double frequency(const struct vt_node *node);
    double frequency(const std::vector<std::string> &terms);
    const std::vector<std::string> &words_forms(const struct vt_query_token &token);
    std::vector<std::string> forms(const struct vt_query_token &token, const char *prefix,
                                   bool quoted);
    void add_forms(std::vector<std::string> &out, const std::string &bare, struct vt_str form,
                   struct vt_str key, enum vt_looseness how);
    Xapian::Query word(const struct vt_query_token &token);
    Xapian::Query phrase(const struct vt_node *node);
    Xapian::Query reference(const struct vt_node *node);
    Xapian::Query issuer(const struct vt_node *node);
    Xapian::Query number(const std::string &key);
    Xapian::Query dates(const struct vt_node *node);
    Xapian::Query all_of(const struct vt_node *node, const char *prefix);
    Xapian::Query children(const struct vt_node *node, Xapian::Query::op op);

    const Xapian::Database &database;
    forwards &in_order;
    enum vt_looseness looseness;
    bool literal = false;   /* words without marks are meant without */
    unsigned budget = 4000; /* terms: bounds the time of any query */
    std::map<std::string, std::vector<std::string>> known; /* forms of the text's words */
};

} // namespace vt

#endif
