# archive: see HACKING.md

check_PROGRAMS += tests/test-bundle
tests_test_bundle_SOURCES = tests/test-bundle.c src/archive/bundle.c
tests_test_bundle_CPPFLAGS = $(AM_CPPFLAGS) $(ARCHIVE_CFLAGS)
tests_test_bundle_LDADD = src/base/libbase.la $(ARCHIVE_LIBS) $(CMOCKA_LIBS)
