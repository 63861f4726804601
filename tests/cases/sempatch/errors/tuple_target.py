"""Title."""

struct, change = "a"
