"""A rule for the tests."""

struct = "demo_operations"
change = [
    add("mark", "generic_mark", include="<linux/mark.h>"),
    core("the default is another one"),
    remove("old_mark", where=always),
    rename("speed", "pace", where=has("speed")),
]
qualifies = has("read")
allow = everywhere
