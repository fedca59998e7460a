/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece.cc: passages in, a directory of files out.
 *
 * Words are counted by term into posting lists (words.hh), and their order is kept (forward.hh),
 * as is what a hit gives back (records.hh); what a passage is looked up by besides its words goes
 * to Xapian.
 */
#include "piece.hh"

#include "commit.hh"
#include "guard.hh"
#include "terms.h"

extern "C" {
#include "text/clean.h"
#include "text/fold.h"
#include "text/tokens.h"
}

#include <algorithm>

namespace vt
{

static std::string str(struct vt_str s)
{
    return std::string(s.p ? s.p : "", s.len);
}

std::string fold_term(struct vt_str text)
{
    struct vt_buf folded = {};
    vanthu_status status = vt_fold(&folded, text, VT_L3);
    std::string out(folded.p ? folded.p : "", folded.len);
    vt_buf_free(&folded);
    check(status);
    return out;
}

token_terms::token_terms()
{
    check(vt_tokens_new(&tokens, VT_STR("")));
}

token_terms::~token_terms()
{
    vt_tokens_free(tokens);
}

/* key, or key + MARK + form for a form that carries marks */
void append_term(std::string &out, struct vt_str key, struct vt_str form)
{
    out.append(key.p, key.len);
    if (!vt_str_eq(key, form)) {
        out += VT_MARK;
        out.append(form.p, form.len);
    }
    if (out.size() > VT_TERM_MAX)
        out.resize(VT_TERM_MAX);
}

void token_terms::gather(struct vt_str text, vocabulary &terms)
{
    struct vt_token token;
    std::vector<uint32_t> met;
    row.clear();
    counted.clear();
    vt_tokens_reset(tokens, text);
    while (vt_tokens_next(tokens, &token)) {
        term.clear();
        append_term(term, token.key, token.form);
        uint32_t number = terms.number(term);
        if (number >= counts.size())
            counts.resize(number + 1024);
        if (!counts[number]++)
            counted.push_back({number, 0});
        if (!token.extra)
            row.push_back(number);
    }
    for (count &c : counted) {
        c.frequency = counts[c.term];
        counts[c.term] = 0;
    }
}

void token_terms::add_keys(Xapian::Document &document, const char *prefix, struct vt_str text)
{
    struct vt_token token;
    vt_tokens_reset(tokens, text);
    while (vt_tokens_next(tokens, &token))
        if (!token.extra)
            document.add_boolean_term(prefix + str(token.key).substr(0, VT_TERM_MAX));
}

piece::piece(const std::string &dir, unsigned wanted)
    : path(piece_path(dir, wanted)), number(wanted)
{
}

static void add_boolean(Xapian::Document &document, const char *prefix, const std::string &value)
{
    if (!value.empty())
        document.add_boolean_term((prefix + value).substr(0, VT_TERM_MAX));
}

static void add_references(Xapian::Document &document, const struct vt_passage &p)
{
    for (size_t i = 0; i < p.refs_count; i++) {
        std::string key = str(p.refs[i].key);
        add_boolean(document, VT_TERM_CITES, key);
        if (*p.refs[i].when)
            add_boolean(document, VT_TERM_CITES_WHEN, key + VT_MARK + p.refs[i].when);
    }
    add_boolean(document, VT_TERM_IS, str(p.own_key));
}

static void add_values(Xapian::Document &document, const struct vt_passage &p)
{
    if (p.type.len)
        document.add_value(VT_SLOT_TYPE, str(p.type));
    if (p.media_type.len)
        document.add_value(VT_SLOT_FORMAT, str(p.media_type));
    if (p.issuer.len)
        document.add_value(VT_SLOT_ISSUER, str(p.issuer));
    if (p.year)
        add_boolean(document, VT_TERM_YEAR, std::to_string(p.year));
}

uint32_t date_number(std::string_view iso)
{
    uint32_t number = 0;
    unsigned digits = 0;
    for (size_t i = 0; i < iso.size() && digits < 8; i++)
        if (iso[i] >= '0' && iso[i] <= '9') {
            number = number * 10 + uint32_t(iso[i] - '0');
            digits++;
        }
    for (; digits && digits < 8; digits++)
        number *= 10;
    return number;
}

/* Successive passages of a document have the same title, and often the same headings. */
void piece::add_words(field_words &field, enum field which, struct vt_str text, uint32_t passage)
{
    if (field.text != std::string_view(text.p ? text.p : "", text.len)) {
        field.text = str(text);
        terms.gather(text, in_order.terms);
        field.counts = terms.counts_of_terms();
    }
    for (const token_terms::count &c : field.counts)
        lists.add(c.term, which, passage, c.frequency);
}

void piece::add(const struct vt_passage &p)
{
    Xapian::Document document;
    struct vt_str date = p.date;
    /* a document without text is found by the name of its file */
    terms.gather(p.text.len ? p.text : p.names, in_order.terms);
    in_order.add(p.number, uint32_t(p.doc),
                 date.len ? date_number({date.p, date.len}) : uint32_t(p.year) * 10000,
                 terms.words());
    for (const token_terms::count &c : terms.counts_of_terms())
        lists.add(c.term, IN_TEXT, p.number, c.frequency);
    add_words(title, IN_TITLE, p.title, p.number);
    add_words(headings, IN_HEADINGS, p.headings, p.number);
    terms.add_keys(document, VT_TERM_ISSUER, p.issuer);
    add_references(document, p);
    add_boolean(document, VT_TERM_ID, str(p.id));
    add_boolean(document, VT_TERM_TYPE, p.type.len ? fold_term(p.type) : "");
    add_values(document, p);
    data.add(p.number, {p.data.p ? p.data.p : "", p.data.len});
    if (!count)
        database =
            Xapian::WritableDatabase(path, Xapian::DB_CREATE | Xapian::DB_NO_TERMLIST |
                                               Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS);
    database.replace_document(p.number, document);
    first = first ? std::min(first, p.number) : p.number;
    count++;
    bytes += p.text.len;
}

piece_entry piece::finish(struct vanthu_error *error)
{
    if (count) {
        std::vector<uint32_t> order = in_order.terms.sorted();
        commit_and_close(database);
        in_order.write(path, order, error);
        lists.write(path, in_order.terms, order, error);
        data.write(path, error);
    }
    return piece_entry{number, first, count, {}};
}

void piece::abandon() noexcept
{
    drop(database);
    vt_dir_remove(path.c_str(), nullptr);
}

} // namespace vt
