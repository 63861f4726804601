"""A rule for the tests."""

struct = "demo_operations"
change = replace("read", "new_read", was="old_read")
qualifies = not has("write")
allow = everywhere
