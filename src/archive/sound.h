/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sound.h: whether everything in a volume is what it should be, by the volume alone. */
#ifndef VT_SOUND_H
#define VT_SOUND_H

#include "volume/volume.h"

/* Reads the first `bytes` bytes of a volume: every frame and every hash of an original, whatever
 * its manifest says. *end is behind the last frame. One that is missing is not whole. */
vanthu_status vt_volume_is_whole(const char *volumes_dir, uint32_t volume, uint64_t bytes,
                                 bool *whole, uint64_t *end, struct vanthu_error *error);

/* The same, and the volume has those bytes, and a manifest that it has agrees with it. A volume
 * that is missing, or has fewer bytes, is not sound. */
vanthu_status vt_volume_is_sound(const char *volumes_dir, uint32_t volume, uint64_t bytes,
                                 bool *sound, struct vanthu_error *error);

#endif
