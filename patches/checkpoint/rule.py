"""Checkpoint open files and directories of ordinary filesystems.

checkpoint(2) refuses a task that holds an open file whose
file_operations has no checkpoint entry. For most regular files and
directories one generic entry is enough.

The filesystems below get it; what is left, and why, stands after them.
"""

# Where the lists come from, by the names that the comments below use:
#
#   list   the filesystem list that Matt Helsley posted to the Containers mailing list: 31 filesystems that
#          should have the entry, and what is left to do under fs/
#   reply  his reply of 17 March 2010 to Andreas Dilger, in the thread "[C/R v20][PATCH 46/96] c/r: add
#          checkpoint operation for opened files of generic filesystems"
#   wiki   the page UncheckpointableFilesystems of the Linux Checkpoint/Restart wiki, 9 December 2009

struct = "file_operations"

# The author put the entry right behind llseek, which decides whether the generic handler fits. The review
# that the reply answers asks for one place in every table, best the order in which the struct declares its
# members.
change = add("checkpoint", "generic_file_checkpoint", place=declared_order())

# The reply: what is NULL without the option belongs into a proper header, and then no entry needs an #ifdef. The other
# way, guard = ifdef, is that of "c/r: add checkpoint/collect operations" in the patch set's version 21.
option = "CONFIG_CHECKPOINT"
guard = stub
declare = [
    member(
        "int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)",
        doc="called by the checkpoint(2) system call to save the state of an open file",
        locks={"BKL": "no"},
    ),
    # Given to no table by this series: for files that lead to other objects, such as eventpoll's.
    member(
        "int (*collect)(struct ckpt_ctx *ctx, struct file *file)",
        doc="""called by the checkpoint(2) system call to count the references to an open file, so that a leak out of
            the container that is checkpointed is found""",
        locks={"BKL": "no"},
    ),
    handler("generic_file_checkpoint", beside="generic_file_llseek"),
]

# The handler saves a position and restores it: enough for a file that a filesystem serves, if it can seek.
qualifies = installed_as("inode") and seekable

message = """
    Use the generic checkpoint handler, so that a task that holds such a
    file open can be checkpointed.

    generic_file_checkpoint saves what the kernel knows about the open file:
    what it takes to open it again on restart and to set its position. It
    does not save the contents. Those stay with the filesystem, and a
    freeze, a snapshot or a copy of it has to provide them.
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
    # For its directories see copies.
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

# The list has it to do, with the question whether it ever will be.
deny = {
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

# Control files rarely care about their position, but each is to be looked at first (list). These three look like
# control files and are done all the same: in the wiki's table of what is left in 2.6.31, neither btrfs nor
# ecryptfs nor ubifs has a line. For btrfs the patch quoted in the reply shows it, too.
decisions = {
    "fs/btrfs/super.c:btrfs_ctl_fops": include("a control file, which does not care about its position"),
    "fs/ecryptfs/miscdev.c:ecryptfs_miscdev_fops": include("a control file, done according to the wiki's list of 2009-12-09"),
    "fs/ubifs/debug.c:dfs_fops": include("a control file, done according to the wiki's list of 2009-12-09"),
}

# The list still has ramfs directories to do: they live in the dcache, and their operations are shared by many pseudo
# filesystems, of which they must not say that they can be checkpointed. "Add support for checkpoint/restart of ramfs
# directories", of 7 August 2010, gives ramfs operations of its own.
copies = [
    copy(
        "fs/libfs.c:simple_dir_operations",
        to="ramfs",
        because="its mounts can be backed up and restored from userspace",
    ),
]
