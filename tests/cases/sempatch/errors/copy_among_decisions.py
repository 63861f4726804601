"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
decisions = {"fs/libfs.c:simple_dir_operations": copy("why")}
