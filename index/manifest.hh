/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * manifest.hh: the file that says which pieces are in force, which generation of the catalogue they
 * reach, and what every file of theirs must hash to. Replaced as a whole, so a reader meets one
 * state or the next.
 *
 *   vanthu-index 3
 *   generation 12
 *   piece 3 1 1048
 *   file 3 postlist.glass 81920 (SHA-256)
 *   withdrawn 17 4 (passages 17 to 20 are out of use)
 *   sum (FNV-1a, 64 bits, of all lines above)
 */
#ifndef VT_MANIFEST_HH
#define VT_MANIFEST_HH

extern "C" {
#include "base/file.h"
}

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vt
{

struct piece_file {
    std::string name;
    uint64_t bytes;
    std::string sha256;
};

struct piece_entry {
    unsigned number;
    uint32_t first; /* lowest passage number in it; 0: empty */
    uint64_t passages;
    std::vector<piece_file> files;

    uint64_t bytes() const
    {
        uint64_t sum = 0;
        for (const piece_file &f : files)
            sum += f.bytes;
        return sum;
    }
};

struct manifest {
    uint64_t generation = 0;
    std::vector<piece_entry> pieces;
    std::map<uint32_t, uint32_t> withdrawn; /* passages out of use: first, count; apart */

    /* In use. */
    uint64_t passages() const
    {
        uint64_t sum = 0;
        for (const piece_entry &p : pieces)
            sum += p.passages;
        for (const auto &w : withdrawn)
            sum -= w.second;
        return sum;
    }
};

/* "DIR/000003" */
std::string piece_path(const std::string &dir, unsigned number);

/* A missing manifest is an empty one. VANTHU_DAMAGED when it is not what was written. Throws
 * vt::failure. */
manifest read_manifest(const std::string &dir, struct vanthu_error *error);
void write_manifest(const std::string &dir, const manifest &m, struct vanthu_error *error);

/* Hashes the files of a piece; with `sync` they are also made to last. */
std::vector<piece_file> hash_files(const std::string &path, bool sync, struct vanthu_error *error);

} // namespace vt

#endif
