"""Add .open = demo_open where it is missing.

EDITME: why. The cover letter of the series begins with the line above, and goes on with this.
"""

# A semantic patch: data in Python's syntax, names with values, and never executed. docs/tutorial.md leads through one,
# docs/semantic-patch.md explains every word.
#
#   ckptgen test demo                  try it on the cases in demo/cases
#   ckptgen -C LINUX -p demo plan      every table of a kernel tree, with its verdict and the reason
#   ckptgen -C LINUX -p demo series -s -o DIR

# The tables are the variables of this type, `struct demo_operations x = { .FIELD = VALUE, ... };`.
struct = "demo_operations"

# add: the entry goes where the struct declares the member, unless place=after("FIELD") or place=last() says otherwise.
# include="<linux/x.h>" names a header that the value needs.
change = add("open", "demo_open", include='"demo.h"')

# Which tables qualify: `always` is every one. Conditions narrow it, joined by `and`, `or` and `not`:
#
#   qualifies = has("release") and not equals("read", "VALUE")
#   qualifies = installed_as("inode")
qualifies = always

# What each patch says below its subject.
message = """
    EDITME: why the change is right for every table that it is made to.
    """

# Whose tables may change. To go through a tree step by step, write a list instead, ["bfs", "drivers/char"]: whoever
# stands on no list is then undecided.
allow = everywhere

# Whose tables stay as they are, with the reason, {"nfs": "why"}: another series changes them, nobody should, or not yet.
elsewhere = {}
deny = {}
todo = {}
