// SPDX-License-Identifier: GPL-3.0-or-later
// module.cc: the table that load.c asks the module for.
extern "C" {
#include "functions.h"

extern const struct vt_index_functions vt_index_functions __attribute__((visibility("default")));
const struct vt_index_functions vt_index_functions = {VANTHU_VERSION,
#define POINTER(name) &name,
                                                      VT_INDEX_FUNCTIONS(POINTER)
#undef POINTER
};
}
