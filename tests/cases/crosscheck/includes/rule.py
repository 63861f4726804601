"""Includes."""

struct = "file_operations"

change = add("flush", "toy_flush", place=after("open"), include="<linux/toy.h>")

qualifies = always
allow = ["toyfs"]
