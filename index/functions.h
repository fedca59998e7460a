/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * functions.h: what the index's module gives to the library that loads it.
 *
 * The index brings Xapian and the C++ library with it; to load them takes longer than to give an
 * original back. So it is a module of its own, and load.c loads it when index.h is first called.
 */
#ifndef VT_INDEX_FUNCTIONS_H
#define VT_INDEX_FUNCTIONS_H

#include "index-search.h"

#define VT_INDEX_FUNCTIONS(F) \
    F(vt_index_writer_open)   \
    F(vt_index_generation)    \
    F(vt_index_withdrawn)     \
    F(vt_index_piece_open)    \
    F(vt_index_piece_add)     \
    F(vt_index_piece_bytes)   \
    F(vt_index_piece_finish)  \
    F(vt_index_piece_abandon) \
    F(vt_index_withdraw)      \
    F(vt_index_publish)       \
    F(vt_index_flush)         \
    F(vt_index_merge)         \
    F(vt_index_writer_close)  \
    F(vt_index_open)          \
    F(vt_index_close)         \
    F(vt_index_reached)       \
    F(vt_index_check)         \
    F(vt_index_search)        \
    F(vt_index_suggest)

/* The one name that the module exports. */
struct vt_index_functions {
    const char *version; /* of vanthu: a module of another one is not used */
#define VT_INDEX_FUNCTION(name) __typeof__(&name) name;
    VT_INDEX_FUNCTIONS(VT_INDEX_FUNCTION)
#undef VT_INDEX_FUNCTION
};
#define VT_INDEX_SYMBOL "vt_index_functions"

#endif
