/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.hh: which passages have a word, and how often: the posting lists of a piece.
 *
 * Xapian keeps such lists, too, in a tree of small blocks that it has to fill word by word, sorted
 * by itself; here the words of a piece are gathered in a row and written at once, which costs a
 * tenth of the time, and a reader walks along a list in place.
 *
 * File "words", little-endian:
 *   "VTWRD01\n"; u32 terms, 0; u64 words counted in all, bytes of the lists, bytes of text
 *   lists: of each passage, by ascending number, twice the distance from the one before, and one
 *     more when the term stands in it more than once; then how often. All as LEB128
 *   text of all terms, ascending; zeros up to a multiple of eight bytes
 *   u64 where the list of each term begins, and the end of the last
 *   u64 where each term begins in the text, and the end of the last
 *   u32 passages that have each term
 * Everything here may throw.
 */
#ifndef VT_WORDS_HH
#define VT_WORDS_HH

#include "files.hh"
#include "forward.hh"
#include "terms.h"

namespace vt
{

/* A walk along a list. */
class posting_list
{
  public:
    posting_list(const uint8_t *begin, const uint8_t *stop) : at(begin), end(stop) {}

    /* False at the end. */
    bool next()
    {
        if (at >= end)
            return false;
        uint64_t step = number();
        passage += uint32_t(step >> 1);
        frequency = step & 1 ? uint32_t(number()) : 1;
        return true;
    }

    uint32_t passage = 0, frequency = 0;

  private:
    uint64_t number()
    {
        uint64_t n = 0;
        for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
            uint8_t byte = *at++;
            n |= uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80)
                break;
        }
        return n;
    }

    const uint8_t *at, *end;
};

/* What stands before a term of a field: text, title, headings. */
static const char *const FIELD_PREFIXES[] = {"", VT_TERM_TITLE, VT_TERM_HEADING};
enum field { IN_TEXT, IN_TITLE, IN_HEADINGS };

/* The lists of a piece in the making. */
class words_builder
{
  public:
    /* A term, by its number in a vocabulary, stands `frequency` times in a field of a passage.
     * Passages come by ascending number. */
    void add(uint32_t term, enum field field, uint32_t passage, uint32_t frequency)
    {
        postings.push_back({term * 3 + uint32_t(field), passage, frequency});
        tokens += frequency;
    }

    /* Writes the file into the directory `path`, not synced. `order`: all numbers of `terms`, by
     * the order of the terms. */
    void write(const std::string &path, const vocabulary &terms, const std::vector<uint32_t> &order,
               struct vanthu_error *error) const;

  private:
    struct posting {
        uint32_t list, passage, frequency;
    };
    std::vector<posting> postings;
    uint64_t tokens = 0;
};

/* The lists of a piece, mapped; copies share it. Thread-safe. */
class words
{
  public:
    /* Of the piece in directory `path`. A file that is not as long as it says is VANTHU_DAMAGED;
     * what it holds is checked when it is used. */
    words(const std::string &path, struct vanthu_error *error);

    uint32_t size() const
    {
        return terms_count;
    }

    /* The place of the first term that is not less. */
    uint32_t lower_bound(std::string_view wanted) const;
    std::string_view term(uint32_t place) const;

    static constexpr uint32_t NONE = UINT32_MAX;

    /* The place of a term; NONE: no passage has it. */
    uint32_t find(std::string_view wanted) const;

    /* Passages that have the term. */
    uint32_t passages(uint32_t place) const
    {
        return counts[place];
    }
    posting_list list(uint32_t place) const;

    /* Words counted in all passages, those of titles and headings included. */
    uint64_t tokens() const
    {
        return tokens_count;
    }

    /* Writes what `parts` hold into the directory `path`, not synced. Memory: the terms. */
    static void merge(const std::vector<words> &parts, const std::string &path,
                      struct vanthu_error *error);

  private:
    std::shared_ptr<const mapped_file> map;
    const uint64_t *begins = nullptr, *texts = nullptr;
    const uint32_t *counts = nullptr;
    const uint8_t *lists = nullptr;
    const char *text = nullptr;
    uint32_t terms_count = 0;
    uint64_t tokens_count = 0, lists_bytes = 0, text_bytes = 0;
};

} // namespace vt

#endif
