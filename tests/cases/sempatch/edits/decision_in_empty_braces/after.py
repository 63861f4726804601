"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = seekable
decisions = {"fs/m.c:m_fops": exclude("reason")}
