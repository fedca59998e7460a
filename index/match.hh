/* SPDX-License-Identifier: GPL-3.0-or-later */
/* match.hh: the passages that match a query, and what they are worth. Everything here may throw. */
#ifndef VT_MATCH_HH
#define VT_MATCH_HH

#include "lexicon.hh"
#include "neighbours.hh"
#include "tally.hh"

extern "C" {
#include "index-search.h"
}

#include <map>

namespace vt
{

/* A document that is the reference stands before all that cite it. */
static const double IS_WEIGHT = 10000.0;

/* What cites it with the day that is asked for, before what the words of the query find. */
static const double DAY_WEIGHT = 100.0;

class matcher
{
  public:
    /* `pieces` outlives it. */
    matcher(const std::vector<piece_reader> &pieces, const struct vt_query *query,
            enum vt_looseness looseness);

    /* The passages of a piece that match. */
    hits find(const piece_reader &piece);

    /* The query's words in their row, for the bonus of neighbours. */
    const std::vector<weighted_word> &row() const
    {
        return words_in_row;
    }

    /* In plain language: any of the words is asked for. */
    bool is_question() const
    {
        return query->root->kind == VT_NODE_ANY;
    }

    const lexicon terms;

  private:
    /* ---- what words stand for ---- */
    void add_forms(std::vector<std::string> &out, const std::string &bare, struct vt_str form,
                   struct vt_str key, enum vt_looseness how);
    std::vector<std::string> look_up_forms(const struct vt_query_token &token, const char *prefix,
                                           bool quoted);
    const std::vector<std::string> &forms(const struct vt_query_token &token, const char *prefix,
                                          bool quoted);
    double frequency(const std::vector<std::string> &any) const;
    double frequency(const struct vt_node *node);
    double inverse_frequency(const std::vector<std::string> &any) const;
    void weigh_row();

    /* ---- the parts of a query, in one piece; of passages in `among` alone, where that is given */
    struct place {
        const piece_reader &piece;
        tallies &empty;
        const passage_set *among;
        bool together; /* with something else that has to stand in the same passage */
    };
    static passage_set set_of(const place &in, const hits &found);
    hits of(const place &in, const struct vt_node *node);
    void add_terms(tally &sum, const place &in, const std::vector<std::string> &any, double weight);
    hits of_terms(const place &in, const std::vector<std::string> &any);
    void add_word(tally &sum, const place &in, const struct vt_query_token &token, bool in_text);
    hits word(const place &in, const struct vt_query_token &token);
    hits phrase(const place &in, const struct vt_node *node);
    hits boolean(const place &in, const std::string &term);
    static void keep_first(const place &in, hits &is);
    hits beginning_with(const place &in, const std::string &prefix, unsigned &most);
    hits weighed_reference(const place &in, const struct vt_node *node);
    void keep_day(const place &in, hits &is, const struct vt_node *node);
    hits cited_when(const place &in, const struct vt_node *node);
    hits reference(const place &in, const struct vt_node *node);
    hits issuer(const place &in, const struct vt_node *node);
    hits number(const place &in, const std::string &key);
    hits dates(const place &in, const struct vt_node *node);
    hits title(const place &in, const struct vt_node *node);
    hits all(const place &in, const struct vt_node *node);
    hits any(const place &in, const struct vt_node *node);
    hits either(const place &in, const struct vt_node *node);
    std::vector<const struct vt_node *> by_frequency(const struct vt_node *node,
                                                     size_t *rare_count);

    const struct vt_query *query;
    enum vt_looseness looseness;
    bool literal;           /* words without marks are meant without */
    unsigned budget = 4000; /* terms: bounds the time of any query */
    std::map<std::string, std::vector<std::string>> known; /* forms, by field and word */
    std::vector<weighted_word> words_in_row;
};

} // namespace vt

#endif
