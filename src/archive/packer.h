/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packer.h: the part of libarchive that writes, loaded when a bundle is written.
 *
 * The library brings a dozen others with it, whose loading would take longer than most commands.
 */
#ifndef VT_PACKER_H
#define VT_PACKER_H

#include "vanthu.h"

/* libarchive's, not ours: found by the compiler's path for <> only */
#include <archive.h>
#include <archive_entry.h>

/* Each function by the name that libarchive gives it. */
#define VT_PACKER_FUNCTIONS(F)                 \
    F(archive_errno)                           \
    F(archive_error_string)                    \
    F(archive_entry_free)                      \
    F(archive_entry_new)                       \
    F(archive_entry_set_filetype)              \
    F(archive_entry_set_mtime)                 \
    F(archive_entry_set_pathname)              \
    F(archive_entry_set_perm)                  \
    F(archive_entry_set_size)                  \
    F(archive_write_add_filter_zstd)           \
    F(archive_write_close)                     \
    F(archive_write_data)                      \
    F(archive_write_free)                      \
    F(archive_write_header)                    \
    F(archive_write_new)                       \
    F(archive_write_open_fd)                   \
    F(archive_write_set_format_pax_restricted) \
    F(archive_write_set_format_zip)            \
    F(archive_write_set_options)

struct vt_packer {
    void *library; /* stays loaded */
#define VT_PACKER_MEMBER(name) __typeof__(name) *name;
    VT_PACKER_FUNCTIONS(VT_PACKER_MEMBER)
#undef VT_PACKER_MEMBER
};

vanthu_status vt_packer_load(struct vt_packer *out, struct vanthu_error *error);

#endif
