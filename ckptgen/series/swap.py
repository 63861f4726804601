"""Exchanging two folders in one step."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_AVAILABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def exchange(one: Path, other: Path) -> bool:
    """Give each folder the other's name in one step that no kill can cut in two.

    Returns False where the system or its filesystem cannot (renameat2(2) is Linux's own); raises OSError.
    """
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    ctypes.set_errno(0)
    failed = renameat2(
        *(_AT_FDCWD, os.fsencode(one)), *(_AT_FDCWD, os.fsencode(other)), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _NOT_AVAILABLE:
        return False
    raise OSError(number, os.strerror(number), str(other))
