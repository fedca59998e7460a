/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile.cc: from the tree of a query to Xapian's.
 *
 * A typed word is expanded to the forms of its key that it matches letter by letter: they are
 * neighbours in the term list. For ranking they are one term (OP_SYNONYM), and the form as typed
 * counts once more, so that exact hits come first. Inside a phrase they are OP_OR, which OP_PHRASE
 * takes. Title and headings add weight and may stand for a word that the passage itself lacks.
 */
#include "compile.hh"

#include "guard.hh"
#include "piece.hh"
#include "terms.h"

extern "C" {
#include "text/fold.h"
}

#include <algorithm>

namespace vt
{

/* The most forms of one key: the legal maximum is 36 (TEXT of syllables), slips and names add some.
 */
static const size_t FORMS_MAX = 96;

static const double TITLE_WEIGHT = 0.5, HEADING_WEIGHT = 0.3, EXACT_WEIGHT = 0.5;

/* A document that is the reference stands before all that cite it. */
static const double IS_WEIGHT = 100.0;

static std::string str(struct vt_str s)
{
    return std::string(s.p ? s.p : "", s.len);
}

static bool matches(const struct vt_query_token &token, struct vt_str form,
                    enum vt_looseness looseness, bool quoted)
{
    if (looseness == VT_BY_KEY && !quoted)
        return true;
    return vt_match_letters(token.form, form);
}

std::vector<std::string> compiler::forms(const struct vt_query_token &token, const char *prefix,
                                         bool quoted)
{
    std::vector<std::string> out;
    std::string bare = (prefix + str(token.key)).substr(0, VT_TERM_MAX), marked = bare + VT_MARK;
    if (budget == 0) { /* what is typed last in a long query is looked up as it stands */
        out.push_back(bare);
        if (!vt_str_eq(token.key, token.form))
            out.push_back((marked + str(token.form)).substr(0, VT_TERM_MAX));
        return out;
    }
    if (matches(token, token.key, looseness, quoted) && database.term_exists(bare))
        out.push_back(bare);
    Xapian::TermIterator end = database.allterms_end(marked);
    for (Xapian::TermIterator i = database.allterms_begin(marked);
         i != end && out.size() < FORMS_MAX; ++i) {
        const std::string term = *i;
        struct vt_str form = {term.data() + marked.size(), term.size() - marked.size()};
        if (matches(token, form, looseness, quoted))
            out.push_back(term);
    }
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

Xapian::Query compiler::word(const struct vt_query_token &token)
{
    std::vector<std::string> found = forms(token, "", false);
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

Xapian::Query compiler::phrase(const struct vt_node *node)
{
    std::vector<Xapian::Query> parts;
    for (size_t i = 0; i < node->tokens_count; i++) {
        if (node->exact && looseness == VT_BY_LETTER) {
            std::string term;
            append_term(term, node->tokens[i].key, node->tokens[i].form);
            parts.emplace_back(term);
        } else {
            parts.push_back(one_of(forms(node->tokens[i], "", node->exact), Xapian::Query::OP_OR));
        }
        if (parts.back().empty())
            return Xapian::Query::MatchNothing;
    }
    if (parts.size() == 1)
        return parts[0];
    return Xapian::Query(Xapian::Query::OP_PHRASE, parts.begin(), parts.end(),
                         Xapian::termcount(parts.size()));
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
    case VT_NODE_OR:
        return children(node, Xapian::Query::OP_OR);
    case VT_NODE_NOT:
        return children(node, Xapian::Query::OP_AND_NOT);
    }
    return Xapian::Query::MatchNothing;
}

} // namespace vt
