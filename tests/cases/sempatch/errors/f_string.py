"""Title."""

struct = f"{x}"
