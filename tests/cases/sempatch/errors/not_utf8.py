"""Title."""

# café
