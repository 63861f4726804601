"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = [
    # the whole list

    # about adfs
    "adfs",  # behind adfs
    # about xfs
    "xfs",  # behind xfs
    # at the end
]
# after
