# Module tests (cmocka) are declared by their module's fragment; sessions on the command line
# (bats) are tests/*.bats. Both speak TAP.
TEST_EXTENSIONS = .bats
# The program itself, not libtool's wrapper, which takes longer to start than most commands to run.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(LOG_DRIVER)
BATS_LOG_COMPILER = $(BATS)
AM_BATS_LOG_FLAGS = --tap
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	VANTHU="$(abs_top_builddir)/src/.libs/vanthu"; export VANTHU; \
	LD_LIBRARY_PATH="$(abs_top_builddir)/.libs"; export LD_LIBRARY_PATH; \
	TESTS_DIR="$(abs_top_srcdir)/tests"; export TESTS_DIR; \
	SOURCE_DIR="$(abs_top_srcdir)"; export SOURCE_DIR; \
	BUILD_DIR="$(abs_top_builddir)"; export BUILD_DIR;

TESTS =
if HAVE_CMOCKA
TESTS += $(check_PROGRAMS)
endif

# Asked by scripts/test-flips and by tests/t280-held.bats: no tests themselves.
EXTRA_PROGRAMS += tests/flips tests/held
check_DATA = tests/flips tests/held
CLEANFILES += tests/flips$(EXEEXT) tests/held$(EXEEXT)
tests_flips_SOURCES = tests/flips.c
tests_flips_LDADD = libvanthu.la
tests_held_SOURCES = tests/held.c
tests_held_LDADD = libvanthu.la

if HAVE_BATS
TESTS += $(dist_check_SCRIPTS)
endif
EXTRA_DIST += tests/t.h
dist_check_SCRIPTS += tests/t010-manners.bats tests/t020-bad-input.bats tests/t030-terminal.bats \
	tests/t040-text.bats tests/t060-hostile.bats tests/t070-read-again.bats tests/t090-ranking.bats \
	tests/t120-check.bats tests/t130-entities.bats tests/t140-refs-stream.bats \
	tests/t150-signatures.bats tests/t160-remove.bats tests/t170-bag.bats tests/t180-faults.bats \
	tests/t190-flips.bats tests/t200-phrases.bats tests/t210-beside-results.bats \
	tests/t220-events.bats tests/t230-rebuild.bats tests/t240-second-copy.bats \
	tests/t250-no-false-alarm.bats tests/t260-lost.bats tests/t270-restored.bats tests/t280-held.bats \
	tests/t290-salvage.bats \
	tests/t300-cut.bats tests/t310-disk.bats \
	tests/t320-many.bats tests/t330-security.bats \
	tests/t340-recovery-records.bats tests/t350-volumes-alone.bats \
	tests/t360-given-out.bats tests/t370-advice.bats
EXTRA_DIST += tests/lib.bash tests/sign-pdf tests/hostile.py tests/docs/README \
	tests/docs/to-trinh.pdf tests/docs/to-trinh.png

# Preloaded by scripts/test-faults: a disk that fails.
check_LTLIBRARIES = tests/faults.la
tests_faults_la_SOURCES = tests/faults.c
tests_faults_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default -U_FORTIFY_SOURCE
tests_faults_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -rpath /nowhere
tests_faults_la_LIBADD = -ldl -lpthread
