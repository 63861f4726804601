"""Title."""

# [2J
