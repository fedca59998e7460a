/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bag-read.h: a bag (RFC 8493) on its way in. All its manifests are checked before anything is
 * taken; of a bag that `export` made the names, times and facts come back.
 */
#ifndef VT_BAG_READ_H
#define VT_BAG_READ_H

#include "catalog/catalog.h"

struct vt_bag;

/* A payload file, once for each path that it came from before. */
struct vt_bag_item {
    const char *location; /* where it lies */
    struct vt_str path;   /* its source */
    int64_t mtime;        /* INT64_MIN: that of the file */
    const struct vt_said *said;
    size_t said_count;
};

/* The directory at `path` says that it is a bag. */
bool vt_is_bag(const char *path);

/* Opens the bag in `dir` and checks it: VANTHU_FAILED tells what is wrong with it. */
vanthu_status vt_bag_open(struct vt_bag **out, const char *dir, struct vanthu_error *error);

/* False behind the last one. What is lent lasts as long as the bag. */
bool vt_bag_next(struct vt_bag *bag, struct vt_bag_item *item);
void vt_bag_free(struct vt_bag *bag);

#endif
