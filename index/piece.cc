/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece.cc: one small database: passages in, a directory of synced files out.
 *
 * Tokens of a passage are gathered in one array, sorted by term, and handed to Xapian once a term
 * with its positions in order: what Xapian is given unsorted it has to sort itself, many times
 * over.
 */
#include "piece.hh"

#include "guard.hh"
#include "terms.h"

extern "C" {
#include "text/clean.h"
#include "text/fold.h"
#include "text/tokens.h"
}

#include <algorithm>
#include <cstring>

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

/* Terms lie one behind the other in `pool`; entries say where, and at which position. */
void token_terms::gather(struct vt_str text)
{
    struct vt_token token;
    pool.clear();
    entries.clear();
    vt_tokens_reset(tokens, text);
    while (vt_tokens_next(tokens, &token)) {
        size_t begin = pool.size();
        term.clear();
        append_term(term, token.key, token.form);
        pool += term;
        entries.push_back({uint32_t(begin), uint32_t(term.size()), token.position + 1});
    }
    const char *base = pool.data();
    std::sort(entries.begin(), entries.end(), [base](const entry &a, const entry &b) {
        size_t n = std::min(a.len, b.len);
        int c = memcmp(base + a.at, base + b.at, n);
        if (c || a.len != b.len)
            return c ? c < 0 : a.len < b.len;
        return a.position < b.position;
    });
}

void token_terms::add_positional(Xapian::Document &document)
{
    for (const entry &e : entries)
        document.add_posting(std::string(pool, e.at, e.len), e.position);
}

void token_terms::add_prefixed(Xapian::Document &document, const char *prefix)
{
    for (const entry &e : entries)
        document.add_term(prefix + std::string(pool, e.at, e.len));
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
    : path(piece_path(dir, wanted)), number(wanted),
      database(path, Xapian::DB_CREATE | Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC |
                         Xapian::DB_BACKEND_GLASS)
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
        if (p.refs[i].year)
            add_boolean(document, VT_TERM_CITES_YEAR,
                        key + VT_MARK + std::to_string(p.refs[i].year));
    }
    add_boolean(document, VT_TERM_IS, str(p.own_key));
}

static void add_values(Xapian::Document &document, const struct vt_passage &p)
{
    document.add_value(VT_SLOT_DOCUMENT, Xapian::sortable_serialise(double(p.doc)));
    document.add_value(VT_SLOT_BYTES, Xapian::sortable_serialise(double(p.bytes)));
    if (p.date.len)
        document.add_value(VT_SLOT_DATE, str(p.date));
    if (p.type.len)
        document.add_value(VT_SLOT_TYPE, str(p.type));
    if (p.issuer.len)
        document.add_value(VT_SLOT_ISSUER, str(p.issuer));
    if (p.year) {
        document.add_value(VT_SLOT_YEAR, std::to_string(p.year));
        add_boolean(document, VT_TERM_YEAR, std::to_string(p.year));
    }
}

void piece::add(const struct vt_passage &p)
{
    Xapian::Document document;
    /* a document without text is found by the name of its file */
    terms.gather(p.text.len ? p.text : p.names);
    terms.add_positional(document);
    terms.gather(p.title);
    terms.add_prefixed(document, VT_TERM_TITLE);
    terms.gather(p.headings);
    terms.add_prefixed(document, VT_TERM_HEADING);
    terms.add_keys(document, VT_TERM_ISSUER, p.issuer);
    add_references(document, p);
    add_boolean(document, VT_TERM_ID, str(p.id));
    add_boolean(document, VT_TERM_TYPE, p.type.len ? fold_term(p.type) : "");
    add_values(document, p);
    document.set_data(str(p.data));
    database.replace_document(p.number, document);
    first = first ? std::min(first, p.number) : p.number;
    count++;
    bytes += p.text.len;
}

piece_entry piece::finish(struct vanthu_error *error)
{
    database.commit();
    database.close();
    return piece_entry{number, first, count, hash_files(path, true, error)};
}

} // namespace vt
