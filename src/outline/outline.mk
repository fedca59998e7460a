# Headings and the facts of a document as ranges of its text.
noinst_LTLIBRARIES += src/outline/liboutline.la
src_outline_liboutline_la_SOURCES = \
	src/outline/articles.c \
	src/outline/candidates.c src/outline/candidates.h \
	src/outline/clause.c \
	src/outline/facts.c src/outline/facts.h \
	src/outline/judge.c \
	src/outline/labels.c src/outline/labels.h \
	src/outline/letterhead.c \
	src/outline/lines.c src/outline/lines.h \
	src/outline/outline.c src/outline/outline.h \
	src/outline/period.c \
	src/outline/quotes.c src/outline/quotes.h \
	src/outline/signer.c \
	src/outline/title.c
src_outline_liboutline_la_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
src_outline_liboutline_la_LIBADD = $(UTF8PROC_LIBS)

check_PROGRAMS += tests/test-outline
tests_test_outline_SOURCES = tests/test-outline.c
tests_test_outline_LDADD = src/outline/liboutline.la src/text/libtext.la src/base/libbase.la \
	$(UTF8PROC_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/outline
