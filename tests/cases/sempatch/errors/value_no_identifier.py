"""Title."""

struct = "file_operations"
change = add("a", "b()")
qualifies = installed_as("inode") and seekable
