/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.hh: what each passage gives back when it is found, packed.
 *
 * Passages that follow each other have the same title, and much else: those of a block are packed
 * together. Merging copies blocks as they stand.
 *
 * File "records", little-endian:
 *   "VTREC01\n"; u32 passages, 0; u64 bytes of the blocks
 *   blocks: u32 bytes, u32 bytes unpacked, zstd: of each passage u32 bytes, and these
 *   zeros up to a multiple of eight bytes
 *   u64 where the block of each passage begins
 *   u32 number of each passage, ascending
 *   u32 where its record begins in the unpacked block
 * Everything here may throw.
 */
#ifndef VT_RECORDS_HH
#define VT_RECORDS_HH

#include "files.hh"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace vt
{

/* Where the record of a passage is. */
struct record_place {
    uint64_t block;
    uint32_t passage, inside;
};

/* The records of a piece in the making. */
class records_builder
{
  public:
    /* Passages come by ascending number. */
    void add(uint32_t passage, std::string_view record);

    /* Writes the file into the directory `path`, not synced. */
    void write(const std::string &path, struct vanthu_error *error);

  private:
    void pack();

    std::string blocks, open; /* packed, and the block in the making */
    std::vector<record_place> places;
};

/* The records of a piece, mapped; copies share it. Thread-safe. */
class records
{
  public:
    /* Of the piece in directory `path`. A file that is not as long as it says is VANTHU_DAMAGED. */
    records(const std::string &path, struct vanthu_error *error);

    /* Empty for a passage that is not here; a damaged block is VANTHU_DAMAGED. */
    std::string of(uint32_t passage, struct vanthu_error *error) const;

    /* Writes what `parts` hold into the directory `path`, not synced. Memory: sixteen bytes a
     * passage. */
    static void merge(const std::vector<records> &parts, const std::string &path,
                      struct vanthu_error *error);

  private:
    std::string unpack(uint64_t at, struct vanthu_error *error) const;

    std::shared_ptr<const mapped_file> map;
    const char *blocks = nullptr;
    const uint64_t *begins = nullptr;
    const uint32_t *passages = nullptr, *inside = nullptr;
    uint32_t passages_count = 0;
    uint64_t blocks_bytes = 0;
};

} // namespace vt

#endif
