/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.cc: from the tree of a query to the passages that match it.
 *
 * A typed word is expanded to the forms of its key that it matches letter by letter: they are
 * neighbours among the terms. For ranking they are one term, and the form as typed counts once
 * more, so that exact hits come first. A phrase asks for all its words, and then whether they stand
 * in a row. Title and headings add weight and may stand for a word that the passage itself lacks.
 * Each node of the tree gives the passages of a piece by their numbers, so that joining them is
 * one walk along both.
 */
#include "match.hh"

#include "guard.hh"
#include "phrase.hh"
#include "piece.hh"
#include "terms.h"

extern "C" {
#include "text/match.h"
}

#include <algorithm>
#include <cmath>

namespace vt
{

/* The most forms of one key: the legal maximum is 36 (TEXT of syllables), slips and names add some.
 */
static const size_t FORMS_MAX = 96;

static const double TITLE_WEIGHT = 0.5, HEADING_WEIGHT = 0.1, EXACT_WEIGHT = 0.5, ALSO_WEIGHT = 0.4;

/* Of a reference in a question, beside a word that is as rare. */
static const double REFERENCE_WEIGHT = 2;

/* In plain language, what stands in more than this share of the passages, and in more than so many,
 * only weighs, as long as there are so many rarer words. */
static const double COMMON_SHARE = 0.15, COMMON_MIN = 1000;
static const size_t RARE_MIN = 3;

/* Rows that are held in memory while a phrase is looked for in them. */
static const size_t ROWS_HELD = 4096;

static std::string str(struct vt_str s)
{
    return std::string(s.p ? s.p : "", s.len);
}

/* Who types marks types them where they belong: in a question with marks a word without any is
 * meant so. */
static bool is_marked(const struct vt_query *query)
{
    size_t marked = 0, words = 0;
    for (size_t i = 0; i < query->row_count; i++) {
        const struct vt_query_token &t = query->row[i];
        words += t.form.len > 0;
        marked += t.form.len > 0 && !vt_str_eq(t.form, t.key);
    }
    return marked * 2 > words;
}

matcher::matcher(const std::vector<piece_reader> &readers, const struct vt_query *wanted,
                 enum vt_looseness how)
    : terms(readers), query(wanted), looseness(how),
      literal(wanted->root->kind == VT_NODE_ANY && how == VT_BY_LETTER && is_marked(wanted))
{
    weigh_row();
}

/* ---- what words stand for ---- */

void matcher::add_forms(std::vector<std::string> &out, const std::string &bare, struct vt_str form,
                        struct vt_str key, enum vt_looseness how)
{
    std::string marked = bare + VT_MARK;
    if (vt_match(form, key, how) && terms.has(bare))
        out.push_back(bare);
    for (const std::string &term : terms.beginning_with(marked)) {
        struct vt_str indexed = {term.data() + marked.size(), term.size() - marked.size()};
        if (vt_match(form, indexed, how) && out.size() < FORMS_MAX)
            out.push_back(term);
    }
}

std::vector<std::string> matcher::look_up_forms(const struct vt_query_token &token,
                                                const char *prefix, bool quoted)
{
    std::vector<std::string> out;
    enum vt_looseness how = quoted ? VT_BY_LETTER : looseness;
    std::string bare = (prefix + str(token.key)).substr(0, VT_TERM_MAX), marked = bare + VT_MARK;
    std::string typed;
    append_term(typed = prefix, token.key, token.form);
    if (literal && terms.has(typed))
        return {typed};
    if (budget == 0) { /* what is typed last in a long query is looked up as it stands */
        out.push_back(bare);
        if (!vt_str_eq(token.key, token.form))
            out.push_back((marked + str(token.form)).substr(0, VT_TERM_MAX));
        return out;
    }
    add_forms(out, bare, token.form, token.key, how);
    char other[32], other_key[32];
    size_t len = how >= VT_BY_SPELLING ? vt_match_spelling(other, token.form) : 0;
    size_t key_len = len ? vt_match_spelling(other_key, token.key) : 0;
    if (key_len)
        add_forms(out, (prefix + std::string(other_key, key_len)).substr(0, VT_TERM_MAX),
                  {other, len}, {other_key, key_len}, how);
    budget -= std::min(budget, unsigned(out.size()) + 1);
    return out;
}

const std::vector<std::string> &matcher::forms(const struct vt_query_token &token,
                                               const char *prefix, bool quoted)
{
    std::string name = prefix + std::string(quoted ? "\"" : " ") + str(token.form);
    auto entry = known.emplace(name, std::vector<std::string>());
    if (entry.second)
        entry.first->second = look_up_forms(token, prefix, quoted);
    return entry.first->second;
}

double matcher::frequency(const std::vector<std::string> &any) const
{
    double sum = 0;
    for (const std::string &term : any)
        sum += double(terms.frequency(term));
    return std::min(sum, terms.passages());
}

/* Passages that have any of the words: the rarest of its words decide for what is joined. */
double matcher::frequency(const struct vt_node *node)
{
    double least = terms.passages();
    for (size_t i = 0; i < node->tokens_count; i++)
        least = std::min(least, frequency(forms(node->tokens[i], "", false)));
    for (size_t i = 0; i < node->children_count; i++)
        least = std::min(least, frequency(node->children[i]));
    return least;
}

double matcher::inverse_frequency(const std::vector<std::string> &any) const
{
    double with = frequency(any);
    return std::log(1 + (terms.passages() - with + 0.5) / (with + 0.5));
}

/* The children, the rarest first; what stands almost everywhere comes behind `rare_count`. */
std::vector<const struct vt_node *> matcher::by_frequency(const struct vt_node *node,
                                                          size_t *rare_count)
{
    std::vector<std::pair<double, const struct vt_node *>> words;
    std::vector<const struct vt_node *> out;
    for (size_t i = 0; i < node->children_count; i++)
        words.emplace_back(frequency(node->children[i]), node->children[i]);
    std::stable_sort(words.begin(), words.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    double most = std::max(COMMON_MIN, COMMON_SHARE * terms.passages());
    *rare_count = 0;
    for (const auto &w : words) {
        *rare_count += w.first <= most || *rare_count < RARE_MIN;
        out.push_back(w.second);
    }
    return out;
}

/* The common words of a question are counted only where the rare ones have found something. */
void matcher::weigh_row()
{
    for (size_t i = 0; i < query->row_count; i++) {
        weighted_word w = {{}, 0, 0};
        if (query->row[i].form.len)
            w.terms = forms(query->row[i], "", false);
        w.weight = inverse_frequency(w.terms);
        words_in_row.push_back(std::move(w));
    }
    if (!is_question())
        return;
    size_t rare_count;
    std::vector<const struct vt_node *> words = by_frequency(query->root, &rare_count);
    for (size_t at = rare_count; at < words.size(); at++) {
        if (words[at]->kind != VT_NODE_WORD)
            continue;
        size_t i = 0;
        while (i < query->row_count && !vt_str_eq(query->row[i].form, words[at]->tokens[0].form))
            i++;
        if (i < query->row_count)
            words_in_row[i].alone = words_in_row[i].weight;
    }
}

/* ---- joining ---- */

static void scale(hits &found, float by)
{
    for (hit &h : found)
        h.score *= by;
}

static bool before(const hit &a, uint32_t passage)
{
    return a.passage < passage;
}

/* What stands in both, with the scores of both. */
static hits both(const hits &a, const hits &b)
{
    const hits &few = a.size() < b.size() ? a : b, &many = a.size() < b.size() ? b : a;
    hits out;
    auto at = many.begin();
    bool search = many.size() / 16 > few.size();
    for (const hit &h : few) {
        if (search)
            at = std::lower_bound(at, many.end(), h.passage, before);
        while (at != many.end() && at->passage < h.passage)
            ++at;
        if (at != many.end() && at->passage == h.passage)
            out.push_back({h.passage, h.score + at->score});
    }
    return out;
}

/* What stands in either, by number; with the scores of both where it stands in both. */
static hits merged(const hits &a, const hits &b)
{
    hits out;
    out.reserve(a.size() + b.size());
    auto at = b.begin();
    for (const hit &h : a) {
        while (at != b.end() && at->passage < h.passage)
            out.push_back(*at++);
        out.push_back(h);
        if (at != b.end() && at->passage == h.passage)
            out.back().score += at++->score;
    }
    out.insert(out.end(), at, b.end());
    return out;
}

static hits without(const hits &a, const hits &b)
{
    hits out;
    auto at = b.begin();
    for (const hit &h : a) {
        while (at != b.end() && at->passage < h.passage)
            ++at;
        if (at == b.end() || at->passage != h.passage)
            out.push_back(h);
    }
    return out;
}

/* ---- words ---- */

/* What stands in any of the terms, by BM25, is added. */
void matcher::add_terms(tally &sum, const place &in, const std::vector<std::string> &any,
                        double weight)
{
    const forward &in_order = in.piece.in_order;
    const float most = float(weight * (BM25_K1 + 1)), by = float(1 / terms.mean_length());
    std::vector<posting_list> lists;
    auto score = [&](uint32_t passage, float frequency) {
        float length = float(in_order.length(passage)) * by;
        sum.add(passage, most * frequency / (frequency + bm25_length(length)));
    };
    for (const std::string &term : any) {
        uint32_t where = in.piece.lists.find(term);
        if (where != words::NONE)
            lists.push_back(in.piece.lists.list(where));
    }
    if (lists.size() == 1) {
        for (posting_list list = lists[0]; list.next();)
            if (!in.among || in.among->has(list.passage))
                score(list.passage, float(list.frequency));
        return;
    }
    tallies::loan together(in.empty);
    for (posting_list &list : lists)
        while (list.next())
            if (!in.among || in.among->has(list.passage))
                together->add(list.passage, float(list.frequency));
    together->drain(score);
}

hits matcher::of_terms(const place &in, const std::vector<std::string> &any)
{
    tallies::loan sum(in.empty);
    add_terms(*sum, in, any, inverse_frequency(any));
    return sum->take();
}

void matcher::add_word(tally &sum, const place &in, const struct vt_query_token &token,
                       bool in_text)
{
    const std::vector<std::string> &text = forms(token, "", false);
    const std::vector<std::string> &title = forms(token, VT_TERM_TITLE, false);
    const std::vector<std::string> &heading = forms(token, VT_TERM_HEADING, false);
    std::string exact;
    append_term(exact, token.key, token.form);
    if (in_text)
        add_terms(sum, in, text, inverse_frequency(text));
    if (in_text && text.size() > 1)
        add_terms(sum, in, {exact}, EXACT_WEIGHT * inverse_frequency({exact}));
    add_terms(sum, in, title, TITLE_WEIGHT * inverse_frequency(title));
    add_terms(sum, in, heading, HEADING_WEIGHT * inverse_frequency(heading));
}

hits matcher::word(const place &in, const struct vt_query_token &token)
{
    tallies::loan sum(in.empty);
    add_word(*sum, in, token, true);
    return sum->take();
}

passage_set matcher::set_of(const place &in, const hits &found)
{
    passage_set out(in.piece.in_order.first(), in.piece.in_order.last());
    for (const hit &h : found)
        out.add(h.passage);
    return out;
}

/* For passages by ascending number: `at` goes along the list with them. */
static bool stands_in(hits::const_iterator &at, const hits &list, uint32_t passage)
{
    while (at != list.end() && at->passage < passage)
        ++at;
    return at != list.end() && at->passage == passage;
}

/* A row of words may cross from one passage into the next: where passages are cut nobody sees. It
 * is found where it begins. */
hits matcher::phrase(const place &in, const struct vt_node *node)
{
    std::vector<std::vector<std::string>> words;
    for (size_t i = 0; i < node->tokens_count; i++) {
        const struct vt_query_token &token = node->tokens[i];
        if (node->exact && looseness == VT_BY_LETTER) {
            words.emplace_back(1);
            append_term(words.back()[0], token.key, token.form);
        } else {
            words.push_back(forms(token, "", node->exact));
        }
    }
    if (words.size() < 2)
        return words.empty() ? hits() : of_terms(in, words[0]);
    const hits front = of_terms(in, words.front()), back = of_terms(in, words.back());
    hits together = both(front, back);
    for (size_t i = 1; i + 1 < words.size(); i++) {
        const passage_set among = set_of(in, together);
        together = both(together, of_terms({in.piece, in.empty, &among, in.together}, words[i]));
    }
    hits out;
    phrase_matcher row(in.piece.in_order, words);
    auto whole = together.cbegin(), next = back.cbegin();
    size_t seen = 0;
    for (const hit &h : front) {
        bool inside = stands_in(whole, together, h.passage);
        bool across = stands_in(next, back, h.passage + 1);
        if ((inside || across) && ++seen % ROWS_HELD == 0)
            in.piece.in_order.release_before(h.passage);
        inside = inside && row.holds(h.passage);
        across = across && row.crosses(h.passage);
        if (inside || across)
            out.push_back({h.passage, (inside ? whole->score : 0) + (across ? h.score : 0)});
    }
    return out;
}

hits matcher::title(const place &in, const struct vt_node *node)
{
    hits out;
    for (size_t i = 0; i < node->tokens_count; i++) {
        const std::vector<std::string> &any = forms(node->tokens[i], VT_TERM_TITLE, false);
        hits found = of_terms(in, any);
        out = i ? both(out, found) : found;
    }
    return out;
}

/* ---- fields ---- */

hits matcher::boolean(const place &in, const std::string &term)
{
    hits out;
    std::string name = term.substr(0, VT_TERM_MAX);
    Xapian::PostingIterator end = in.piece.database.postlist_end(name);
    for (Xapian::PostingIterator i = in.piece.database.postlist_begin(name); i != end; ++i)
        out.push_back({*i, 0});
    return out;
}

/* What has any of the boolean terms that begin so, of which `most` are looked at. */
hits matcher::beginning_with(const place &in, const std::string &prefix, unsigned &most)
{
    tallies::loan sum(in.empty);
    Xapian::TermIterator end = in.piece.database.allterms_end(prefix);
    for (Xapian::TermIterator i = in.piece.database.allterms_begin(prefix); i != end && most;
         ++i, most--)
        sum->add(boolean(in, *i));
    return sum->take();
}

/* A document that is the number is one place, where it begins, and not as many as it has passages;
 * but when other words are asked for as well, they may stand in any. */
void matcher::keep_first(const place &in, hits &is)
{
    if (in.together)
        return;
    hits first;
    for (const hit &h : is)
        if (first.empty() || in.piece.in_order.document(h.passage) !=
                                 in.piece.in_order.document(first.back().passage))
            first.push_back(h);
    is.swap(first);
}

/* A document whose day is not known, or only its month, may be of the day. */
static bool may_be_of(uint32_t date, uint32_t day)
{
    uint32_t known = date % 10000 == 0 ? 10000 : date % 100 == 0 ? 100 : 1;
    return date / known == day / known;
}

/* Of the documents that are the reference those that may be of its day; where its number tells the
 * year, and so one of the days may be mistaken, the others stand among those that cite it. */
void matcher::keep_day(const place &in, hits &is, const struct vt_node *node)
{
    uint32_t day = date_number(node->from);
    auto other = [&](const hit &h) { return !may_be_of(in.piece.in_order.date(h.passage), day); };
    if (day && node->year)
        is.erase(std::remove_if(is.begin(), is.end(), other), is.end());
    for (hit &h : is)
        if (day && other(h))
            h.score = 0;
}

/* What cites it: of its year; of its day, or where only month or year are known; where its number
 * tells the year whatever the day is, those of the day first. */
hits matcher::cited_when(const place &in, const struct vt_node *node)
{
    std::string when = std::string(VT_TERM_CITES_WHEN) + node->key + VT_MARK, day = node->from;
    unsigned days = 400; /* of a year */
    if (day.empty())
        return beginning_with(in, when + std::to_string(node->year), days);
    tallies::loan sum(in.empty);
    hits cited = boolean(in, when + day);
    for (hit &h : cited)
        h.score = float(DAY_WEIGHT);
    sum->add(cited);
    for (size_t len : {sizeof "2021" - 1, sizeof "2021-07" - 1})
        if (node->year && len < day.size())
            sum->add(boolean(in, when + day.substr(0, len)));
    return sum->take();
}

/* Equals among themselves: the newest stands first. */
hits matcher::reference(const place &in, const struct vt_node *node)
{
    std::string key = node->key;
    tallies::loan sum(in.empty);
    hits is = boolean(in, VT_TERM_IS + key);
    if (node->year)
        is = both(is, boolean(in, VT_TERM_YEAR + std::to_string(node->year)));
    keep_first(in, is);
    for (hit &h : is)
        h.score = float(IS_WEIGHT);
    keep_day(in, is, node);
    sum->add(is);
    if (node->year || *node->from)
        sum->add(cited_when(in, node));
    if (!node->year)
        sum->add(boolean(in, VT_TERM_CITES + key));
    if (node->children_count) {
        hits also = of(in, node->children[0]);
        scale(also, 0);
        sum->add(also);
    }
    return sum->take();
}

/* The office is indexed by keys alone. */
hits matcher::issuer(const place &in, const struct vt_node *node)
{
    hits out;
    for (size_t i = 0; i < node->tokens_count; i++) {
        hits found = boolean(in, VT_TERM_ISSUER + str(node->tokens[i].key));
        out = i ? both(out, found) : found;
    }
    return out;
}

/* Documents that are, or cite, the number; digits alone are a number with any symbol. */
hits matcher::number(const place &in, const std::string &key)
{
    tallies::loan sum(in.empty);
    bool digits = !key.empty() && key.find_first_not_of("0123456789") == std::string::npos;
    for (const std::string prefix : {VT_TERM_IS, VT_TERM_CITES}) {
        hits found = boolean(in, prefix + key);
        if (digits)
            found = merged(found, beginning_with(in, prefix + key + "/", budget));
        if (prefix == VT_TERM_IS)
            keep_first(in, found);
        sum->add(found);
    }
    return sum->take();
}

/* A limit of "2021" means all of 2021. */
hits matcher::dates(const place &in, const struct vt_node *node)
{
    hits out;
    const forward &in_order = in.piece.in_order;
    std::string to = node->to;
    uint32_t low = std::max(date_number(node->from), 1U);
    uint32_t high = to.empty() ? UINT32_MAX : date_number(to + (to.size() < 10 ? "-99-99" : ""));
    for (uint32_t place = 0; place < in_order.size(); place++) {
        uint32_t passage = in_order.number(place), date = in_order.date(passage);
        if (low <= date && date <= high)
            out.push_back({passage, 0});
    }
    return out;
}

/* ---- joined ---- */

/* How many children ask for something in a passage, and not of its document. */
static size_t in_passages(const struct vt_node *node)
{
    size_t count = 0;
    for (size_t i = 0; i < node->children_count; i++) {
        const struct vt_node *child = node->children[i];
        enum vt_node_kind kind = child->kind;
        bool has = kind == VT_NODE_WORD || kind == VT_NODE_PHRASE || kind == VT_NODE_REF ||
                   kind == VT_NODE_NUMBER;
        count += has || in_passages(child) > 0;
    }
    return count;
}

hits matcher::all(const place &in, const struct vt_node *node)
{
    size_t rare_count;
    hits out;
    bool first = true, together = in.together || in_passages(node) > 1;
    for (const struct vt_node *child : by_frequency(node, &rare_count)) {
        if (!first && out.empty())
            break;
        const passage_set among = set_of(in, out);
        const place here = {in.piece, in.empty, first ? in.among : &among, together};
        out = first ? of(here, child) : both(out, of(here, child));
        first = false;
    }
    return out;
}

/* In a question, or a paragraph that was pasted, a reference weighs as a rare word does: what is
 * it is not what is looked for more than what cites it. */
hits matcher::weighed_reference(const place &in, const struct vt_node *node)
{
    hits out = of(in, node);
    if (query->words_count <= VT_WORDS_QUESTION)
        return out;
    double all = double(in.piece.in_order.size()), with = std::min(all, double(out.size()));
    for (hit &h : out)
        h.score = float(REFERENCE_WEIGHT * std::log(1 + (all - with + 0.5) / (with + 0.5)));
    return out;
}

/* Words that stand almost everywhere say little: they find by titles and headings alone. */
hits matcher::any(const place &in, const struct vt_node *node)
{
    size_t rare_count, at = 0, references = 0;
    tallies::loan sum(in.empty);
    const place here = {in.piece, in.empty, in.among, true};
    hits needed;
    for (const struct vt_node *child : by_frequency(node, &rare_count)) {
        bool rare = at++ < rare_count;
        if (child->kind == VT_NODE_WORD) {
            add_word(*sum, in, child->tokens[0], rare);
        } else if (child->kind == VT_NODE_REF) {
            hits found = weighed_reference(here, child);
            sum->add(found);
            needed = references++ ? both(needed, found) : found;
        } else {
            sum->add(of(here, child));
        }
    }
    hits out = sum->take();
    if (!node->needs_refs)
        return out;
    scale(needed, 0);
    return both(out, needed);
}

hits matcher::either(const place &in, const struct vt_node *node)
{
    hits out;
    for (size_t i = 0; i < node->children_count; i++)
        out = i ? merged(out, of(in, node->children[i])) : of(in, node->children[i]);
    return out;
}

hits matcher::of(const place &in, const struct vt_node *node)
{
    hits out;
    switch (node->kind) {
    case VT_NODE_NOTHING:
        return {};
    case VT_NODE_WORD:
        return word(in, node->tokens[0]);
    case VT_NODE_PHRASE:
        return phrase(in, node);
    case VT_NODE_REF:
        return reference(in, node);
    case VT_NODE_TYPE:
        return boolean(in, std::string(VT_TERM_TYPE) + node->text);
    case VT_NODE_ISSUER:
        return issuer(in, node);
    case VT_NODE_NUMBER:
        return number(in, node->key);
    case VT_NODE_TITLE:
        return title(in, node);
    case VT_NODE_DATES:
        return dates(in, node);
    case VT_NODE_AND:
        return all(in, node);
    case VT_NODE_ANY:
        return any(in, node);
    case VT_NODE_OR:
        return either(in, node);
    case VT_NODE_NOT:
        return without(of(in, node->children[0]), of(in, node->children[1]));
    case VT_NODE_ALSO:
        out = of(in, node->children[0]);
        scale(out, float(ALSO_WEIGHT));
        return out;
    }
    return {};
}

hits matcher::find(const piece_reader &piece)
{
    tallies empty(piece.in_order.first(), piece.in_order.last());
    return piece.in_order.size() ? of({piece, empty, nullptr, false}, query->root) : hits();
}

} // namespace vt
