"""Title."""

struct =
