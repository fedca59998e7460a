/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parity.c: recovery records, by the program par2. */
#include "archive/parity.h"

#include "archive/conf.h"
#include "archive/copy.h"
#include "base/err.h"
#include "base/file.h"
#include "volume/frame.h"
#include "volume/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS_MAX = 8000, PLACES_MIN = 220, BLOCK_MIN = 64, TIMES_MIN = 2 };

static const char SUFFIX[] = ".par2";

/* Runs par2 in a directory; *code is its exit status. It says nothing. */
static vanthu_status run_par2(const char *dir, const char *const *arguments, int *code,
                              struct vanthu_error *error)
{
    pid_t child;
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed)
        return vt_err_memory(error);
    failed = posix_spawn_file_actions_addchdir_np(&actions, dir);
    for (int fd = 0; fd <= 2 && !failed; fd++)
        failed = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    if (!failed)
        failed = posix_spawnp(&child, "par2", &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == ENOENT)
        return vt_err(error, VANTHU_IO, "%s",
                      _("the program par2, which makes recovery records, is not installed"));
    if (failed)
        return vt_err_errno(error, failed, "par2");
    while (waitpid(child, code, 0) < 0)
        if (errno != EINTR)
            return vt_err_errno(error, errno, "par2");
    *code = WIFEXITED(*code) ? WEXITSTATUS(*code) : -1;
    return VANTHU_OK;
}

bool vt_parity_is_record(const char *name)
{
    return vt_str_ends(vt_str(name), vt_str(SUFFIX));
}

void vt_parity_set_name(char out[32], uint32_t volume)
{
    char name[16];
    vt_volume_name(name, volume);
    snprintf(out, 32, "%s%s", name, SUFFIX);
}

vanthu_status vt_parity_exists(bool *exists, const char *volumes_dir, uint32_t volume,
                               struct vanthu_error *error)
{
    char set[32];
    vt_parity_set_name(set, volume);
    char *path = vt_path_join(volumes_dir, set);
    *exists = path && access(path, F_OK) == 0;
    free(path);
    return path ? VANTHU_OK : vt_err_memory(error);
}

/* ---- how many ---- */

uint64_t vt_parity_blocks(uint64_t volume_bytes, uint64_t block_bytes, unsigned percent)
{
    uint64_t blocks = (volume_bytes + block_bytes - 1) / block_bytes;
    uint64_t wanted = (blocks * percent + 50) / 100;
    return wanted ? wanted : 1;
}

/* What the files take besides the blocks themselves, where the sums of all blocks of the volume are
 * in them that many times. */
static uint64_t overhead(uint64_t blocks, unsigned percent, unsigned times)
{
    enum { SUMS = 20, PACKET = 68, SET = 400 };
    return times * (SUMS * blocks + SET) + PACKET * (blocks * percent / 100 + 1);
}

/* How often par2 writes them, the more often the more blocks there are. */
static unsigned repeated(uint64_t recovery)
{
    unsigned times = 2;
    for (; recovery > 1; recovery /= 2)
        times++;
    return times;
}

/* Of what the blocks themselves take; so much more the files may. */
static uint64_t allowed(uint64_t bytes, unsigned percent)
{
    enum { SHARE = 4 };
    return bytes * percent / 100 / SHARE;
}

/* The more blocks, the more places may be damaged; but the files are to be near the percent that is
 * asked: of a small volume they are fewer, as long as they are enough for a few hundred places. */
static uint64_t block_bytes(uint64_t bytes, unsigned percent)
{
    uint64_t blocks = BLOCKS_MAX;
    while (blocks * percent > PLACES_MIN * 100 &&
           overhead(blocks, percent, TIMES_MIN) > allowed(bytes, percent))
        blocks -= blocks / 20 + 1;
    uint64_t block = (bytes / blocks + 3) / 4 * 4;
    return block < BLOCK_MIN ? BLOCK_MIN : block;
}

vanthu_status vt_parity_wanted(unsigned *percent, const char *dir, struct vanthu_error *error)
{
    struct vt_buf conf = {0};
    vanthu_status status = vt_conf_read(&conf, dir, error);
    *percent = vt_conf_number(vt_buf_str(&conf), VT_STR("parity"), VT_PARITY_MAX, 0);
    vt_buf_free(&conf);
    return status;
}

/* ---- making ---- */

struct moving {
    const char *from, *to;
    const char *set;
    const char *archive_dir; /* for its quarantine; NULL: what goes is removed */
    struct vt_buf moved;     /* names, each with its zero */
    struct vanthu_error *error;
};

static vanthu_status rename_file(const struct moving *m, const char *name)
{
    char *from = vt_path_join(m->from, name), *to = vt_path_join(m->to, name);
    vanthu_status status = from && to ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK && rename(from, to) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot create"), to);
    free(from);
    free(to);
    return status;
}

/* What is there under that name keeps one in the quarantine. */
static vanthu_status keep_aside(const struct moving *m, const char *name)
{
    char *path = m->archive_dir ? vt_path_join(m->to, name) : NULL;
    vanthu_status status = m->archive_dir && !path ? vt_err_memory(m->error) : VANTHU_OK;
    if (path && access(path, F_OK) == 0)
        status = vt_quarantine(m->archive_dir, path, name, false, m->error);
    free(path);
    return status;
}

static vanthu_status replace(const struct moving *m, const char *name)
{
    vanthu_status status = keep_aside(m, name);
    return status == VANTHU_OK ? rename_file(m, name) : status;
}

static vanthu_status move_record(void *context, const char *name)
{
    struct moving *m = context;
    if (!vt_parity_is_record(name) || strcmp(name, m->set) == 0)
        return VANTHU_OK;
    return vt_buf_append(&m->moved, name, strlen(name) + 1) == VANTHU_OK ? replace(m, name)
                                                                         : vt_err_memory(m->error);
}

static bool was_moved(const struct moving *m, const char *name)
{
    for (size_t at = 0; at < m->moved.len; at += strlen(m->moved.p + at) + 1)
        if (strcmp(m->moved.p + at, name) == 0)
            return true;
    return strcmp(name, m->set) == 0;
}

/* Those that were there before. As long as both are there par2 takes those of the set that it is
 * given. */
static vanthu_status remove_record(void *context, const char *name)
{
    const struct moving *m = context;
    if (!vt_parity_is_record(name) || was_moved(m, name))
        return VANTHU_OK;
    char *path = vt_path_join(m->to, name);
    vanthu_status status = path ? keep_aside(m, name) : vt_err_memory(m->error);
    if (status == VANTHU_OK && unlink(path) != 0 && errno != ENOENT)
        status = vt_err_errno(m->error, errno, _("%s: cannot remove"), path);
    free(path);
    return status;
}

/* par2 works where the files lie under their names. */
static vanthu_status bring(void *context, const char *name)
{
    const struct moving *m = context;
    char *from = vt_path_join(m->from, name), *to = vt_path_join(m->to, name);
    vanthu_status status = from && to ? VANTHU_OK : vt_err_memory(m->error);
    if (status == VANTHU_OK && link(from, to) != 0)
        status = vt_copy_file(from, to, m->error); /* a file system without links */
    free(from);
    free(to);
    return status;
}

static vanthu_status sync_record(void *context, const char *name)
{
    const struct moving *m = context;
    char *path = vt_path_join(m->from, name);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    vanthu_status status = VANTHU_OK;
    if (!path)
        status = vt_err_memory(m->error);
    else if (fd < 0 || fsync(fd) != 0)
        status = vt_err_errno(m->error, errno, _("%s: cannot sync"), path);
    if (fd >= 0)
        close(fd);
    free(path);
    return status;
}

static vanthu_status create(const char *work_dir, uint32_t volume, uint64_t bytes, unsigned percent,
                            struct vanthu_error *error)
{
    char name[16], set[32], block[32], count[32];
    int code;
    vt_volume_name(name, volume);
    vt_parity_set_name(set, volume);
    uint64_t size = block_bytes(bytes, percent);
    snprintf(block, sizeof block, "-s%llu", (unsigned long long)size);
    snprintf(count, sizeof count, "-c%llu",
             (unsigned long long)vt_parity_blocks(bytes, size, percent));
    const char *const arguments[] = {"par2", "create", "-q", "-q", block, count,
                                     "-n1",  "--",     set,  name, NULL};
    vanthu_status status = run_par2(work_dir, arguments, &code, error);
    return status == VANTHU_OK && code != 0
               ? vt_err(error, VANTHU_IO, _("%s: par2 could not make recovery records (%d)"), name,
                        code)
               : status;
}

/* ---- fewer repetitions ---- */

struct thinning {
    const char *dir;
    struct vt_buf met; /* MD5 of packets, VT_PARITY_SUM each */
    struct vt_buf packet;
    struct vanthu_error *error;
};

static bool was_met(struct thinning *t, const char *sum, vanthu_status *status)
{
    for (size_t at = 0; at < t->met.len; at += VT_PARITY_SUM)
        if (memcmp(t->met.p + at, sum, VT_PARITY_SUM) == 0)
            return true;
    *status = vt_buf_append(&t->met, sum, VT_PARITY_SUM);
    return false;
}

/* Moves the packets of a file to its beginning, without those that came before; *bytes is their
 * end. The file was made just now: what is no packet in it is an error. */
static vanthu_status thin_packets(struct thinning *t, int fd, const char *path, uint64_t *bytes)
{
    struct stat st;
    vanthu_status status = VANTHU_OK;
    *bytes = 0;
    if (fstat(fd, &st) != 0)
        return vt_err_errno(t->error, errno, _("%s: cannot read"), path);
    uint64_t end = (uint64_t)st.st_size, size;
    for (uint64_t at = 0; at < end && status == VANTHU_OK; at += size) {
        char head[VT_PARITY_HEAD];
        size = 0;
        if (end - at >= sizeof head)
            status = vt_file_read_at(fd, path, head, sizeof head, at, t->error);
        if (status == VANTHU_OK && end - at >= sizeof head)
            size = vt_parity_packet_bytes(head);
        if (status == VANTHU_OK && (!size || size > end - at))
            status = vt_err(t->error, VANTHU_IO, _("%s: is not what par2 should make"), path);
        if (status != VANTHU_OK || was_met(t, head + VT_PARITY_SUM, &status))
            continue;
        vt_buf_clear(&t->packet);
        if (status != VANTHU_OK || vt_buf_reserve(&t->packet, (size_t)size) != VANTHU_OK)
            return vt_err_memory(t->error);
        status = vt_file_read_at(fd, path, t->packet.p, (size_t)size, at, t->error);
        if (status == VANTHU_OK)
            status = vt_file_write(fd, path, (struct vt_str){t->packet.p, (size_t)size}, *bytes,
                                   t->error);
        *bytes += size;
    }
    return status;
}

static vanthu_status thin_record(void *context, const char *name)
{
    struct thinning *t = context;
    uint64_t bytes;
    if (!vt_parity_is_record(name))
        return VANTHU_OK;
    char *path = vt_path_join(t->dir, name);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
    vanthu_status status = path ? VANTHU_OK : vt_err_memory(t->error);
    vt_buf_clear(&t->met); /* each file stands by itself */
    if (path && fd < 0)
        status = vt_err_errno(t->error, errno, _("%s: cannot open for writing"), path);
    if (status == VANTHU_OK)
        status = thin_packets(t, fd, path, &bytes);
    if (status == VANTHU_OK && ftruncate(fd, (off_t)bytes) != 0)
        status = vt_err_errno(t->error, errno, _("%s: cannot write"), path);
    if (fd >= 0)
        close(fd);
    free(path);
    return status;
}

/* Of a small volume the repetitions take more than all else. One in each file, two in all, are
 * enough: `verify` reads them. */
static vanthu_status thin(const char *work_dir, uint32_t volume, uint64_t bytes, unsigned percent,
                          struct vanthu_error *error)
{
    struct thinning t = {.dir = work_dir, .packet.max = (size_t)1 << 31, .error = error};
    uint64_t block = block_bytes(bytes, percent);
    uint64_t recovery = vt_parity_blocks(bytes, block, percent);
    if (overhead((bytes + block - 1) / block, percent, repeated(recovery)) <=
        allowed(bytes, percent))
        return VANTHU_OK;
    vanthu_status status = vt_volume_files(work_dir, volume, thin_record, &t, error);
    vt_buf_free(&t.met);
    vt_buf_free(&t.packet);
    return status;
}

/* They are what they should be before they take the place of others. */
static vanthu_status check_made(const char *work_dir, uint32_t volume, unsigned percent,
                                struct vanthu_error *error)
{
    struct vt_parity parity;
    char set[32];
    vt_parity_set_name(set, volume);
    vanthu_status status = vt_parity_check(&parity, work_dir, volume, error);
    return status == VANTHU_OK && !vt_parity_fits(&parity, percent)
               ? vt_err(error, VANTHU_IO, _("%s: is not what par2 should make"), set)
               : status;
}

/* A directory beside the volumes, empty. */
static vanthu_status make_work_dir(char **out, const char *volumes_dir, struct vanthu_error *error)
{
    struct vt_buf path = {0};
    vanthu_status status = vt_buf_printf(&path, "%s.new", volumes_dir);
    *out = status == VANTHU_OK ? vt_buf_take(&path) : NULL;
    vt_buf_free(&path);
    if (!*out)
        return vt_err_memory(error);
    status = vt_dir_remove(*out, error);
    if (status == VANTHU_OK && mkdir(*out, 0777) != 0)
        status = vt_err_errno(error, errno, _("%s: cannot create"), *out);
    return status;
}

/* What was made lasts before it gets its place. */
static vanthu_status move_records(const char *work_dir, const char *volumes_dir, uint32_t volume,
                                  const char *archive_dir, struct vanthu_error *error)
{
    char set[32];
    struct moving m = {work_dir, volumes_dir, set, archive_dir, {0}, error};
    vt_parity_set_name(set, volume);
    vanthu_status status = vt_volume_files(work_dir, volume, sync_record, &m, error);
    if (status == VANTHU_OK)
        status = vt_volume_files(work_dir, volume, move_record, &m, error);
    if (status == VANTHU_OK)
        status = replace(&m, set);
    if (status == VANTHU_OK)
        status = vt_dir_sync(volumes_dir, error);
    if (status == VANTHU_OK)
        status = vt_volume_files(volumes_dir, volume, remove_record, &m, error);
    vt_buf_free(&m.moved);
    return status;
}

vanthu_status vt_parity_make(const char *volumes_dir, uint32_t volume, unsigned percent,
                             const char *archive_dir, struct vanthu_error *error)
{
    char *work_dir, name[16];
    struct vt_volume_file file = {.fd = -1};
    vanthu_status status = make_work_dir(&work_dir, volumes_dir, error);
    struct moving in = {.from = volumes_dir, .to = work_dir, .error = error};
    vt_volume_name(name, volume);
    if (status == VANTHU_OK)
        status = vt_volume_file_open(&file, volumes_dir, volume, error);
    if (status == VANTHU_OK)
        status = bring(&in, name);
    if (status == VANTHU_OK)
        status = create(work_dir, volume, file.bytes, percent, error);
    if (status == VANTHU_OK)
        status = thin(work_dir, volume, file.bytes, percent, error);
    if (status == VANTHU_OK)
        status = check_made(work_dir, volume, percent, error);
    if (status == VANTHU_OK)
        status = move_records(work_dir, volumes_dir, volume, archive_dir, error);
    vt_volume_file_close(&file);
    if (work_dir)
        vt_dir_remove(work_dir, NULL);
    free(work_dir);
    return status;
}

/* ---- using ---- */

/* What it answers when there are not enough blocks, or the files cannot be made of them; else it
 * was stopped, or had no room or memory, and might do it another time. */
static bool is_beyond_par2(int code)
{
    enum { NOT_POSSIBLE = 2, TOO_FEW_PACKETS = 4, FAILED = 5 };
    return code == NOT_POSSIBLE || code == TOO_FEW_PACKETS || code == FAILED;
}

/* A volume's records, each of which describes all of them: the one that comes last when they are
 * made may be gone. */
static vanthu_status choose_record(void *context, const char *name)
{
    struct vt_buf *record = context;
    if (!vt_parity_is_record(name) || (record->len && strlen(name) > record->len))
        return VANTHU_OK;
    vt_buf_clear(record);
    return vt_buf_append_str(record, vt_str(name));
}

vanthu_status vt_parity_repair(bool *made, const char *volumes_dir, uint32_t volume,
                               const char *work_dir, struct vanthu_error *error)
{
    int code = 0;
    struct vt_buf record = {0};
    struct moving in = {.from = volumes_dir, .to = work_dir, .error = error};
    *made = false;
    vanthu_status status = vt_volume_files(volumes_dir, volume, choose_record, &record, error);
    if (status == VANTHU_OK && record.len)
        status = vt_volume_files(volumes_dir, volume, bring, &in, error);
    const char *name = vt_buf_cstr(&record);
    const char *const arguments[] = {"par2", "repair", "-q", "-q", "--", name, NULL};
    if (status == VANTHU_OK && !name)
        status = vt_err_memory(error);
    if (status == VANTHU_OK && record.len)
        status = run_par2(work_dir, arguments, &code, error);
    *made = status == VANTHU_OK && record.len && code == 0;
    if (status == VANTHU_OK && code != 0 && !is_beyond_par2(code))
        status = vt_err(error, VANTHU_IO, _("%s: par2 could not use the recovery records (%d)"),
                        name, code);
    vt_buf_free(&record);
    return status;
}
