# Nothing the build needs: scripts for people and for continuous integration.
EXTRA_DIST += scripts/install-deps scripts/analyse scripts/analyse.d .clang-tidy \
	scripts/quickstart scripts/test scripts/test-count \
	scripts/bench scripts/test-damage scripts/test-faults scripts/test-flips scripts/test-kill \
	scripts/test-phrases scripts/fuzz
