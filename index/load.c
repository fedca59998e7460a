/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c: index.h for those who may do without the index: each function loads the module where it
 * has not been loaded, and passes the call on.
 *
 * The module stays loaded. What takes an index, a writer or a piece was preceded by what gave it.
 */
#include "functions.h"

#include "base/err.h"

#include <dlfcn.h>
#include <string.h>
#include <threads.h>

/* Installed in a folder of its own beside the library: its RUNPATH (src/archive/archive.mk). */
static const char MODULE[] = "libvanthu-index.so";

static once_flag once = ONCE_FLAG_INIT;
static const struct vt_index_functions *functions;

static void load_once(void)
{
    void *module = dlopen(MODULE, RTLD_NOW | RTLD_LOCAL);
    const struct vt_index_functions *found = module ? dlsym(module, VT_INDEX_SYMBOL) : NULL;
    if (found && strcmp(found->version, VANTHU_VERSION) == 0)
        functions = found;
    else if (module)
        dlclose(module);
}

static vanthu_status load(struct vanthu_error *error)
{
    call_once(&once, load_once);
    return functions ? VANTHU_OK
                     : vt_err(error, VANTHU_IO,
                              _("the index needs the library %s of vanthu %s, which is not there"),
                              MODULE, VANTHU_VERSION);
}

/* ---- writing ---- */

vanthu_status vt_index_writer_open(struct vt_index_writer **out, const char *dir,
                                   struct vanthu_error *error)
{
    vanthu_status status = load(error);
    *out = NULL;
    return status == VANTHU_OK ? functions->vt_index_writer_open(out, dir, error) : status;
}

uint64_t vt_index_generation(const struct vt_index_writer *writer)
{
    return functions->vt_index_generation(writer);
}

size_t vt_index_withdrawn(const struct vt_index_writer *writer)
{
    return functions->vt_index_withdrawn(writer);
}

vanthu_status vt_index_piece_open(struct vt_index_piece **out, struct vt_index_writer *writer,
                                  struct vanthu_error *error)
{
    return functions->vt_index_piece_open(out, writer, error);
}

vanthu_status vt_index_piece_add(struct vt_index_piece *piece, const struct vt_passage *passage,
                                 struct vanthu_error *error)
{
    return functions->vt_index_piece_add(piece, passage, error);
}

uint64_t vt_index_piece_bytes(const struct vt_index_piece *piece)
{
    return functions->vt_index_piece_bytes(piece);
}

vanthu_status vt_index_piece_finish(struct vt_index_piece *piece, struct vanthu_error *error)
{
    return functions->vt_index_piece_finish(piece, error);
}

void vt_index_piece_abandon(struct vt_index_piece *piece)
{
    if (piece)
        functions->vt_index_piece_abandon(piece);
}

vanthu_status vt_index_withdraw(struct vt_index_writer *writer, uint32_t first, uint32_t count,
                                struct vanthu_error *error)
{
    return functions->vt_index_withdraw(writer, first, count, error);
}

vanthu_status vt_index_publish(struct vt_index_writer *writer, struct vt_index_piece *piece,
                               uint64_t generation, struct vanthu_error *error)
{
    return functions->vt_index_publish(writer, piece, generation, error);
}

vanthu_status vt_index_flush(struct vt_index_writer *writer, struct vanthu_error *error)
{
    return functions->vt_index_flush(writer, error);
}

vanthu_status vt_index_merge(struct vt_index_writer *writer, bool all, struct vanthu_error *error)
{
    return functions->vt_index_merge(writer, all, error);
}

void vt_index_writer_close(struct vt_index_writer *writer)
{
    if (writer)
        functions->vt_index_writer_close(writer);
}

/* ---- checking and reading ---- */

vanthu_status vt_index_open(struct vt_index **out, const char *dir, struct vanthu_error *error)
{
    vanthu_status status = load(error);
    *out = NULL;
    return status == VANTHU_OK ? functions->vt_index_open(out, dir, error) : status;
}

void vt_index_close(struct vt_index *index)
{
    if (index)
        functions->vt_index_close(index);
}

uint64_t vt_index_reached(const struct vt_index *index)
{
    return functions->vt_index_reached(index);
}

vanthu_status vt_index_check(const char *dir, uint64_t generation, uint64_t passages,
                             void (*fault)(void *context, const char *place, const char *problem),
                             void *context, struct vanthu_error *error)
{
    vanthu_status status = load(error);
    return status == VANTHU_OK
               ? functions->vt_index_check(dir, generation, passages, fault, context, error)
               : status;
}

vanthu_status vt_index_search(struct vt_index_result *out, struct vt_arena *arena,
                              struct vt_index *index, const struct vt_query *query,
                              const struct vt_index_options *options, struct vanthu_error *error)
{
    return functions->vt_index_search(out, arena, index, query, options, error);
}

vanthu_status vt_index_suggest(const char **out, struct vt_arena *arena, struct vt_index *index,
                               struct vt_str key, struct vanthu_error *error)
{
    return functions->vt_index_suggest(out, arena, index, key, error);
}
