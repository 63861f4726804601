"""Title."""

struct = "file_operations"
change = add("a", "b", place=after(".llseek"))
qualifies = installed_as("inode") and seekable
