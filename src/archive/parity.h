/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parity.h: recovery records of sealed volumes, in the form PAR2 (Parity Volume Set Specification
 * 2.0), made and used by the program par2, which must be installed.
 *
 * A volume is cut into about 8,000 blocks; of `percent` of them as many may be damaged, wherever
 * they are. The files lie beside the volume: NNNNNN.tar.zst.par2, NNNNNN.tar.zst.vol000+400.par2.
 */
#ifndef VT_PARITY_H
#define VT_PARITY_H

#include "volume/volume.h"

enum { VT_PARITY_MAX = 100 };

bool vt_parity_is_record(const char *name);

/* Whether a volume has recovery records. */
vanthu_status vt_parity_exists(bool *exists, const char *volumes_dir, uint32_t volume,
                               struct vanthu_error *error);

/* Whether it has such as vt_parity_make() makes for `percent`, by their names. */
vanthu_status vt_parity_fits(bool *fits, const char *volumes_dir, uint32_t volume, unsigned percent,
                             struct vanthu_error *error);

/* Makes those of a volume, whole or not at all. Others that it had go when they are in place. */
vanthu_status vt_parity_make(const char *volumes_dir, uint32_t volume, unsigned percent,
                             struct vanthu_error *error);

/* Makes in `work_dir`, which is there and empty, a volume as it was when its records were made;
 * *made is false when it has none, or too much of it is damaged. VANTHU_IO: par2 could not do it
 * now; nobody knows then whether it can be made. */
vanthu_status vt_parity_repair(bool *made, const char *volumes_dir, uint32_t volume,
                               const char *work_dir, struct vanthu_error *error);

#endif
