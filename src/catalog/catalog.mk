# catalog: see HACKING.md
