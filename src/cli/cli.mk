# The program: a client of vanthu.h and base, nothing else.
bin_PROGRAMS += src/vanthu
src_vanthu_SOURCES = \
	src/cli/advice.c \
	src/cli/cli.h \
	src/cli/cmd-add.c \
	src/cli/cmd-check.c \
	src/cli/cmd-compact.c \
	src/cli/cmd-export.c \
	src/cli/cmd-get.c \
	src/cli/cmd-init.c \
	src/cli/cmd-list.c \
	src/cli/cmd-mirror.c \
	src/cli/cmd-rebuild.c \
	src/cli/cmd-ref.c \
	src/cli/cmd-refs.c \
	src/cli/cmd-remove.c \
	src/cli/cmd-search.c \
	src/cli/cmd-show.c \
	src/cli/cmd-stats.c \
	src/cli/cmd-text.c \
	src/cli/cmd-verify.c \
	src/cli/commands.c src/cli/commands.h \
	src/cli/document.h \
	src/cli/dot.c \
	src/cli/fill.c \
	src/cli/json.c src/cli/json.h \
	src/cli/main.c \
	src/cli/options.c \
	src/cli/print.c \
	src/cli/progress.c \
	src/cli/report.c src/cli/report.h \
	src/cli/signatures.c
src_vanthu_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) -DVANTHU_LOCALEDIR='"$(localedir)"'
src_vanthu_LDADD = libvanthu.la src/base/libbase.la $(JANSSON_LIBS)
