# Makes two spellings of the same Vietnamese text equal.
noinst_LTLIBRARIES += src/text/libtext.la
src_text_libtext_la_SOURCES = \
	src/text/clean.c src/text/clean.h \
	src/text/clean-char.c src/text/clean-char.h \
	src/text/date.c src/text/date.h \
	src/text/detect.c src/text/detect.h \
	src/text/fold.c src/text/fold.h \
	src/text/legacy.c src/text/legacy.h \
	src/text/match.c src/text/match.h \
	src/text/offsets.c src/text/offsets.h \
	src/text/rows.c \
	src/text/scan.c src/text/scan.h \
	src/text/scan-chunk.c \
	src/text/scan-number.c \
	src/text/segment.c src/text/segment.h \
	src/text/shape.c src/text/shape.h \
	src/text/slow.h \
	src/text/syllable.c src/text/syllable.h \
	src/text/tables.c src/text/tables.h \
	src/text/tokens.c src/text/tokens.h \
	src/text/tone.c src/text/tone.h \
	src/text/unicode.c src/text/unicode.h \
	src/text/utf16.c src/text/utf16.h
src_text_libtext_la_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
src_text_libtext_la_LIBADD = $(UTF8PROC_LIBS)
EXTRA_DIST += scripts/gen-text-tables

check_PROGRAMS += tests/test-text
tests_test_text_SOURCES = tests/test-text.c
tests_test_text_LDADD = src/text/libtext.la src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/text-fold.tsv tests/text-match.tsv tests/text-syllables.tsv tests/text-tokens.tsv

check_PROGRAMS += tests/test-legacy
tests_test_legacy_SOURCES = tests/test-legacy.c
tests_test_legacy_LDADD = src/text/libtext.la src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/text-legacy.tsv tests/text-foreign.txt

# make tests/bench-text: for scripts/bench
EXTRA_PROGRAMS += tests/bench-text
tests_bench_text_SOURCES = tests/bench-text.c
tests_bench_text_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
tests_bench_text_LDADD = src/text/libtext.la src/base/libbase.la $(UTF8PROC_LIBS)
