"""Title."""

struct = change = "a"
