"""Title."""

struct["a"] = "a"
