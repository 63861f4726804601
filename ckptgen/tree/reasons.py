"""Why a path was not read, in words for a report."""

import errno
import os

from ckptgen.bounds import LARGEST_FILE

SYMBOLIC_LINK = "symbolic link"
_REASONS = {
    errno.ENOENT: "vanished while it was read",
    errno.ENOTDIR: "vanished while it was read",
    errno.ESTALE: "vanished while it was read",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ELOOP: SYMBOLIC_LINK,
    errno.ENXIO: "not a regular file",
}

NO_BLOB = "git cannot read it: the clone is a partial one, or damaged"


def too_large(size: int) -> str:
    """Say that a file of so many bytes is not read."""
    return f"not read: it has {size:,} bytes, more than {LARGEST_FILE >> 20} MiB"


def kind_of(entry: os.DirEntry[str]) -> str:
    """Say what an entry is that has a source file's name and is no regular file."""
    return SYMBOLIC_LINK if entry.is_symlink() else "not a regular file"


def reason_of(error: OSError) -> str:
    """Say why a file or a folder could not be read."""
    return _REASONS.get(error.errno or 0) or f"cannot be read: {error.strerror or error}"
