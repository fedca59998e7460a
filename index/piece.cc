/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * piece.cc: one small database: passages in, a directory of synced files out.
 *
 * Tokens of a passage are counted by term, and handed to Xapian once a term, sorted: what Xapian is
 * given unsorted it has to sort itself, many times over. Their order is kept in the forward index.
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
    row.clear();
    met.clear();
    known = &terms;
    vt_tokens_reset(tokens, text);
    while (vt_tokens_next(tokens, &token)) {
        term.clear();
        append_term(term, token.key, token.form);
        uint32_t number = terms.number(term);
        if (number >= counts.size())
            counts.resize(number + 1024);
        if (!counts[number]++)
            met.push_back(number);
        if (!token.extra)
            row.push_back(number);
    }
}

void token_terms::add_to(Xapian::Document &document, const char *prefix)
{
    const vocabulary &terms = *known;
    std::sort(met.begin(), met.end(),
              [&terms](uint32_t a, uint32_t b) { return terms[a] < terms[b]; });
    for (uint32_t number : met) {
        term = prefix;
        term += terms[number];
        document.add_term(term, counts[number]);
        counts[number] = 0;
    }
    met.clear();
}

void token_terms::add_keys(Xapian::Document &document, const char *prefix, struct vt_str text)
{
    struct vt_token token;
    vt_tokens_reset(tokens, text);
    while (vt_tokens_next(tokens, &token))
        if (!token.extra)
            document.add_boolean_term(prefix + str(token.key).substr(0, VT_TERM_MAX));
}

/* Bytes of text in one part. Measured on legal texts: 1 MB takes twice the time of four times 256
 * KB, merging included. */
static const uint64_t PART_BYTES = 256 << 10;

piece::piece(const std::string &dir, unsigned wanted)
    : path(piece_path(dir, wanted)), number(wanted)
{
}

std::string piece::part_path(size_t which) const
{
    return path + "." + std::to_string(which);
}

void piece::end_part()
{
    if (part_open) {
        part.commit();
        part.close();
    }
    part_open = false;
    part_bytes = 0;
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
    if (p.date.len || p.year)
        document.add_value(VT_SLOT_DATE, p.date.len ? str(p.date) : std::to_string(p.year));
    if (p.type.len)
        document.add_value(VT_SLOT_TYPE, str(p.type));
    if (p.media_type.len)
        document.add_value(VT_SLOT_FORMAT, str(p.media_type));
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
    terms.gather(p.text.len ? p.text : p.names, in_order.terms);
    in_order.add(p.number, uint32_t(p.doc), uint16_t(p.year), terms.words());
    terms.add_to(document, "");
    terms.gather(p.title, in_order.terms);
    terms.add_to(document, VT_TERM_TITLE);
    terms.gather(p.headings, in_order.terms);
    terms.add_to(document, VT_TERM_HEADING);
    terms.add_keys(document, VT_TERM_ISSUER, p.issuer);
    add_references(document, p);
    add_boolean(document, VT_TERM_ID, str(p.id));
    add_boolean(document, VT_TERM_TYPE, p.type.len ? fold_term(p.type) : "");
    add_values(document, p);
    document.set_data(str(p.data));
    if (part_bytes >= PART_BYTES)
        end_part();
    if (!part_open) {
        part = Xapian::WritableDatabase(part_path(parts++),
                                        Xapian::DB_CREATE | Xapian::DB_NO_TERMLIST |
                                            Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS);
        part_open = true;
    }
    part.replace_document(p.number, document);
    first = first ? std::min(first, p.number) : p.number;
    count++;
    bytes += p.text.len;
    part_bytes += p.text.len;
}

piece_entry piece::finish(struct vanthu_error *error)
{
    end_part();
    Xapian::Database all;
    for (size_t i = 0; i < parts; i++)
        all.add_database(Xapian::Database(part_path(i)));
    if (parts) {
        all.compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
        in_order.write(path, error);
    }
    all.close();
    for (size_t i = 0; i < parts; i++)
        vt_dir_remove(part_path(i).c_str(), nullptr);
    return piece_entry{number, first, count, {}};
}

void piece::abandon() noexcept
{
    for (size_t i = 0; i < parts; i++)
        vt_dir_remove(part_path(i).c_str(), nullptr);
    vt_dir_remove(path.c_str(), nullptr);
}

} // namespace vt
