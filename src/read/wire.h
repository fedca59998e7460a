/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.h: what vanthu and its reading workers say to each other, over a socket, in the byte order
 * of the machine: a request with the bytes of a file; pieces that make the answer, up to DONE.
 */
#ifndef VT_WIRE_H
#define VT_WIRE_H

#include "base/str.h"
#include "vanthu.h"

#include <stdint.h>

/* Also tells whether both are of the same version. */
enum { VT_WIRE_MAGIC = 0x56545232 };

/* Seconds of the processor that one step of work may take are the patience of a request. More of it
 * passes on the clock of a busy machine before the worker is ended, and before vanthu ends it; so
 * many steps make the longest work on one file: of a long scan some 600 pages. */
enum { VT_PATIENCE_CLOCK = 5, VT_PATIENCE_SILENCE = 6, VT_STEPS_MAX = 20 };

/* The exit status of a worker that has no memory for its file. */
enum { VT_WORKER_NO_MEMORY = 3 };

enum vt_request_kind { VT_REQUEST_READ, VT_REQUEST_MEMBERS };

struct vt_request {
    uint32_t magic, kind, format, ocr, patience, pad;
    uint64_t bytes;
};

enum vt_piece_kind {
    VT_PIECE_READY,       /* first: the worker has given up its rights; value: VT_WIRE_MAGIC */
    VT_PIECE_UNSAFE,      /* instead: it could not, and ends */
    VT_PIECE_DONE,        /* value: 1: it has grown and ends */
    VT_PIECE_ALIVE,       /* a step was done: a page was recognised */
    VT_PIECE_STATUS,      /* value: 0 ok, 1 partial, 2 none; the reason */
    VT_PIECE_ENCODING,    /* a double, the score; the name */
    VT_PIECE_TEXT,        /* clean */
    VT_PIECE_PAGES,       /* uint64_t each */
    VT_PIECE_HEADINGS,    /* struct vt_wire_heading each */
    VT_PIECE_RECOGNITION, /* a double, the confidence; the engine */
    VT_PIECE_SIGNATURES,  /* struct vt_signature each */
    VT_PIECE_MEMBER       /* value: bytes of the name; name, content */
};

struct vt_piece {
    uint32_t kind, value;
    uint64_t bytes;
};

struct vt_wire_heading {
    uint64_t start, end;
    uint32_t level, pad;
};

/* Whole reads and writes. False: the other side is gone, or `deadline` (milliseconds of
 * CLOCK_MONOTONIC; -1: none) has passed. */
bool vt_wire_send(int fd, const void *data, size_t bytes, int64_t deadline);
bool vt_wire_receive(int fd, void *data, size_t bytes, int64_t deadline);
int64_t vt_wire_now(void);

#endif
