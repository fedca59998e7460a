/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forward.hh: the forward index of a piece: the words of each passage in their order.
 *
 * Xapian keeps which passages hold a term, and how often; positions it keeps apart, for each term
 * of each passage, at three times the cost of all else. Here a passage is one row of term numbers
 * instead, which answers whether words stand next to each other by looking at one row: a phrase
 * costs a look at each passage that holds all its words. Terms are numbered by their frequency, so
 * that almost every word takes two bytes. What ranking asks of each passage it meets stands there,
 * too: its document and year.
 *
 * File "forward", little-endian:
 *   "VTFWD02\n"; u32 passages, terms; u64 units, bytes of text
 *   u64 where the row of each passage begins, in units, and the end of the last
 *   u64 where each term begins in the text, and the end of the last; terms ascending
 *   u32 number of each passage, ascending
 *   u32 number of each term
 *   u32 document of each passage; u16 its year, 0: not known
 *   u16 units: a number below WIDE, or WIDE + its high 12 bits and a unit with its low 16 bits
 *   text of all terms
 * Everything here may throw.
 */
#ifndef VT_FORWARD_HH
#define VT_FORWARD_HH

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "base/err.h"
}

namespace vt
{

/* Terms, numbered from 0 as they come. No allocation for a term that is known. */
class vocabulary
{
  public:
    uint32_t number(std::string_view term);
    size_t size() const
    {
        return ends.size();
    }
    std::string_view operator[](uint32_t number) const;

    /* All numbers, by the order of their terms. */
    std::vector<uint32_t> sorted() const;

  private:
    void grow();

    std::string pool;
    std::vector<size_t> ends;     /* in the pool */
    std::vector<uint64_t> hashes; /* of each term */
    std::vector<uint32_t> slots;  /* number + 1, or 0; open addressing */
};

/* The forward index of a piece in the making. */
class forward_builder
{
  public:
    vocabulary terms;

    /* A passage of a document and year, and its words, as numbers of `terms`. Passages come by
     * ascending number. */
    void add(uint32_t passage, uint32_t document, uint16_t year,
             const std::vector<uint32_t> &words);

    /* Writes the file into the directory `path`; it is not synced. */
    void write(const std::string &path, struct vanthu_error *error) const;

  private:
    std::vector<uint32_t> passages, documents, rows;
    std::vector<uint16_t> years;
    std::vector<uint64_t> starts{0};
};

/* The forward index of a piece, mapped; copies share it. Thread-safe. */
class forward
{
  public:
    /* Of the piece in directory `path`. A file that is not as long as it says is VANTHU_DAMAGED;
     * what it holds is checked when it is used. */
    forward(const std::string &path, struct vanthu_error *error);

    static constexpr uint32_t NONE = UINT32_MAX;
    static constexpr uint32_t WIDE = 0xF000;

    /* The number of a term; NONE: no passage has it. */
    uint32_t find(std::string_view term) const;

    struct row {
        const uint16_t *begin, *end;
    };
    /* Empty for a passage that is not here. */
    row of(uint32_t passage) const;

    bool has(uint32_t passage) const
    {
        return place_of(passage) != NONE;
    }

    /* The document of a passage, and the year of that; 0: not known, or not here. */
    uint32_t document(uint32_t passage) const
    {
        uint32_t place = place_of(passage);
        return place == NONE ? 0 : documents[place];
    }
    unsigned year(uint32_t passage) const
    {
        uint32_t place = place_of(passage);
        return place == NONE ? 0 : years[place];
    }

    /* Units in the row of a passage: little more than its words. */
    uint64_t length(uint32_t passage) const
    {
        row r = of(passage);
        return uint64_t(r.end - r.begin);
    }

    /* Writes what `parts` hold into the directory `path`, not synced. Memory: the terms, and thirty
     * bytes a passage. */
    static void merge(const std::vector<forward> &parts, const std::string &path,
                      struct vanthu_error *error);

  private:
    struct mapping;
    std::vector<uint32_t> gather_terms(vocabulary &terms, std::vector<uint32_t> &counts) const;
    std::string_view term(uint32_t place) const;
    row row_at(uint32_t place) const;
    uint32_t place_of(uint32_t passage) const;

    std::shared_ptr<const mapping> map;
    const uint32_t *passages = nullptr, *numbers = nullptr, *documents = nullptr;
    const uint64_t *starts = nullptr, *texts = nullptr;
    const uint16_t *years = nullptr, *units = nullptr;
    const char *text = nullptr;
    uint32_t passages_count = 0, terms_count = 0;
    uint64_t units_count = 0, text_bytes = 0;
};

/* Reads the number at `unit` and steps over it; `unit` is before `end`. */
inline uint32_t next_number(const uint16_t *&unit, const uint16_t *end)
{
    uint32_t n = *unit++;
    if (n < forward::WIDE || unit == end)
        return n;
    return forward::WIDE + ((n - forward::WIDE) << 16 | *unit++);
}

} // namespace vt

#endif
