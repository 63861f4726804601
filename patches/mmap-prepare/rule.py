"""Convert generic_file_mmap to the mmap_prepare operation.

mmap_prepare gets a description of the mapping before there is one, and
cannot leave a half-made mapping behind when it fails. What
generic_file_mmap does needs no more than that.
"""

# For trees whose struct file_operations has the member mmap_prepare, and which define generic_file_mmap_prepare: v6.18 or
# later. A struct that another filesystem's file stacks on top of calls mmap and mmap_prepare alike.

struct = "file_operations"

change = rename("mmap", "mmap_prepare", value="generic_file_mmap_prepare", was="generic_file_mmap")

qualifies = always

message = """
    mmap_prepare is called with a description of the mapping that is to be
    made, so a failure leaves nothing behind that has to be undone.
    generic_file_mmap_prepare does for it what generic_file_mmap does.
    """

allow = everywhere
