# Finds and reads legal references.
noinst_LTLIBRARIES += src/ref/libref.la
src_ref_libref_la_SOURCES = \
	src/ref/context.c src/ref/context.h \
	src/ref/found.h \
	src/ref/key.c \
	src/ref/letters.c src/ref/letters.h \
	src/ref/named.c \
	src/ref/ref.h \
	src/ref/relations.c \
	src/ref/scan.c \
	src/ref/short.c \
	src/ref/standard.c \
	src/ref/symbol.c src/ref/symbol.h \
	src/ref/typed.c \
	src/ref/types.c src/ref/types.h

check_PROGRAMS += tests/test-ref
tests_test_ref_SOURCES = tests/test-ref.c
tests_test_ref_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_test_ref_LDADD = src/ref/libref.la src/text/libtext.la src/base/libbase.la \
	$(UTF8PROC_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/ref-keys.tsv tests/ref-mentions.tsv tests/ref-relations.tsv tests/ref-typed.tsv

# make tests/bench-refs: for scripts/bench
EXTRA_PROGRAMS += tests/bench-refs
tests_bench_refs_SOURCES = tests/bench-refs.c
tests_bench_refs_LDADD = src/ref/libref.la src/text/libtext.la src/base/libbase.la \
	$(UTF8PROC_LIBS)
