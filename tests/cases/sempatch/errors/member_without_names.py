"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
declare = [member("int (*checkpoint)(struct ckpt_ctx *, struct file *)")]
