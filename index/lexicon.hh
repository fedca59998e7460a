/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lexicon.hh: the pieces that a reader has open, and the words of all of them together. */
#ifndef VT_LEXICON_HH
#define VT_LEXICON_HH

#include "records.hh"
#include "words.hh"

#include <xapian.h>

namespace vt
{

struct piece_reader {
    Xapian::Database database; /* numbers of documents are those of passages */
    forward in_order;
    words lists;
    records data;
};

class lexicon
{
  public:
    /* `pieces` outlives it. */
    explicit lexicon(const std::vector<piece_reader> &pieces);

    /* Passages in all, and the mean of the words in one, titles and headings included. */
    double passages() const
    {
        return passages_count;
    }
    double mean_length() const
    {
        return mean;
    }

    bool has(std::string_view term) const;

    /* Passages that have the term. */
    uint64_t frequency(std::string_view term) const;

    /* The terms that begin so, ascending. */
    std::vector<std::string> beginning_with(const std::string &prefix) const;

  private:
    const std::vector<piece_reader> &pieces;
    double passages_count = 0, mean = 1;
};

} // namespace vt

#endif
