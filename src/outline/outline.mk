# outline: see HACKING.md
