"""Title."""

struct = "file_operations"
change = add("a", "b", plaec=last())
qualifies = installed_as("inode") and seekable
