/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accumulate.hh: passages ranked by any of many words, one word after the other.
 *
 * A question in plain language has a dozen words and more, each with its forms, its place in titles
 * and headings: as a tree of Xapian's, every passage climbs through all of it. Here each word adds
 * what it is worth to a number that is kept for each passage (term-at-a-time evaluation with
 * accumulators), which costs one walk along each posting list and nothing else.
 */
#ifndef VT_ACCUMULATE_HH
#define VT_ACCUMULATE_HH

#include "forward.hh"

#include <map>
#include <xapian.h>

namespace vt
{

/* A piece that a reader has open, and the order of its words. */
struct piece_reader {
    Xapian::Database database;
    const forward *in_order;
};

/* Terms that count as one, and their weight where they stand. */
struct weighted_terms {
    std::vector<std::string> terms;
    double weight;
};

class accumulator
{
  public:
    /* `pieces` and `withdrawn` outlive it. `mean`: length of a passage. */
    accumulator(const std::vector<piece_reader> &pieces,
                const std::map<uint32_t, uint32_t> &withdrawn, double mean);

    /* What a word is worth by BM25 is added to each passage that has one of its terms. */
    void add(const weighted_terms &word);

    /* So much is added to the passage of this number. */
    void add(uint32_t passage, double weight);

    struct scored {
        uint32_t passage;
        float score;
    };

    /* The best `most` passages, best first, the newest number first among equals; what is withdrawn
     * is left out. */
    std::vector<scored> best(size_t most) const;

    /* Passages that have any of the words and are not withdrawn. */
    size_t count() const;

    /* The piece that holds the passage. */
    size_t piece_of(uint32_t passage) const;

  private:
    /* What is kept of a passage: its score, and what its length makes of a frequency, 0 until it is
     * asked for. */
    struct kept {
        float score, length;
    };

    void add_postings(const piece_reader &piece, const std::string &term, float weight);
    void add_together(const piece_reader &piece, const weighted_terms &word);
    void score(const piece_reader &piece, uint32_t passage, uint32_t frequency, float weight);
    bool is_withdrawn(uint32_t passage) const;

    const std::vector<piece_reader> &pieces;
    const std::map<uint32_t, uint32_t> &withdrawn;
    double mean_length;
    std::vector<kept> passages;     /* by number */
    std::vector<uint32_t> met;      /* numbers whose score is not 0 */
    std::vector<uint32_t> together; /* how often the terms of a word stand in a passage */
};

} // namespace vt

#endif
