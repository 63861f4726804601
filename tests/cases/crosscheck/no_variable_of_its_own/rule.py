"""No variable of its own."""

struct = "file_operations"

change = replace("llseek", "generic_file_llseek", was="default_llseek")

qualifies = always
allow = everywhere
