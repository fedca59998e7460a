/* SPDX-License-Identifier: GPL-3.0-or-later */
/* piece.hh: one small database of passages in the making. Everything here may throw. */
#ifndef VT_PIECE_HH
#define VT_PIECE_HH

#include "manifest.hh"
#include "records.hh"
#include "words.hh"

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

    /* How often a term, by its number in the vocabulary, stands in a text. */
    struct count {
        uint32_t term, frequency;
    };

    /* The words in their order, and beside them the joined tokens, counted by term. */
    void gather(struct vt_str text, vocabulary &terms);
    const std::vector<uint32_t> &words() const
    {
        return row;
    }
    const std::vector<count> &counts_of_terms() const
    {
        return counted;
    }

    /* The keys of the plain tokens of `text` as boolean terms. */
    void add_keys(Xapian::Document &document, const char *prefix, struct vt_str text);

  private:
    struct vt_tokens *tokens = nullptr;
    std::string term;
    std::vector<uint32_t> row, counts; /* `counts`, by number of the term, is 0 between texts */
    std::vector<count> counted;
};

/* A date, "2021-07-04" or "2021", as forward.hh has it; 0 where there is none. */
uint32_t date_number(std::string_view iso);

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
    /* The text of a field and its words, of the passage that came last. */
    struct field_words {
        std::string text;
        std::vector<token_terms::count> counts;
    };
    void add_words(field_words &field, enum field which, struct vt_str text, uint32_t passage);

    Xapian::WritableDatabase database; /* from the first passage on */
    forward_builder in_order;
    words_builder lists;
    records_builder data;
    token_terms terms;
    field_words title, headings;
    uint32_t first = 0;
    uint64_t count = 0;
};

} // namespace vt

#endif
