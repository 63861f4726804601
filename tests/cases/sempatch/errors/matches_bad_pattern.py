"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = has("open") and matches("open", r"(nonseekable|stream_open")
