/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forward.hh: the forward index of a piece: the words of each passage in their order.
 *
 * Xapian keeps which passages hold a term, and how often; positions it keeps apart, for each term
 * of each passage, at three times the cost of all else. Here a passage is one row of term numbers
 * instead, which answers whether words stand next to each other by looking at one row: a phrase
 * costs a look at each passage that holds all its words. Terms are numbered by their frequency, so
 * that almost every word takes two bytes. What ranking asks of each passage it meets stands there,
 * too: its document and date.
 *
 * File "forward", little-endian:
 *   "VTFWD03\n"; u32 passages, terms; u64 units, bytes of text
 *   u64 where the row of each passage begins, in units, and the end of the last
 *   u64 where each term begins in the text, and the end of the last; terms ascending
 *   u32 number of each passage, ascending
 *   u32 number of each term
 *   u32 document of each passage; u32 its date as 20210704, 20210000 where only the year is known,
 *     0 where none is
 *   u16 units: a number below WIDE, or WIDE + its high 12 bits and a unit with its low 16 bits
 *   text of all terms
 * Everything here may throw.
 */
#ifndef VT_FORWARD_HH
#define VT_FORWARD_HH

#include "files.hh"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

    /* A passage of a document and its date, and its words, as numbers of `terms`. Passages come by
     * ascending number. */
    void add(uint32_t passage, uint32_t document, uint32_t date,
             const std::vector<uint32_t> &words);

    /* Writes the file into the directory `path`; it is not synced. `order`: terms.sorted(). */
    void write(const std::string &path, const std::vector<uint32_t> &order,
               struct vanthu_error *error) const;

  private:
    std::vector<uint32_t> passages, documents, dates, rows;
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
    row of(uint32_t passage) const
    {
        uint32_t place = place_of(passage);
        return place == NONE ? row{} : row_at(place);
    }

    /* For who looks at very many rows, each once: all, or those before that of a passage. */
    void release() const
    {
        map->release();
    }
    void release_before(uint32_t passage) const
    {
        const uint16_t *begin = of(passage).begin;
        if (begin)
            map->release(units, begin);
    }

    /* The document of a passage, and the date of that; 0: not known, or not here. */
    uint32_t document(uint32_t passage) const
    {
        uint32_t place = place_of(passage);
        return place == NONE ? 0 : documents[place];
    }
    uint32_t date(uint32_t passage) const
    {
        uint32_t place = place_of(passage);
        return place == NONE ? 0 : dates[place];
    }

    /* Passages in all, and the numbers of the first and the last; 0: there is none. */
    uint32_t size() const
    {
        return passages_count;
    }
    uint32_t first() const
    {
        return first_passage;
    }
    uint32_t last() const
    {
        return passages_count ? passages[passages_count - 1] : 0;
    }
    uint32_t number(uint32_t place) const
    {
        return passages[place];
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
    std::vector<uint32_t> gather_terms(vocabulary &terms, std::vector<uint32_t> &counts) const;
    std::string_view term(uint32_t place) const;
    row row_at(uint32_t place) const
    {
        uint64_t begin = starts[place], end = starts[place + 1];
        return begin <= end && end <= units_count ? row{units + begin, units + end} : row{};
    }

    /* Where a passage stands among all; NONE: it is not here. */
    uint32_t place_of(uint32_t passage) const
    {
        uint32_t place = passage - first_passage;
        if (place < passages_count && passages[place] == passage) /* no number is left out */
            return place;
        return search_place(passage);
    }
    uint32_t search_place(uint32_t passage) const;

    std::shared_ptr<const mapped_file> map;
    const uint32_t *passages = nullptr, *numbers = nullptr, *documents = nullptr, *dates = nullptr;
    const uint64_t *starts = nullptr, *texts = nullptr;
    const uint16_t *units = nullptr;
    const char *text = nullptr;
    uint32_t passages_count = 0, first_passage = 0, terms_count = 0;
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
