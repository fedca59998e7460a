/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile.cc: from the tree of a query to Xapian's.
 *
 * A typed word is expanded to the forms of its key that it matches letter by letter: they are
 * neighbours in the term list. For ranking they are one term (OP_SYNONYM), and the form as typed
 * counts once more, so that exact hits come first. A phrase asks for all its words, and then
 * whether they stand in a row. Title and headings add weight and may stand for a word that the
 * passage itself lacks.
 */
#include "compile.hh"

#include "guard.hh"
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

/* In plain language, what stands in more than this share of the passages, and in more than so many,
 * only weighs, as long as there are so many rarer words. */
static const double COMMON_SHARE = 0.15, COMMON_MIN = 1000;
static const size_t RARE_MIN = 3;

static std::string str(struct vt_str s)
{
    return std::string(s.p ? s.p : "", s.len);
}

void compiler::add_forms(std::vector<std::string> &out, const std::string &bare, struct vt_str form,
                         struct vt_str key, enum vt_looseness how)
{
    std::string marked = bare + VT_MARK;
    if (vt_match(form, key, how) && database.term_exists(bare))
        out.push_back(bare);
    Xapian::TermIterator end = database.allterms_end(marked);
    for (Xapian::TermIterator i = database.allterms_begin(marked);
         i != end && out.size() < FORMS_MAX; ++i) {
        const std::string term = *i;
        struct vt_str indexed = {term.data() + marked.size(), term.size() - marked.size()};
        if (vt_match(form, indexed, how))
            out.push_back(term);
    }
}

std::vector<std::string> compiler::forms(const struct vt_query_token &token, const char *prefix,
                                         bool quoted)
{
    std::vector<std::string> out;
    enum vt_looseness how = quoted ? VT_BY_LETTER : looseness;
    std::string bare = (prefix + str(token.key)).substr(0, VT_TERM_MAX), marked = bare + VT_MARK;
    std::string typed;
    append_term(typed = prefix, token.key, token.form);
    if (literal && database.term_exists(typed))
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

static Xapian::Query one_of(const std::vector<std::string> &terms, Xapian::Query::op op)
{
    return terms.empty() ? Xapian::Query::MatchNothing
                         : Xapian::Query(op, terms.begin(), terms.end());
}

static Xapian::Query scaled(const Xapian::Query &query, double weight)
{
    return query.empty() ? query : Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, weight);
}

const std::vector<std::string> &compiler::words_forms(const struct vt_query_token &token)
{
    auto entry = known.emplace(str(token.form), std::vector<std::string>());
    if (entry.second)
        entry.first->second = forms(token, "", false);
    return entry.first->second;
}

Xapian::Query compiler::word(const struct vt_query_token &token)
{
    const std::vector<std::string> &found = words_forms(token);
    std::string exact;
    append_term(exact, token.key, token.form);
    Xapian::Query query = one_of(found, Xapian::Query::OP_SYNONYM);
    if (found.size() > 1)
        query = Xapian::Query(Xapian::Query::OP_AND_MAYBE, query,
                              scaled(Xapian::Query(exact), EXACT_WEIGHT));
    Xapian::Query title = one_of(forms(token, VT_TERM_TITLE, false), Xapian::Query::OP_SYNONYM);
    Xapian::Query heading = one_of(forms(token, VT_TERM_HEADING, false), Xapian::Query::OP_SYNONYM);
    return query | scaled(title, TITLE_WEIGHT) | scaled(heading, HEADING_WEIGHT);
}

Xapian::Query compiler::in_a_row(const Xapian::Query &query,
                                 const std::vector<std::vector<std::string>> &words,
                                 phrase_source::place where)
{
    auto *source = new phrase_source(in_order, words, where);
    return Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query(source->release()));
}

/* A row of words may cross from one passage into the next: where passages are cut nobody sees. */
Xapian::Query compiler::phrase(const struct vt_node *node)
{
    std::vector<std::vector<std::string>> words;
    std::vector<Xapian::Query> parts;
    for (size_t i = 0; i < node->tokens_count; i++) {
        const struct vt_query_token &token = node->tokens[i];
        if (node->exact && looseness == VT_BY_LETTER) {
            words.emplace_back(1);
            append_term(words.back()[0], token.key, token.form);
        } else {
            words.push_back(forms(token, "", node->exact));
        }
        parts.push_back(one_of(words.back(), Xapian::Query::OP_SYNONYM));
        if (parts.back().empty())
            return Xapian::Query::MatchNothing;
    }
    if (parts.size() == 1)
        return parts[0];
    Xapian::Query all(Xapian::Query::OP_AND, parts.begin(), parts.end());
    bool begins = frequency(words.front()) < frequency(words.back());
    auto within = in_a_row(all, words, phrase_source::WITHIN);
    if (begins)
        return within | in_a_row(parts.front(), words, phrase_source::BEGINS);
    return within | in_a_row(parts.back(), words, phrase_source::ENDS);
}

Xapian::Query compiler::reference(const struct vt_node *node)
{
    std::string key = node->key;
    std::string cites = VT_TERM_CITES + key;
    if (node->year)
        cites = VT_TERM_CITES_YEAR + key + VT_MARK + std::to_string(node->year);
    Xapian::Query is((VT_TERM_IS + key).substr(0, VT_TERM_MAX));
    if (node->year)
        is = Xapian::Query(Xapian::Query::OP_FILTER, is,
                           Xapian::Query(VT_TERM_YEAR + std::to_string(node->year)));
    Xapian::Query any = is | Xapian::Query(cites.substr(0, VT_TERM_MAX));
    if (node->children_count)
        any |= compile(node->children[0]);
    any = scaled(any, 0.0); /* equals among themselves: the newest stands first */
    auto *weight = new Xapian::FixedWeightPostingSource(IS_WEIGHT);
    Xapian::Query first(Xapian::Query::OP_FILTER, Xapian::Query(weight->release()), is);
    return Xapian::Query(Xapian::Query::OP_AND_MAYBE, any, first);
}

/* ISO dates sort as text; a limit of "2021" means all of 2021. */
Xapian::Query compiler::dates(const struct vt_node *node)
{
    std::string from = node->from, to = node->to;
    if (to.empty())
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, VT_SLOT_DATE, from);
    return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, VT_SLOT_DATE, from.empty() ? "0" : from,
                         to + "~");
}

/* The office is indexed by keys alone. */
Xapian::Query compiler::issuer(const struct vt_node *node)
{
    std::vector<std::string> terms;
    for (size_t i = 0; i < node->tokens_count; i++)
        terms.push_back((VT_TERM_ISSUER + str(node->tokens[i].key)).substr(0, VT_TERM_MAX));
    return one_of(terms, Xapian::Query::OP_AND);
}

/* Documents that are, or cite, the number; digits alone are a number with any symbol. */
Xapian::Query compiler::number(const std::string &key)
{
    std::vector<std::string> terms{(VT_TERM_IS + key).substr(0, VT_TERM_MAX),
                                   (VT_TERM_CITES + key).substr(0, VT_TERM_MAX)};
    bool digits = key.find_first_not_of("0123456789") == std::string::npos;
    for (const std::string prefix : {VT_TERM_IS, VT_TERM_CITES}) {
        if (!digits || key.empty())
            break;
        Xapian::TermIterator end = database.allterms_end(prefix + key + "/");
        for (Xapian::TermIterator i = database.allterms_begin(prefix + key + "/");
             i != end && budget; ++i, budget--)
            terms.push_back(*i);
    }
    return one_of(terms, Xapian::Query::OP_OR);
}

Xapian::Query compiler::all_of(const struct vt_node *node, const char *prefix)
{
    Xapian::Query query;
    for (size_t i = 0; i < node->tokens_count; i++) {
        std::vector<std::string> found = forms(node->tokens[i], prefix, false);
        Xapian::Query part = one_of(found, Xapian::Query::OP_SYNONYM);
        query = i ? Xapian::Query(Xapian::Query::OP_AND, query, part) : part;
    }
    return query;
}

Xapian::Query compiler::children(const struct vt_node *node, Xapian::Query::op op)
{
    std::vector<Xapian::Query> parts;
    for (size_t i = 0; i < node->children_count; i++)
        parts.push_back(compile(node->children[i]));
    return Xapian::Query(op, parts.begin(), parts.end());
}

/* ---- plain language ---- */

double compiler::frequency(const std::vector<std::string> &terms)
{
    double sum = 0;
    for (const std::string &term : terms)
        sum += database.get_termfreq(term);
    return std::min(sum, double(database.get_doccount()));
}

/* Passages that have any of the words: the rarest of its words decide for what is joined. */
double compiler::frequency(const struct vt_node *node)
{
    double least = database.get_doccount();
    for (size_t i = 0; i < node->tokens_count; i++)
        least = std::min(least, frequency(words_forms(node->tokens[i])));
    for (size_t i = 0; i < node->children_count; i++)
        least = std::min(least, frequency(node->children[i]));
    return least;
}

/* The children, the rarest first; what stands almost everywhere comes behind `rare_count`. */
std::vector<const struct vt_node *> compiler::by_frequency(const struct vt_node *node,
                                                           size_t *rare_count)
{
    std::vector<std::pair<double, const struct vt_node *>> words;
    std::vector<const struct vt_node *> out;
    for (size_t i = 0; i < node->children_count; i++)
        words.emplace_back(frequency(node->children[i]), node->children[i]);
    std::stable_sort(words.begin(), words.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    double most = std::max(COMMON_MIN, COMMON_SHARE * database.get_doccount());
    *rare_count = 0;
    for (const auto &w : words) {
        *rare_count += w.first <= most || *rare_count < RARE_MIN;
        out.push_back(w.second);
    }
    return out;
}

/* Words that stand almost everywhere say little: they weigh in what the others have found, and
 * cost no walk through all they stand in. */
Xapian::Query compiler::as_many_as_can_be(const struct vt_node *node)
{
    size_t rare_count;
    std::vector<Xapian::Query> rare, common;
    for (const struct vt_node *child : by_frequency(node, &rare_count))
        (rare.size() < rare_count ? rare : common).push_back(compile(child));
    Xapian::Query query(Xapian::Query::OP_OR, rare.begin(), rare.end());
    if (common.empty())
        return query;
    return Xapian::Query(Xapian::Query::OP_AND_MAYBE, query,
                         Xapian::Query(Xapian::Query::OP_OR, common.begin(), common.end()));
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

double compiler::inverse_frequency(const std::vector<std::string> &terms)
{
    double all = database.get_doccount(), with = frequency(terms);
    return std::log(1 + (all - with + 0.5) / (with + 0.5));
}

std::vector<weighted_word> compiler::weigh(const struct vt_query *query)
{
    std::vector<weighted_word> row;
    for (size_t i = 0; i < query->row_count; i++) {
        weighted_word w = {{}, 0, 0};
        if (query->row[i].form.len)
            w.terms = words_forms(query->row[i]);
        w.weight = inverse_frequency(w.terms);
        row.push_back(std::move(w));
    }
    return row;
}

/* One word of a question; one that stands almost everywhere only weighs in titles and headings. */
void compiler::ask_for(question &out, const struct vt_query_token &token, bool rare)
{
    std::string exact;
    const std::vector<std::string> &found = words_forms(token);
    if (found.empty())
        return;
    if (rare)
        out.words.push_back({found, inverse_frequency(found)});
    append_term(exact, token.key, token.form);
    if (rare && found.size() > 1)
        out.words.push_back({{exact}, EXACT_WEIGHT * inverse_frequency({exact})});
    std::vector<std::string> title = forms(token, VT_TERM_TITLE, false);
    if (!title.empty())
        out.words.push_back({title, TITLE_WEIGHT * inverse_frequency(title)});
    std::vector<std::string> heading = forms(token, VT_TERM_HEADING, false);
    if (!heading.empty())
        out.words.push_back({heading, HEADING_WEIGHT * inverse_frequency(heading)});
}

question compiler::ask(const struct vt_query *query)
{
    question out;
    size_t rare_count, at = 0;
    std::vector<Xapian::Query> others;
    set_literal(query);
    out.row = weigh(query);
    for (const struct vt_node *node : by_frequency(query->root, &rare_count)) {
        bool rare = at++ < rare_count;
        if (node->kind != VT_NODE_WORD) {
            others.push_back(compile(node));
            continue;
        }
        ask_for(out, node->tokens[0], rare);
        size_t i = rare ? query->row_count : 0;
        while (i < query->row_count && !vt_str_eq(query->row[i].form, node->tokens[0].form))
            i++;
        if (i < query->row_count)
            out.row[i].alone = out.row[i].weight;
    }
    out.others = Xapian::Query(Xapian::Query::OP_OR, others.begin(), others.end());
    return out;
}

void compiler::set_literal(const struct vt_query *query)
{
    literal = query->root->kind == VT_NODE_ANY && looseness == VT_BY_LETTER && is_marked(query);
}

Xapian::Query compiler::compile(const struct vt_query *query)
{
    set_literal(query);
    return compile(query->root);
}

Xapian::Query compiler::compile(const struct vt_node *node)
{
    switch (node->kind) {
    case VT_NODE_NOTHING:
        return Xapian::Query::MatchNothing;
    case VT_NODE_WORD:
        return word(node->tokens[0]);
    case VT_NODE_PHRASE:
        return phrase(node);
    case VT_NODE_REF:
        return reference(node);
    case VT_NODE_TYPE:
        return scaled(Xapian::Query(std::string(VT_TERM_TYPE) + node->text), 0.0);
    case VT_NODE_ISSUER:
        return scaled(issuer(node), 0.0);
    case VT_NODE_NUMBER:
        return scaled(number(node->key), 0.0);
    case VT_NODE_TITLE:
        return all_of(node, VT_TERM_TITLE);
    case VT_NODE_DATES:
        return scaled(dates(node), 0.0);
    case VT_NODE_AND:
        return children(node, Xapian::Query::OP_AND);
    case VT_NODE_ANY:
        return as_many_as_can_be(node);
    case VT_NODE_OR:
        return children(node, Xapian::Query::OP_OR);
    case VT_NODE_NOT:
        return children(node, Xapian::Query::OP_AND_NOT);
    case VT_NODE_ALSO:
        return scaled(compile(node->children[0]), ALSO_WEIGHT);
    }
    return Xapian::Query::MatchNothing;
}

} // namespace vt
