"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
deny = {
    "adfs": "old",
    uses("jbd2"): "journal",
    "minix": "small",
}
