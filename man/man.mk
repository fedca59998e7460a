# man: see HACKING.md
