/* SPDX-License-Identifier: GPL-3.0-or-later */
/* members.h: the members of a volume as they lie there, whatever they are, to be moved elsewhere.
 */
#ifndef VT_MEMBERS_H
#define VT_MEMBERS_H

#include "volume.h"

struct vt_raw_member {
    struct vt_str name, data;
    struct vt_location location;
};

typedef vanthu_status (*vt_member_fn)(void *context, const struct vt_raw_member *member);

/* Gives every member of the volume in order; `each` stops it with any status but VANTHU_OK.
 * *sealed, which may be NULL, tells whether the volume ends with a seal. Anything that is not whole
 * is VANTHU_DAMAGED. */
vanthu_status vt_volume_members(const char *dir, uint32_t volume, vt_member_fn each, void *context,
                                bool *sealed, struct vanthu_error *error);

/* The same of one frame, which is whole. */
vanthu_status vt_volume_frame_members(struct vt_volume_reader *reader, const struct vt_frame *frame,
                                      vt_member_fn each, void *context, struct vanthu_error *error);

/* Lends the member at `location`, header and padding included, until the next call or close. */
vanthu_status vt_volume_read_member(struct vt_volume_reader *reader,
                                    const struct vt_location *location, struct vt_str *member,
                                    struct vanthu_error *error);

/* Adds a member as it was lent. `now` is when the volume is made, should one begin. */
vanthu_status vt_volume_put_member(struct vt_volume_writer *writer, struct vt_str member,
                                   const char *now, uint64_t *data_offset,
                                   struct vanthu_error *error);

/* The writer makes volumes that replace others, packed as small as can be. `head` is borrowed. */
struct vt_volume_head;
void vt_volume_writer_replace(struct vt_volume_writer *writer, const struct vt_volume_head *head);

/* Seals the last volume. */
vanthu_status vt_volume_writer_seal(struct vt_volume_writer *writer, struct vanthu_error *error);

#endif
