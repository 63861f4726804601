"""Title."""

struct = """abc

