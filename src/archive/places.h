/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * places.h: originals that lie elsewhere since the archive was opened.
 *
 * A reader sees one state of the catalogue. A compaction meanwhile puts other volumes in the place
 * of those that this state names, and removes them: what they held is then looked for where the
 * catalogue of now says. Only what is not there either is damage.
 */
#ifndef VT_PLACES_H
#define VT_PLACES_H

#include "archive/archive.h"

/* Lends the original of the document with the whole id `id`, whose hash was compared, until the
 * next call; also one that is whole in a damaged frame. VANTHU_NOT_FOUND: it was withdrawn, and
 * compacted away. */
vanthu_status vt_archive_original(struct vanthu_archive *archive, const char *id,
                                  struct vt_str *original, struct vanthu_error *error);

/* Whether a volume of the state that a reader sees was replaced since: the catalogue of now does
 * not know it. */
vanthu_status vt_volume_was_replaced(struct vanthu_archive *archive, uint32_t volume,
                                     bool *replaced, struct vanthu_error *error);

/* Who reads all volumes and finds one of them replaced begins again with the state of now, so many
 * times, and then gives up: VANTHU_IO. */
enum { VT_TURNS = 3 };
vanthu_status vt_replaced_again(const struct vanthu_archive *archive, struct vanthu_error *error);

/* Lets a reader see the state of now. No statement on its catalogue may be at work. */
vanthu_status vt_archive_refresh(struct vanthu_archive *archive, struct vanthu_error *error);

#endif
