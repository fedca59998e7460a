# What a person types, as a tree.
noinst_LTLIBRARIES += src/query/libquery.la
src_query_libquery_la_SOURCES = src/query/query.c src/query/query.h
