/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unpack.c: the members of a bundle on their way into the archive. */
#include "archive/unpack.h"

#include "base/err.h"
#include "read/reader.h"

enum { WINDOW_BYTES = 32 << 20, MEMBERS_MAX = 100000 };

/* Beyond what small ones may, a file that unpacks to more than RATIO times its size is a bomb. */
static const uint64_t RATIO = 200, FREE = UINT64_C(256) << 20, ALL_MAX = UINT64_C(64) << 30;

struct unpacking {
    struct vt_file *bundle, *first, *last; /* members on their way, in order */
    size_t queued;
    uint64_t queued_bytes;
    struct vt_pool *pool;
    unsigned jobs;
    struct vt_allowance *allowance;
    bool too_much;
    vt_unpacked_fn take;
    void *context;
    struct vanthu_error *error;
    vanthu_status status; /* of taking over */
};

struct vt_allowance vt_allowance(uint64_t file_bytes)
{
    uint64_t bytes = file_bytes < FREE / RATIO      ? FREE
                     : file_bytes > ALL_MAX / RATIO ? ALL_MAX
                                                    : file_bytes * RATIO;
    return (struct vt_allowance){bytes, MEMBERS_MAX};
}

static bool spend(struct vt_allowance *allowance, uint64_t bytes)
{
    if (bytes > allowance->bytes)
        allowance->members = 0;
    if (!allowance->members)
        return false;
    allowance->bytes -= bytes;
    allowance->members--;
    return true;
}

static vanthu_status take_oldest(struct unpacking *u)
{
    struct vt_file *file = u->first;
    vt_pool_wait(u->pool, &file->task);
    u->first = file->next;
    u->last = u->first ? u->last : NULL;
    file->next = NULL;
    u->queued--;
    u->queued_bytes -= file->expected_bytes;
    return u->take(u->context, file, u->error);
}

/* The name of what a compressed file holds: its own without ".gz". */
static struct vt_str inner_name(const struct vt_file *bundle, struct vt_str name)
{
    struct vt_str path = vt_base_name(vt_str(bundle->path));
    const char *dot = path.len ? memrchr(path.p, '.', path.len) : NULL;
    return vt_str_eq(name, VT_STR("data")) && bundle->format >= VT_GZIP && dot && dot > path.p
               ? vt_str_range(path.p, dot)
               : name;
}

static struct vt_file *new_member(const struct vt_file *bundle, struct vt_str name)
{
    struct vt_buf path = {0};
    struct vt_file *file = NULL;
    name = inner_name(bundle, name);
    if (vt_buf_append_str(&path, vt_str(bundle->path)) == VANTHU_OK &&
        vt_buf_append_char(&path, '/') == VANTHU_OK && vt_buf_append_str(&path, name) == VANTHU_OK)
        file = vt_file_new(vt_buf_str(&path), bundle->known, bundle->max_bytes);
    vt_buf_free(&path);
    return file;
}

static vanthu_status member(void *context, struct vt_str name, struct vt_str bytes)
{
    struct unpacking *u = context;
    u->too_much = !spend(u->allowance, bytes.len);
    if (u->too_much)
        return VANTHU_FAILED;
    struct vt_file *file = new_member(u->bundle, name);
    if (!file || vt_buf_append_str(&file->raw, bytes) != VANTHU_OK) {
        vt_file_free(file);
        return VANTHU_NO_MEMORY;
    }
    file->loaded = true;
    file->in_bundle = true;
    file->nesting = u->bundle->nesting + 1;
    file->mtime = u->bundle->mtime;
    file->expected_bytes = bytes.len;
    if (u->last)
        u->last->next = file;
    else
        u->first = file;
    u->last = file;
    u->queued++;
    u->queued_bytes += bytes.len;
    vt_pool_submit(u->pool, &file->task, true);
    while (u->status == VANTHU_OK && u->queued &&
           (u->queued > 2 * (size_t)u->jobs || u->queued_bytes > WINDOW_BYTES))
        u->status = take_oldest(u);
    return u->status;
}

vanthu_status vt_unpack(struct vt_file *bundle, struct vt_pool *pool, unsigned jobs,
                        struct vt_allowance *allowance, vt_unpacked_fn take, void *context,
                        struct vt_reading *reading, struct vanthu_error *error)
{
    struct unpacking u = {.bundle = bundle,
                          .pool = pool,
                          .jobs = jobs,
                          .allowance = allowance,
                          .take = take,
                          .context = context,
                          .error = error};
    *reading = (struct vt_reading){.format = bundle->format};
    if (!allowance->members)
        return vt_unread(reading, "%s", _("unpacked, the bundle would be too large"));
    vanthu_status status =
        vt_workers_members(bundle->known->workers, reading, vt_buf_str(&bundle->raw), member, &u);
    while (u.status == VANTHU_OK && u.queued)
        u.status = take_oldest(&u);
    while (u.first) {
        struct vt_file *file = u.first;
        vt_pool_wait(pool, &file->task);
        u.first = file->next;
        vt_file_free(file);
    }
    if (u.status != VANTHU_OK)
        return u.status;
    if (u.too_much)
        return vt_unread(reading, "%s", _("unpacked, the bundle would be too large"));
    return status == VANTHU_NO_MEMORY ? vt_err_memory(error) : VANTHU_OK;
}
