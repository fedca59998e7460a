# Messages in Vietnamese. The program finds them beside itself in the build tree, as it does where
# it is installed.
vi_mo = src/share/locale/vi/LC_MESSAGES/vanthu.mo
$(vi_mo): po/vi.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) -o $@ $(srcdir)/po/vi.po
vimodir = $(localedir)/vi/LC_MESSAGES
nodist_vimo_DATA = $(vi_mo)
CLEANFILES += $(vi_mo)
EXTRA_DIST += po/vi.po

# For whoever adds a message: puts new entries into po/vi.po.
XGETTEXT_FLAGS = --from-code=UTF-8 --keyword=_ --keyword=N_ --no-location --sort-by-file
update-po:
	cd $(srcdir) && find src index -name '*.[ch]' -o -name '*.cc' -o -name '*.hh' | sort | \
	$(XGETTEXT) $(XGETTEXT_FLAGS) -o po/vanthu.pot -f - && \
	$(MSGMERGE) --no-fuzzy-matching --no-wrap --update --backup=none po/vi.po po/vanthu.pot && \
	rm po/vanthu.pot
.PHONY: update-po
