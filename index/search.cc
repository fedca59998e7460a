/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.cc: the reading half of index.h: opening, searching, checking.
 *
 * A reader that meets a piece which a writer has just merged away reads the manifest again: what it
 * names next is the same documents in another piece.
 */
#include "guard.hh"
#include "manifest.hh"
#include "match.hh"
#include "terms.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <sys/stat.h>
#include <unordered_map>

struct vt_index {
    std::vector<vt::piece_reader> pieces;
    std::map<uint32_t, uint32_t> withdrawn;
    uint64_t generation = 0;
};

namespace
{

const int OPEN_TRIES = 5;

/* Letters of a word for which a likeness is looked for. */
const size_t SUGGEST_MIN = 2, SUGGEST_MAX = 12;

/* All is there before anything is answered: the files that are opened only when needed, too. */
void demand_files(const std::string &path, const vt::piece_entry &piece, struct vanthu_error *error)
{
    for (const vt::piece_file &f : piece.files) {
        std::string name = path + "/" + f.name;
        struct stat st;
        if (stat(name.c_str(), &st) != 0)
            throw Xapian::DatabaseOpeningError(name);
        if (uint64_t(st.st_size) != f.bytes)
            throw vt::failure{vt_err(error, VANTHU_DAMAGED,
                                     _("%s: damaged: run `vanthu rebuild --index-only`"),
                                     name.c_str())};
    }
}

std::unique_ptr<vt_index> open_index(const std::string &dir, struct vanthu_error *error)
{
    for (int turn = 1;; turn++) {
        vt::manifest m = vt::read_manifest(dir, error);
        try {
            std::unique_ptr<vt_index> index(new vt_index);
            index->generation = m.generation;
            index->withdrawn = m.withdrawn;
            for (const vt::piece_entry &p : m.pieces) {
                std::string path = vt::piece_path(dir, p.number);
                demand_files(path, p, error);
                index->pieces.push_back({Xapian::Database(path), vt::forward(path, error),
                                         vt::words(path, error), vt::records(path, error)});
                demand_files(path, p, error); /* still there: what was opened is whole */
            }
            return index;
        } catch (const Xapian::DatabaseOpeningError &) {
            if (turn == OPEN_TRIES)
                throw;
        }
    }
}

char *copy(struct vt_arena *arena, const std::string &s)
{
    struct vt_str slice = {s.data(), s.size()};
    char *out = vt_arena_str(arena, slice);
    if (!out)
        throw std::bad_alloc();
    return out;
}

/* ---- all that matches ---- */

/* A passage that was found. */
struct match {
    const vt::piece_reader *piece;
    uint32_t passage, document, date;
    double score;
};

bool is_withdrawn(const struct vt_index *index, uint32_t passage)
{
    auto after = index->withdrawn.upper_bound(passage);
    return after != index->withdrawn.begin() &&
           passage - std::prev(after)->first < std::prev(after)->second;
}

/* What was found in a piece. */
struct found_in {
    const vt::piece_reader *piece;
    vt::hits hits;

    uint32_t document(const vt::hit &h) const
    {
        return piece->in_order.document(h.passage);
    }
    match at(const vt::hit &h) const
    {
        return {piece, h.passage, document(h), piece->in_order.date(h.passage), h.score};
    }
};

void leave_out_withdrawn(const struct vt_index *index, vt::hits &found)
{
    if (!index->withdrawn.empty())
        found.erase(
            std::remove_if(found.begin(), found.end(),
                           [&](const vt::hit &h) { return is_withdrawn(index, h.passage); }),
            found.end());
}

/* Calls `take` with the first passage of each document; those of a document lie side by side. */
template <typename Take> void each_document(const std::vector<found_in> &all, Take take)
{
    for (const found_in &f : all) {
        uint32_t last = 0;
        for (const vt::hit &h : f.hits) {
            uint32_t document = f.document(h);
            if (document != last || &h == &f.hits.front())
                take(f, h);
            last = document;
        }
    }
}

/* ---- facets ---- */

using counts = std::map<std::string, uint64_t>;

/* Last those of `documents` that have no value. */
void add_facets(std::vector<struct vt_index_facet> &out, struct vt_arena *arena, const char *name,
                const counts &values, uint64_t documents)
{
    for (const auto &v : values)
        if (!v.first.empty()) {
            out.push_back({name, copy(arena, v.first), v.second});
            documents -= v.second;
        }
    if (documents)
        out.push_back({name, "", documents});
}

/* The values of a slot, a piece after the other: in their order they are read in one go. */
counts values_of(const std::vector<found_in> &all, Xapian::valueno slot)
{
    counts out;
    const found_in *in = nullptr;
    Xapian::ValueIterator value;
    each_document(all, [&](const found_in &f, const vt::hit &h) {
        if (&f != in)
            value = f.piece->database.valuestream_begin(slot);
        in = &f;
        if (value == f.piece->database.valuestream_end(slot))
            return;
        value.skip_to(h.passage);
        if (value != f.piece->database.valuestream_end(slot) && value.get_docid() == h.passage)
            out[*value]++;
    });
    return out;
}

void take_facets(struct vt_index_result *out, struct vt_arena *arena,
                 const std::vector<found_in> &all)
{
    counts years;
    each_document(all, [&](const found_in &f, const vt::hit &h) {
        uint32_t date = f.piece->in_order.date(h.passage);
        if (date)
            years[std::to_string(date / 10000)]++;
    });
    std::vector<struct vt_index_facet> list;
    add_facets(list, arena, "year", years, out->documents);
    add_facets(list, arena, "type", values_of(all, VT_SLOT_TYPE), out->documents);
    add_facets(list, arena, "issuer", values_of(all, VT_SLOT_ISSUER), out->documents);
    add_facets(list, arena, "format", values_of(all, VT_SLOT_FORMAT), out->documents);
    out->facets = static_cast<struct vt_index_facet *>(
        vt_arena_array(arena, list.size(), sizeof *out->facets));
    if (!out->facets)
        throw std::bad_alloc();
    for (const struct vt_index_facet &f : list)
        out->facets[out->facets_count++] = f;
}

/* ---- the best ---- */

/* What was found first is put in order once more. */
const size_t NEIGHBOURS_MAX = 400;

/* Of two texts that say the same, the later one is in force more often: so much of its score a
 * passage gains or loses for each year from the mean year of what was found. */
const double YEAR_WEIGHT = 0.01, YEARS_MAX = 50;

/* Newest first among equals, those of a text in its order; what has no date comes last also where
 * the oldest come first. To a question in plain language what came last answers best. */
struct order {
    enum vanthu_sort sort;
    bool question;

    bool operator()(const match &a, const match &b) const
    {
        if (sort == VANTHU_BY_RELEVANCE && a.score != b.score)
            return a.score > b.score;
        if (a.date != b.date)
            return sort == VANTHU_OLDEST_FIRST ? a.date - 1 < b.date - 1 : a.date > b.date;
        if (a.score != b.score)
            return a.score > b.score;
        return question ? a.passage > b.passage : a.passage < b.passage;
    }
};

int year_of(const match &m)
{
    return int(m.date / 10000);
}

/* What pairs of neighbours and the years say of the first passages; the score of the documents that
 * are a reference stays apart. */
void weigh_again(std::vector<match> &first, vt::neighbours &neighbours)
{
    double sum = 0;
    size_t dated = 0;
    for (match &m : first) {
        sum += year_of(m);
        dated += m.date != 0;
        m.score += neighbours.bonus(m.piece->in_order, m.passage);
    }
    for (match &m : first) {
        if (!m.date)
            continue;
        double is = m.score < vt::IS_WEIGHT ? 0 : vt::IS_WEIGHT;
        double later = std::max(-YEARS_MAX, std::min(year_of(m) - sum / double(dated), YEARS_MAX));
        m.score += (m.score - is) * YEAR_WEIGHT * later;
    }
}

void put_in_order(std::vector<match> &found, vt::neighbours &neighbours)
{
    auto split = ptrdiff_t(std::min<size_t>(found.size(), NEIGHBOURS_MAX));
    std::vector<match> first(found.begin(), found.begin() + split);
    weigh_again(first, neighbours);
    std::stable_sort(first.begin(), first.end(),
                     [](const match &a, const match &b) { return a.score > b.score; });
    std::copy(first.begin(), first.end(), found.begin());
}

/* The first of `all`, which are in order, each document so often at the most. */
std::vector<match> collapse(const std::vector<match> &all, size_t per_document)
{
    std::unordered_map<uint32_t, size_t> seen;
    std::vector<match> out;
    for (const match &m : all)
        if (!per_document || seen[m.document]++ < per_document)
            out.push_back(m);
    return out;
}

size_t count_of(const std::vector<found_in> &all)
{
    size_t count = 0;
    for (const found_in &f : all)
        count += f.hits.size();
    return count;
}

/* The score that the passage at place `most` has, if there are so many: gathered in rounds of the
 * best that there were, so that most passages are compared with one number. */
float least_score(const std::vector<found_in> &all, size_t most)
{
    std::vector<float> scores;
    float least = 0;
    auto cut = [&] {
        auto end = scores.begin() + ptrdiff_t(most);
        std::nth_element(scores.begin(), end - 1, scores.end(), std::greater<float>());
        scores.erase(end, scores.end());
        least = scores.back();
    };
    for (const found_in &f : all)
        for (const vt::hit &h : f.hits) {
            if (h.score > least)
                scores.push_back(h.score);
            if (scores.size() == 4 * most)
                cut();
        }
    if (scores.size() > most)
        cut();
    return least;
}

/* The first `wanted` in order, if there are so many. So many passages are looked at first for each
 * that is wanted, and more when they are of too few documents. */
const size_t PASSAGES_EACH = 2;

std::vector<match> best(const std::vector<found_in> &all, size_t wanted, const order &before,
                        size_t per_document)
{
    for (size_t most = PASSAGES_EACH * wanted;; most *= 4) {
        float least = before.sort == VANTHU_BY_RELEVANCE ? least_score(all, most) : 0;
        std::vector<match> first;
        for (const found_in &f : all)
            for (const vt::hit &h : f.hits)
                if (h.score >= least)
                    first.push_back(f.at(h));
        std::sort(first.begin(), first.end(), before);
        std::vector<match> out = collapse(first, per_document);
        if (out.size() >= wanted || first.size() == count_of(all))
            return out;
    }
}

/* How many of all matches the document of each hit has, beyond those that are shown of it. */
void count_more(struct vt_index_result *out, const std::vector<found_in> &all,
                const std::vector<match> &page, size_t per_document)
{
    std::unordered_map<uint32_t, uint64_t> of;
    std::vector<bool> wanted(256);
    for (const match &m : page) {
        of[m.document] = 0;
        wanted[m.document % 256] = true;
    }
    for (const found_in &f : all)
        for (const vt::hit &h : f.hits) {
            uint32_t document = f.document(h);
            auto found = wanted[document % 256] ? of.find(document) : of.end();
            if (found != of.end())
                found->second++;
        }
    for (size_t i = 0; i < page.size() && per_document; i++) {
        uint64_t count = of[page[i].document];
        out->hits[i].more = count > per_document ? count - per_document : 0;
    }
}

void take_hits(struct vt_index_result *out, struct vt_arena *arena, const std::vector<match> &page,
               struct vanthu_error *error)
{
    out->hits =
        static_cast<struct vt_index_hit *>(vt_arena_array(arena, page.size(), sizeof *out->hits));
    if (!out->hits)
        throw std::bad_alloc();
    for (const match &m : page) {
        struct vt_index_hit *hit = &out->hits[out->hits_count++];
        std::string data = m.piece->data.of(m.passage, error);
        *hit = {};
        hit->number = m.passage;
        hit->doc = m.document;
        hit->score = m.score;
        hit->data.p = copy(arena, data);
        hit->data.len = data.size();
    }
}

void take_page(struct vt_index_result *out, struct vt_arena *arena,
               const std::vector<found_in> &all, const vt::matcher &matcher,
               const struct vt_index_options *options, struct vanthu_error *error)
{
    size_t count = count_of(all), offset = std::min(options->offset, count);
    size_t wanted = offset + std::min(options->limit, count - offset);
    std::vector<match> found = best(all, std::max(wanted, NEIGHBOURS_MAX),
                                    {options->sort, matcher.is_question()}, options->per_document);
    if (options->sort == VANTHU_BY_RELEVANCE) {
        vt::neighbours neighbours(matcher.row(), matcher.terms.mean_length());
        if (!neighbours.empty())
            put_in_order(found, neighbours);
    }
    found.resize(std::min(found.size(), wanted));
    found.erase(found.begin(), found.begin() + ptrdiff_t(std::min(offset, found.size())));
    take_hits(out, arena, found, error);
    count_more(out, all, found, options->per_document);
}

void search(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
            const struct vt_query *query, const struct vt_index_options *options,
            struct vanthu_error *error)
{
    vt::matcher matcher(index->pieces, query, options->looseness);
    std::vector<found_in> all;
    for (const vt::piece_reader &piece : index->pieces) {
        all.push_back({&piece, matcher.find(piece)});
        leave_out_withdrawn(index, all.back().hits);
    }
    out->passages = count_of(all);
    each_document(all, [out](const found_in &, const vt::hit &) { out->documents++; });
    if (options->facets)
        take_facets(out, arena, all);
    if (options->limit)
        take_page(out, arena, all, matcher, options, error);
}

/* ---- words that nothing has ---- */

/* All spellings one letter away: one left out, doubled, changed, or two exchanged. */
std::vector<std::string> near_keys(const std::string &key)
{
    std::vector<std::string> out;
    for (size_t i = 0; i <= key.size(); i++) {
        std::string left = key.substr(0, i), right = key.substr(i);
        if (!right.empty())
            out.push_back(left + right.substr(1));
        if (right.size() > 1)
            out.push_back(left + right[1] + right[0] + right.substr(2));
        for (char c = 'a'; c <= 'z'; c++) {
            out.push_back(left + c + right);
            if (!right.empty())
                out.push_back(left + c + right.substr(1));
        }
    }
    return out;
}

struct known_form {
    std::string form;
    uint64_t passages;
};

/* The form of a key that most passages have. */
known_form best_form(const vt::lexicon &terms, const std::string &key)
{
    known_form best{key, terms.frequency(key)};
    std::string marked = key + VT_MARK;
    for (const std::string &term : terms.beginning_with(marked)) {
        uint64_t passages = terms.frequency(term);
        if (passages > best.passages)
            best = {term.substr(marked.size()), passages};
    }
    return best;
}

/* Any passage has the key in any form. */
bool is_known(const vt::lexicon &terms, const std::string &key)
{
    return terms.has(key) || !terms.beginning_with(key + VT_MARK).empty();
}

bool is_syllable(const std::string &key)
{
    return key.size() >= SUGGEST_MIN && key.size() <= SUGGEST_MAX &&
           std::all_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

char *suggest(const struct vt_index *index, struct vt_arena *arena, const std::string &key)
{
    known_form best{"", 0};
    vt::lexicon terms(index->pieces);
    if (!is_syllable(key) || is_known(terms, key))
        return nullptr;
    for (const std::string &near : near_keys(key)) {
        known_form one = near.empty() ? best : best_form(terms, near);
        if (one.passages > best.passages)
            best = one;
    }
    return best.passages ? copy(arena, best.form) : nullptr;
}

void check_file(const std::string &path, const vt::piece_file &wanted,
                const std::vector<vt::piece_file> &found,
                void (*fault)(void *, const char *, const char *), void *context)
{
    std::string place = path + "/" + wanted.name;
    for (const vt::piece_file &f : found) {
        if (f.name != wanted.name)
            continue;
        if (f.bytes != wanted.bytes || f.sha256 != wanted.sha256)
            fault(context, place.c_str(), _("the file is not what was written"));
        return;
    }
    fault(context, place.c_str(), _("the file is missing"));
}

} // namespace

extern "C" {

vanthu_status vt_index_open(struct vt_index **out, const char *dir, struct vanthu_error *error)
{
    *out = nullptr;
    return vt::guard(error, [&] {
        *out = open_index(dir, error).release();
        return VANTHU_OK;
    });
}

void vt_index_close(struct vt_index *index)
{
    delete index;
}

uint64_t vt_index_reached(const struct vt_index *index)
{
    return index->generation;
}

vanthu_status vt_index_search(struct vt_index_result *out, struct vt_arena *arena,
                              struct vt_index *index, const struct vt_query *query,
                              const struct vt_index_options *options, struct vanthu_error *error)
{
    memset(out, 0, sizeof *out);
    return vt::guard(error, [&] {
        search(out, arena, index, query, options, error);
        return VANTHU_OK;
    });
}

vanthu_status vt_index_suggest(const char **out, struct vt_arena *arena, struct vt_index *index,
                               struct vt_str key, struct vanthu_error *error)
{
    *out = nullptr;
    return vt::guard(error, [&] {
        *out = suggest(index, arena, std::string(key.p, key.len));
        return VANTHU_OK;
    });
}

vanthu_status vt_index_check(const char *dir, uint64_t generation, uint64_t passages,
                             void (*fault)(void *context, const char *place, const char *problem),
                             void *context, struct vanthu_error *error)
{
    struct vanthu_error cause = {};
    vanthu_status status = vt::guard(&cause, [&] {
        vt::manifest m = vt::read_manifest(dir, &cause);
        for (const vt::piece_entry &p : m.pieces) {
            std::string path = vt::piece_path(dir, p.number);
            std::vector<vt::piece_file> found = vt::hash_files(path, false, &cause);
            for (const vt::piece_file &f : p.files)
                check_file(path, f, found, fault, context);
        }
        if (generation == VT_INDEX_ANY)
            return VANTHU_OK;
        if (m.generation != generation)
            fault(context, dir, _("the index is not of the same state as the catalogue"));
        else if (m.passages() != passages)
            fault(context, dir, _("passages are missing in the index"));
        return VANTHU_OK;
    });
    if (status == VANTHU_NO_MEMORY)
        return vt_err_memory(error);
    if (status != VANTHU_OK)
        fault(context, dir, cause.message);
    return VANTHU_OK;
}

} // extern "C"
