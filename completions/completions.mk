# completions: see HACKING.md
