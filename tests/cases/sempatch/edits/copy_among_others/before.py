"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
copies = [
    # about a
    copy("fs/libfs.c:simple_dir_operations", to="a", because="one"),  # behind a
    # about z
    copy("fs/libfs.c:simple_dir_operations", to="z", because="two"),
]
