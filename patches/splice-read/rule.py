"""Use filemap_splice_read instead of generic_file_splice_read.

generic_file_splice_read reads through an iterator over a pipe, which
makes it depend on how every read_iter treats such an iterator.
filemap_splice_read takes pages from the page cache and puts them into
the pipe, which is what an ordinary file needs.
"""

# For trees whose tables say generic_file_splice_read: up to v6.4 (linux-source-6.1 has about 72 uses). The core change
# that brings filemap_splice_read is not a part of this: give it with --core, or let the series declare the function.

struct = "file_operations"

change = replace("splice_read", "filemap_splice_read", was="generic_file_splice_read")

declare = [
    member(
        "ssize_t (*splice_read)(struct file *in, loff_t *ppos, struct pipe_inode_info *pipe, size_t len, unsigned int flags)",
    ),
    handler("filemap_splice_read", beside="generic_file_splice_read"),
]

qualifies = always

message = """
    filemap_splice_read fills the pipe with pages of the page cache, and
    does not depend on how read_iter treats an iterator over a pipe.
    """

allow = everywhere
