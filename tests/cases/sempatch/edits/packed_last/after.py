"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = [
    "adfs", "affs", "bfs",
    "ufs", "xfs", "zonefs",
]
