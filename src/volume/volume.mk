# The originals: tar members in independent zstd frames, written, read and scanned.
noinst_LTLIBRARIES += src/volume/libvolume.la
src_volume_libvolume_la_SOURCES = \
	src/volume/fields.c src/volume/fields.h \
	src/volume/frame.c src/volume/frame.h \
	src/volume/heads.c src/volume/heads.h \
	src/volume/log.c src/volume/log.h \
	src/volume/manifest.c src/volume/manifest.h \
	src/volume/members.c src/volume/members.h \
	src/volume/read.c \
	src/volume/recognised.c src/volume/recognised.h \
	src/volume/record.c src/volume/record.h \
	src/volume/salvage.c src/volume/salvage.h \
	src/volume/scan.c \
	src/volume/seal.c src/volume/seal.h \
	src/volume/tar.c src/volume/tar.h \
	src/volume/tombstone.c src/volume/tombstone.h \
	src/volume/volume.c src/volume/volume.h \
	src/volume/write.c
src_volume_libvolume_la_CPPFLAGS = $(AM_CPPFLAGS) $(ZSTD_CFLAGS) $(NETTLE_CFLAGS) $(JANSSON_CFLAGS)
src_volume_libvolume_la_LIBADD = $(ZSTD_LIBS) $(NETTLE_LIBS) $(JANSSON_LIBS)

volume_test_ldadd = src/volume/libvolume.la src/base/libbase.la \
	$(ZSTD_LIBS) $(NETTLE_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
volume_test_ldflags = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

check_PROGRAMS += tests/test-volume tests/test-volume-damage
tests_test_volume_SOURCES = tests/test-volume.c tests/t-volume.h
tests_test_volume_CPPFLAGS = $(AM_CPPFLAGS) $(ARCHIVE_CFLAGS) $(ZSTD_CFLAGS)
tests_test_volume_LDFLAGS = $(volume_test_ldflags)
tests_test_volume_LDADD = $(volume_test_ldadd) $(ARCHIVE_LIBS)
tests_test_volume_damage_SOURCES = tests/test-volume-damage.c tests/t-volume.h
tests_test_volume_damage_CPPFLAGS = $(AM_CPPFLAGS) $(ZSTD_CFLAGS)
tests_test_volume_damage_LDFLAGS = $(volume_test_ldflags)
tests_test_volume_damage_LDADD = $(volume_test_ldadd)
