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

struct vt_index_writer {
    std::string dir;
    vt::manifest manifest;
    unsigned next = 1; /* number of the next piece */
};

struct vt_index_piece {
    std::unique_ptr<vt::piece> open;
    std::string path;
    uint64_t bytes = 0;
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

vt::piece_entry merge_into(struct vt_index_writer *w, const std::vector<vt::piece_entry> &parts,
                           struct vanthu_error *error)
{
    vt::piece_entry out{w->next++, 0, 0, {}};
    std::string path = vt::piece_path(w->dir, out.number);
    Xapian::Database all;
    for (const vt::piece_entry &p : parts) {
        if (p.passages == 0)
            continue;
        all.add_database(Xapian::Database(vt::piece_path(w->dir, p.number)));
        out.first = out.first ? std::min(out.first, p.first) : p.first;
        out.passages += p.passages;
    }
    all.compact(path, Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULL);
    out.files = vt::hash_files(path, true, error);
    return out;
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

vanthu_status vt_index_piece_open(struct vt_index_piece **out, struct vt_index_writer *writer,
                                  struct vanthu_error *error)
{
    *out = nullptr;
    return vt::guard(error, [&] {
        std::unique_ptr<vt_index_piece> p(new vt_index_piece);
        unsigned number = writer->next++;
        p->path = vt::piece_path(writer->dir, number);
        p->open.reset(new vt::piece(writer->dir, number));
        *out = p.release();
        return VANTHU_OK;
    });
}

vanthu_status vt_index_piece_add(struct vt_index_piece *piece, const struct vt_passage *passage,
                                 struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        piece->open->add(*passage);
        piece->bytes = piece->open->bytes;
        return VANTHU_OK;
    });
}

uint64_t vt_index_piece_bytes(const struct vt_index_piece *piece)
{
    return piece ? piece->bytes : 0;
}

vanthu_status vt_index_piece_finish(struct vt_index_piece *piece, struct vanthu_error *error)
{
    return vt::guard(error, [&] {
        piece->entry = piece->open->finish(error);
        piece->open.reset();
        return VANTHU_OK;
    });
}

void vt_index_piece_abandon(struct vt_index_piece *piece)
{
    if (!piece)
        return;
    vt::guard(nullptr, [&] {
        piece->open.reset();
        vt_dir_remove(piece->path.c_str(), nullptr);
        return VANTHU_OK;
    });
    delete piece;
}

vanthu_status vt_index_publish(struct vt_index_writer *writer, struct vt_index_piece **pieces,
                               size_t count, uint64_t generation, struct vanthu_error *error)
{
    vanthu_status status = vt::guard(error, [&] {
        vt::manifest next = writer->manifest;
        next.generation = generation;
        for (size_t i = 0; i < count; i++)
            if (pieces[i]->entry.passages)
                next.pieces.push_back(pieces[i]->entry);
        if (count)
            vt::check(vt_dir_sync(writer->dir.c_str(), error));
        vt::write_manifest(writer->dir, next, error);
        writer->manifest = std::move(next);
        return VANTHU_OK;
    });
    for (size_t i = 0; i < count; i++) {
        if (status == VANTHU_OK && pieces[i]->entry.passages)
            delete pieces[i];
        else
            vt_index_piece_abandon(pieces[i]);
    }
    return status;
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
        next.pieces = rest;
        next.pieces.push_back(merge_into(writer, parts, error));
        vt::check(vt_dir_sync(writer->dir.c_str(), error));
        vt::write_manifest(writer->dir, next, error);
        writer->manifest = std::move(next);
        remove_pieces(writer, parts);
        return VANTHU_OK;
    });
}

void vt_index_writer_close(struct vt_index_writer *writer)
{
    delete writer;
}

} // extern "C"
