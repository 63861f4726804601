"""Remove how a seq_file is released, and how a 32-bit program controls a file.

No campaign: these entries stand in macros, in arrays and under #ifdef, where readers of C differ.
"""

struct = "file_operations"

change = [
    remove("release", was="single_release"),
    remove("compat_ioctl"),
]

qualifies = always

allow = everywhere
