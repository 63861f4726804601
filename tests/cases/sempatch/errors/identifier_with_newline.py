"""Title."""

struct = "a\n"
change = add("a", "b")
qualifies = seekable
