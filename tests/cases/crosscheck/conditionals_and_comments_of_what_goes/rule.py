"""Conditionals and comments of what goes."""

struct = "file_operations"

change = remove("compat_ioctl")

qualifies = always
allow = everywhere
