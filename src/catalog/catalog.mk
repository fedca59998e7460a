# SQLite: what exists, where it lies, what it says and cites.
noinst_LTLIBRARIES += src/catalog/libcatalog.la
src_catalog_libcatalog_la_SOURCES = \
	src/catalog/catalog.c src/catalog/catalog.h \
	src/catalog/contents.c \
	src/catalog/facts.c src/catalog/facts.h \
	src/catalog/find.c \
	src/catalog/load.c \
	src/catalog/log.c src/catalog/log.h \
	src/catalog/pages.c src/catalog/pages.h \
	src/catalog/private.h \
	src/catalog/schema.h \
	src/catalog/store.c src/catalog/store.h \
	src/catalog/tombstones.c \
	src/catalog/volumes.c
src_catalog_libcatalog_la_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS) $(ZSTD_CFLAGS) $(JANSSON_CFLAGS)
src_catalog_libcatalog_la_LIBADD = $(SQLITE_LIBS) $(ZSTD_LIBS) $(JANSSON_LIBS)
