/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faults.c: a library to be preloaded, which makes a disk fail under a program at its n-th call.
 *
 * It stands between the program (with SQLite, Xapian and everything else in its process) and the C
 * library, and counts the calls that change files below one directory: open for writing, write,
 * sync, truncate, rename, link, unlink, mkdir. From the environment:
 *
 *   VT_FAULT_ROOT   the directory
 *   VT_FAULT_AT     n, from 1; 0: only count
 *   VT_FAULT_MODE   eio    the n-th call fails with EIO, those behind it do not
 *                   dead   the n-th call and everything behind it fails with EIO
 *                   full   from the n-th call on the disk is full (ENOSPC): removing still goes
 *                   short  the n-th call, a write, takes half; then the disk is full
 *                   kill   SIGKILL before the n-th call
 *                   cut    the n-th call, a write, takes half; then SIGKILL
 *                   power  as kill, and whatever was not synced before is undone: bytes written and
 *                          truncations by the file's sync, names by the sync of their directory
 *                   torn   as power, but a random part of the bytes and a random number of the last
 *                          names are undone, as a disk that writes in its own order leaves it
 *   VT_FAULT_LOG    a file that gets the number of calls, and of the one that failed its name
 *
 * By itself, and also where nothing is changed:
 *
 *   VT_FAULT_READ   PATH@N: byte N of the file that has this path when the program begins cannot
 *                   be read (EIO)
 *
 * Children are left alone: they do not inherit the library. One lock, no speed. What is written
 * through a mapping is not seen: here that is SQLite's shared memory, which is made anew by whoever
 * opens the database first. FILE streams reach the calls below through fopencookie().
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { EIO_ONCE, DEAD, FULL, SHORT, KILL, CUT, POWER, TORN, MODES };
static const char *const mode_names[MODES] = {"eio",  "dead", "full",  "short",
                                              "kill", "cut",  "power", "torn"};

/* A change of bytes that no sync has followed yet. */
struct change {
    struct change *before; /* older, of any file */
    struct held *file;
    off_t at;
    size_t old_len, new_len;
    off_t old_size, new_size;
    char *old, *new; /* new is NULL for a truncation */
};

/* A file with such changes, held open so that its inode stays. */
struct held {
    struct held *next;
    dev_t dev;
    ino_t ino;
    int fd;
};

/* A change of names that no sync of the directory has followed yet. */
struct naming {
    struct naming *before;
    enum { MADE, MADE_DIRECTORY, REMOVED, REMOVED_DIRECTORY, RENAMED } what;
    char *path, *from;
    char *stash; /* where what is gone is kept: a second name of it, outside of the root */
};

static char root[PATH_MAX], log_path[PATH_MAX], stash[PATH_MAX + 16];
static struct stat unreadable; /* st_nlink 0: nothing is */
static off_t unreadable_at;
static long at, count;
static enum mode mode;
static bool active, failed, tracking;
static struct change *changes;
static struct held *files;
static struct naming *namings;
static unsigned stashed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) real_##name
#define DECLARE(type, name, ...) static type (*real_##name)(__VA_ARGS__)
DECLARE(int, open, const char *, int, ...);
DECLARE(ssize_t, write, int, const void *, size_t);
DECLARE(ssize_t, pwrite, int, const void *, size_t, off_t);
DECLARE(ssize_t, pread, int, void *, size_t, off_t);
DECLARE(int, fsync, int);
DECLARE(int, fdatasync, int);
DECLARE(int, ftruncate, int, off_t);
DECLARE(int, rename, const char *, const char *);
DECLARE(int, link, const char *, const char *);
DECLARE(int, unlink, const char *);
DECLARE(int, rmdir, const char *);
DECLARE(int, mkdir, const char *, mode_t);
DECLARE(FILE *, fopen, const char *, const char *);

static void note(const char *name)
{
    char line[128];
    if (!log_path[0])
        return;
    int fd = real_open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    int len = snprintf(line, sizeof line, "%ld %s\n", count, name);
    if (fd >= 0 && real_write(fd, line, (size_t)len) != len)
        abort();
    close(fd);
}

static void count_at_exit(void)
{
    if (active && !failed)
        note("all");
}

static void set_unreadable(const char *what)
{
    char path[PATH_MAX];
    const char *sign = what ? strrchr(what, '@') : NULL;
    if (!sign)
        return;
    snprintf(path, sizeof path, "%.*s", (int)(sign - what), what);
    if (stat(path, &unreadable) != 0)
        unreadable.st_nlink = 0;
    unreadable_at = atol(sign + 1);
}

__attribute__((constructor)) static void begin(void)
{
#define FIND(name) *(void **)&real_##name = dlsym(RTLD_NEXT, #name)
    FIND(open), FIND(write), FIND(pwrite), FIND(fsync), FIND(fdatasync), FIND(ftruncate);
    FIND(rename), FIND(link), FIND(unlink), FIND(rmdir), FIND(mkdir), FIND(fopen), FIND(pread);
    set_unreadable(getenv("VT_FAULT_READ"));
    const char *r = getenv("VT_FAULT_ROOT"), *n = getenv("VT_FAULT_AT");
    const char *m = getenv("VT_FAULT_MODE"), *l = getenv("VT_FAULT_LOG");
    if (!r || !n || strlen(r) >= sizeof root - 32)
        return;
    strcpy(root, r);
    snprintf(stash, sizeof stash, "%s.stash", root);
    snprintf(log_path, sizeof log_path, "%s", l ? l : "");
    at = atol(n);
    for (int i = 0; m && i < MODES; i++)
        if (strcmp(m, mode_names[i]) == 0)
            mode = (enum mode)i;
    tracking = at && (mode == POWER || mode == TORN);
    if (tracking)
        real_mkdir(stash, 0777);
    srandom((unsigned)at);
    unsetenv("LD_PRELOAD");
    unsetenv("VT_FAULT_AT");
    active = true;
    atexit(count_at_exit);
}

/* ---- which files ---- */

static bool under(const char *path)
{
    size_t len = strlen(root);
    return strncmp(path, root, len) == 0 && (path[len] == '/' || !path[len]);
}

/* The absolute path, without looking at what it names. */
static bool absolute(char out[PATH_MAX], const char *path)
{
    char directory[PATH_MAX];
    if (path[0] == '/')
        return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
    return getcwd(directory, sizeof directory) &&
           snprintf(out, PATH_MAX, "%s/%s", directory, path) < PATH_MAX;
}

static bool ours(char out[PATH_MAX], const char *path)
{
    return active && absolute(out, path) && under(out);
}

static bool path_of(char out[PATH_MAX], int fd)
{
    char link_name[40];
    snprintf(link_name, sizeof link_name, "/proc/self/fd/%d", fd);
    ssize_t len = active ? readlink(link_name, out, PATH_MAX - 1) : -1;
    if (len <= 0)
        return false;
    out[len] = '\0';
    return under(out);
}

/* ---- power loss: bytes ---- */

static struct held *hold(int fd)
{
    struct stat st;
    char name[40];
    if (fstat(fd, &st) != 0)
        abort();
    for (struct held *f = files; f; f = f->next)
        if (f->dev == st.st_dev && f->ino == st.st_ino)
            return f;
    struct held *f = malloc(sizeof *f);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    *f = (struct held){files, st.st_dev, st.st_ino, real_open(name, O_RDWR | O_CLOEXEC)};
    if (f->fd < 0)
        abort();
    return files = f;
}

/* Remembers what a write of `len` bytes at `offset`, or a truncation (data NULL), takes away. */
static void remember(int fd, off_t offset, const void *data, size_t len, off_t new_size)
{
    struct stat st;
    if (!tracking || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return;
    struct change *c = calloc(1, sizeof *c);
    *c = (struct change){.before = changes, .file = hold(fd), .at = offset};
    c->old_size = st.st_size;
    c->new_size = new_size > st.st_size || !data ? new_size : st.st_size;
    c->old_len = offset >= st.st_size ? 0 : (size_t)(st.st_size - offset);
    if (data && c->old_len > len)
        c->old_len = len;
    c->old = malloc(c->old_len + 1);
    if (pread(c->file->fd, c->old, c->old_len, offset) != (ssize_t)c->old_len)
        abort();
    if (data) {
        c->new = malloc(len + 1);
        memcpy(c->new, data, len);
        c->new_len = len;
    }
    changes = c;
}

static void forget_bytes(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return;
    for (struct change **link = &changes, *c; (c = *link);) {
        if (c->file->dev != st.st_dev || c->file->ino != st.st_ino) {
            link = &c->before;
            continue;
        }
        *link = c->before;
        free(c->old);
        free(c->new);
        free(c);
    }
}

static void must(bool done)
{
    if (!done)
        abort();
}

static void undo_bytes(void)
{
    struct change *later = NULL;
    for (struct change *c = changes, *before; c; c = before) {
        before = c->before;
        must(real_pwrite(c->file->fd, c->old, c->old_len, c->at) == (ssize_t)c->old_len);
        must(real_ftruncate(c->file->fd, c->old_size) == 0);
        c->before = later;
        later = c;
    }
    for (struct change *c = later; c && mode == TORN; c = c->before) {
        if (random() & 1)
            continue;
        if (c->new)
            must(real_pwrite(c->file->fd, c->new, c->new_len, c->at) == (ssize_t)c->new_len);
        else
            must(real_ftruncate(c->file->fd, c->new_size) == 0);
    }
}

/* ---- power loss: names ---- */

static struct naming *name_change(int what, const char *path)
{
    struct naming *n = calloc(1, sizeof *n);
    n->before = namings;
    n->what = what;
    n->path = strdup(path);
    return namings = n;
}

/* Gives what `path` names a second name, so that it is there still when the first one is gone. */
static char *stash_away(const char *path)
{
    char name[sizeof stash + 16];
    struct stat st;
    if (!tracking || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return NULL;
    snprintf(name, sizeof name, "%s/%u", stash, stashed++);
    must(real_link(path, name) == 0);
    return strdup(name);
}

static bool in_directory(const char *path, const char *directory)
{
    size_t len = strlen(directory);
    return strncmp(path, directory, len) == 0 && path[len] == '/' && !strchr(path + len + 1, '/');
}

static void forget_names(const char *directory)
{
    for (struct naming **link = &namings, *n; (n = *link);) {
        if (!in_directory(n->path, directory)) {
            link = &n->before;
            continue;
        }
        *link = n->before;
        if (n->stash)
            real_unlink(n->stash);
        free(n);
    }
}

static void remove_tree(const char *path)
{
    char name[PATH_MAX];
    struct dirent *entry;
    DIR *d = opendir(path);
    while (d && (entry = readdir(d))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= PATH_MAX)
            continue;
        if (real_unlink(name) != 0)
            remove_tree(name);
    }
    if (d)
        closedir(d);
    real_rmdir(path);
}

static void undo_names(void)
{
    long pending = 0, undone;
    for (struct naming *n = namings; n; n = n->before)
        pending++;
    undone = mode == TORN && pending ? random() % (pending + 1) : pending;
    for (struct naming *n = namings; n && undone-- > 0; n = n->before) {
        if (n->what == MADE)
            real_unlink(n->path);
        else if (n->what == MADE_DIRECTORY)
            remove_tree(n->path);
        else if (n->what == REMOVED_DIRECTORY)
            real_mkdir(n->path, 0777);
        else if (n->what == RENAMED)
            real_rename(n->path, n->from);
        if (n->stash)
            real_rename(n->stash, n->path);
    }
}

/* ---- the n-th call ---- */

enum verdict { GO, FAIL, HALF };

/* A thread that reads from a mapping what a power loss has just undone would not have lived on. */
static void wait_for_the_end(int number)
{
    (void)number;
    for (;;)
        pause();
}

static void die(void)
{
    if (tracking) {
        signal(SIGBUS, wait_for_the_end);
        undo_names();
        undo_bytes();
        remove_tree(stash);
    }
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Counts a call; `grows`: it needs room on the disk; `writes`: it can be done by half. */
static enum verdict judge(const char *name, bool grows, bool writes)
{
    bool first = ++count == at, later = at && count > at;
    enum verdict verdict = GO;
    if (first) {
        failed = true;
        note(name);
    }
    if (first && (mode == KILL || mode == POWER || mode == TORN || (mode == CUT && !writes)))
        die();
    if (first && (mode == CUT || mode == SHORT) && writes)
        return HALF;
    if ((first && mode == EIO_ONCE) || ((first || later) && mode == DEAD)) {
        errno = EIO;
        verdict = FAIL;
    } else if ((first || later) && (mode == FULL || mode == SHORT) && grows) {
        errno = ENOSPC;
        verdict = FAIL;
    }
    return verdict;
}

static void enter(void)
{
    pthread_mutex_lock(&lock);
}

/* The result, with errno as it was. */
static ssize_t leave(ssize_t result)
{
    int saved = errno;
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

/* ---- what stands in front of the C library ---- */

static int open_ours(const char *path, const char *full, int flags, mode_t permissions)
{
    struct stat st;
    bool there = stat(full, &st) == 0;
    enter();
    if (judge("open", !there || flags & O_TRUNC, false) != GO)
        return (int)leave(-1);
    int fd = real_open(path, flags & ~O_TRUNC, permissions);
    if (fd >= 0 && !there && tracking)
        name_change(MADE, full);
    if (fd >= 0 && there && flags & O_TRUNC) {
        remember(fd, 0, NULL, 0, 0);
        real_ftruncate(fd, 0);
    }
    return (int)leave(fd);
}

static int open_any(const char *path, int flags, mode_t permissions)
{
    char full[PATH_MAX];
    bool changes_files = flags & (O_CREAT | O_TRUNC) || (flags & O_ACCMODE) != O_RDONLY;
    if (!changes_files || !ours(full, path))
        return real_open(path, flags, permissions);
    return open_ours(path, full, flags, permissions);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return open_any(path, flags, permissions);
}

int open64(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return open_any(path, flags, permissions);
}

/* The checked form that the compiler puts for an open() without a mode. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open_any(path, flags, 0);
}

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags)
{
    return open_any(path, flags, 0);
}

static bool is_unreadable(int fd, size_t len, off_t offset)
{
    struct stat st;
    return unreadable.st_nlink && offset <= unreadable_at && unreadable_at - offset < (off_t)len &&
           fstat(fd, &st) == 0 && st.st_dev == unreadable.st_dev && st.st_ino == unreadable.st_ino;
}

ssize_t pread(int fd, void *data, size_t len, off_t offset)
{
    if (!is_unreadable(fd, len, offset))
        return real_pread(fd, data, len, offset);
    errno = EIO;
    return -1;
}

ssize_t pread64(int fd, void *data, size_t len, off64_t offset)
{
    return pread(fd, data, len, offset);
}

/* The checked forms. */
ssize_t __pread_chk(int fd, void *data, size_t len, off_t offset, size_t room);
ssize_t __pread_chk(int fd, void *data, size_t len, off_t offset, size_t room)
{
    return len <= room ? pread(fd, data, len, offset) : (abort(), -1);
}

ssize_t __pread64_chk(int fd, void *data, size_t len, off64_t offset, size_t room);
ssize_t __pread64_chk(int fd, void *data, size_t len, off64_t offset, size_t room)
{
    return len <= room ? pread(fd, data, len, offset) : (abort(), -1);
}

int creat(const char *path, mode_t permissions)
{
    return open_any(path, O_WRONLY | O_CREAT | O_TRUNC, permissions);
}

static ssize_t write_ours(int fd, const void *data, size_t len, off_t offset, bool moves)
{
    enter();
    enum verdict verdict = judge("write", true, true);
    if (verdict == FAIL)
        return leave(-1);
    if (verdict == HALF)
        len /= 2;
    remember(fd, offset, data, len, offset + (off_t)len);
    ssize_t put = moves ? real_write(fd, data, len) : real_pwrite(fd, data, len, offset);
    if (verdict == HALF && mode == CUT)
        die();
    if (verdict == HALF && put == 0) {
        errno = ENOSPC;
        put = -1;
    }
    return leave(put);
}

ssize_t write(int fd, const void *data, size_t len)
{
    char path[PATH_MAX];
    if (!path_of(path, fd))
        return real_write(fd, data, len);
    off_t offset = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    return write_ours(fd, data, len, offset, true);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
    char path[PATH_MAX];
    return path_of(path, fd) ? write_ours(fd, data, len, offset, false)
                             : real_pwrite(fd, data, len, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
    return pwrite(fd, data, len, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int parts_count)
{
    ssize_t sum = 0;
    for (int i = 0; i < parts_count; i++) {
        ssize_t put = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (put < 0)
            return sum ? sum : -1;
        sum += put;
        if ((size_t)put < parts[i].iov_len)
            break;
    }
    return sum;
}

static int sync_any(int fd, const char *name, int (*real)(int))
{
    char path[PATH_MAX];
    struct stat st;
    if (!path_of(path, fd))
        return real(fd);
    enter();
    if (judge(name, false, false) != GO)
        return (int)leave(-1);
    int result = real(fd);
    if (result == 0 && tracking && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        forget_names(path);
    else if (result == 0 && tracking)
        forget_bytes(fd);
    return (int)leave(result);
}

int fsync(int fd)
{
    return sync_any(fd, "fsync", real_fsync);
}

int fdatasync(int fd)
{
    return sync_any(fd, "fdatasync", real_fdatasync);
}

int ftruncate(int fd, off_t size)
{
    char path[PATH_MAX];
    struct stat st;
    if (!path_of(path, fd))
        return real_ftruncate(fd, size);
    enter();
    bool grows = fstat(fd, &st) == 0 && st.st_size < size;
    if (judge("ftruncate", grows, false) != GO)
        return (int)leave(-1);
    remember(fd, size, NULL, 0, size);
    return (int)leave(real_ftruncate(fd, size));
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

/* So that nothing gets room past the counting: callers fall back to writing. */
int fallocate(int fd, int how, off_t offset, off_t len)
{
    (void)fd, (void)how, (void)offset, (void)len;
    errno = EOPNOTSUPP;
    return -1;
}

int rename(const char *from, const char *to)
{
    char full_from[PATH_MAX], full_to[PATH_MAX];
    if (!ours(full_from, from) || !ours(full_to, to))
        return real_rename(from, to);
    enter();
    if (judge("rename", true, false) != GO)
        return (int)leave(-1);
    char *covered = stash_away(full_to);
    int result = real_rename(from, to);
    if (result == 0 && tracking) {
        struct naming *n = name_change(RENAMED, full_to);
        n->from = strdup(full_from);
        n->stash = covered;
    }
    return (int)leave(result);
}

int link(const char *from, const char *to)
{
    char full[PATH_MAX];
    if (!ours(full, to))
        return real_link(from, to);
    enter();
    if (judge("link", true, false) != GO)
        return (int)leave(-1);
    int result = real_link(from, to);
    if (result == 0 && tracking)
        name_change(MADE, full);
    return (int)leave(result);
}

int unlink(const char *path)
{
    char full[PATH_MAX];
    struct stat st;
    if (!ours(full, path) || lstat(full, &st) != 0)
        return real_unlink(path);
    enter();
    if (judge("unlink", false, false) != GO)
        return (int)leave(-1);
    char *kept = stash_away(full);
    int result = real_unlink(path);
    if (result == 0 && kept)
        name_change(REMOVED, full)->stash = kept;
    return (int)leave(result);
}

int rmdir(const char *path)
{
    char full[PATH_MAX];
    if (!ours(full, path))
        return real_rmdir(path);
    enter();
    if (judge("rmdir", false, false) != GO)
        return (int)leave(-1);
    int result = real_rmdir(path);
    if (result == 0 && tracking)
        name_change(REMOVED_DIRECTORY, full);
    return (int)leave(result);
}

int remove(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path);
}

int mkdir(const char *path, mode_t permissions)
{
    char full[PATH_MAX];
    struct stat st;
    if (!ours(full, path) || lstat(full, &st) == 0)
        return real_mkdir(path, permissions);
    enter();
    if (judge("mkdir", true, false) != GO)
        return (int)leave(-1);
    int result = real_mkdir(path, permissions);
    if (result == 0 && tracking)
        name_change(MADE_DIRECTORY, full);
    return (int)leave(result);
}

/* ---- streams: inside of the C library they do not come past here ---- */

static ssize_t stream_read(void *fd, char *data, size_t len)
{
    return read((int)(intptr_t)fd, data, len);
}

static ssize_t stream_write(void *fd, const char *data, size_t len)
{
    ssize_t put = write((int)(intptr_t)fd, data, len);
    return put < 0 ? 0 : put;
}

static int stream_seek(void *fd, off64_t *offset, int whence)
{
    off_t where = lseek((int)(intptr_t)fd, *offset, whence);
    *offset = where;
    return where < 0 ? -1 : 0;
}

static int stream_close(void *fd)
{
    return close((int)(intptr_t)fd);
}

FILE *fopen(const char *path, const char *how)
{
    static const cookie_io_functions_t calls = {stream_read, stream_write, stream_seek,
                                                stream_close};
    char full[PATH_MAX];
    if (how[0] == 'r' && !strchr(how, '+'))
        return real_fopen(path, how);
    if (!ours(full, path))
        return real_fopen(path, how);
    int flags = how[0] == 'a'   ? O_WRONLY | O_CREAT | O_APPEND
                : how[0] == 'w' ? O_RDWR | O_CREAT | O_TRUNC
                                : O_RDWR;
    int fd = open_any(path, flags | O_CLOEXEC | (strchr(how, 'x') ? O_EXCL : 0), 0666);
    return fd < 0 ? NULL : fopencookie((void *)(intptr_t)fd, how, calls);
}

FILE *fopen64(const char *path, const char *how)
{
    return fopen(path, how);
}
