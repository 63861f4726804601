"""The semantic patch: its frozen model, reading it (libcst; never executed), editing it without losing a comment."""
