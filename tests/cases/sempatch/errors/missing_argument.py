"""Title."""

struct = "file_operations"
change = add("a")
qualifies = installed_as("inode") and seekable
