/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accumulate.cc: one walk along the posting lists of each word. */
#include "accumulate.hh"

#include "neighbours.hh"

#include <algorithm>

namespace vt
{

accumulator::accumulator(const std::vector<piece_reader> &readers,
                         const std::map<uint32_t, uint32_t> &out_of_use, double mean)
    : pieces(readers), withdrawn(out_of_use), mean_length(std::max(mean, 1.0))
{
    Xapian::docid last = 0;
    for (const piece_reader &p : pieces)
        last = std::max(last, p.database.get_lastdocid());
    passages.resize(size_t(last) + 1);
}

void accumulator::add(uint32_t passage, double weight)
{
    if (passage >= passages.size()) /* a damaged list */
        return;
    if (passages[passage].score == 0)
        met.push_back(passage);
    passages[passage].score += float(weight);
}

inline void accumulator::score(const piece_reader &piece, uint32_t passage, uint32_t frequency,
                               float weight)
{
    if (passage >= passages.size())
        return;
    kept &p = passages[passage];
    if (p.length == 0)
        p.length = float(bm25_length(double(piece.in_order->length(passage)) / mean_length));
    if (p.score == 0)
        met.push_back(passage);
    p.score += weight * float(BM25_K1 + 1) * float(frequency) / (float(frequency) + p.length);
}

void accumulator::add_postings(const piece_reader &piece, const std::string &term, float weight)
{
    Xapian::PostingIterator end = piece.database.postlist_end(term);
    for (Xapian::PostingIterator i = piece.database.postlist_begin(term); i != end; ++i)
        score(piece, *i, i.get_wdf(), weight);
}

void accumulator::add_together(const piece_reader &piece, const weighted_terms &word)
{
    std::vector<uint32_t> where;
    together.resize(passages.size());
    for (const std::string &term : word.terms) {
        Xapian::PostingIterator end = piece.database.postlist_end(term);
        for (Xapian::PostingIterator i = piece.database.postlist_begin(term); i != end; ++i) {
            Xapian::docid passage = *i;
            if (passage >= together.size())
                break;
            if (!together[passage])
                where.push_back(passage);
            together[passage] += i.get_wdf();
        }
    }
    for (uint32_t passage : where) {
        score(piece, passage, together[passage], float(word.weight));
        together[passage] = 0;
    }
}

void accumulator::add(const weighted_terms &word)
{
    for (const piece_reader &p : pieces) {
        if (word.terms.size() == 1)
            add_postings(p, word.terms[0], float(word.weight));
        else
            add_together(p, word);
    }
}

bool accumulator::is_withdrawn(uint32_t passage) const
{
    auto after = withdrawn.upper_bound(passage);
    return after != withdrawn.begin() &&
           passage - std::prev(after)->first < std::prev(after)->second;
}

std::vector<accumulator::scored> accumulator::best(size_t most) const
{
    std::vector<scored> all;
    all.reserve(met.size());
    for (uint32_t passage : met)
        if (!is_withdrawn(passage))
            all.push_back({passage, passages[passage].score});
    auto better = [](const scored &a, const scored &b) {
        return a.score != b.score ? a.score > b.score : a.passage > b.passage;
    };
    if (all.size() > most) {
        std::nth_element(all.begin(), all.begin() + ptrdiff_t(most), all.end(), better);
        all.resize(most);
    }
    std::sort(all.begin(), all.end(), better);
    return all;
}

size_t accumulator::count() const
{
    if (withdrawn.empty())
        return met.size();
    auto out = std::count_if(met.begin(), met.end(),
                             [this](uint32_t passage) { return is_withdrawn(passage); });
    return met.size() - size_t(out);
}

size_t accumulator::piece_of(uint32_t passage) const
{
    size_t i = 0;
    while (i + 1 < pieces.size() && !pieces[i].in_order->has(passage))
        i++;
    return i;
}

} // namespace vt
