/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.cc: the writing half of index.h: pieces made, published, merged. */
#include "guard.hh"
#include "piece.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <memory>
#include <set>
#include <sys/stat.h>

/* Merged when there are more small pieces than this: each costs every search a little. */
static const size_t SMALL_MAX = 3;
/* What is larger is merged only when all is. */
static const uint64_t SMALL_BYTES = 64 << 20;

/* What waits to be published is merged first: text of so many bytes at the most, which an
 * interrupted writer has to index again. */
static const uint64_t WAITING_BYTES = 32 << 20;

struct vt_index_writer {
    std::string dir;
    vt::manifest manifest; /* as published */
    unsigned next = 1;     /* number of the next piece */
    std::vector<vt::piece_entry> waiting;
    std::map<uint32_t, uint32_t> withdrawn; /* with what waits */
    uint64_t waiting_bytes = 0, waiting_generation = 0;
};

struct vt_index_piece {
    std::unique_ptr<vt::piece> making;
    vt::piece_entry entry;
};

namespace
{

/* Directories that no manifest names were left by an interrupted writer. */
void remove_strangers(struct vt_index_writer *w, struct vanthu_error *error)
{
    std::set<std::string> named{".", "..", "manifest"};
    for (const vt::piece_entry &p : w->manifest.pieces) {
        named.insert(vt::piece_path("", p.number).substr(1));
        w->next = std::max(w->next, p.number + 1);
    }
    std::vector<std::string> strangers;
    DIR *d = opendir(w->dir.c_str());
    if (!d)
        throw vt::failure{vt_err_errno(error, errno, _("%s: cannot open"), w->dir.c_str())};
    while (struct dirent *entry = readdir(d))
        if (!named.count(entry->d_name))
            strangers.push_back(w->dir + "/" + entry->d_name);
    closedir(d);
    for (const std::string &path : strangers)
        vt::check(vt_dir_remove(path.c_str(), error));
}

void remove_pieces(const struct vt_index_writer *w, const std::vector<vt::piece_entry> &pieces)
{
    /* what stays for any reason is a stranger at the next opening */
    for (const vt::piece_entry &p : pieces)
        vt_dir_remove(vt::piece_path(w->dir, p.number).c_str(), nullptr);
}

/* One synced piece with all that is in `parts`. */
vt::piece_entry merge_into(struct vt_index_writer *w, const std::vector<vt::piece_entry> &parts,
                           struct vanthu_error *error)
{
    vt::piece_entry out{w->next++, 0, 0, {}};
    std::string path = vt::piece_path(w->dir, out.number);
    Xapian::Database all;
    std::vector<vt::forward> in_order;
    std::vector<vt::words> lists;
    std::vector<vt::records> data;
    for (const vt::piece_entry &p : parts) {
        all.add_database(Xapian::Database(vt::piece_path(w->dir, p.number)));
        in_order.emplace_back(vt::piece_path(w->dir, p.number), error);
        lists.emplace_back(vt::piece_path(w->dir, p.number), error);
        data.emplace_back(vt::piece_path(w->dir, p.number), error);
        out.first = out.first ? std::min(out.first, p.first) : p.first;
        out.passages += p.passages;
    }
    all.compact(path, Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULL);
    vt::forward::merge(in_order, path, error);
    vt::words::merge(lists, path, error);
    vt::records::merge(data, path, error);
    out.files = vt::hash_files(path, true, error);
    return out;
}

void put_in_force(struct vt_index_writer *w, vt::manifest &&next, struct vanthu_error *error)
{
    vt::check(vt_dir_sync(w->dir.c_str(), error));
    vt::write_manifest(w->dir, next, error);
    w->manifest = std::move(next);
}

/* What waits becomes one piece of the index. */
void publish_waiting(struct vt_index_writer *w, struct vanthu_error *error)
{
    if (w->waiting.empty() && w->waiting_generation <= w->manifest.generation)
        return;
    vt::manifest next = w->manifest;
    next.generation = w->waiting_generation;
    next.withdrawn.insert(w->withdrawn.begin(), w->withdrawn.end());
    if (w->waiting.size() == 1) {
        next.pieces.push_back(w->waiting[0]);
        next.pieces.back().files =
            vt::hash_files(vt::piece_path(w->dir, w->waiting[0].number), true, error);
    } else if (!w->waiting.empty()) {
        next.pieces.push_back(merge_into(w, w->waiting, error));
    }
    put_in_force(w, std::move(next), error);
    if (w->waiting.size() > 1)
        remove_pieces(w, w->waiting);
    w->waiting.clear();
    w->withdrawn.clear();
    w->waiting_bytes = 0;
}

} // namespace

extern "C" {

vanthu_status vt_index_writer_open(struct vt_index_writer **out, const char *dir,
                                   struct vanthu_error *error)
{
    *out = nullptr;
    return vt::guard(error, [&] {
        std::unique_ptr<vt_index_writer> w(new vt_index_writer);
        w->dir = dir;
        if (mkdir(dir, 0777) != 0 && errno != EEXIST)
            throw vt::failure{vt_err_errno(error, errno, _("%s: cannot create"), dir)};
        w->manifest = vt::read_manifest(w->dir, error);
        remove_strangers(w.get(), error);
        *out = w.release();
        return VANTHU_OK;
    });
}

uint64_t vt_index_generation(const struct vt_index_writer *writer)
{
    return writer->manifest.generation;
}

size_t vt_index_withdrawn(const struct vt_index_writer *writer)
{
    return writer->manifest.withdrawn.size();
}

vanthu_status vt_index_piece_open(struct vt_index_piece **out, struct vt_index_writer *writer,
                                  struct vanthu_error *error)
{
    *out = nullptr;
    return vt::guard(error, [&] {
        std::unique_ptr<vt_index_piece> p(new vt_index_piece);
        p->making.reset(new vt::piece(writer->dir, writer->next++));
        *out = p.release();
        return VANTHU_OK;
    });
}

vanthu_status vt_index_piece_add(struct vt_index_piece *piece, const struct vt_passage *passage,
                                 struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        piece->making->add(*passage);
        return VANTHU_OK;
    });
}

uint64_t vt_index_piece_bytes(const struct vt_index_piece *piece)
{
    return piece ? piece->making->bytes : 0;
}

vanthu_status vt_index_piece_finish(struct vt_index_piece *piece, struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        piece->entry = piece->making->finish(error);
        return VANTHU_OK;
    });
}

void vt_index_piece_abandon(struct vt_index_piece *piece)
{
    if (piece)
        piece->making->abandon();
    delete piece;
}

vanthu_status vt_index_withdraw(struct vt_index_writer *writer, uint32_t first, uint32_t count,
                                struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        writer->withdrawn[first] = count;
        return VANTHU_OK;
    });
}

vanthu_status vt_index_publish(struct vt_index_writer *writer, struct vt_index_piece *piece,
                               uint64_t generation, struct vanthu_error *error)
{
    vanthu_status status = vt::guard(error, [&] {
        if (piece && piece->entry.passages) {
            writer->waiting.push_back(piece->entry);
            writer->waiting_bytes += piece->making->bytes;
        }
        writer->waiting_generation = generation;
        if (writer->waiting_bytes >= WAITING_BYTES)
            publish_waiting(writer, error);
        return VANTHU_OK;
    });
    delete piece;
    return status;
}

vanthu_status vt_index_flush(struct vt_index_writer *writer, struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        publish_waiting(writer, error);
        return VANTHU_OK;
    });
}

vanthu_status vt_index_merge(struct vt_index_writer *writer, bool all, struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        std::vector<vt::piece_entry> parts, rest;
        for (const vt::piece_entry &p : writer->manifest.pieces)
            (all || p.bytes() <= SMALL_BYTES ? parts : rest).push_back(p);
        if (parts.size() < 2 || (!all && parts.size() <= SMALL_MAX))
            return VANTHU_OK;
        vt::manifest next;
        next.generation = writer->manifest.generation;
        next.withdrawn = writer->manifest.withdrawn;
        next.pieces = rest;
        next.pieces.push_back(merge_into(writer, parts, error));
        put_in_force(writer, std::move(next), error);
        remove_pieces(writer, parts);
        return VANTHU_OK;
    });
}

void vt_index_writer_close(struct vt_index_writer *writer)
{
    delete writer;
}

} // extern "C"
