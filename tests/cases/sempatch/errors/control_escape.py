"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = installed_as("inode") and seekable
message = "\x1b[2J"
