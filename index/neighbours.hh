/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * neighbours.hh: what it is worth that words typed side by side stand side by side in a passage.
 *
 * Most Vietnamese words are two syllables or more, and only a text that has them together is about
 * the word. The matcher ranks by single syllables; the first hundreds of passages are then looked
 * at once more in the forward index, and each pair of neighbours counts like a term of BM25 with
 * the weight of both syllables.
 */
#ifndef VT_NEIGHBOURS_HH
#define VT_NEIGHBOURS_HH

#include "phrase.hh"

#include <array>
#include <map>

namespace vt
{

/* The parameters of BM25 that the index ranks by (Robertson and Zaragoza 2009). */
static const double BM25_K1 = 1.2, BM25_B = 0.5;

/* What a term of weight 1 is worth that stands `frequency` times in a passage; `length`: of the
 * passage, as a multiple of the mean. */
template <typename Number> Number bm25_length(Number length)
{
    return Number(BM25_K1 * (1 - BM25_B)) + Number(BM25_K1 * BM25_B) * length;
}
inline double bm25(double frequency, double length)
{
    return frequency * (BM25_K1 + 1) / (frequency + bm25_length(length));
}

/* A word of the query: the terms it matches, and its weight (inverse document frequency). A word
 * without terms separates its neighbours. `alone`: what it is worth by itself, 0 where the matcher
 * has counted that. */
struct weighted_word {
    std::vector<std::string> terms;
    double weight, alone;
};

class neighbours
{
  public:
    /* At most 64 words are looked at. */
    neighbours(const std::vector<weighted_word> &words, double mean_length);

    /* True when no two words are neighbours, and none is worth anything by itself. */
    bool empty() const
    {
        return (pairs | singles) == 0;
    }

    /* Of a passage of the piece with forward index `index`. Successive calls for passages of one
     * piece are cheap. */
    double bonus(const forward &index, uint32_t passage);

  private:
    void read_terms(const forward &index);
    uint64_t words_at(const uint16_t *&unit, const uint16_t *end) const;

    std::vector<weighted_word> words;
    double mean_length;
    uint64_t pairs = 0;   /* bit i: words i and i + 1 are neighbours */
    uint64_t singles = 0; /* bit i: word i is worth something by itself */

    /* for the piece read last: which words a term's number stands for */
    const forward *read = nullptr;
    std::vector<uint8_t> place;  /* in `masks`, by unit */
    std::vector<uint64_t> masks; /* masks[0] is empty */
    std::map<uint32_t, uint64_t> wide;
};

} // namespace vt

#endif
