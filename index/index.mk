# index: see HACKING.md
