"""Title."""

struct = \
    "a"
