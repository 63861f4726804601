"""What a remembered result depends on besides its question and its file: the code that found it."""

import os
import stat
import sys
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from ckptgen import __version__

_PARSERS = ("libcst", "pycparser")
"""Whose answers may become part of a result."""


@cache
def code_version() -> str:
    """Return a short name for this version of ckptgen, of its parsers and of Python.

    It changes with any source file, told by its size, times and inode as an editor or a checkout leaves them: reading
    them all would take longer than many a command.
    """
    parts: list[object] = [__version__, sys.version_info[:3], sys.implementation.cache_tag]
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        sources = sorted(name for name in names if name.endswith(".py"))
        parts += [(folder, name, file_identity(f"{folder}/{name}")) for name in sources]
    for name in _PARSERS:
        spec = find_spec(name)
        parts.append((name, spec.origin, file_identity(spec.origin)) if spec and spec.origin else name)
    return blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def file_identity(path: str) -> tuple[int, ...]:
    """Return what tells one version of a file from the next: size, times in nanoseconds, inode; empty if it is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - many files, and a Path each would cost more than asking
    except OSError:
        return ()
    if not stat.S_ISREG(status.st_mode):
        return ()
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
