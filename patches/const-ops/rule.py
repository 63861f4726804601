"""Make file operations const.

A table of file operations that nothing writes belongs in read-only
memory: its function pointers cannot be overwritten there, and a write by
mistake does not compile. Inodes and open files have pointed to const
tables since v2.6.17.
"""

# For trees from v2.6.17 on. v2.6.31 has 93 tables that can become const, most of which the kernel's own v2.6.32 made so.
# Tables that are written at run time, or given to something that takes no const one, are refused, each with the place:
# in linux-source-6.12 that is all that is left.

struct = "file_operations"

change = constify()

qualifies = always

message = """
    Nothing writes to these operations, and all that they are given to
    takes const ones.
    """

allow = everywhere
