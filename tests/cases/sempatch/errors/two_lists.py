"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = installed_as("inode") and seekable
allow = ["ext2"]
elsewhere = {
    "bfs": "x",
    "ext2": "handled elsewhere",
}
