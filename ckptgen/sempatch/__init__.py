"""The semantic patch: its frozen model, reading it with libcst (never executed), editing it without losing a comment."""
