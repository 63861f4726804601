"""Title."""

struct = "file_operations"
change = add("a", "b", place=last)
qualifies = installed_as("inode") and seekable
