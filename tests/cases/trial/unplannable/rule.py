"""A rule for the tests."""

struct = "demo_operations"
change = rename("read", "reed")
qualifies = always
allow = everywhere
