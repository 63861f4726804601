"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = installed_as("inode") and seekable
todo = [
    uses("jbd2"),
    directories("ramfs"),
    uses("jbd2", because="x"),
]
