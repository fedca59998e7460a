# The index of passages: the only folder that says Xapian, and the only C++.
noinst_LTLIBRARIES += index/libindex.la
index_libindex_la_SOURCES = \
	index/guard.hh \
	index/index.h \
	index/bisect.hh \
	index/commit.cc index/commit.hh \
	index/files.cc index/files.hh \
	index/forward.cc index/forward.hh \
	index/lexicon.cc index/lexicon.hh \
	index/manifest.cc index/manifest.hh \
	index/match.cc index/match.hh \
	index/neighbours.cc index/neighbours.hh \
	index/phrase.cc index/phrase.hh \
	index/piece.cc index/piece.hh \
	index/index-search.h \
	index/records.cc index/records.hh \
	index/search.cc \
	index/tally.hh \
	index/terms.h \
	index/words.cc index/words.hh \
	index/write.cc
index_libindex_la_CPPFLAGS = $(AM_CPPFLAGS) $(XAPIAN_CFLAGS) $(NETTLE_CFLAGS) $(ZSTD_CFLAGS)
index_libindex_la_LIBADD = $(XAPIAN_LIBS) $(NETTLE_LIBS) $(ZSTD_LIBS)

# It is a module, which libvanthu loads when the index is first asked.
pkglib_LTLIBRARIES += libvanthu-index.la
libvanthu_index_la_SOURCES = index/functions.h index/module.cc index/index.map
libvanthu_index_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--version-script=$(srcdir)/index/index.map -pthread
libvanthu_index_la_DEPENDENCIES = index/index.map $(libvanthu_index_la_LIBADD)
libvanthu_index_la_LIBADD = index/libindex.la src/query/libquery.la src/ref/libref.la \
	src/text/libtext.la src/base/libbase.la

noinst_LTLIBRARIES += index/libindexload.la
index_libindexload_la_SOURCES = index/functions.h index/load.c

check_PROGRAMS += tests/test-index
tests_test_index_SOURCES = tests/test-index.c
# C++ inside: automake links with the C++ compiler
nodist_EXTRA_tests_test_index_SOURCES = tests/dummy.cc
tests_test_index_LDADD = index/libindex.la src/query/libquery.la src/ref/libref.la \
	src/text/libtext.la src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)
tests_test_index_LDFLAGS = $(AM_LDFLAGS) -pthread
EXTRA_DIST += tests/query-pairs.tsv
