/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece.hh: one small database of passages in the making. Everything here may throw. */
#ifndef VT_PIECE_HH
#define VT_PIECE_HH

#include "forward.hh"
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

/* The tokens of a text as terms with their counts. One object serves many texts, and keeps each
 * term that it meets once. */
class token_terms
{
  public:
    token_terms();
    ~token_terms();
    token_terms(const token_terms &) = delete;
    token_terms &operator=(const token_terms &) = delete;

    /* The words in their order, and beside them the joined tokens, counted by term. */
    void gather(struct vt_str text, vocabulary &terms);
    const std::vector<uint32_t> &words() const
    {
        return row;
    }

    /* What was gathered, in the order of the terms, to which `prefix` is put. */
    void add_to(Xapian::Document &document, const char *prefix);

    /* The keys of the plain tokens of `text` as boolean terms. */
    void add_keys(Xapian::Document &document, const char *prefix, struct vt_str text);

  private:
    struct vt_tokens *tokens = nullptr;
    const vocabulary *known = nullptr;
    std::string term;
    std::vector<uint32_t> row, met, counts; /* by number of the term; `counts` is 0 between texts */
};

/* A piece in the making is several databases of a part each: Xapian gathers what it is given in
 * trees, which are fast as long as they fit the processor's caches. */
class piece
{
  public:
    piece(const std::string &dir, unsigned number);
    void add(const struct vt_passage &passage);

    /* Writes the piece to `path`, whole, but not yet synced. Its entry names no files. */
    piece_entry finish(struct vanthu_error *error);

    /* Removes what it has written. */
    void abandon() noexcept;

    const std::string path;
    const unsigned number;
    uint64_t bytes = 0; /* of text */

  private:
    std::string part_path(size_t part) const;
    void end_part();

    Xapian::WritableDatabase part; /* the open one, if part_open */
    bool part_open = false;
    size_t parts = 0;
    uint64_t part_bytes = 0;
    forward_builder in_order;
    token_terms terms;
    uint32_t first = 0;
    uint64_t count = 0;
};

} // namespace vt

#endif
