/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output.h: a file that a person has named for what the program gives out. It is made beside its
 * place and gets its name when it is whole; devices and named pipes are written into. What is there
 * is replaced only where that is said, or where it is an empty file; never a link or a directory.
 *
 * Operations, in order: vt_output_open, writing to `fd`, vt_output_keep, vt_output_close.
 */
#ifndef VT_OUTPUT_H
#define VT_OUTPUT_H

#include "file.h"

struct vt_output {
    int fd;
    const char *path; /* borrowed */
    char *temporary;  /* NULL: `path` itself is written into */
    bool replaces;    /* a file that was there when it was opened */
};

/* What closing does nothing to. */
#define VT_OUTPUT_NONE        \
    {                         \
        -1, NULL, NULL, false \
    }

/* VANTHU_USAGE where something is at `path` that may not be replaced, or a link that leads to no
 * device or pipe: links are not followed. *stream: it is a device or a pipe. */
vanthu_status vt_output_check(const char *path, bool replaces, bool *stream,
                              struct vanthu_error *error);

/* Checks as above, then opens. `path` must live as long as `output`. */
vanthu_status vt_output_open(struct vt_output *output, const char *path, bool replaces,
                             struct vanthu_error *error);

/* Makes a file last, with mode 0666 less the umask, and gives it its name. `mtime` is when it is
 * said to have been changed; NULL: now. */
vanthu_status vt_output_keep(struct vt_output *output, const int64_t *mtime,
                             struct vanthu_error *error);

/* Removes what was not kept. */
void vt_output_close(struct vt_output *output);

#endif
