# read: see HACKING.md
