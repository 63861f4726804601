"""A rule for the tests."""

struct = "demo_operations"
change = add("mark", "generic_mark")
qualifies = has("read")
allow = ["listed"]
