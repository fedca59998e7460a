# Readers that bid on the first bytes and get clean text out of an original.
noinst_LTLIBRARIES += src/read/libread.la
src_read_libread_la_SOURCES = \
	src/read/read.c src/read/read.h \
	src/read/read-foreign.c \
	src/read/read-text.c \
	src/read/reader.h
