"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = directory_uses("linux/exportfs.h")
