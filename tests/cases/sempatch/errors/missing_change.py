"""Title."""

struct = "file_operations"
qualifies = installed_as("inode") and seekable
