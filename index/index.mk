# The index of passages: the only folder that says Xapian, and the only C++.
noinst_LTLIBRARIES += index/libindex.la
index_libindex_la_SOURCES = \
	index/guard.hh \
	index/index.h \
	index/compile.cc index/compile.hh \
	index/manifest.cc index/manifest.hh \
	index/piece.cc index/piece.hh \
	index/index-search.h \
	index/search.cc \
	index/terms.h \
	index/write.cc
index_libindex_la_CPPFLAGS = $(AM_CPPFLAGS) $(XAPIAN_CFLAGS) $(CRYPTO_CFLAGS)
index_libindex_la_LIBADD = $(XAPIAN_LIBS) $(CRYPTO_LIBS)
