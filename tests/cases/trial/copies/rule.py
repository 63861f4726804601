"""A rule for the tests."""

struct = "demo_operations"
change = add("mark", "generic_mark")
qualifies = always
allow = ["a"]
todo = ["b"]
copies = [copy("fs/shared.c:shared_operations", to="a", because="its files are its own")]
