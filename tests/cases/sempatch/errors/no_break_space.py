"""Title."""

struct = "a"
