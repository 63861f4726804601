"""Title."""

größe = "a"
