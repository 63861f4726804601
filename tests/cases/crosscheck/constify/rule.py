"""Constify."""

struct = "file_operations"

change = constify()

qualifies = always
allow = everywhere
