# Headings and the facts of a document as ranges of its text.
noinst_LTLIBRARIES += src/outline/liboutline.la
src_outline_liboutline_la_SOURCES = \
	src/outline/facts.c \
	src/outline/lines.c src/outline/lines.h \
	src/outline/outline.c src/outline/outline.h
src_outline_liboutline_la_CPPFLAGS = $(AM_CPPFLAGS) $(UTF8PROC_CFLAGS)
src_outline_liboutline_la_LIBADD = $(UTF8PROC_LIBS)
