"""Title."""

struct = "a"; change = "b"
