"""Title."""

# astruct = "x"
