"""Title."""

struct = "file_operations"
change = ad("a", "b")
qualifies = installed_as("inode") and seekable
