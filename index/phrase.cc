/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.cc: words in a row, looked up in the forward index. */
#include "phrase.hh"

#include <algorithm>
#include <cstring>

namespace vt
{

phrase_matcher::phrase_matcher(const forward &wanted,
                               const std::vector<std::vector<std::string>> &words)
    : index(wanted), numbers(words.size()), first(forward::WIDE)
{
    for (size_t i = 0; i < words.size(); i++) {
        for (const std::string &term : words[i]) {
            uint32_t number = index.find(term);
            if (number != forward::NONE)
                numbers[i].push_back(number);
        }
        std::sort(numbers[i].begin(), numbers[i].end());
        possible = possible && !numbers[i].empty();
    }
    for (uint32_t number : numbers[0])
        if (number < forward::WIDE)
            first[number] = true;
    if (possible)
        choose_anchor();
}

bool phrase_matcher::is(size_t word, uint32_t number) const
{
    const std::vector<uint32_t> &any = numbers[word];
    return any.size() == 1 ? any[0] == number : std::binary_search(any.begin(), any.end(), number);
}

/* All words from `word` on stand at `unit`. */
bool phrase_matcher::follows(size_t word, const uint16_t *unit, const uint16_t *end) const
{
    for (; word < numbers.size(); word++)
        if (unit >= end || !is(word, next_number(unit, end)))
            return false;
    return true;
}

/* The rarest word with a single form, where all words before it, and itself, are one unit each. */
void phrase_matcher::choose_anchor()
{
    for (size_t word = 0; word < numbers.size() && numbers[word].back() < forward::WIDE; word++)
        if (numbers[word].size() == 1 && (!anchored || numbers[word][0] > anchor_unit)) {
            anchored = true;
            anchor = word;
            anchor_unit = uint16_t(numbers[word][0]);
        }
}

/* The first unit from `at` on that is `wanted`; `end` where there is none. */
static const uint16_t *find_unit(const uint16_t *at, const uint16_t *end, uint16_t wanted)
{
    typedef uint16_t block __attribute__((vector_size(16)));
    for (; end - at >= 8; at += 8) {
        block units;
        memcpy(&units, at, sizeof units);
        auto same = units == wanted;
        uint64_t any[2];
        memcpy(any, &same, sizeof any);
        if (any[0] | any[1])
            break;
    }
    while (at < end && *at != wanted)
        at++;
    return at;
}

/* A number begins at `unit`: those before it, back to one that is surely the end of a number, are
 * halves of numbers, and whole ones. */
static bool is_begin(const uint16_t *row, const uint16_t *unit)
{
    const uint16_t *at = unit;
    while (at > row && at[-1] >= forward::WIDE)
        at--;
    return (unit - at) % 2 == 0;
}

bool phrase_matcher::holds_anchor(forward::row row) const
{
    for (const uint16_t *unit = row.begin;; unit++) {
        unit = find_unit(unit, row.end, anchor_unit);
        if (unit == row.end)
            return false;
        if (size_t(unit - row.begin) >= anchor && follows(0, unit - anchor, row.end) &&
            is_begin(row.begin, unit - anchor))
            return true;
    }
}

bool phrase_matcher::holds(uint32_t passage) const
{
    forward::row row = possible ? index.of(passage) : forward::row{};
    if (anchored)
        return holds_anchor(row);
    for (const uint16_t *unit = row.begin; unit < row.end;) {
        uint32_t number = next_number(unit, row.end);
        if ((number < forward::WIDE ? first[number] : is(0, number)) && follows(1, unit, row.end))
            return true;
    }
    return false;
}

/* The first numbers of a row. */
static void head_of(std::vector<uint32_t> &out, forward::row row, size_t most)
{
    out.clear();
    for (const uint16_t *unit = row.begin; unit < row.end && out.size() < most;)
        out.push_back(next_number(unit, row.end));
}

/* The last numbers of a row. A number begins behind two units that are whole ones, so that not all
 * of the row has to be read. */
static void tail_of(std::vector<uint32_t> &out, forward::row row, size_t most)
{
    const uint16_t *unit =
        row.end - row.begin > ptrdiff_t(2 * most) ? row.end - 2 * most : row.begin;
    while (unit > row.begin &&
           (unit - row.begin < 2 || unit[-1] >= forward::WIDE || unit[-2] >= forward::WIDE))
        unit--;
    head_of(out, {unit, row.end}, SIZE_MAX);
    if (out.size() > most)
        out.erase(out.begin(), out.end() - ptrdiff_t(most));
}

bool phrase_matcher::meet() const
{
    size_t count = numbers.size();
    for (size_t split = 1; split < count; split++) {
        bool same = split <= tail.size() && count - split <= head.size();
        for (size_t word = 0; word < count && same; word++)
            same = is(word, word < split ? tail[tail.size() - split + word] : head[word - split]);
        if (same)
            return true;
    }
    return false;
}

/* False: the first word is not among the last `most` of a row; units are looked at, not numbers. */
bool phrase_matcher::may_begin(forward::row row, size_t most) const
{
    const uint16_t *unit = row.end - std::min(row.end - row.begin, ptrdiff_t(2 * most));
    while (unit < row.end && *unit < forward::WIDE && !first[*unit])
        unit++;
    return unit < row.end;
}

bool phrase_matcher::crosses(uint32_t before) const
{
    size_t most = numbers.size() - 1;
    forward::row row = possible ? index.of(before) : forward::row{};
    if (!may_begin(row, most))
        return false;
    uint32_t document = index.document(before);
    if (!document || index.document(before + 1) != document)
        return false;
    tail_of(tail, row, most);
    head_of(head, index.of(before + 1), most);
    return meet();
}

} // namespace vt
