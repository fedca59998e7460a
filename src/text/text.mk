# text: see HACKING.md
