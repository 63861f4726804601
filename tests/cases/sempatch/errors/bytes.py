"""Title."""

struct = b"x"
