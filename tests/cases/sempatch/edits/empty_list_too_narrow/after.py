"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = [
    fs("minix", because="because of a long reason that does not stand on the line of the brackets beside them, being too long"),
]
