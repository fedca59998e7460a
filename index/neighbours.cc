/* SPDX-License-Identifier: GPL-3.0-or-later */
/* neighbours.cc: pairs of words that stand side by side, counted in a row of term numbers. */
#include "neighbours.hh"

#include <algorithm>

namespace vt
{

static const size_t WORDS_MAX = 64, MASKS_MAX = 254;

/* In `place`: the unit begins a number that is not one of the most frequent. */
static const uint8_t BEGINS_WIDE = 255;

neighbours::neighbours(const std::vector<weighted_word> &wanted, double mean)
    : words(wanted.begin(), wanted.begin() + ptrdiff_t(std::min(wanted.size(), WORDS_MAX))),
      mean_length(std::max(mean, 1.0))
{
    for (size_t i = 0; i + 1 < words.size(); i++)
        if (!words[i].terms.empty() && !words[i + 1].terms.empty())
            pairs |= uint64_t(1) << i;
    for (size_t i = 0; i < words.size(); i++)
        if (words[i].alone > 0)
            singles |= uint64_t(1) << i;
}

void neighbours::read_terms(const forward &index)
{
    std::map<uint32_t, uint64_t> found;
    for (size_t i = 0; i < words.size(); i++)
        for (const std::string &term : words[i].terms) {
            uint32_t number = index.find(term);
            if (number != forward::NONE)
                found[number] |= uint64_t(1) << i;
        }
    place.assign(UINT16_MAX + 1, 0);
    std::fill(place.begin() + forward::WIDE, place.end(), BEGINS_WIDE);
    masks.assign(1, 0);
    wide.clear();
    for (const auto &f : found) {
        if (f.first >= forward::WIDE) {
            wide.insert(f);
        } else if (masks.size() <= MASKS_MAX) {
            place[f.first] = uint8_t(masks.size());
            masks.push_back(f.second);
        }
    }
    read = &index;
}

/* Of the number at `unit`, over which it steps. */
uint64_t neighbours::words_at(const uint16_t *&unit, const uint16_t *end) const
{
    uint8_t where = place[*unit];
    if (where != BEGINS_WIDE) {
        unit++;
        return masks[where];
    }
    auto found = wide.find(next_number(unit, end));
    return found == wide.end() ? 0 : found->second;
}

double neighbours::bonus(const forward &index, uint32_t passage)
{
    std::array<uint32_t, WORDS_MAX> counts{}, alone{};
    uint64_t before = 0, seen = 0, seen_alone = 0;
    if (read != &index)
        read_terms(index);
    forward::row row = index.of(passage);
    for (const uint16_t *unit = row.begin; unit < row.end;) {
        if (!place[*unit]) { /* as most are */
            before = 0;
            unit++;
            continue;
        }
        uint64_t here = words_at(unit, row.end);
        for (uint64_t both = before & (here >> 1) & pairs; both; both &= both - 1) {
            counts[size_t(__builtin_ctzll(both))]++;
            seen |= both & -both;
        }
        for (uint64_t any = here & singles; any; any &= any - 1) {
            alone[size_t(__builtin_ctzll(any))]++;
            seen_alone |= any & -any;
        }
        before = here;
    }
    double length = double(row.end - row.begin) / mean_length, sum = 0;
    for (; seen; seen &= seen - 1) {
        size_t i = size_t(__builtin_ctzll(seen));
        sum += (words[i].weight + words[i + 1].weight) * bm25(counts[i], length);
    }
    for (; seen_alone; seen_alone &= seen_alone - 1) {
        size_t i = size_t(__builtin_ctzll(seen_alone));
        sum += words[i].alone * bm25(alone[i], length);
    }
    return sum;
}

} // namespace vt
