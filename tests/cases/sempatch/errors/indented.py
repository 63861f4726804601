"""Title."""

  struct = "a"
