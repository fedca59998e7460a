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
#include <iterator>
#include <map>
#include <memory>
#include <sys/stat.h>
#include <unordered_map>
#include <unordered_set>

struct vt_index {
    Xapian::Database database;
    std::vector<Xapian::Database> parts; /* the pieces, in Xapian's order */
    std::vector<std::string> uuids;      /* of these */
    vt::forwards in_order;
    std::map<uint32_t, uint32_t> withdrawn;
    uint64_t generation = 0;

    /* Xapian deals the numbers of several databases out in turn. */
    uint32_t number_of(Xapian::docid id) const
    {
        return uint32_t((id - 1) / parts.size() + 1);
    }
    Xapian::docid id_of(uint32_t passage, size_t piece) const
    {
        return Xapian::docid((passage - 1) * parts.size() + piece + 1);
    }
    const vt::forward &forward_of(Xapian::docid id)
    {
        return in_order.of(uuids[(id - 1) % parts.size()]);
    }
};

namespace
{

const int OPEN_TRIES = 5;

/* Documents of which facets are counted, and matches that are counted exactly. */
const unsigned COUNT_MAX = 200000;

/* Letters of a word for which a likeness is looked for. */
const size_t SUGGEST_MIN = 2, SUGGEST_MAX = 12;

/* After that the rest of a count is an estimate. */
const double COUNT_SECONDS = 0.5;

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
                Xapian::Database database(path);
                index->database.add_database(database);
                index->parts.push_back(database);
                index->uuids.push_back(database.get_uuid());
                index->in_order.add(index->uuids.back(), path);
                demand_files(path, p, error); /* still there: what was opened is whole */
            }
            return index;
        } catch (const Xapian::DatabaseOpeningError &) {
            if (turn == OPEN_TRIES)
                throw;
        }
    }
}

/* The passages that are out of use. Without term lists Xapian cannot delete them. */
class withdrawn_source : public Xapian::PostingSource
{
  public:
    explicit withdrawn_source(const std::map<uint32_t, uint32_t> &wanted) : ranges(wanted) {}
    void init(const Xapian::Database &database) override
    {
        most = database.get_doccount();
        began = false;
        at = 0;
    }
    Xapian::PostingSource *clone() const override
    {
        return new withdrawn_source(ranges);
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return 0;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return most;
    }
    void next(double) override
    {
        move(began ? at + 1 : 1);
    }
    void skip_to(Xapian::docid wanted, double) override
    {
        if (!began || wanted > at)
            move(wanted);
    }
    bool at_end() const override
    {
        return began && at == 0;
    }
    Xapian::docid get_docid() const override
    {
        return at;
    }

  private:
    const std::map<uint32_t, uint32_t> &ranges;
    Xapian::doccount most = 0;
    bool began = false;
    Xapian::docid at = 0; /* 0: at the end, or before the beginning */

    /* To the first passage from `wanted` on. */
    void move(Xapian::docid wanted)
    {
        began = true;
        auto after = ranges.upper_bound(wanted);
        if (after != ranges.begin()) {
            auto before = std::prev(after);
            if (wanted - before->first < before->second) {
                at = wanted;
                return;
            }
        }
        at = after == ranges.end() ? 0 : after->first;
    }
};

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

/* What the matcher found first is put in order once more. */
const Xapian::doccount NEIGHBOURS_MAX = 400;

/* Of two texts that say the same, the later one is in force more often: so much of its score a
 * passage gains or loses for each year from the mean year of what was found. */
const double YEAR_WEIGHT = 0.01, YEARS_MAX = 50;

struct ranked {
    Xapian::docid id;
    double score;
    uint64_t more; /* passages of its document */
};

Xapian::Document document_of(const struct vt_index *index, Xapian::docid id)
{
    return index->database.get_document(id, Xapian::DOC_ASSUME_VALID);
}

/* What pairs of neighbours and the years say of the first passages; the score of the documents that
 * are a reference stays apart. */
void weigh_again(std::vector<ranked> &first, struct vt_index *index, vt::neighbours &neighbours)
{
    std::vector<unsigned> years;
    double sum = 0;
    size_t dated = 0;
    for (ranked &r : first) {
        const vt::forward &in_order = index->forward_of(r.id);
        years.push_back(in_order.year(index->number_of(r.id)));
        sum += years.back();
        dated += years.back() != 0;
        r.score += neighbours.bonus(in_order, index->number_of(r.id));
    }
    for (size_t i = 0; i < first.size(); i++) {
        if (!years[i])
            continue;
        double is = first[i].score < vt::IS_WEIGHT ? 0 : vt::IS_WEIGHT;
        double later = std::max(-YEARS_MAX, std::min(years[i] - sum / double(dated), YEARS_MAX));
        first[i].score += (first[i].score - is) * YEAR_WEIGHT * later;
    }
}

void put_in_order(std::vector<ranked> &found, struct vt_index *index, vt::neighbours &neighbours)
{
    if (neighbours.empty())
        return;
    auto split = ptrdiff_t(std::min<size_t>(found.size(), NEIGHBOURS_MAX));
    std::vector<ranked> first(found.begin(), found.begin() + split);
    weigh_again(first, index, neighbours);
    std::stable_sort(first.begin(), first.end(),
                     [](const ranked &a, const ranked &b) { return a.score > b.score; });
    std::copy(first.begin(), first.end(), found.begin());
}

std::vector<ranked> list_of(const Xapian::MSet &found)
{
    std::vector<ranked> list;
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i)
        list.push_back({*i, i.get_weight(), i.get_collapse_count()});
    return list;
}

void take_hits(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
               const std::vector<ranked> &found, size_t offset)
{
    size_t count = found.size() > offset ? found.size() - offset : 0;
    out->hits = static_cast<struct vt_index_hit *>(vt_arena_array(arena, count, sizeof *out->hits));
    if (!out->hits)
        throw std::bad_alloc();
    for (size_t i = offset; i < found.size(); i++) {
        struct vt_index_hit *hit = &out->hits[out->hits_count++];
        Xapian::Document document = document_of(index, found[i].id);
        std::string data = document.get_data();
        hit->number = index->number_of(found[i].id);
        hit->doc = int64_t(Xapian::sortable_unserialise(document.get_value(VT_SLOT_DOCUMENT)));
        hit->score = found[i].score;
        hit->more = found[i].more;
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
    counts years, types, issuers, formats;
    for (Xapian::MSetIterator i = all.begin(); i != all.end(); ++i) {
        Xapian::Document document = i.get_document();
        years[document.get_value(VT_SLOT_YEAR)]++;
        types[document.get_value(VT_SLOT_TYPE)]++;
        issuers[document.get_value(VT_SLOT_ISSUER)]++;
        formats[document.get_value(VT_SLOT_FORMAT)]++;
    }
    std::vector<struct vt_index_facet> list;
    add_facets(list, arena, "year", years);
    add_facets(list, arena, "type", types);
    add_facets(list, arena, "issuer", issuers);
    add_facets(list, arena, "format", formats);
    out->facets = static_cast<struct vt_index_facet *>(
        vt_arena_array(arena, list.size(), sizeof *out->facets));
    if (!out->facets)
        throw std::bad_alloc();
    for (const struct vt_index_facet &f : list)
        out->facets[out->facets_count++] = f;
}

/* Sees every passage that matches. Xapian's own number of documents, when it collapses passages, is
 * exact only for those it keeps. */
class counter : public Xapian::MatchSpy
{
  public:
    void operator()(const Xapian::Document &document, double) override
    {
        passages++;
        documents.insert(document.get_value(VT_SLOT_DOCUMENT));
    }
    uint64_t passages = 0;
    std::unordered_set<std::string> documents;
};

/* All that matches is counted without weights: half the time of counting while ranking. */
void count(struct vt_index_result *out, struct vt_arena *arena, Xapian::Enquire &enquire,
           bool facets)
{
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    enquire.set_time_limit(COUNT_SECONDS);
    if (facets)
        enquire.set_collapse_key(VT_SLOT_DOCUMENT, 1);
    counter seen;
    enquire.add_matchspy(&seen);
    Xapian::MSet all = enquire.get_mset(0, facets ? COUNT_MAX : 0, COUNT_MAX);
    out->documents = seen.documents.size();
    out->passages = seen.passages;
    if (facets) {
        take_facets(out, arena, all);
    } else if (all.get_matches_estimated() > seen.passages && seen.passages) { /* too many */
        double more = double(all.get_matches_estimated()) / double(seen.passages);
        out->documents = uint64_t(double(out->documents) * more);
        out->passages = all.get_matches_estimated();
    }
}

void rank(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
          Xapian::Enquire &enquire, vt::neighbours &neighbours,
          const struct vt_index_options *options)
{
    Xapian::MultiValueKeyMaker keys;
    Xapian::doccount most = index->database.get_doccount();
    Xapian::doccount limit = Xapian::doccount(std::min<size_t>(options->limit, most));
    if (limit == 0 || options->offset >= most)
        return;
    set_order(enquire, options->sort, keys);
    if (options->per_document)
        enquire.set_collapse_key(VT_SLOT_DOCUMENT, Xapian::doccount(options->per_document));
    Xapian::doccount offset = Xapian::doccount(options->offset), wanted = offset + limit;
    if (neighbours.empty())
        return take_hits(out, arena, index, list_of(enquire.get_mset(offset, limit, limit + 1)), 0);
    std::vector<ranked> order = list_of(enquire.get_mset(0, std::max(wanted, NEIGHBOURS_MAX)));
    put_in_order(order, index, neighbours);
    order.resize(std::min<size_t>(order.size(), wanted));
    take_hits(out, arena, index, order, options->offset);
}

/* What only Xapian finds in a question: joined words, other spellings. */
const Xapian::doccount OTHERS_MAX = 5000;

void set_weights(Xapian::Enquire &enquire)
{
    enquire.set_weighting_scheme(Xapian::BM25Weight(vt::BM25_K1, 0, 1, vt::BM25_B, 0.5));
}

void add_others(vt::accumulator &sum, struct vt_index *index, const Xapian::Query &others)
{
    if (others.empty())
        return;
    Xapian::Enquire enquire(index->database);
    enquire.set_query(others);
    set_weights(enquire);
    Xapian::MSet found = enquire.get_mset(0, OTHERS_MAX);
    for (Xapian::MSetIterator i = found.begin(); i != found.end(); ++i)
        sum.add(index->number_of(*i), i.get_weight());
}

/* The passages, best first, each document so often at the most; how many documents they are. */
std::vector<ranked> collapse(const std::vector<vt::accumulator::scored> &best,
                             const vt::accumulator &sum, struct vt_index *index,
                             size_t per_document, uint64_t *documents)
{
    struct met {
        size_t first, count;
    };
    std::unordered_map<uint32_t, met> seen;
    std::vector<ranked> out;
    for (const vt::accumulator::scored &s : best) {
        Xapian::docid id = index->id_of(s.passage, sum.piece_of(s.passage));
        uint32_t document = index->forward_of(id).document(s.passage);
        met &m = seen.insert({document, {out.size(), 0}}).first->second;
        if (!per_document || m.count++ < per_document)
            out.push_back({id, s.score, 0});
        else
            out[m.first].more++;
    }
    *documents = seen.size();
    return out;
}

/* Passages that are looked at for each document wanted. */
const size_t PASSAGES_PER_DOCUMENT = 2;

/* A question: the words one after the other, then the best once more. */
void answer(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
            vt::compiler &compiler, const struct vt_query *query,
            const struct vt_index_options *options)
{
    std::vector<vt::piece_reader> pieces;
    for (size_t i = 0; i < index->parts.size(); i++)
        pieces.push_back({index->parts[i], &index->in_order.of(index->uuids[i])});
    double mean = index->database.get_avlength();
    vt::question asked = compiler.ask(query);
    vt::accumulator sum(pieces, index->withdrawn, mean);
    for (const vt::weighted_terms &word : asked.words)
        sum.add(word);
    add_others(sum, index, asked.others);
    size_t wanted = std::min(options->limit, sum.count()) + std::min(options->offset, sum.count());
    std::vector<vt::accumulator::scored> best =
        sum.best(PASSAGES_PER_DOCUMENT * std::max<size_t>(wanted, NEIGHBOURS_MAX));
    std::vector<ranked> order = collapse(best, sum, index, options->per_document, &out->documents);
    out->passages = sum.count();
    if (best.size() < sum.count()) /* not all were looked at: as many documents a passage */
        out->documents =
            uint64_t(double(out->documents) * double(sum.count()) / double(best.size()));
    vt::neighbours neighbours(asked.row, mean);
    put_in_order(order, index, neighbours);
    order.resize(std::min<size_t>(order.size(), wanted));
    take_hits(out, arena, index, order, options->offset);
}

void search(struct vt_index_result *out, struct vt_arena *arena, struct vt_index *index,
            const struct vt_query *query, const struct vt_index_options *options)
{
    vt::compiler compiler(index->database, index->in_order, options->looseness);
    if (query->root->kind == VT_NODE_ANY && options->sort == VANTHU_BY_RELEVANCE &&
        options->limit && !options->facets)
        return answer(out, arena, index, compiler, query, options);
    Xapian::Query compiled = compiler.compile(query);
    withdrawn_source withdrawn(index->withdrawn);
    if (!index->withdrawn.empty())
        compiled &= ~Xapian::Query(&withdrawn);
    std::vector<vt::weighted_word> row;
    if (options->sort == VANTHU_BY_RELEVANCE && options->limit)
        row = compiler.weigh(query);
    vt::neighbours neighbours(row, index->database.get_avlength());
    Xapian::Enquire ranking(index->database), counting(index->database);
    ranking.set_query(compiled);
    set_weights(ranking);
    counting.set_query(compiled);
    rank(out, arena, index, ranking, neighbours, options);
    if (out->hits_count || options->limit == 0 || options->offset)
        count(out, arena, counting, options->facets);
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
    Xapian::doccount passages;
};

/* The form of a key that most passages have. */
known_form best_form(const Xapian::Database &database, const std::string &key)
{
    known_form best{"", database.get_termfreq(key)};
    if (best.passages)
        best.form = key;
    std::string marked = key + VT_MARK;
    Xapian::TermIterator end = database.allterms_end(marked);
    for (Xapian::TermIterator i = database.allterms_begin(marked); i != end; ++i)
        if (i.get_termfreq() > best.passages)
            best = {(*i).substr(marked.size()), i.get_termfreq()};
    return best;
}

/* Any passage has the key in any form: asked of every word of every query. */
bool is_known(const Xapian::Database &database, const std::string &key)
{
    std::string marked = key + VT_MARK;
    return database.term_exists(key) ||
           database.allterms_begin(marked) != database.allterms_end(marked);
}

bool is_syllable(const std::string &key)
{
    return key.size() >= SUGGEST_MIN && key.size() <= SUGGEST_MAX &&
           std::all_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

char *suggest(const struct vt_index *index, struct vt_arena *arena, const std::string &key)
{
    known_form best{"", 0};
    if (!is_syllable(key) || is_known(index->database, key))
        return nullptr;
    for (const std::string &near : near_keys(key)) {
        known_form one = near.empty() ? best : best_form(index->database, near);
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

vanthu_status vt_index_search(struct vt_index_result *out, struct vt_arena *arena,
                              struct vt_index *index, const struct vt_query *query,
                              const struct vt_index_options *options, struct vanthu_error *error)
{
    memset(out, 0, sizeof *out);
    return vt::guard(error, [&] {
        if (index->database.get_doccount() != 0)
            search(out, arena, index, query, options);
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
