"""Behind the core."""

struct = "file_operations"
change = [
    core("a table without flush has nothing to flush"),
    remove("flush", was="toy_flush_nothing"),
]

qualifies = lacks("write") or one_of("write", "toy_write", "toy_write_all")
allow = everywhere
