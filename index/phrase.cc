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

/* ---- all passages ---- */

phrase_source::phrase_source(forwards &all, std::vector<std::vector<std::string>> wanted)
    : indexes(all), words(std::move(wanted))
{
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
    while (current <= last && !matcher->holds(current))
        current++;
}

void phrase_source::next(double min_weight)
{
    skip_to(current + 1, min_weight);
}

bool phrase_source::check(Xapian::docid number, double)
{
    current = number;
    return matcher->holds(number);
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
    return new phrase_source(indexes, words);
}

std::string phrase_source::get_description() const
{
    return "phrase";
}

} // namespace vt
