"""Both alike."""

struct = "file_operations"

change = remove("llseek", was="noop_llseek")

qualifies = always
allow = everywhere
