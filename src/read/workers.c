/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workers.c: starts workers, gives them files, listens, and ends them. */
#include "read/workers.h"

#include "base/err.h"
#include "read/answer.h"
#include "read/reader.h"
#include "read/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* After so many files a worker is replaced, so that what libraries leak does not add up. An answer
 * has at most so many pieces. */
enum { FILES_MAX = 1000, IDLE_MAX = 64, PIECES_MAX = 200000 };

static const uint64_t FILE_BYTES_MAX = UINT64_C(1) << 30;

extern char **environ;

struct worker {
    pid_t pid;
    int fd;
    unsigned files; /* before the one it reads */
};

struct vt_workers {
    unsigned patience;
    pthread_mutex_t mutex;
    struct worker idle[IDLE_MAX];
    size_t idle_count;
};

struct vt_workers *vt_workers_new(unsigned patience)
{
    struct vt_workers *workers = calloc(1, sizeof *workers);
    if (workers) {
        workers->patience = patience;
        pthread_mutex_init(&workers->mutex, NULL);
    }
    return workers;
}

/* Returns how it ended, as waitpid() tells: by itself, if it had, else killed. */
static int end(struct worker *w)
{
    int how = 0;
    close(w->fd);
    kill(w->pid, SIGKILL);
    while (waitpid(w->pid, &how, 0) < 0 && errno == EINTR)
        ;
    return how;
}

void vt_workers_free(struct vt_workers *workers)
{
    if (!workers)
        return;
    while (workers->idle_count)
        end(&workers->idle[--workers->idle_count]);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
}

/* ---- starting -----------------------------------------------------------------------------------
 */

/* $VANTHU_READER, or vanthu-read beside the program (installed, or in the tree it is built in), or
 * where the library was built to have it. */
static const char *program(char path[4096])
{
    static const char installed[] = "/../" VT_LIBEXEC_FROM_BIN;
    static const char *const beside[] = {installed, "", "/.."};
    const char *said = getenv("VANTHU_READER");
    char self[2048];
    if (said)
        return said;
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash = len > 0 ? memrchr(self, '/', (size_t)len) : NULL;
    if (slash) {
        *slash = '\0';
        for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
            snprintf(path, 4096, "%s%s/vanthu-read", self, beside[i]);
            if (access(path, X_OK) == 0)
                return path;
        }
    }
    return VT_PKGLIBEXECDIR "/vanthu-read";
}

/* The program's environment, and one thread to a worker: there are as many workers as threads. */
static char **environment(void)
{
    static char one_thread[] = "OMP_THREAD_LIMIT=1";
    size_t count = 0;
    while (environ[count])
        count++;
    char **copy = malloc((count + 2) * sizeof *copy);
    if (!copy)
        return NULL;
    memcpy(copy, environ, count * sizeof *copy);
    copy[count] = one_thread;
    copy[count + 1] = NULL;
    return copy;
}

static bool spawn(struct worker *w)
{
    char path[4096], name[] = "vanthu-read";
    char *arguments[] = {name, bindtextdomain(VT_DOMAIN, NULL), NULL};
    int ends[2];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    /* a group of its own: an interrupt is for the program, which lets the file be finished */
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    char **variables = environment();
    bool ok = variables &&
              posix_spawn(&w->pid, program(path), &actions, &attributes, arguments, variables) == 0;
    free(variables);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    w->fd = ends[0];
    w->files = 0;
    if (!ok)
        close(ends[0]);
    return ok;
}

static int64_t silence_from_now(const struct vt_workers *workers)
{
    return vt_wire_now() + INT64_C(1000) * workers->patience * VT_PATIENCE_SILENCE;
}

/* A worker that has given up its rights and waits for files. False: `reading` says why not. */
static bool start(const struct vt_workers *workers, struct worker *w, struct vt_reading *reading)
{
    struct vt_piece first = {0};
    bool spawned = spawn(w);
    if (spawned && vt_wire_receive(w->fd, &first, sizeof first, silence_from_now(workers)) &&
        first.kind == VT_PIECE_READY && first.value == VT_WIRE_MAGIC)
        return true;
    if (spawned)
        end(w);
    vt_unread(reading, "%s",
              first.kind == VT_PIECE_UNSAFE
                  ? _("the system does not let vanthu-read give up its rights, so it reads nothing")
                  : _("the program vanthu-read, which reads this format, cannot be started"));
    return false;
}

static bool take_idle(struct vt_workers *workers, struct worker *w)
{
    pthread_mutex_lock(&workers->mutex);
    bool idle = workers->idle_count > 0;
    if (idle)
        *w = workers->idle[--workers->idle_count];
    pthread_mutex_unlock(&workers->mutex);
    return idle;
}

/* Takes a worker back, or ends it and returns how it ended. */
static int give_back(struct vt_workers *workers, struct worker *w, bool sound)
{
    pthread_mutex_lock(&workers->mutex);
    bool keep = sound && ++w->files < FILES_MAX && workers->idle_count < IDLE_MAX;
    if (keep)
        workers->idle[workers->idle_count++] = *w;
    pthread_mutex_unlock(&workers->mutex);
    return keep ? 0 : end(w);
}

/* ---- asking -------------------------------------------------------------------------------------
 */

struct question {
    enum vt_request_kind kind;
    struct vt_str raw;
    enum vt_ocr ocr;
};

static bool ask(const struct vt_workers *workers, const struct worker *w, const struct question *q,
                enum vt_format format)
{
    struct vt_request request = {.magic = VT_WIRE_MAGIC,
                                 .kind = q->kind,
                                 .format = format,
                                 .ocr = q->ocr,
                                 .patience = workers->patience,
                                 .bytes = q->raw.len};
    int64_t deadline = silence_from_now(workers);
    return vt_wire_send(w->fd, &request, sizeof request, deadline) &&
           vt_wire_send(w->fd, q->raw.p, q->raw.len, deadline);
}

/* A piece and its bytes. */
static bool receive(const struct worker *w, struct vt_answer *a, struct vt_piece *piece,
                    int64_t deadline)
{
    if (!vt_wire_receive(w->fd, piece, sizeof *piece, deadline) ||
        piece->bytes > vt_answer_max(a, piece->kind))
        return false;
    vt_buf_clear(&a->piece);
    if (vt_buf_reserve(&a->piece, (size_t)piece->bytes) != VANTHU_OK) {
        a->status = VANTHU_NO_MEMORY;
        return false;
    }
    a->piece.len = (size_t)piece->bytes;
    return vt_wire_receive(w->fd, a->piece.p, a->piece.len, deadline);
}

enum heard { WHOLE, WHOLE_AND_GONE, BROKEN, TOO_LATE };

/* Everything up to DONE. A file, unlike a bundle whose members are stored meanwhile, has an end. */
static enum heard hear(const struct vt_workers *workers, const struct worker *w,
                       struct vt_answer *a)
{
    int64_t latest = vt_wire_now() + (silence_from_now(workers) - vt_wire_now()) * VT_STEPS_MAX;
    for (int i = 0; i < PIECES_MAX; i++) {
        struct vt_piece piece;
        int64_t deadline = silence_from_now(workers);
        deadline = !a->each && deadline > latest ? latest : deadline;
        if (!receive(w, a, &piece, deadline))
            return vt_wire_now() >= deadline ? TOO_LATE : BROKEN;
        if (piece.kind == VT_PIECE_DONE)
            return !vt_answer_whole(a) ? BROKEN : piece.value ? WHOLE_AND_GONE : WHOLE;
        if (!vt_answer_take(a, &piece))
            return BROKEN;
    }
    return BROKEN;
}

/* What a worker that is gone or lies has said counts for nothing. */
static void forget(struct vt_reading *reading)
{
    enum vt_format format = reading->format;
    vt_reading_free(reading);
    *reading = (struct vt_reading){.format = format};
}

/* Why there is no reading: the worker was late, or ended so. */
static void excuse(struct vt_reading *reading, bool late, int how)
{
    const char *name = vt_format_name(reading->format);
    if (late)
        vt_unread(reading, _("this %s takes too long to read: it is damaged or made to harm"),
                  name);
    else if (WIFEXITED(how) && WEXITSTATUS(how) == VT_WORKER_NO_MEMORY)
        vt_unread(reading, _("this %s takes too much memory to read"), name);
    else
        vt_unread(reading, _("this %s is damaged: its reader failed"), name);
}

/* Asks one worker. False: a fresh one may do better, as this one had read other files before. */
static bool converse(struct vt_workers *workers, struct worker *w, struct vt_answer *a,
                     const struct question *q)
{
    bool fresh = w->files == 0;
    enum heard heard = ask(workers, w, q, a->reading->format) ? hear(workers, w, a) : BROKEN;
    int how = give_back(workers, w, heard == WHOLE);
    if (heard == WHOLE || heard == WHOLE_AND_GONE || a->status != VANTHU_OK)
        return true;
    bool late = heard == TOO_LATE ||
                (WIFSIGNALED(how) && (WTERMSIG(how) == SIGPROF || WTERMSIG(how) == SIGALRM));
    forget(a->reading);
    excuse(a->reading, late, how);
    return fresh || late || a->members;
}

static vanthu_status put_question(struct vt_workers *workers, struct vt_answer *a,
                                  const struct question *q)
{
    struct vt_reading *reading = a->reading;
    struct worker w;
    if (!workers)
        return vt_unread(reading, _("the text of this format (%s) is not read"),
                         vt_format_name(reading->format));
    if (q->raw.len > FILE_BYTES_MAX)
        return vt_unread(reading, "%s", _("too large to be read"));
    bool done = take_idle(workers, &w) && converse(workers, &w, a, q);
    if (!done && start(workers, &w, reading)) {
        forget(reading);
        converse(workers, &w, a, q);
    }
    vt_buf_free(&a->piece);
    return a->status;
}

vanthu_status vt_workers_read(struct vt_workers *workers, struct vt_reading *out, struct vt_str raw,
                              enum vt_ocr ocr)
{
    struct vt_answer a = {.reading = out, .raw_bytes = raw.len};
    struct question q = {VT_REQUEST_READ, raw, ocr};
    return put_question(workers, &a, &q);
}

vanthu_status vt_workers_members(struct vt_workers *workers, struct vt_reading *reading,
                                 struct vt_str raw, vt_member_fn each, void *context)
{
    struct vt_answer a = {
        .reading = reading, .raw_bytes = raw.len, .each = each, .context = context};
    struct question q = {VT_REQUEST_MEMBERS, raw, VT_OCR_NEVER};
    return put_question(workers, &a, &q);
}
