"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
copies = [
    copy("fs/libfs.c:simple", to="zfs", because="short name"),
    copy("fs/libfs.c:simple_dir_operations", to="ramfs", because="reason"),
    copy("fs/namei.c:n", to="a", because="another file"),
]
