"""Title."""

struct = "file_operations"
change = []
qualifies = installed_as("inode") and seekable
