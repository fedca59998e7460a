# volume: see HACKING.md
