/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.h: the one table of what stands in the index.
 *
 * Words of the text have no prefix: they begin with a small letter or digit, a prefix with a
 * capital. A word's term is its key (L3); a form that carries marks is key + MARK + form (L1), so
 * all forms of one key are neighbours. Title and headings have the same forms under their prefix.
 * These are in the posting lists (words.hh); boolean terms and values are Xapian's.
 */
#ifndef VT_TERMS_H
#define VT_TERMS_H

#define VT_MARK '\x01'

#define VT_TERM_TITLE "S"   /* word of the title */
#define VT_TERM_HEADING "H" /* word of the headings above the passage */

/* boolean terms */
#define VT_TERM_ID "Q"          /* id of the document */
#define VT_TERM_CITES "XR"      /* key of a reference that the passage cites */
#define VT_TERM_CITES_WHEN "XK" /* key, MARK, day or year: where it is known */
#define VT_TERM_IS "XN"         /* key of the document's own number */
#define VT_TERM_TYPE "XT"       /* type of the document, folded (L3) */
#define VT_TERM_YEAR "XY"       /* year of the document */
#define VT_TERM_ISSUER "XI"     /* word (L3) of the office that issued it */

/* value slots */
enum {
    VT_SLOT_TYPE,   /* as written */
    VT_SLOT_ISSUER, /* as written */
    VT_SLOT_FORMAT  /* media type of the original */
};

/* Xapian's limit is 245 bytes, of which zero bytes and ours take some. */
enum { VT_TERM_MAX = 230 };

#endif
