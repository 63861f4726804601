"""Title."""

struct += "a"
