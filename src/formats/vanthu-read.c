/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu-read.c: the worker that reads foreign formats for vanthu (read/workers.h). It is given
 * files over the socket that is its standard input, and answers there; it has given up all rights
 * (confine.h) before it sees the first one.
 */
#include "base/err.h"
#include "formats/confine.h"
#include "formats/formats-readers.h"
#include "read/wire.h"

#include <langinfo.h>
#include <libxml/parser.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* A worker that has needed so much memory makes room for another. */
enum { SOCKET = 0, GROWN_KIB = 256 << 10 };

/* ---- time ---- */

static struct {
    unsigned patience; /* of the request */
    int64_t begun;     /* milliseconds of the processor then */
} work;

static int64_t processor_milliseconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return INT64_C(1000) * (used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

static bool has_time(void)
{
    return processor_milliseconds() - work.begun < INT64_C(1000) * work.patience * VT_STEPS_MAX;
}

/* A step that takes too long ends the worker by a signal. */
static void begin_step(void)
{
    struct itimerval processor = {.it_value = {work.patience, 0}};
    setitimer(ITIMER_PROF, &processor, NULL);
    alarm(work.patience * VT_PATIENCE_CLOCK);
}

static void begin_work(unsigned patience)
{
    work.patience = patience;
    work.begun = processor_milliseconds();
    begin_step();
}

static void end_step(void)
{
    struct itimerval none = {0};
    setitimer(ITIMER_PROF, &none, NULL);
    alarm(0);
}

/* ---- saying ---- */

static bool say(enum vt_piece_kind kind, uint32_t value, struct vt_str first, struct vt_str second)
{
    struct vt_piece piece = {kind, value, first.len + second.len};
    return vt_wire_send(SOCKET, &piece, sizeof piece, -1) &&
           vt_wire_send(SOCKET, first.p, first.len, -1) &&
           vt_wire_send(SOCKET, second.p, second.len, -1);
}

bool vt_worker_alive(void)
{
    say(VT_PIECE_ALIVE, 0, VT_STR_NONE, VT_STR_NONE);
    begin_step();
    return has_time();
}

/* ---- reading ---- */

static bool say_pages(const struct vt_reading *r)
{
    bool ok = true;
    struct vt_buf bytes = {0};
    for (size_t i = 0; i < r->pages_count && ok; i++) {
        uint64_t at = r->pages[i];
        ok = vt_buf_append(&bytes, &at, sizeof at) == VANTHU_OK;
    }
    ok = ok && (!bytes.len || say(VT_PIECE_PAGES, 0, vt_buf_str(&bytes), VT_STR_NONE));
    vt_buf_free(&bytes);
    return ok;
}

static bool say_headings(const struct vt_reading *r)
{
    bool ok = true;
    struct vt_buf bytes = {0};
    for (size_t i = 0; i < r->headings_count && ok; i++) {
        struct vt_wire_heading h = {r->headings[i].start, r->headings[i].end, r->headings[i].level,
                                    0};
        ok = vt_buf_append(&bytes, &h, sizeof h) == VANTHU_OK;
    }
    ok = ok && (!bytes.len || say(VT_PIECE_HEADINGS, 0, vt_buf_str(&bytes), VT_STR_NONE));
    vt_buf_free(&bytes);
    return ok;
}

static bool say_signatures(const struct vt_reading *r)
{
    struct vt_str all = {(const char *)r->signatures, r->signatures_count * sizeof *r->signatures};
    return !all.len || say(VT_PIECE_SIGNATURES, 0, all, VT_STR_NONE);
}

static bool say_scored(enum vt_piece_kind kind, double score, const char *name)
{
    struct vt_str number = {(const char *)&score, sizeof score};
    return !*name || say(kind, 0, number, vt_str(name));
}

static bool say_reading(const struct vt_reading *r)
{
    uint32_t status = strcmp(r->text_status, "ok") == 0        ? 0
                      : strcmp(r->text_status, "partial") == 0 ? 1
                                                               : 2;
    return say(VT_PIECE_STATUS, status, vt_str(r->reason), VT_STR_NONE) &&
           say_scored(VT_PIECE_ENCODING, r->encoding_score, r->encoding) &&
           (!r->text.len || say(VT_PIECE_TEXT, 0, vt_buf_str(&r->text), VT_STR_NONE)) &&
           say_pages(r) && say_headings(r) && say_signatures(r) &&
           say_scored(VT_PIECE_RECOGNITION, r->recognition.confidence, r->recognition.engine);
}

/* ---- members ---- */

static bool say_member(void *context, struct vt_str name, struct vt_str bytes)
{
    (void)context;
    end_step(); /* it waits for vanthu, which stores the one before */
    bool ok = say(VT_PIECE_MEMBER, (uint32_t)name.len, name, bytes);
    begin_step();
    if (!has_time())
        raise(SIGPROF);
    return ok;
}

/* ---- requests ---- */

static vanthu_status work_on(struct vt_reading *reading, const struct vt_request *request,
                             struct vt_str raw)
{
    return request->kind == VT_REQUEST_MEMBERS
               ? vt_read_members(reading, raw, say_member, NULL)
               : vt_read_foreign(reading, raw, (enum vt_ocr)request->ocr);
}

static bool has_grown(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss > GROWN_KIB;
}

static bool answer(const struct vt_request *request, struct vt_str raw)
{
    struct vt_reading reading = {.format = (enum vt_format)request->format};
    begin_work(request->patience);
    vanthu_status status = work_on(&reading, request, raw);
    if (status == VANTHU_NO_MEMORY)
        _exit(VT_WORKER_NO_MEMORY);
    end_step();
    bool grown = has_grown();
    bool ok = status == VANTHU_OK && reading.text_status && say_reading(&reading) &&
              say(VT_PIECE_DONE, grown, VT_STR_NONE, VT_STR_NONE);
    vt_reading_free(&reading);
    return ok && !grown;
}

/* False: there are no more, or something is wrong; the worker ends. */
static bool serve(void)
{
    struct vt_request request;
    if (!vt_wire_receive(SOCKET, &request, sizeof request, -1) || request.magic != VT_WIRE_MAGIC ||
        request.format >= VT_FORMATS)
        return false;
    char *bytes = malloc(request.bytes + 1);
    if (!bytes)
        _exit(VT_WORKER_NO_MEMORY);
    bool ok = vt_wire_receive(SOCKET, bytes, request.bytes, -1) &&
              answer(&request, (struct vt_str){bytes, request.bytes});
    free(bytes);
    return ok;
}

/* Reasons are told in the language of the program, whose catalogues are in `directory`. */
static void set_language(const char *directory)
{
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
        strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
        setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    if (directory)
        bindtextdomain(VT_DOMAIN, directory);
    bind_textdomain_codeset(VT_DOMAIN, "UTF-8");
    dgettext(VT_DOMAIN,
             "the file is empty"); /* opens the catalogue, which later cannot be opened */
}

int main(int count, char **arguments)
{
    set_language(count > 1 ? arguments[1] : NULL);
    xmlInitParser();
    bool safe = vt_confine();
    bool ok = say(safe ? VT_PIECE_READY : VT_PIECE_UNSAFE, VT_WIRE_MAGIC, VT_STR_NONE, VT_STR_NONE);
    while (safe && ok)
        ok = serve();
    _exit(0);
}
