"""Checkpoint mappings of files of ordinary filesystems.

checkpoint(2) refuses a task that maps a file whose vm_operations_struct
has no checkpoint entry. Where page faults are handled by filemap_fault,
the pages are the file's, and one generic entry is enough.
"""

# Where this comes from: the reply of 17 March 2010 to Andreas Dilger, in the thread "[C/R v20][PATCH 46/96] c/r: add
# checkpoint operation for opened files of generic filesystems". It quotes the entry in nfs_file_vm_ops, and concludes
# that the definition of filemap_checkpoint as NULL belongs into a header. The lists are those of the semantic patch
# checkpoint, where each line's source is named.

struct = "vm_operations_struct"

change = add("checkpoint", "filemap_checkpoint", place=declared_order())

option = "CONFIG_CHECKPOINT"
guard = stub
declare = [
    # No source gives the prototype. This is the file operation's, with what is checkpointed in the file's place.
    member(
        "int (*checkpoint)(struct ckpt_ctx *ctx, struct vm_area_struct *vma)",
        doc="called by the checkpoint(2) system call to save a mapping",
        locks={"BKL": "no", "mmap_sem": "yes", "mmap_lock": "read"},
    ),
    handler("filemap_checkpoint", beside="filemap_fault"),
]

# A mapping whose pages come from elsewhere cannot be restored by mapping the file again.
qualifies = installed_as("vma") and equals("fault", "filemap_fault")

message = """
    Use the generic checkpoint handler for mappings whose page faults
    filemap_fault handles, so that a task with such a mapping can be
    checkpointed.

    filemap_checkpoint saves what it takes to map the file again on
    restart. It does not save the contents of shared pages. Those stay with
    the filesystem.
    """

# The list, and in alphabetical place three more whose tables the patch quoted in the reply changes.
allow = [
    "adfs",
    "affs",
    "befs",
    "bfs",
    "btrfs",
    "cramfs",
    "ecryptfs",
    "efs",
    fs("exofs", because="gets the entry in [C/R v20][PATCH 46/96] of 2010-03-17"),
    "fat",
    "freevxfs",
    "hfs",
    "hfsplus",
    # The list still has it to do.
    fs("hostfs", because="gets the entry in [C/R v20][PATCH 46/96] of 2010-03-17"),
    "hpfs",
    "hppfs",
    "isofs",
    "jffs2",
    "jfs",
    "minix",
    fs("nilfs2", because="gets the entry in [C/R v20][PATCH 46/96] of 2010-03-17"),
    "ntfs",
    "omfs",
    "openpromfs",
    "qnx4",
    "ramfs",
    "reiserfs",
    "romfs",
    "squashfs",
    "sysv",
    "ubifs",
    "udf",
    "ufs",
    "xfs",
]

# The list: "ext[234]", with the remark that Dave handles them.
elsewhere = {
    "ext2": "handled by Dave",
    "ext3": "handled by Dave",
    "ext4": "handled by Dave",
}

# The list has smbfs to do, with the question whether it ever will be.
deny = {
    "fs/aio.c": "a pseudo file of the kernel's own: its pages are a ring buffer, not a file's contents",
    "smbfs": "deprecated",
}

# What the list leaves to do under fs/, hostfs apart. A reason stands where the list gives one.
todo = [
    "9p",
    "afs",
    # The list: "autofs[4]".
    "autofs",
    "autofs4",
    "cifs",
    "coda",
    "configfs",
    "debugfs",
    "devpts",
    # The list: "anything that uses dlm".
    uses("dlm"),
    # Single files that lie directly under fs/ go by their path.
    fs("fs/bad_inode.c", because="unused outside of its own file, so of low priority"),
    "fs/binfmt_misc.c",
    "fs/block_dev.c",
    "fs/char_dev.c",
    "fs/eventfd.c",
    "fs/eventpoll.c",
    # Its table only leads to the right one: FIFOs are supported (wiki).
    "fs/fifo.c",
    "fs/filesystems.c",
    "fs/locks.c",
    "fs/no-block.c",
    "fs/pipe.c",
    "fs/select.c",
    "fs/signalfd.c",
    "fuse",
    "gfs2",
    "hugetlbfs",
    # The list: "anything that uses jbd[2]".
    uses("jbd"),
    uses("jbd2"),
    "ncpfs",
    fs(
        "nfs",
        because="patches exist, but are not trusted yet and lack support for the seq_file interfaces in /proc",
    ),
    # The list: "notify/*".
    "notify",
    "ocfs2",
    # The list: "HUGE".
    "proc",
    "sysfs",
]
