"""Let filesystems say that they support leases.

A file's table without a setlease entry gets the kernel's own leases,
whether that is right for its filesystem or not: a network or cluster
filesystem has to remember to refuse. Filesystems that are exported, and
on which a file server asks for leases, say so by an entry of their own
here. Then the default can become a refusal, and the entries that say
simple_nosetlease are no longer needed.
"""

# For trees in which <linux/filelock.h> declares generic_setlease, from v6.3 on.

struct = "file_operations"

change = [
    add("setlease", "generic_setlease", include="<linux/filelock.h>"),
    # While a table without the entry gets leases, taking simple_nosetlease away would give leases where none may be.
    core("a table without setlease refuses leases"),
    remove(
        "setlease",
        was="simple_nosetlease",
        where=always,
        message="""
            A table without setlease refuses leases, which is all that
            simple_nosetlease does.
            """,
    ),
]

# What people export has the operations that turn a file into a handle and back. Where a server or a cluster keeps the
# files, the kernel cannot grant a lease alone: what those do about leases is not for a tree-wide series to decide.
qualifies = (
    installed_as("inode")
    and directory_uses("export_operations")
    and not belongs_to("9p", "ceph", "cifs", "fuse", "gfs2", "nfs", "vboxsf")
)

message = """
    The filesystem can be exported, and clients that ask for a lease or a
    delegation have been given one by default. Say so, so that the default
    can change for those that cannot keep one.
    """

allow = everywhere

decisions = {
    # Its other tables are for the cluster, this one is for mounts on one machine.
    "fs/gfs2/file.c:gfs2_dir_fops_nolock": include("used where no cluster shares the filesystem"),
    "fs/kernfs/dir.c:kernfs_dir_fops": exclude("has handles to find cgroups by, not to be exported"),
    "fs/kernfs/file.c:kernfs_file_fops": exclude("has handles to find cgroups by, not to be exported"),
    "fs/ocfs2/dlmfs/dlmfs.c:dlmfs_file_operations": exclude("a control filesystem, which is not exported"),
}
