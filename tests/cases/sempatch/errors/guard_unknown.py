"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
option = "CONFIG_CHECKPOINT"
guard = ifdeff
