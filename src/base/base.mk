noinst_LTLIBRARIES += src/base/libbase.la
src_base_libbase_la_SOURCES = \
	src/base/arena.c src/base/arena.h \
	src/base/buf.c src/base/buf.h \
	src/base/err.c src/base/err.h \
	src/base/file.c src/base/file.h \
	src/base/output.c src/base/output.h \
	src/base/str.h \
	src/base/utf8.c src/base/utf8.h

check_PROGRAMS += tests/test-base
tests_test_base_SOURCES = tests/test-base.c
tests_test_base_LDADD = src/base/libbase.la $(CMOCKA_LIBS)
