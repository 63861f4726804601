"""Title."""

struct = "file_operations"
change = add("a", "b", value="c")
qualifies = installed_as("inode") and seekable
