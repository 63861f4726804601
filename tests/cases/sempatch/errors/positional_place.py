"""Title."""

struct = "file_operations"
change = add("a", "b", last())
qualifies = installed_as("inode") and seekable
