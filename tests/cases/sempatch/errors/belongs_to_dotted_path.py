"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = belongs_to("fs/../mm")
