"""Title."""

struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
qualifies = installed_as("inode") and seekable
lumps = {"[RFC] fs: small ones": ["adfs"]}
