"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
decisions = {
    "fs/m.c:a_fops": include("a"),
    "fs/m.c:z_fops": include("z"),
}
