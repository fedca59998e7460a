# Completion for bash and zsh.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = completions/vanthu
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = completions/_vanthu
