# scripts: see HACKING.md
