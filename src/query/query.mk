# What a person types, as a tree.
noinst_LTLIBRARIES += src/query/libquery.la
src_query_libquery_la_SOURCES = \
	src/query/abbreviate.c src/query/abbreviate.h \
	src/query/abbreviations.c src/query/abbreviations.h \
	src/query/field.c src/query/field.h \
	src/query/parser.h \
	src/query/query.c src/query/query.h \
	src/query/tree.c \
	src/query/words.c

check_PROGRAMS += tests/test-query
tests_test_query_SOURCES = tests/test-query.c
tests_test_query_LDADD = src/query/libquery.la src/ref/libref.la src/text/libtext.la \
	src/base/libbase.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/query-trees.tsv
