# man: see HACKING.md
dist_man_MANS += man/vanthu-archive.5
