/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece.hh: one small database of passages in the making. Everything here may throw. */
#ifndef VT_PIECE_HH
#define VT_PIECE_HH

#include "manifest.hh"

extern "C" {
#include "index.h"
}

#include <xapian.h>

struct vt_tokens;

namespace vt
{

/* The term of a word, appended to `out` (which may hold a prefix). */
void append_term(std::string &out, struct vt_str key, struct vt_str form);

/* Folded to L3. */
std::string fold_term(struct vt_str text);

/* The tokens of a text as sorted terms. One object serves many texts. */
class token_terms
{
  public:
    token_terms();
    ~token_terms();
    token_terms(const token_terms &) = delete;
    token_terms &operator=(const token_terms &) = delete;

    void gather(struct vt_str text);
    void add_positional(Xapian::Document &document);
    void add_prefixed(Xapian::Document &document, const char *prefix);

    /* The keys of the plain tokens of `text` as boolean terms. */
    void add_keys(Xapian::Document &document, const char *prefix, struct vt_str text);

  private:
    struct entry {
        uint32_t at, len, position;
    };
    struct vt_tokens *tokens = nullptr;
    std::string pool, term;
    std::vector<entry> entries;
};

class piece
{
  public:
    piece(const std::string &dir, unsigned number);
    void add(const struct vt_passage &passage);

    /* Writes everything and makes it last. */
    piece_entry finish(struct vanthu_error *error);

    const std::string path;
    const unsigned number;
    uint64_t bytes = 0; /* of text */

  private:
    Xapian::WritableDatabase database;
    token_terms terms;
    uint32_t first = 0;
    uint64_t count = 0;
};

} // namespace vt

#endif
