"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = [
    "adfs",
    fs("minix", because="small \"but\" \\ ünlike 漢字"),
    "xfs",
]
