"""Title."""

struct = "file_operations"
change = add("a", "b", place=afetr("llseek"))
qualifies = installed_as("inode") and seekable
