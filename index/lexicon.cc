/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lexicon.cc: words looked up in all pieces. */
#include "lexicon.hh"

#include <algorithm>

namespace vt
{

lexicon::lexicon(const std::vector<piece_reader> &readers) : pieces(readers)
{
    double tokens = 0;
    for (const piece_reader &p : pieces) {
        passages_count += p.in_order.size();
        tokens += double(p.lists.tokens());
    }
    mean = std::max(tokens / std::max(passages_count, 1.0), 1.0);
}

bool lexicon::has(std::string_view term) const
{
    return std::any_of(pieces.begin(), pieces.end(),
                       [term](const piece_reader &p) { return p.lists.find(term) != words::NONE; });
}

uint64_t lexicon::frequency(std::string_view term) const
{
    uint64_t sum = 0;
    for (const piece_reader &p : pieces) {
        uint32_t place = p.lists.find(term);
        sum += place == words::NONE ? 0 : p.lists.passages(place);
    }
    return sum;
}

std::vector<std::string> lexicon::beginning_with(const std::string &prefix) const
{
    std::vector<std::string> out;
    for (const piece_reader &p : pieces)
        for (uint32_t i = p.lists.lower_bound(prefix); i < p.lists.size(); i++) {
            std::string_view term = p.lists.term(i);
            if (term.substr(0, prefix.size()) != prefix)
                break;
            out.emplace_back(term);
        }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace vt
