"""Put a changed semantic patch in the place of the old one, in one step."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from ckptgen.errors import CkptgenError

_HINT = "copy the semantic patch to a file of yours, edit that one, and name it with -p FILE"


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, or to what it links to: whole or not at all, with the mode that it has.

    Raises CkptgenError where ``path`` is not an ordinary file that may be written.
    """
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
        if not stat.S_ISREG(mode):
            raise CkptgenError(f"{path}: is not an ordinary file, so it cannot be edited", _HINT)
        # The folder alone decides whether a rename works; the file's own mode says whether it should.
        if not os.access(target, os.W_OK):
            raise CkptgenError(f"{path}: is write-protected", _HINT)
        _swap(target, data, stat.S_IMODE(mode))
    except OSError as error:
        raise CkptgenError(f"{path}: cannot be written: {error.strerror}", _HINT) from error


def _swap(target: Path, data: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
