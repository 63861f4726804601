"""No entry would be left."""

struct = "file_operations"

change = remove("owner")

qualifies = always
allow = everywhere
