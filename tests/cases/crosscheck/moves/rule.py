"""Moves."""

struct = "file_operations"

change = [
    move("read"),
    remove("owner"),
]

qualifies = always
allow = everywhere
