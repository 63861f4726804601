"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
decisions = {
    # about a
    "fs/a.c:a_fops": include(
        "a long reason "
        "in two strings"
    ),  # behind a
    # about z
    "fs/z.c:z_fops": opt_out("no"),
}
