"""Who owns a path: the filesystem, or the part of the tree, that a patch for it is filed under."""

from collections.abc import Iterable

# Filesystems that do not live in a directory of their own name under fs/. A path is a file or a folder; the longest one
# wins. Each is the name that the code there registers with register_filesystem().
OVERRIDES: tuple[tuple[str, str], ...] = (
    ("arch/powerpc/platforms/cell/spufs", "spufs"),
    ("arch/s390/hypfs", "s390_hypfs"),
    ("drivers/android/binderfs.c", "binder"),
    ("drivers/infiniband/hw/ipath/ipath_fs.c", "ipathfs"),
    ("drivers/infiniband/hw/qib/qib_fs.c", "ipathfs"),
    ("drivers/isdn/capi/capifs.c", "capifs"),
    ("drivers/misc/ibmasm/ibmasmfs.c", "ibmasmfs"),
    ("drivers/oprofile/oprofilefs.c", "oprofilefs"),
    ("drivers/usb/core/inode.c", "usbfs"),
    ("drivers/usb/gadget/f_fs.c", "functionfs"),
    ("drivers/usb/gadget/function/f_fs.c", "functionfs"),
    ("drivers/usb/gadget/inode.c", "gadgetfs"),
    ("drivers/usb/gadget/legacy/inode.c", "gadgetfs"),
    ("drivers/xen/xenfs", "xenfs"),
    ("fs/smb/client", "cifs"),
    ("fs/smb/server", "ksmbd"),
    ("ipc/mqueue.c", "mqueue"),
    ("kernel/bpf/inode.c", "bpf"),
    ("kernel/cgroup", "cgroup"),
    ("kernel/cgroup.c", "cgroup"),
    ("kernel/cpuset.c", "cpuset"),
    ("mm/shmem.c", "tmpfs"),
    ("net/socket.c", "sockfs"),
    ("net/sunrpc/rpc_pipe.c", "rpc_pipefs"),
    ("security/apparmor/apparmorfs.c", "apparmorfs"),
    ("security/inode.c", "securityfs"),
    ("security/selinux/selinuxfs.c", "selinuxfs"),
    ("security/smack/smackfs.c", "smackfs"),
)


class Owners:
    """Answers who owns a path, with the semantic patch's own overrides before the shipped ones."""

    def __init__(self, overrides: Iterable[tuple[str, str]] = ()) -> None:
        self._names = dict(OVERRIDES) | {path.strip("/"): name for path, name in overrides}
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the owner of a file.

        An override, else the directory's name below fs/ (``fs/adfs/dir.c`` is ``adfs``), else the file itself for one
        right in fs/ (``fs/libfs.c``), else at most two folders of its path (``drivers/char``).
        """
        # The same few hundred files are asked about for every table that they use.
        name = self._known.get(path)
        if name is None:
            name = self._known[path] = self._of(path)
        return name

    def _of(self, path: str) -> str:
        parts = path.split("/")
        name = self._overridden(parts)
        if name:
            return name
        if parts[0] == "fs":
            return parts[1] if len(parts) > 2 else path
        return "/".join(parts[:-1][:2]) or path

    def in_filesystem(self, path: str) -> bool:
        """Tell whether a file is one filesystem's own: below a folder of fs/, or at a place known to hold one."""
        parts = path.split("/")
        return bool(self._overridden(parts)) or (parts[0] == "fs" and len(parts) > 2)

    def _overridden(self, parts: list[str]) -> str:
        found = (self._names.get("/".join(parts[:length])) for length in range(len(parts), 0, -1))
        return next(filter(None, found), "")

    def places(self, name: str) -> tuple[str, ...]:
        """Return the files and folders where an owner of this name would live."""
        own = sorted(path for path, owner in self._names.items() if owner == name)
        return (*own, name if "/" in name else f"fs/{name}")
