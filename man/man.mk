# One page for each command, and for the language of queries and the archive on disk.
dist_man_MANS += \
	man/vanthu.1 \
	man/vanthu-add.1 \
	man/vanthu-check.1 \
	man/vanthu-compact.1 \
	man/vanthu-export.1 \
	man/vanthu-get.1 \
	man/vanthu-help.1 \
	man/vanthu-init.1 \
	man/vanthu-list.1 \
	man/vanthu-mirror.1 \
	man/vanthu-rebuild.1 \
	man/vanthu-ref.1 \
	man/vanthu-refs.1 \
	man/vanthu-remove.1 \
	man/vanthu-search.1 \
	man/vanthu-show.1 \
	man/vanthu-stats.1 \
	man/vanthu-text.1 \
	man/vanthu-verify.1 \
	man/vanthu-archive.5 \
	man/vanthu-query.7
