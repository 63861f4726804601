"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
declare = [
    member("int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)"),
    handler("generic_file_restart", beside="generic_file_llseek"),
]
