/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search.cc: the reading half of index.h: opening, searching, checking.
 *
 * A reader that meets a piece which a writer has just merged away reads the manifest again: what it
 * names next is the same documents in another piece.
 */
#include "compile.hh"
#include "guard.hh"
#include "manifest.hh"
#include "terms.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <sys/stat.h>

struct vt_index {
    Xapian::Database database;
    unsigned pieces = 0;
    uint64_t generation = 0;
};

namespace
{

const int OPEN_TRIES = 5;

/* Documents of which facets are counted, and matches that are counted exactly. */
const unsigned COUNT_MAX = 200000;

/* After that the rest of a count is an estimate. */
const double COUNT_SECONDS = 0.5;

/* Xapian takes a missing file of positions for an index without any, and answers without a word. */
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
            index->pieces = unsigned(m.pieces.size());
            for (const vt::piece_entry &p : m.pieces) {
                std::string path = vt::piece_path(dir, p.number);
                demand_files(path, p, error);
                index->database.add_database(Xapian::Database(path));
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

void set_order(Xapian::Enquire &enquire, enum vanthu_sort sort, Xapian::MultiValueKeyMaker &keys)
{
    switch (sort) {
    case VANTHU_BY_RELEVANCE: /* newest first among equals */
        enquire.set_sort_by_relevance_then_value(VT_SLOT_DATE, true);
        break;
    case VANTHU_NEWEST_FIRST:
        enquire.set_sort_by_value_then_relevance(VT_SLOT_DATE, true);
        break;
    case VANTHU_OLDEST_FIRST:
        keys.add_value(VT_SLOT_DATE, false, "~"); /* what has no date comes last here too */
        enquire.set_sort_by_key_then_relevance(&keys, false);
        break;
    }
}

/* Xapian deals the numbers of several databases out in turn. */
void take_hits(struct vt_index_result *out, struct vt_arena *arena, const Xapian::MSet &found,
               unsigned pieces)
{
    out->hits =
        static_cast<struct vt_index_hit *>(vt_arena_array(arena, found.size(), sizeof *out->hits));
    if (!out->hits)
        throw std::bad_alloc();
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i) {
        struct vt_index_hit *hit = &out->hits[out->hits_count++];
        Xapian::Document document = i.get_document();
        std::string data = document.get_data();
        hit->number = (*i - 1) / pieces + 1;
        hit->doc = int64_t(Xapian::sortable_unserialise(document.get_value(VT_SLOT_DOCUMENT)));
        hit->score = i.get_weight();
        hit->more = i.get_collapse_count();
        hit->data.p = copy(arena, data);
        hit->data.len = data.size();
    }
}

using counts = std::map<std::string, uint64_t>;

void add_facets(std::vector<struct vt_index_facet> &out, struct vt_arena *arena, const char *name,
                const counts &values)
{
    for (const auto &v : values)
        if (!v.first.empty())
            out.push_back({name, copy(arena, v.first), v.second});
}

void take_facets(struct vt_index_result *out, struct vt_arena *arena, const Xapian::MSet &all)
{
    counts years, types, issuers;
    for (Xapian::MSetIterator i = all.begin(); i != all.end(); ++i) {
        Xapian::Document document = i.get_document();
        years[document.get_value(VT_SLOT_YEAR)]++;
        types[document.get_value(VT_SLOT_TYPE)]++;
        issuers[document.get_value(VT_SLOT_ISSUER)]++;
    }
    std::vector<struct vt_index_facet> list;
    add_facets(list, arena, "year", years);
    add_facets(list, arena, "type", types);
    add_facets(list, arena, "issuer", issuers);
    out->facets = static_cast<struct vt_index_facet *>(
        vt_arena_array(arena, list.size(), sizeof *out->facets));
    if (!out->facets)
        throw std::bad_alloc();
    for (const struct vt_index_facet &f : list)
        out->facets[out->facets_count++] = f;
}

/* Sees every passage that matches, before they are collapsed. */
class passage_counter : public Xapian::MatchSpy
{
  public:
    void operator()(const Xapian::Document &, double) override
    {
        total++;
    }
    uint64_t total = 0;
};

/* All that matches is counted without weights: half the time of counting while ranking. */
void count(struct vt_index_result *out, struct vt_arena *arena, Xapian::Enquire &enquire,
           bool facets)
{
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    enquire.set_collapse_key(VT_SLOT_DOCUMENT, 1);
    enquire.set_time_limit(COUNT_SECONDS);
    passage_counter passages;
    enquire.add_matchspy(&passages);
    Xapian::MSet all = enquire.get_mset(0, facets ? COUNT_MAX : 0, COUNT_MAX);
    out->documents = all.get_matches_estimated();
    out->passages = passages.total;
    if (facets)
        take_facets(out, arena, all);
}

void rank(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
          Xapian::Enquire &enquire, const struct vt_index_options *options)
{
    Xapian::MultiValueKeyMaker keys;
    Xapian::doccount most = index->database.get_doccount();
    Xapian::doccount limit = Xapian::doccount(std::min<size_t>(options->limit, most));
    if (limit == 0 || options->offset >= most)
        return;
    set_order(enquire, options->sort, keys);
    if (options->per_document)
        enquire.set_collapse_key(VT_SLOT_DOCUMENT, Xapian::doccount(options->per_document));
    Xapian::doccount offset = Xapian::doccount(options->offset);
    take_hits(out, arena, enquire.get_mset(offset, limit, limit + 1), index->pieces);
}

void search(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
            const Xapian::Query &query, const struct vt_index_options *options)
{
    Xapian::Enquire ranking(index->database), counting(index->database);
    ranking.set_query(query);
    counting.set_query(query);
    rank(out, arena, index, ranking, options);
    if (out->hits_count || options->limit == 0 || options->offset)
        count(out, arena, counting, options->facets);
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

vanthu_status vt_index_search(struct vt_index_result *out, struct vt_arena *arena,
                              struct vt_index *index, const struct vt_query *query,
                              const struct vt_index_options *options, struct vanthu_error *error)
{
    memset(out, 0, sizeof *out);
    return vt::guard(error, [&] {
        vt::compiler compiler(index->database, options->looseness);
        if (index->database.get_doccount() != 0)
            search(out, arena, index, compiler.compile(query->root), options);
        return VANTHU_OK;
    });
}

vanthu_status vt_index_check(const char *dir, uint64_t generation, uint64_t passages,
                             void (*fault)(void *context, const char *place, const char *problem),
                             void *context, struct vanthu_error *error)
{
    struct vanthu_error cause = {};
    uint64_t sum = 0;
    vanthu_status status = vt::guard(&cause, [&] {
        vt::manifest m = vt::read_manifest(dir, &cause);
        for (const vt::piece_entry &p : m.pieces) {
            std::string path = vt::piece_path(dir, p.number);
            std::vector<vt::piece_file> found = vt::hash_files(path, false, &cause);
            for (const vt::piece_file &f : p.files)
                check_file(path, f, found, fault, context);
            sum += p.passages;
        }
        if (m.generation != generation)
            fault(context, dir, _("the index is not of the same state as the catalogue"));
        else if (sum != passages)
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
