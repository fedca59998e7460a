/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confine.h: a worker gives up what a reader of files does not need: network, writing, other
 * programs, other processes, more memory than most documents take. What it may still open, it may
 * only read; with Landlock, where the kernel has it, only the system's own files.
 */
#ifndef VT_CONFINE_H
#define VT_CONFINE_H

#include <stdbool.h>

/* False: the kernel refused; the worker must not read anything then. */
bool vt_confine(void);

#endif
