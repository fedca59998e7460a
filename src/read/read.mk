# Readers that bid on the first bytes and get clean text out of an original.
noinst_LTLIBRARIES += src/read/libread.la
src_read_libread_la_SOURCES = \
	src/read/answer.c src/read/answer.h \
	src/read/fonted.c src/read/fonted.h \
	src/read/formats.c src/read/formats.h \
	src/read/page-number.c src/read/page-number.h \
	src/read/read.c src/read/read.h \
	src/read/read-rtf.c \
	src/read/read-text.c \
	src/read/reader.h \
	src/read/signature.c src/read/signature.h \
	src/read/steps.c src/read/steps.h \
	src/read/wire.c src/read/wire.h \
	src/read/workers.c src/read/workers.h
src_read_libread_la_CPPFLAGS = $(AM_CPPFLAGS) -DVT_PKGLIBEXECDIR='"$(pkglibexecdir)"' \
	-DVT_LIBEXEC_FROM_BIN='"libexec/$(PACKAGE)"'

check_PROGRAMS += tests/test-read
tests_test_read_SOURCES = tests/test-read.c
tests_test_read_LDADD = src/read/libread.la src/text/libtext.la src/base/libbase.la \
	$(UTF8PROC_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test-workers
tests_test_workers_SOURCES = tests/test-workers.c
tests_test_workers_LDADD = $(tests_test_read_LDADD)
