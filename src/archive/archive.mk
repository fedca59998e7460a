# The façade behind vanthu.h, and the shared library that is all a program sees.
noinst_LTLIBRARIES += src/archive/libfacade.la
src_archive_libfacade_la_SOURCES = \
	src/archive/abbreviations.c src/archive/abbreviations.h \
	src/archive/add.c \
	src/archive/adopt.c src/archive/adopt.h \
	src/archive/analyse.c src/archive/analyse.h \
	src/archive/answer.h \
	src/archive/archive.h \
	src/archive/bag-names.c src/archive/bag-names.h \
	src/archive/bag-read.c src/archive/bag-read.h \
	src/archive/bag-write.c \
	src/archive/batch.c src/archive/batch.h \
	src/archive/bundle.c \
	src/archive/change.c src/archive/change.h \
	src/archive/check.c \
	src/archive/compact.c \
	src/archive/compact-plan.c src/archive/compact-plan.h \
	src/archive/conf.c src/archive/conf.h \
	src/archive/copy.c src/archive/copy.h \
	src/archive/create.c \
	src/archive/entity.c src/archive/entity.h \
	src/archive/entity-acts.c \
	src/archive/extract.c \
	src/archive/extract-parts.c \
	src/archive/filter.c src/archive/filter.h \
	src/archive/get.c \
	src/archive/gone.c \
	src/archive/gaps.c src/archive/gaps.h \
	src/archive/hit-data.c src/archive/hit-data.h \
	src/archive/intake.c src/archive/intake.h \
	src/archive/intake-file.c src/archive/intake-file.h \
	src/archive/issuers.c src/archive/issuers.h \
	src/archive/log.c src/archive/log.h \
	src/archive/loss.c src/archive/loss.h \
	src/archive/lost.c src/archive/lost.h \
	src/archive/mend.c src/archive/mend.h \
	src/archive/mend-volumes.c \
	src/archive/merge.c src/archive/merge.h \
	src/archive/mirror.c \
	src/archive/open.c \
	src/archive/packer.c src/archive/packer.h \
	src/archive/kept.c src/archive/kept.h \
	src/archive/parity.c src/archive/parity.h \
	src/archive/parity-check.c \
	src/archive/passages.c src/archive/passages.h \
	src/archive/pieces.c src/archive/pieces.h \
	src/archive/places.c src/archive/places.h \
	src/archive/pool.c src/archive/pool.h \
	src/archive/readme.c src/archive/readme.h \
	src/archive/rebuild.c \
	src/archive/ref.c \
	src/archive/remove.c \
	src/archive/reindex.c src/archive/reindex.h \
	src/archive/repair.c src/archive/repair.h \
	src/archive/resolve.c src/archive/resolve.h \
	src/archive/said.c src/archive/said.h \
	src/archive/same.c src/archive/same.h \
	src/archive/search.c \
	src/archive/section.c src/archive/section.h \
	src/archive/settle.c src/archive/settle.h \
	src/archive/show.c \
	src/archive/slips.c src/archive/slips.h \
	src/archive/snippet.c src/archive/snippet.h \
	src/archive/text.c \
	src/archive/sound.c src/archive/sound.h \
	src/archive/sql.c src/archive/sql.h \
	src/archive/stats.c \
	src/archive/stats-references.c \
	src/archive/unpack.c src/archive/unpack.h \
	src/archive/verify-alone.c \
	src/archive/verify.c src/archive/verify.h \
	src/archive/verify-against.c \
	src/archive/verify-log.c \
	src/archive/verify-volumes.c
src_archive_libfacade_la_CPPFLAGS = $(AM_CPPFLAGS) $(NETTLE_CFLAGS) $(SQLITE_CFLAGS) $(ARCHIVE_CFLAGS) $(JANSSON_CFLAGS)
src_archive_libfacade_la_LIBADD = $(NETTLE_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS)

lib_LTLIBRARIES += libvanthu.la
libvanthu_la_SOURCES =
# RUNPATH: where the module of the index is
libvanthu_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 \
	-Wl,--version-script=$(srcdir)/src/vanthu.map -pthread \
	-Wl,--enable-new-dtags '-Wl,-rpath,$$ORIGIN/$(PACKAGE)'
libvanthu_la_DEPENDENCIES = src/vanthu.map $(libvanthu_la_LIBADD)
libvanthu_la_LIBADD = \
	src/archive/libfacade.la \
	index/libindexload.la \
	src/catalog/libcatalog.la \
	src/volume/libvolume.la \
	src/read/libread.la \
	src/outline/liboutline.la \
	src/query/libquery.la \
	src/ref/libref.la \
	src/text/libtext.la \
	src/base/libbase.la
include_HEADERS = src/vanthu.h
pkgconfig_DATA = src/vanthu.pc
EXTRA_DIST += src/vanthu.map

check_PROGRAMS += tests/test-bundle
tests_test_bundle_SOURCES = tests/test-bundle.c src/archive/bundle.c src/archive/packer.c
tests_test_bundle_CPPFLAGS = $(AM_CPPFLAGS) $(ARCHIVE_CFLAGS)
tests_test_bundle_LDADD = src/base/libbase.la $(ARCHIVE_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test-passages
tests_test_passages_SOURCES = tests/test-passages.c src/archive/passages.c \
	src/archive/hit-data.c src/archive/snippet.c
# C++ inside: automake links with the C++ compiler
nodist_EXTRA_tests_test_passages_SOURCES = tests/dummy.cc
tests_test_passages_LDADD = index/libindex.la src/query/libquery.la src/ref/libref.la \
	src/text/libtext.la src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/test-snippet
tests_test_snippet_SOURCES = tests/test-snippet.c src/archive/snippet.c
tests_test_snippet_LDADD = src/query/libquery.la src/ref/libref.la src/text/libtext.la \
	src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/snippets.tsv
