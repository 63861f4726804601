"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = one_of("llseek", ["no_llseek", "noop_llseek"])
