"""Several changes."""

struct = "file_operations"

change = [
    add("flush", "toy_flush", place=after("open")),
    replace("read", "new_sync_read", was="do_sync_read"),
    rename("aio_read", "read_iter", value="toy_read_iter"),
    remove("owner", where=equals("llseek", "no_llseek")),
]

qualifies = always
allow = everywhere
