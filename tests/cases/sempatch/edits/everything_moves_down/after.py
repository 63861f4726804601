"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
allow = [
    "adfs",
    "bfs",
]
option = "CONFIG_CHECKPOINT"
guard = ifdef
declare = [
    member("int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)", doc="called by checkpoint", locks={"BKL": "no"}),
    handler("generic_file_checkpoint", beside="generic_file_llseek"),
]
copies = [copy("fs/libfs.c:simple_dir_operations", to="ramfs", because="x")]
