"""Title."""

# ‮ x
