/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vanthu.h: the public interface of libvanthu, an archive and search engine for Vietnamese
 * administrative and legal documents.
 *
 * Conventions, which hold unless a comment says otherwise:
 *  - Strings are UTF-8, NFC, zero-terminated. A field that does not apply is NULL.
 *  - Offsets and lengths are bytes. Offsets of an archived document point into its clean text,
 *    which vanthu_get_text() gives; those of vanthu_extract() point into the bytes it was given.
 *  - Dates are ISO 8601: "2021-07-13", or "2021-09" or "2021" where day or month are not known.
 *  - A function that returns an answer object through its first parameter allocates it; the
 * matching _free function takes it back, and all that it points to, and accepts NULL. On failure
 * the parameter is set to NULL.
 *  - A function that can fail returns a vanthu_status and, where `error` is not NULL, fills it with
 *    a message in the language of the locale. The library never prints, never exits.
 *  - A handle may be used by one thread at a time; two handles are independent.
 */
#ifndef VANTHU_H
#define VANTHU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* ---- status and errors ------------------------------------------------------------------- */

typedef enum vanthu_status {
    VANTHU_OK = 0,
    VANTHU_NOT_FOUND,  /* an id, reference or section that the archive does not have */
    VANTHU_AMBIGUOUS,  /* an id prefix that fits several documents, or is shorter than 4 digits */
    VANTHU_USAGE,      /* an argument that makes no sense */
    VANTHU_FAILED,     /* this one document could not be read or stored; the archive is well */
    VANTHU_DAMAGED,    /* stored bytes are not what they were */
    VANTHU_NO_ARCHIVE, /* the directory is not an archive, or that of another version */
    VANTHU_LOCKED,     /* another writer has the archive */
    VANTHU_IO,         /* reading or writing failed: permissions, no space, hardware */
    VANTHU_NO_MEMORY,
    VANTHU_CANCELLED, /* a callback asked to stop; all that was acknowledged is safe */
} vanthu_status;

struct vanthu_error {
    vanthu_status status;
    char message[1024]; /* one line, without a newline; names the file where there is one */
};

/* The version of the library, for example "0.1.0". Static. */
const char *vanthu_version(void);

/* Progress of long work. `total` is 0 while it is not known. Return false to stop as soon as
 * nothing is left half done. */
struct vanthu_progress {
    const char *phase;    /* what is being done, translated, static */
    uint64_t done, total; /* in `unit` */
    bool bytes;           /* the unit is bytes, else documents */
};
typedef bool (*vanthu_progress_fn)(void *context, const struct vanthu_progress *progress);

/* Receives output piece by piece. Return false to stop. */
typedef bool (*vanthu_sink_fn)(void *context, const void *data, size_t size);

/* ---- the archive -------------------------------------------------------------------------- */

struct vanthu_archive;

enum vanthu_access { VANTHU_READ, VANTHU_WRITE };

struct vanthu_create_options {
    const char *agency, *place; /* may be NULL; written to archive.conf */
};

/* Makes an empty archive in `dir`, which is created where it is missing and refused
 * (VANTHU_USAGE) where it holds anything else. Making one where an empty or filled archive already
 * is changes nothing and succeeds, with *existed = true. `existed` may be NULL. */
vanthu_status vanthu_archive_create(const char *dir, const struct vanthu_create_options *options,
                                    bool *existed, struct vanthu_error *error);

/* Opens the archive in `dir`. A writer takes the lock (VANTHU_LOCKED tells who has it) and repairs
 * forward what an interrupted writer left. A reader sees one consistent state and needs no write
 * permission; originals that a compaction has moved since are read in their new place. */
vanthu_status vanthu_archive_open(struct vanthu_archive **out, const char *dir,
                                  enum vanthu_access access, struct vanthu_error *error);
void vanthu_archive_close(struct vanthu_archive *archive);

/* What the archive.conf in `dir` says of the keeper, by `name`: "agency", "place", "created"; ""
 * where it does not say. */
void vanthu_archive_about(char *value, size_t size, const char *dir, const char *name);

/* ---- add ---------------------------------------------------------------------------------- */

enum vanthu_added_status {
    VANTHU_ADDED,     /* new, and safe on disk */
    VANTHU_KNOWN,     /* the same bytes are there already; a new path is remembered as a source */
    VANTHU_ADD_FAILED /* could not be read or stored */
};

/* What became of one file. With VANTHU_ADDED, and when `reread` is set, `reason` tells why its text
 * could not be read, or not wholly; with VANTHU_ADD_FAILED why it is not in the archive. */
struct vanthu_added {
    const char *id, *sha256; /* NULL when the file could not be read */
    const char *source;      /* the path as UTF-8; bytes that are not become U+FFFD */
    enum vanthu_added_status status;
    const char *reason;
    const char *media_type, *title, *number, *date;
    size_t sections_count, mentions_count;
    uint64_t bytes;
    bool recognised; /* its text was recognised in a scan */
    bool reread;     /* known, and its text was read again */
    bool restored;   /* known, but what was stored of it is damaged: stored again */
    bool skipped;    /* failed, but nothing went wrong: a link to a directory is not followed */
};

/* Which scans are recognised. AUTO: pages and pictures that have no text; ALWAYS: all, whatever
 * text they have. */
enum vanthu_ocr { VANTHU_OCR_AUTO, VANTHU_OCR_ALWAYS, VANTHU_OCR_NEVER };

struct vanthu_add_options {
    unsigned jobs;          /* threads that read documents; 0: as many as there are processors */
    bool recursive;         /* take directories */
    bool dry_run;           /* read and report; store nothing */
    bool text_only;         /* leave out files whose text cannot be read */
    uint64_t max_bytes;     /* larger files fail; 0: 1 GiB */
    const char *stdin_name; /* the name of the document that is read from "-" */
    enum vanthu_ocr ocr;
    bool retry; /* read again what is known without all its text; without `paths`: all such
                   documents of the archive; with them, store again what is known and of which
                   what was stored is damaged */
    const char *const *set; /* facts of the documents: "title=...", see man vanthu-add(1) */
    size_t set_count;
    const char *by; /* who does it, for the log; NULL: it does not tell */
    bool (*added)(void *context, const struct vanthu_added *added); /* false: stop */
    vanthu_progress_fn progress;
    void *context;
};

struct vanthu_add_summary {
    uint64_t added, known, failed, /* documents */
        unread,                    /* of those added or read again, those without all their text */
        reread,                    /* of those known, those whose text was read again */
        restored,                  /* of those known, those that were stored again */
        set,                       /* documents some of whose facts were set */
        skipped;                   /* links to directories */
    uint64_t bytes;                /* of the originals added */
};

/* Archives and indexes the files at `paths` ("-" is standard input). A directory that is a bag
 * (BagIt) is checked first, and fails as a whole where its manifests do not fit. Calls `added` for
 * each document once it is safe on disk; files that fail do not stop the rest. Returns VANTHU_OK
 * when the run was finished, whatever became of single files: `summary` tells. */
vanthu_status vanthu_add(struct vanthu_archive *archive, const char *const *paths,
                         size_t paths_count, const struct vanthu_add_options *options,
                         struct vanthu_add_summary *summary, struct vanthu_error *error);

/* ---- any text, without an archive ----------------------------------------------------------- */

enum vanthu_text_mode {
    VANTHU_TEXT_UNICODE, /* old encodings to UTF-8, NFC */
    VANTHU_TEXT_DETECT,  /* only the report */
    VANTHU_TEXT_FOLD,    /* cleaned, and folded to `level` */
    VANTHU_TEXT_TOKENS   /* "position<TAB>plain|extra<TAB>text" and LF for each token */
};

struct vanthu_text_options {
    enum vanthu_text_mode mode;
    unsigned level;   /* 0 to 3: L0 to L3 */
    const char *from; /* the encoding: "TCVN3", "VNI" ...; NULL: it is detected, or for folding and
                         tokens UTF-8 */
};

/* What a text turned out to be. */
struct vanthu_text_report {
    const char *encoding; /* static; "unknown": refused, and left as it is */
    double score, next; /* shares of the marked words that are syllables: in it, in the next best */
    uint64_t words;     /* marked words it was judged by */
    unsigned misread;   /* times it was read as Windows-1252 and stored as UTF-8 */
    bool damaged;       /* TCVN3 that lost every ư */
    uint64_t broken;    /* places that became U+FFFD */
    struct vanthu_text_score {
        const char *encoding; /* static */
        double score;
    } scores[5];
};

/* A filter for one text after the other; memory does not grow with them. Not for two threads. */
struct vanthu_text;

/* VANTHU_USAGE when `from` is no encoding. */
vanthu_status vanthu_text_new(struct vanthu_text **out, const struct vanthu_text_options *options,
                              struct vanthu_error *error);

/* Takes the next piece of the text; what it comes to goes to `sink`, in larger pieces. A sink that
 * returns false ends the work: VANTHU_CANCELLED. */
vanthu_status vanthu_text_feed(struct vanthu_text *text, const void *data, size_t size,
                               vanthu_sink_fn sink, void *context, struct vanthu_error *error);

/* Ends the text, writes what is left, fills *report; another text may follow. */
vanthu_status vanthu_text_end(struct vanthu_text *text, vanthu_sink_fn sink, void *context,
                              struct vanthu_text_report *report, struct vanthu_error *error);
void vanthu_text_free(struct vanthu_text *text);

/* ---- references in a text ------------------------------------------------------------------ */

enum vanthu_mention_kind { VANTHU_FULL, VANTHU_SHORT, VANTHU_NAMED, VANTHU_SELF };

/* How a mention came to its entity: DESIGN "resolution". */
enum vanthu_resolved {
    VANTHU_OPEN,     /* the year is not known */
    VANTHU_STATED,   /* date or year stand beside it or in its symbol */
    VANTHU_DOCUMENT, /* dated elsewhere in the same document */
    VANTHU_UNIQUE,   /* the only entity of that symbol in the archive */
    VANTHU_LATEST    /* the latest one not later than the document */
};

struct vanthu_mention {
    uint64_t start, end;
    const char *raw;
    enum vanthu_mention_kind kind;
    const char *type;      /* "Kế hoạch"; NULL when unknown */
    const char *number;    /* "58"; NULL when blank */
    int year_in_symbol;    /* 0: none */
    const char *symbol;    /* "KH-UBND" */
    const char *canonical; /* "58/KH-UBND" */
    const char *date;
    uint64_t date_start, date_end; /* where the date stands; both 0 without a date */
    int year_said; /* "năm 2021" right behind it, where neither date nor symbol tell; 0: none */
    const char *issuer;   /* "UBND tỉnh", as written */
    const char *pinpoint; /* "điểm a khoản 2 Điều 5", as written */
};

struct vanthu_relation {
    const char *relation;         /* "amends": one of the words of man vanthu-ref(1) */
    const char *from, *from_date; /* canonical; NULL: the document itself */
    const char *to, *to_date;
    uint64_t start, end; /* the words that say so */
};

struct vanthu_extract {
    struct vanthu_mention *mentions;
    size_t mentions_count;
    struct vanthu_relation *relations;
    size_t relations_count;
};

/* Finds every mention, and every relation between two, in `size` bytes of text in any encoding, or
 * of a format that `add` reads. Needs no archive. VANTHU_FAILED: the bytes are not text. */
vanthu_status vanthu_extract(struct vanthu_extract **out, const void *data, size_t size,
                             struct vanthu_error *error);
void vanthu_extract_free(struct vanthu_extract *extract);

/* The same for all that `fd` gives, in bounded memory: text of more than 2 MiB is read in parts
 * that end with a paragraph. `each` is called for every part, with offsets into the whole; a
 * relation or a short form does not reach over the end of its part. Formats that are no text, and
 * UTF-16, are read as a whole: of more than 1 GiB they are VANTHU_FAILED. */
typedef void vanthu_extracted_fn(void *context, const struct vanthu_extract *part);
vanthu_status vanthu_extract_fd(int fd, vanthu_extracted_fn *each, void *context,
                                struct vanthu_error *error);

/* The English words of the JSON contract for the enums above: "full", "stated". Static. */
const char *vanthu_mention_kind_name(enum vanthu_mention_kind kind);
const char *vanthu_resolved_name(enum vanthu_resolved resolved);

/* ---- documents ----------------------------------------------------------------------------- */

struct vanthu_source {
    const char *path;
    const char *mtime;       /* RFC 3339 UTC */
    const char *ingested_at; /* RFC 3339 UTC */
};

struct vanthu_heading {
    unsigned level;    /* 1 is the outermost */
    const char *label; /* "I", "1.2"; "" when it has none */
    const char *text;
    uint64_t start,
        end;       /* the section: from its heading to the next heading of its level or above */
    unsigned page; /* 0: not known */
};

enum vanthu_intact {
    VANTHU_UNCHECKED, /* it could not be found out */
    VANTHU_INTACT,    /* the signed bytes are those that were signed */
    VANTHU_ALTERED    /* they are not, or the signature itself is damaged */
};

/* Who says when it was signed. */
enum vanthu_time_from {
    VANTHU_TIME_UNKNOWN,
    VANTHU_TIME_OF_SIGNER,   /* the signature, by the signer's clock */
    VANTHU_TIME_OF_DOCUMENT, /* the signed part of the document, by the signer's clock and zone */
    VANTHU_TIME_OF_STAMP     /* a time stamp on the signature */
};

/* A signature in the original. Whose it is, is what its certificate says, which is not checked
 * against an authority. */
struct vanthu_signature {
    bool time_stamp;                   /* not a signer's: it proves when the document was there */
    const char *signer, *organization; /* names in the certificate; NULL where it has none */
    const char *time;                  /* RFC 3339 UTC; NULL: not known */
    enum vanthu_time_from time_from;
    uint64_t start[2], end[2]; /* the two runs of bytes that are signed; all 0: not known */
    bool covers_whole; /* everything but the signature itself; else something was added later, or
                          left out */
    enum vanthu_intact intact;
    const char *reason; /* why not intact; NULL when it is */
};

/* Where a fact of a document comes from. */
struct vanthu_fact_from {
    const char *fact;    /* "title", "type", "number", "office", "place", "date", ... */
    const char *from;    /* "text", "file" (what the format says) or "set" (what a person said) */
    uint64_t start, end; /* in the text; both 0 where it is not one place */
};

struct vanthu_document {
    const char *id, *sha256;
    uint64_t bytes;
    const char *media_type;
    struct vanthu_source *sources;
    size_t sources_count;
    const char *title, *type;
    const char *number; /* "" when left blank, NULL when there is none */
    const char *symbol;
    const char *canonical; /* its own number in full: "47/2020/NĐ-CP"; NULL without one */
    const char *office, *place, *date, *period;
    int year;              /* of its date, else the one in its number; 0: not known */
    const char *signed_as; /* authority and position of the signer: "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC" */
    const char **recipients;
    size_t recipients_count;
    struct vanthu_fact_from *facts_from;
    size_t facts_from_count;
    const char *encoding;    /* "UTF-8", "TCVN3"; "unknown": read as Windows-1252 */
    double encoding_score;   /* share of the marked words that are syllables in it; 0 for Unicode */
    const char *text_status; /* "ok", "partial" or "none" */
    const char *text_reason; /* why not "ok" */
    const char *text_agent;  /* the program that read the text, or tried to: "vanthu 0.1.0" */
    const char *text_engine; /* what recognised it: "tesseract 5.3.0 vie"; NULL: it was not
                                recognised */
    double text_confidence;  /* of the words that were recognised, 0 to 1 */
    uint64_t text_bytes;
    uint64_t *pages; /* where each begins in the text; none when not known */
    size_t pages_count;
    struct vanthu_heading *outline;
    size_t outline_count;
    struct vanthu_mention *mentions;
    size_t mentions_count;
    struct vanthu_signature *signatures; /* in the order they stand in the original */
    size_t signatures_count;
    const char *volume; /* "volumes/000001.tar.zst" */
    const char *member; /* the original's name in it */
    uint64_t frame_offset, frame_bytes;
};

/* Everything about one document. `id` is an id or a prefix of at least 4 digits. */
vanthu_status vanthu_show(struct vanthu_document **out, struct vanthu_archive *archive,
                          const char *id, struct vanthu_error *error);
void vanthu_document_free(struct vanthu_document *document);

/* Writes the original, bit for bit, to `sink`; its SHA-256 is checked before the last piece is
 * written (VANTHU_DAMAGED). */
vanthu_status vanthu_get(struct vanthu_archive *archive, const char *id, vanthu_sink_fn sink,
                         void *context, struct vanthu_error *error);

/* Writes the clean text, or with `section` not NULL that of one section: its labels and starts of
 * headings joined by "/", for example "I/1/1.2". VANTHU_AMBIGUOUS when it names several,
 * VANTHU_NOT_FOUND where there is no text at all. */
vanthu_status vanthu_get_text(struct vanthu_archive *archive, const char *id, const char *section,
                              vanthu_sink_fn sink, void *context, struct vanthu_error *error);

/* Writes a bundle of originals, each under its safe file name, to the file `path`, whose name ends
 * in .zip or .tar.zst. The file appears whole or not at all; where something is there already it
 * is VANTHU_USAGE, but a device or a named pipe is written into. */
vanthu_status vanthu_get_bundle(struct vanthu_archive *archive, const char *const *ids,
                                size_t ids_count, const char *path, struct vanthu_error *error);

/* A file name for the original of `id` that is safe in any directory: the base name of its first
 * source, without control characters and slashes, at most 255 bytes; VANTHU_NOT_FOUND likewise. */
vanthu_status vanthu_file_name(char name[256], struct vanthu_archive *archive, const char *id,
                               struct vanthu_error *error);

/* When the original of `id` was last changed, by its first source: seconds since 1970; 0 where that
 * is not known. */
vanthu_status vanthu_changed_at(int64_t *mtime, struct vanthu_archive *archive, const char *id,
                                struct vanthu_error *error);

/* A document that was known and is not in the volumes any more. */
struct vanthu_lost {
    const char *id;
    const char *title, *canonical, *date, *source; /* each may be NULL */
    const char *at, *by, *reason; /* who has acknowledged it, and why; NULL: nobody has */
};

struct vanthu_list {
    struct vanthu_document *documents; /* without outline, mentions and recipients; newest first */
    size_t documents_count;
    struct vanthu_lost *lost; /* as acknowledged, by their ids */
    size_t lost_count;
};

/* The documents, those that are lost too, that satisfy all `filters`: "field:value" as in queries
 * (nam, loai, tu, den, coquan, so, tieude and their English names), or words of the title, number
 * or source. */
vanthu_status vanthu_list(struct vanthu_list **out, struct vanthu_archive *archive,
                          const char *const *filters, size_t filters_count,
                          struct vanthu_error *error);
void vanthu_list_free(struct vanthu_list *list);

/* A document that is not there any more, and what its tombstone says. */
struct vanthu_gone {
    const char *id;
    const char *title, *canonical, *date, *source; /* each may be NULL */
    const char *at, *by, *reason, *agent;
    bool lost; /* acknowledged as lost; else it was withdrawn */
};

struct vanthu_gone_list {
    struct vanthu_gone *gone; /* oldest first */
    size_t gone_count;
};

/* Every document that was withdrawn, or is lost as acknowledged, and was not added again. */
vanthu_status vanthu_list_gone(struct vanthu_gone_list **out, struct vanthu_archive *archive,
                               struct vanthu_error *error);
void vanthu_gone_list_free(struct vanthu_gone_list *list);

/* ---- search -------------------------------------------------------------------------------- */

enum vanthu_sort { VANTHU_BY_RELEVANCE, VANTHU_OLDEST_FIRST, VANTHU_NEWEST_FIRST };

struct vanthu_search_options {
    size_t limit, offset;
    size_t per_document; /* passages of one document at most; 0: all */
    enum vanthu_sort sort;
    bool counts_only; /* no hits: only the counts */
    bool facets;      /* fill facets */
};
#define VANTHU_SEARCH_OPTIONS_INIT                  \
    {                                               \
        10, 0, 1, VANTHU_BY_RELEVANCE, false, false \
    }

struct vanthu_span {
    size_t start, end;
};

struct vanthu_hit {
    size_t rank; /* from 1, over all pages */
    double score;
    const char *id, *source, *title, *type, *number, *date;
    int year;             /* 0: not known */
    const char **section; /* headings from the outermost, label and text: "1.2. Về ứng dụng" */
    size_t section_count;
    uint64_t start, end;       /* the part of the text where the best match is */
    const char *snippet;       /* one line */
    struct vanthu_span *marks; /* the matches in `snippet` */
    size_t marks_count;
    const char **mentions; /* canonical forms cited between start and end */
    size_t mentions_count;
    size_t more_count; /* further passages of this document that match */
    const char *symbol;
    unsigned page;   /* where the best match is; 0: not known */
    bool recognised; /* the text was recognised in a scan */
};

struct vanthu_facet {
    const char *facet, *value; /* "year", "2021"; "type", "Báo cáo"; "issuer", ...;
                                  "format", "application/pdf"; "": not known */
    uint64_t documents;
};

struct vanthu_search_result {
    struct vanthu_hit *hits;
    size_t hits_count;
    uint64_t documents, passages; /* that match in all */
    struct vanthu_facet *facets;
    size_t facets_count;
    const char **notes; /* what was searched differently than typed, one sentence each */
    size_t notes_count;
};

/* Searches. `query` is what a person types: man vanthu-query(7). A query never fails for its
 * syntax. Nothing found is VANTHU_OK with no hits. */
vanthu_status vanthu_search(struct vanthu_search_result **out, struct vanthu_archive *archive,
                            const char *query, const struct vanthu_search_options *options,
                            struct vanthu_error *error);
void vanthu_search_result_free(struct vanthu_search_result *result);

/* ---- references in the archive -------------------------------------------------------------- */

struct vanthu_dated {
    const char *date;
    uint64_t mentions;
};

struct vanthu_year {
    int year; /* of the citing documents; 0: not known */
    uint64_t documents, mentions;
};

struct vanthu_acted {
    const char *relation;
    bool out;                     /* this entity acts on the other; else the other acts on it */
    const char *canonical, *date; /* the other; NULL: the citing document itself */
    const char *document;         /* id of the document that says so */
    const char *section;          /* its deepest heading */
    const char *evidence;         /* its words */
};

struct vanthu_where {
    const char *document, *title, *date; /* of the citing document; NULL: no date */
    const char **section;
    size_t section_count;
    uint64_t start, end;
    const char *raw;
    enum vanthu_resolved resolved;
};

struct vanthu_entity {
    const char *canonical, *type;
    int year; /* 0: open */
    const char *date, *issuer, *title;
    uint64_t mentions, documents;
    const char *first, *last; /* dates of the earliest and the latest citing document */
    struct vanthu_dated *dates;
    size_t dates_count;
    struct vanthu_year *by_year;
    size_t by_year_count;
    struct vanthu_acted *relations;
    size_t relations_count;
    const char **conflicts; /* one sentence each, with ISO dates */
    size_t conflicts_count;
    const char *held; /* id of the document that is this one; NULL: not in the archive */
    const char *lost; /* id of the one that was, and is lost as acknowledged; NULL: none */
    struct vanthu_where *where;
    size_t where_count;
};

struct vanthu_ref_options {
    int year;  /* 0: every year */
    bool near; /* close forms too: one digit off, abbreviation only */
};

struct vanthu_ref_result {
    struct vanthu_entity *entities; /* oldest year first */
    size_t entities_count;
    bool near; /* nothing fits exactly: these are close forms */
};

/* What the archive knows of a reference as a person types it: "58/KH-UBND", "ke hoach 58/kh-ubnd
 * nam 2021". VANTHU_NOT_FOUND when no document cites or is anything like it; VANTHU_USAGE when it
 * is no reference. */
vanthu_status vanthu_ref(struct vanthu_ref_result **out, struct vanthu_archive *archive,
                         const char *reference, const struct vanthu_ref_options *options,
                         struct vanthu_error *error);
void vanthu_ref_result_free(struct vanthu_ref_result *result);

/* What becomes of a reference in a draft. Later ones weigh more. */
enum vanthu_verdict {
    VANTHU_CHECK_OK,
    VANTHU_CHECK_NONE,      /* nothing an archive can tell: a law by its name */
    VANTHU_CHECK_UNKNOWN,   /* nothing is, or cites, it */
    VANTHU_CHECK_AMBIGUOUS, /* several documents have the number, and no date tells which */
    VANTHU_CHECK_TYPO,      /* another number, nearly the same, is well known with this date */
    VANTHU_CHECK_MISDATED,
    VANTHU_CHECK_AMENDED,
    VANTHU_CHECK_REPLACED,
    VANTHU_CHECK_REPEALED
};

struct vanthu_checked {
    const struct vanthu_mention *mention; /* its offsets are those of the draft's bytes */
    uint64_t line;                        /* from 1 */
    enum vanthu_verdict verdict;
    const char
        *suggestion;      /* the right number, date or the document that acts on it; may be NULL */
    const char *evidence; /* a sentence; NULL for "ok" */
};

struct vanthu_check {
    struct vanthu_checked *checked; /* every mention but the draft's own number, in order */
    size_t checked_count;
    struct vanthu_extract *draft;
};

/* Proof-reads the references in `size` bytes of a draft. VANTHU_FAILED: the bytes are no text. */
vanthu_status vanthu_check(struct vanthu_check **out, struct vanthu_archive *archive,
                           const void *data, size_t size, struct vanthu_error *error);
void vanthu_check_free(struct vanthu_check *check);

/* The word of the JSON contract: "probable_typo". Static. */
const char *vanthu_verdict_name(enum vanthu_verdict verdict);

/* ---- the archive as a whole ------------------------------------------------------------------ */

struct vanthu_stats {
    uint64_t documents, sources, unread; /* `unread`: without all their text */
    uint64_t bytes;                      /* of the originals */
    uint64_t volume_bytes, catalog_bytes, index_bytes, text_bytes;
    uint64_t recovery_bytes; /* of the recovery records of volumes */
    uint64_t volumes, passages, mentions, references;
    struct vanthu_years_types {
        int year; /* 0: not known */
        const char *type;
        uint64_t documents;
    } * years;
    size_t years_count;
};

vanthu_status vanthu_stats(struct vanthu_stats **out, struct vanthu_archive *archive,
                           struct vanthu_error *error);
void vanthu_stats_free(struct vanthu_stats *stats);

struct vanthu_cited {
    const char *canonical, *issuer;
    int year; /* 0: open */
    uint64_t documents, mentions;
    const char *held; /* id; NULL: not in the archive */
};

struct vanthu_slip {
    const char *canonical;
    int year;
    const char *sentence;
};

struct vanthu_reference_stats {
    struct vanthu_cited *cited, *missing; /* most cited first; `missing`: those not held */
    size_t cited_count, missing_count;
    struct vanthu_slip *slips; /* dates and numbers that do not agree */
    size_t slips_count;
};

enum vanthu_reference_lists { VANTHU_MOST_CITED, VANTHU_ALL_LISTS };

/* The references of the archive, at most `limit` in each list. VANTHU_MOST_CITED fills only
 * `cited`. */
vanthu_status vanthu_reference_stats(struct vanthu_reference_stats **out,
                                     struct vanthu_archive *archive,
                                     enum vanthu_reference_lists lists, size_t limit,
                                     struct vanthu_error *error);
void vanthu_reference_stats_free(struct vanthu_reference_stats *stats);

/* What takes a fault away. */
enum vanthu_mender {
    VANTHU_MENDED_BY_HAND,    /* a backup, a mirror, recovery records */
    VANTHU_MENDED_BY_REBUILD, /* vanthu_rebuild() */
    VANTHU_MENDED_BY_REINDEX, /* the same, of the index only */
    VANTHU_MENDED_BY_REPAIR   /* vanthu_repair() */
};

struct vanthu_fault {
    const char *place;    /* file in the archive, with the offset where it has one */
    const char *document; /* id, or NULL when no single document is concerned */
    const char *problem;  /* what is wrong and what is lost */
    const char *remedy;   /* what to do next */
    enum vanthu_mender mender;
};

struct vanthu_verify_options {
    const char *mirror;     /* a directory of vanthu_mirror(); NULL: none */
    bool quick;             /* frames and catalogue only; does not hash the originals */
    bool record;            /* tell the log of the archive of a check of everything */
    const char *const *ids; /* only these documents; NULL: everything */
    size_t ids_count;
    void (*fault)(void *context, const struct vanthu_fault *fault);
    void (*lost)(void *context, const struct vanthu_lost *lost); /* may be NULL */
    vanthu_progress_fn progress;
    void *context;
};

struct vanthu_verify_summary {
    uint64_t documents, frames, bytes, faults;
    uint64_t lost, lost_entries;  /* documents, and entries of the log, as acknowledged */
    bool mirror;                  /* it is one */
    uint64_t behind;              /* bytes that the mirror does not have yet */
    struct vanthu_error unlogged; /* status VANTHU_OK: what is to be recorded is in the log; else
                                     why it is not */
};

/* Checks volumes, catalogue, log and index against each other, and with a mirror where one is
 * given; calls `fault` for each fault, and `lost` for each document that is lost as acknowledged,
 * which is no fault. Returns VANTHU_OK or, after the last check, VANTHU_DAMAGED.
 * Where volumes are compacted meanwhile it begins again with those of then, and a reader sees that
 * state from then on. */
vanthu_status vanthu_verify(struct vanthu_archive *archive,
                            const struct vanthu_verify_options *options,
                            struct vanthu_verify_summary *summary, struct vanthu_error *error);

/* Checks the volumes of the directory `dir` by themselves, where vanthu_archive_open() returns
 * VANTHU_DAMAGED: their frames, originals, hashes and recovery records. A catalogue that is missing
 * or damaged is a fault, but of a mirror, which has none. What should be there besides cannot be
 * told. */
vanthu_status vanthu_verify_volumes(const char *dir, const struct vanthu_verify_options *options,
                                    struct vanthu_verify_summary *summary,
                                    struct vanthu_error *error);

/* What was done to a document; the events are named as in PREMIS 3.0 where it has a name. */
struct vanthu_event {
    uint64_t number;     /* in the log of the archive, from 1 */
    const char *at;      /* UTC, RFC 3339 */
    const char *event;   /* "ingestion", "source", "set", "recognition", "fixity check", "removal",
                            "export",   "compaction", "repair", "acknowledged loss" */
    const char *outcome; /* "success" or "failure" */
    const char *detail;  /* a few words; may be "" */
    const char *agent;   /* "vanthu 0.1.0" */
    const char **documents; /* the ids of those that it concerns; none: all that were there */
    size_t documents_count;
};

struct vanthu_events {
    struct vanthu_event *events; /* oldest first */
    size_t events_count;
};

/* The log of one document, also of one that was withdrawn; all of it, where `id` is NULL. */
vanthu_status vanthu_events(struct vanthu_events **out, struct vanthu_archive *archive,
                            const char *id, struct vanthu_error *error);
void vanthu_events_free(struct vanthu_events *events);

/* A document that was withdrawn. */
struct vanthu_removed {
    const char *id, *sha256;
    const char *title, *source; /* either may be NULL */
};

struct vanthu_remove_options {
    const char *reason, *by; /* why, and who says so; both must say something */
    void (*removed)(void *context, const struct vanthu_removed *removed);
    void *context;
};

/* Withdraws documents, all or none: no search, list or reference knows them any more, and whoever
 * asks for one is told when, by whom and why it was withdrawn (VANTHU_NOT_FOUND). `removed` is
 * called for each once that is safe on disk. The originals stay in the volumes until
 * vanthu_compact(); the same bytes may be added again, as a new document. */
vanthu_status vanthu_remove(struct vanthu_archive *archive, const char *const *ids,
                            size_t ids_count, const struct vanthu_remove_options *options,
                            struct vanthu_error *error);

enum { VANTHU_PARITY_AS_BEFORE = -1 };

struct vanthu_compact_options {
    int parity; /* percent of each sealed volume that its recovery records can make good, 0 to 100;
                   kept for the next time; 0: none are made */
    vanthu_progress_fn progress;
    void *context;
};

#define VANTHU_COMPACT_OPTIONS_INIT         \
    {                                       \
        VANTHU_PARITY_AS_BEFORE, NULL, NULL \
    }

struct vanthu_compact_summary {
    uint64_t documents, before, after; /* bytes of the volumes */
    uint64_t unchanged; /* volumes that keep recovery records which are not as they are wanted */
};

/* Rewrites the volumes of the archive in `dir` without the originals that were withdrawn, documents
 * of a kind side by side, at the highest compression, and makes the index one piece. Volumes to
 * which all that was done before stay, unless they are smaller than what has come since. Where
 * recovery records are wanted, every sealed volume that has none, or has them of another percent,
 * gets them; the program par2 makes them, and those before go when the new ones are in place. Where
 * none are wanted those that are there stay. Takes the writer's lock. VANTHU_DAMAGED, with
 * everything as it was, when anything in the volumes is damaged. */
vanthu_status vanthu_compact(const char *dir, const struct vanthu_compact_options *options,
                             struct vanthu_compact_summary *summary, struct vanthu_error *error);

struct vanthu_export_options {
    vanthu_progress_fn progress;
    void *context;
};

struct vanthu_export_summary {
    uint64_t documents;
    struct vanthu_error unlogged; /* status VANTHU_OK: the log of the archive tells of it; else why
                                     not: it is read-only, another program is writing */
};

/* Writes the documents that satisfy all `filters`, as those of vanthu_list(), as a bag (BagIt, RFC
 * 8493) to `dir`, which is made, or is empty: originals, what is known of them, SHA-256 and SHA-512
 * of each. Adding that directory to an archive gives the same documents. VANTHU_NOT_FOUND: there
 * are none. `summary` may be NULL. */
vanthu_status vanthu_export_bag(struct vanthu_archive *archive, const char *dir,
                                const char *const *filters, size_t filters_count,
                                const struct vanthu_export_options *options,
                                struct vanthu_export_summary *summary, struct vanthu_error *error);

struct vanthu_repair_options {
    const char *mirror;      /* a directory of vanthu_mirror(); NULL: none */
    bool accept_loss;        /* go on without what cannot be mended */
    const char *reason, *by; /* of accept_loss: why, and who says so; both must say something */
    /* `place` is a file in the archive, or the id of a document that is lost; may be NULL */
    void (*repaired)(void *context, const char *place, const char *how);
    vanthu_progress_fn progress;
    void *context;
};

/* Mends what can be mended of the archive in `dir`: damaged volumes from their recovery records or
 * from a mirror, hashes of sealed volumes, catalogue and index, which are rebuilt; puts what does
 * not belong there, and every file that another takes the place of, into quarantine/. Nothing is
 * deleted. Calls `repaired` for each. VANTHU_DAMAGED when documents are lost by it, each of which
 * was told: a volume could only be brought back in part. Where nothing is lost by it, what is whole
 * of a volume that stays damaged moves into a new one. What cannot be mended stays as it is:
 * vanthu_verify() tells of it. Takes the writer's lock. `count` of repairs may be NULL.
 *
 * With `accept_loss` what could not be mended is acknowledged as lost, in the log of the archive
 * too: a new volume holds what is whole of the damaged ones, which go to quarantine/, and each
 * document that is lost has a tombstone that says so until the same bytes are added again. From
 * then on the archive is sound. */
vanthu_status vanthu_repair(const char *dir, const struct vanthu_repair_options *options,
                            uint64_t *count, struct vanthu_error *error);

struct vanthu_mirror_options {
    bool check; /* read sealed volumes of the mirror again, whose hash was compared before */
    void (*fault)(void *context, const struct vanthu_fault *fault); /* may be NULL */
    vanthu_progress_fn progress;
    void *context;
};

struct vanthu_mirror_summary {
    uint64_t volumes, copied_bytes, faults;
};

/* Makes the directory `dir` a second copy of the volumes, and of what tells how to read them; what
 * it has already is not copied again. Nothing is copied before it was found sound, and what is
 * copied is read back. A volume of the mirror that is damaged is put aside there and copied anew;
 * one that is sound and not the same is left, and is a fault. From the mirror vanthu_rebuild()
 * makes an archive, and vanthu_verify() compares with it and repairs from it. VANTHU_DAMAGED, after
 * all the rest is copied, when there were faults. `summary` may be NULL. Where volumes are
 * compacted meanwhile it is as with vanthu_verify(). */
vanthu_status vanthu_mirror(struct vanthu_archive *archive, const char *dir,
                            const struct vanthu_mirror_options *options,
                            struct vanthu_mirror_summary *summary, struct vanthu_error *error);

struct vanthu_rebuild_options {
    bool index_only;
    void (*lost)(void *context, const struct vanthu_lost *lost); /* may be NULL */
    vanthu_progress_fn progress;
    void *context;
};

/* Makes catalogue and index of the archive in `dir` anew from the volumes alone, or the index from
 * the catalogue, beside the old ones, and puts them in place at the end. What was interrupted goes
 * on where it stopped, if nobody has written to the archive since. `dir` may hold nothing but
 * volumes/. Damaged places are passed over: VANTHU_DAMAGED, when all is in place; `lost` is called
 * for every document that the catalogue before, where it can be read, or the log knows, and that is
 * not there any more. Takes the writer's lock. */
vanthu_status vanthu_rebuild(const char *dir, const struct vanthu_rebuild_options *options,
                             uint64_t *documents, struct vanthu_error *error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
