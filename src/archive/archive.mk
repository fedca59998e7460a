# archive: see HACKING.md
