/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.hh: passages in which words stand in a row. */
#ifndef VT_PHRASE_HH
#define VT_PHRASE_HH

#include "forward.hh"

namespace vt
{

/* Which words stand in a row in a piece: each is one of several forms. Not thread-safe. */
class phrase_matcher
{
  public:
    /* `words`: for each word of the phrase its terms. `index` outlives it. */
    phrase_matcher(const forward &index, const std::vector<std::vector<std::string>> &words);
    bool holds(uint32_t passage) const;

    /* The words begin in the passage `before` and end in the next one, which is of the same
     * document. */
    bool crosses(uint32_t before) const;

  private:
    bool is(size_t word, uint32_t number) const;
    bool may_begin(forward::row row, size_t most) const;
    bool meet() const;
    bool follows(size_t word, const uint16_t *unit, const uint16_t *end) const;
    void choose_anchor();
    bool holds_anchor(forward::row row) const;

    const forward &index;
    std::vector<std::vector<uint32_t>> numbers; /* of each word, ascending */
    std::vector<bool> first;                    /* numbers of the first word */
    bool possible = true;

    /* A rare word of one unit whose place in the phrase, in units, is known: it is looked for
     * first. */
    bool anchored = false;
    size_t anchor = 0;
    uint16_t anchor_unit = 0;

    mutable std::vector<uint32_t> tail, head; /* of two passages */
};

} // namespace vt

#endif
