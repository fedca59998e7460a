/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records.cc: records packed, given back, merged. */
#include "records.hh"

#include "guard.hh"

#include <algorithm>
#include <cstring>
#include <zstd.h>

namespace vt
{

static const char NAME[] = "/records";
static const char MAGIC[] = {'V', 'T', 'R', 'E', 'C', '0', '1', '\n'};

/* A block is packed when it has so many bytes. */
static const size_t BLOCK_BYTES = 16 << 10;

/* No record is larger; larger blocks are damaged. */
static const uint32_t UNPACKED_MAX = 64 << 20;

static const int LEVEL = 3;

/* Bytes that are held in memory while pieces are merged. */
static const uint64_t BYTES_HELD = 8 << 20;

struct head {
    char magic[8];
    uint32_t passages, zero;
    uint64_t blocks_bytes;
};

struct block_head {
    uint32_t bytes, unpacked;
};

/* ---- writing ------------------------------------------------------------------------------------
 */

void records_builder::add(uint32_t passage, std::string_view record)
{
    uint32_t bytes = uint32_t(record.size());
    if (record.size() > UNPACKED_MAX / 2)
        throw std::bad_alloc();
    places.push_back({blocks.size(), passage, uint32_t(open.size())});
    open.append(reinterpret_cast<const char *>(&bytes), sizeof bytes).append(record);
    if (open.size() >= BLOCK_BYTES)
        pack();
}

void records_builder::pack()
{
    if (open.empty())
        return;
    size_t begin = blocks.size() + sizeof(struct block_head);
    blocks.resize(begin + ZSTD_compressBound(open.size()));
    size_t size =
        ZSTD_compress(&blocks[begin], blocks.size() - begin, open.data(), open.size(), LEVEL);
    if (ZSTD_isError(size))
        throw std::bad_alloc();
    struct block_head block = {uint32_t(size), uint32_t(open.size())};
    memcpy(&blocks[begin - sizeof block], &block, sizeof block);
    blocks.resize(begin + size);
    open.clear();
}

/* What stands behind the blocks. */
static void write_places(file_writer &out, std::vector<record_place> &places, uint64_t blocks_bytes)
{
    static const char zeros[8] = "";
    std::vector<uint64_t> begins;
    std::vector<uint32_t> passages, inside;
    struct head head = {{}, uint32_t(places.size()), 0, blocks_bytes};
    std::sort(places.begin(), places.end(),
              [](const record_place &a, const record_place &b) { return a.passage < b.passage; });
    for (const record_place &p : places) {
        begins.push_back(p.block);
        passages.push_back(p.passage);
        inside.push_back(p.inside);
    }
    out.write(zeros, -(sizeof head + blocks_bytes) % 8);
    out.write(begins);
    out.write(passages);
    out.write(inside);
    out.rewind();
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    out.write(&head, sizeof head);
    out.finish();
}

void records_builder::write(const std::string &path, struct vanthu_error *error)
{
    pack();
    file_writer out(path + NAME, sizeof(struct head), error);
    out.write(blocks.data(), blocks.size());
    write_places(out, places, blocks.size());
}

/* ---- reading ------------------------------------------------------------------------------------
 */

records::records(const std::string &path, struct vanthu_error *error)
    : map(std::make_shared<mapped_file>(path + NAME, sizeof(struct head), error))
{
    struct head h;
    memcpy(&h, map->bytes, sizeof h);
    uint64_t before = (sizeof h + h.blocks_bytes + 7) / 8 * 8;
    if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0 || h.blocks_bytes > map->size ||
        before + uint64_t(h.passages) * 16 != map->size)
        map->damaged(error);
    passages_count = h.passages;
    blocks_bytes = h.blocks_bytes;
    blocks = map->bytes + sizeof h;
    begins = reinterpret_cast<const uint64_t *>(map->bytes + before);
    passages = reinterpret_cast<const uint32_t *>(begins + h.passages);
    inside = passages + h.passages;
}

std::string records::unpack(uint64_t at, struct vanthu_error *error) const
{
    struct block_head block;
    if (at > blocks_bytes || blocks_bytes - at < sizeof block)
        map->damaged(error);
    memcpy(&block, blocks + at, sizeof block);
    if (block.unpacked > UNPACKED_MAX || block.bytes > blocks_bytes - at - sizeof block)
        map->damaged(error);
    std::string out(block.unpacked, '\0');
    if (ZSTD_decompress(&out[0], out.size(), blocks + at + sizeof block, block.bytes) != out.size())
        map->damaged(error);
    return out;
}

std::string records::of(uint32_t passage, struct vanthu_error *error) const
{
    const uint32_t *end = passages + passages_count;
    const uint32_t *found = std::lower_bound(passages, end, passage);
    uint32_t bytes;
    if (found == end || *found != passage)
        return "";
    std::string block = unpack(begins[found - passages], error);
    size_t begin = inside[found - passages];
    if (begin > block.size() || block.size() - begin < sizeof bytes)
        map->damaged(error);
    memcpy(&bytes, block.data() + begin, sizeof bytes);
    if (block.size() - begin - sizeof bytes < bytes)
        map->damaged(error);
    return block.substr(begin + sizeof bytes, bytes);
}

void records::merge(const std::vector<records> &parts, const std::string &path,
                    struct vanthu_error *error)
{
    file_writer out(path + NAME, sizeof(struct head), error);
    std::vector<record_place> places;
    uint64_t blocks_bytes = 0;
    for (const records &part : parts) {
        for (uint64_t at = 0; at < part.blocks_bytes; at += BYTES_HELD) {
            out.write(part.blocks + at, std::min(BYTES_HELD, part.blocks_bytes - at));
            part.map->release();
        }
        for (uint32_t i = 0; i < part.passages_count; i++)
            places.push_back({blocks_bytes + part.begins[i], part.passages[i], part.inside[i]});
        blocks_bytes += part.blocks_bytes;
    }
    write_places(out, places, blocks_bytes);
}

} // namespace vt
