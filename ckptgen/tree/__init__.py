"""Where bytes come from: a directory, a git work tree, or any git revision without a checkout. Knows no C."""
