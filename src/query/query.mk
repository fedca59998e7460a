# query: see HACKING.md
