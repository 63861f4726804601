"""Title."""

struct = f(x)(y)
