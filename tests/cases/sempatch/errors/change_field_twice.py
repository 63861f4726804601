"""Title."""

struct = "file_operations"
change = [add("a", "b"), add("a", "c")]
qualifies = installed_as("inode") and seekable
