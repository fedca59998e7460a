/* SPDX-License-Identifier: GPL-3.0-or-later */
/* abbreviations.c: reads abbreviations.tsv of an archive. */
#include "archive/abbreviations.h"

#include "base/err.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

vanthu_status vt_own_abbreviations(struct vt_abbreviations *out, const char **note,
                                   struct vt_arena *arena, const char *dir,
                                   struct vanthu_error *error)
{
    struct vt_buf tsv = {0};
    size_t bad = 0;
    char *path = vt_path_join(dir, VT_ABBREVIATIONS_NAME);
    *out = (struct vt_abbreviations){0};
    *note = NULL;
    if (!path)
        return vt_err_memory(error);
    vanthu_status status = VANTHU_OK;
    if (access(path, F_OK) == 0)
        status = vt_file_read(&tsv, path, VT_ABBREVIATIONS_BYTES, error);
    if (status == VANTHU_OK && vt_abbreviations_read(out, arena, vt_buf_str(&tsv), &bad))
        status = vt_err_memory(error);
    if (status == VANTHU_OK && bad) {
        char sentence[160];
        snprintf(sentence, sizeof sentence,
                 _("%s: line %zu is not \"abbreviation<TAB>words\": passed over"),
                 VT_ABBREVIATIONS_NAME, bad);
        *note = vt_arena_str(arena, vt_str(sentence));
    }
    vt_buf_free(&tsv);
    free(path);
    return status;
}
