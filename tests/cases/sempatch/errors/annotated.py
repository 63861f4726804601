"""Title."""

struct: x = "a"
