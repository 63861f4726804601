"""Gnu designators."""

struct = "file_operations"

change = add("flush", "toy_flush", place=after("open"))

qualifies = always
allow = everywhere
