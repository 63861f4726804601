"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = ["filesystem00", "filesystem01", "filesystem02", "filesystem03", "filesystem04",
    "xxxxxxxxxxxxxxxxxxx"]
