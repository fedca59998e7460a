# ref: see HACKING.md
