/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parity.h: recovery records of sealed volumes, in the form PAR2 (Parity Volume Set Specification
 * 2.0), made and used by the program par2, which must be installed.
 *
 * A volume is cut into blocks, about 8,000 of a large one; of `percent` of them as many may be
 * damaged, wherever they are. The files lie beside the volume: NNNNNN.tar.zst.par2,
 * NNNNNN.tar.zst.vol000+400.par2.
 */
#ifndef VT_PARITY_H
#define VT_PARITY_H

#include "volume/volume.h"

enum { VT_PARITY_MAX = 100 };

bool vt_parity_is_record(const char *name);

/* Whether a volume has recovery records. */
vanthu_status vt_parity_exists(bool *exists, const char *volumes_dir, uint32_t volume,
                               struct vanthu_error *error);

/* The file that describes the others; it comes last, and without it there are none. */
void vt_parity_set_name(char out[32], uint32_t volume);

/* What the records of a volume are. */
struct vt_parity {
    uint32_t volume;
    uint64_t volume_bytes, block_bytes;
    uint64_t blocks; /* that can take the place of others, in all files */
    bool there;      /* any file is */
    bool damaged;    /* a file is not what it was, or is missing */
    bool of_another; /* sound, and not those of the volume that lies there: or its beginning, or its
                        end, is damaged */
};

/* Reads all records of a volume, which must be there. */
vanthu_status vt_parity_check(struct vt_parity *out, const char *volumes_dir, uint32_t volume,
                              struct vanthu_error *error);

/* What the system keeps of them in memory is dropped, so that the disk is read. */
void vt_parity_drop_cached(const char *volumes_dir, uint32_t volume);

/* A packet begins with a head; its length, 0 where it is none, and at VT_PARITY_SUM its MD5. */
enum { VT_PARITY_HEAD = 64, VT_PARITY_SUM = 16 };
uint64_t vt_parity_packet_bytes(const void *head);

/* How many blocks vt_parity_make() makes. */
uint64_t vt_parity_blocks(uint64_t volume_bytes, uint64_t block_bytes, unsigned percent);

/* Sound, and as many as vt_parity_make() makes for `percent`. */
bool vt_parity_fits(const struct vt_parity *parity, unsigned percent);

/* For how many percent they are; where nobody knows, a usual number. */
unsigned vt_parity_percent(const struct vt_parity *parity);

/* The percent that archive.conf wants; 0: none. */
vanthu_status vt_parity_wanted(unsigned *percent, const char *dir, struct vanthu_error *error);

/* Makes those of a volume, whole or not at all. Others that it had go when they are in place; where
 * `archive_dir` is given, to its quarantine. */
vanthu_status vt_parity_make(const char *volumes_dir, uint32_t volume, unsigned percent,
                             const char *archive_dir, struct vanthu_error *error);

/* Makes in `work_dir`, which is there and empty, a volume as it was when its records were made;
 * *made is false when it has none, or too much of it is damaged. VANTHU_IO: par2 could not do it
 * now; nobody knows then whether it can be made. */
vanthu_status vt_parity_repair(bool *made, const char *volumes_dir, uint32_t volume,
                               const char *work_dir, struct vanthu_error *error);

#endif
