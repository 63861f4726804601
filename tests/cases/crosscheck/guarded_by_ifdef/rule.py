"""Guarded by ifdef."""

struct = "file_operations"
change = add("toy", "generic_toy", place=after("read"))
option = "CONFIG_TOY"
guard = ifdef
declare = [
    member("int (*toy)(struct file *file)"),
    handler("generic_toy", beside="generic_file_llseek"),
]

qualifies = always
allow = everywhere
