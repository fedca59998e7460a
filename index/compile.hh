/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile.hh: from the tree of a query to Xapian's. Everything here may throw. */
#ifndef VT_COMPILE_HH
#define VT_COMPILE_HH

#include "accumulate.hh"
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

/* A question in plain language, as it is looked up: words one after the other, what only the
 * matcher finds, and what is left for a second look at the best. */
struct question {
    std::vector<weighted_terms> words;
    Xapian::Query others;
    std::vector<weighted_word> row;
};

class compiler
{
  public:
    /* `db` and `indexes` outlive what is compiled. */
    compiler(const Xapian::Database &db, forwards &indexes, enum vt_looseness how)
        : database(db), in_order(indexes), looseness(how)
    {
    }
    Xapian::Query compile(const struct vt_query *query);

    /* `query` is one of VT_NODE_ANY. */
    question ask(const struct vt_query *query);

    /* The query's words in their row, for the bonus of neighbours. */
    std::vector<weighted_word> weigh(const struct vt_query *query);

  private:
    Xapian::Query compile(const struct vt_node *node);
    void set_literal(const struct vt_query *query);
    Xapian::Query as_many_as_can_be(const struct vt_node *node);
    void ask_for(question &out, const struct vt_query_token &token, bool rare);
    std::vector<const struct vt_node *> by_frequency(const struct vt_node *node,
                                                     size_t *rare_count);
    double inverse_frequency(const std::vector<std::string> &terms);
    double frequency(const struct vt_node *node);
    double frequency(const std::vector<std::string> &terms);
    const std::vector<std::string> &words_forms(const struct vt_query_token &token);
    std::vector<std::string> forms(const struct vt_query_token &token, const char *prefix,
                                   bool quoted);
    void add_forms(std::vector<std::string> &out, const std::string &bare, struct vt_str form,
                   struct vt_str key, enum vt_looseness how);
    Xapian::Query word(const struct vt_query_token &token);
    Xapian::Query phrase(const struct vt_node *node);
    Xapian::Query in_a_row(const Xapian::Query &query,
                           const std::vector<std::vector<std::string>> &words,
                           phrase_source::place where);
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
