"""Title."""

struct = "file_operations"
change = "a"
qualifies = installed_as("inode") and seekable
