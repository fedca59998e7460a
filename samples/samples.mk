# samples: see HACKING.md
