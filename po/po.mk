# po: see HACKING.md
