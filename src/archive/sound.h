/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sound.h: whether everything in a volume is what it should be, by the volume alone. */
#ifndef VT_SOUND_H
#define VT_SOUND_H

#include "volume/volume.h"

/* Reads the first `bytes` bytes of a volume: every frame and every hash. A volume that is missing,
 * or has fewer bytes, is not sound. */
vanthu_status vt_volume_is_sound(const char *volumes_dir, uint32_t volume, uint64_t bytes,
                                 bool *sound, struct vanthu_error *error);

#endif
