/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.cc: words in a row, looked up in the forward index. */
#include "phrase.hh"

#include "guard.hh"

#include <algorithm>

namespace vt
{

void forwards::add(const std::string &uuid, const std::string &path)
{
    paths[uuid] = path;
}

const forward &forwards::of(const std::string &uuid)
{
    auto found = open.find(uuid);
    if (found == open.end())
        found = open.emplace(uuid, forward(paths.at(uuid), nullptr)).first;
    return found->second;
}

/* ---- one passage ---- */

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
}

bool phrase_matcher::is(size_t word, uint32_t number) const
{
    const std::vector<uint32_t> &any = numbers[word];
    return any.size() == 1 ? any[0] == number : std::binary_search(any.begin(), any.end(), number);
}

bool phrase_matcher::follows(const uint16_t *unit, const uint16_t *end) const
{
    for (size_t word = 1; word < numbers.size(); word++)
        if (unit >= end || !is(word, next_number(unit, end)))
            return false;
    return true;
}

bool phrase_matcher::holds(uint32_t passage) const
{
    forward::row row = possible ? index.of(passage) : forward::row{};
    for (const uint16_t *unit = row.begin; unit < row.end;) {
        uint32_t number = next_number(unit, row.end);
        if ((number < forward::WIDE ? first[number] : is(0, number)) && follows(unit, row.end))
            return true;
    }
    return false;
}

/* The first numbers of a row. */
static std::vector<uint32_t> head_of(forward::row row, size_t most)
{
    std::vector<uint32_t> out;
    for (const uint16_t *unit = row.begin; unit < row.end && out.size() < most;)
        out.push_back(next_number(unit, row.end));
    return out;
}

/* The last numbers of a row. A number begins behind two units that are whole ones, so that not all
 * of the row has to be read. */
static std::vector<uint32_t> tail_of(forward::row row, size_t most)
{
    const uint16_t *unit =
        row.end - row.begin > ptrdiff_t(2 * most) ? row.end - 2 * most : row.begin;
    while (unit > row.begin &&
           (unit - row.begin < 2 || unit[-1] >= forward::WIDE || unit[-2] >= forward::WIDE))
        unit--;
    std::vector<uint32_t> out = head_of({unit, row.end}, SIZE_MAX);
    if (out.size() > most)
        out.erase(out.begin(), out.end() - ptrdiff_t(most));
    return out;
}

bool phrase_matcher::meet(const std::vector<uint32_t> &tail,
                          const std::vector<uint32_t> &head) const
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

bool phrase_matcher::crosses(uint32_t before) const
{
    size_t most = numbers.size() - 1;
    uint32_t document = possible ? index.document(before) : 0;
    if (!document || index.document(before + 1) != document)
        return false;
    return meet(tail_of(index.of(before), most), head_of(index.of(before + 1), most));
}

/* ---- all passages ---- */

phrase_source::phrase_source(forwards &all, std::vector<std::vector<std::string>> wanted,
                             place which)
    : indexes(all), words(std::move(wanted)), where(which)
{
}

bool phrase_source::matches(Xapian::docid number) const
{
    if (where == WITHIN)
        return matcher->holds(number);
    return where == BEGINS ? matcher->crosses(number) : number > 1 && matcher->crosses(number - 1);
}

Xapian::doccount phrase_source::get_termfreq_min() const
{
    return 0;
}

Xapian::doccount phrase_source::get_termfreq_est() const
{
    return count;
}

Xapian::doccount phrase_source::get_termfreq_max() const
{
    return count;
}

void phrase_source::init(const Xapian::Database &db)
{
    current = 0;
    last = db.get_lastdocid();
    count = db.get_doccount();
    matcher.reset(count ? new phrase_matcher(indexes.of(db.get_uuid()), words) : nullptr);
    set_maxweight(0.0);
}

void phrase_source::skip_to(Xapian::docid number, double)
{
    current = std::max(current, number);
    while (current <= last && !matches(current))
        current++;
}

void phrase_source::next(double min_weight)
{
    skip_to(current + 1, min_weight);
}

bool phrase_source::check(Xapian::docid number, double)
{
    current = number;
    return matches(number);
}

bool phrase_source::at_end() const
{
    return current > last;
}

Xapian::docid phrase_source::get_docid() const
{
    return current;
}

Xapian::PostingSource *phrase_source::clone() const
{
    return new phrase_source(indexes, words, where);
}

std::string phrase_source::get_description() const
{
    return "phrase";
}

} // namespace vt
