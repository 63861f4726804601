"""Around and between conditionals."""

struct = "file_operations"

change = add("flush", "toy_flush", place=after("read"))

qualifies = always
allow = everywhere
