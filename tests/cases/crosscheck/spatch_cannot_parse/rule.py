"""Spatch cannot parse."""

struct = "file_operations"

change = remove("owner")

qualifies = always
allow = everywhere
