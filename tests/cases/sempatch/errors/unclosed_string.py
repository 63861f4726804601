"""Title."""

struct = "abc
