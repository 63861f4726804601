"""What one file, or one template, may take: bytes, steps, memory, and at last seconds.

The first three are the same on every machine: what is beyond them is named in the result, and the run goes on. Seconds
are only there for what nobody foresaw, and end the run.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ckptgen.errors import CkptgenError

LARGEST_FILE = 32 << 20
"""Bytes: a larger source file is named and not read. The largest of Linux 6.12 has 23 MiB."""
STEPS_PER_BYTE = 2_000
FEWEST_STEPS = 2_000_000
MOST_STEPS = 20_000_000_000
"""How many steps the work for one file may take: so many for each byte of it, within these.

The first pass for file_operations over Linux 6.12 takes at most 116 a byte (drivers/scsi/lpfc/lpfc_debugfs.c).
"""
TURN = 200
"""Steps of one turn of a loop; looking at one byte is one step."""
WATCHDOG = "CKPTGEN_WATCHDOG"
"""The environment variable with the seconds of processor time after which a file or a template counts as hung."""
SECONDS = 120.0
"""A file takes less than one."""


class TooMuchWorkError(CkptgenError):
    """The work for one file takes more steps than a file of its size may; the file is named, and the run goes on."""

    def __init__(self, path: str, limit: int) -> None:
        super().__init__(f"{path}: {self.reason(limit)}", "please report the file")
        self.path, self.limit = path, limit

    @staticmethod
    def reason(limit: int) -> str:
        """Return what a report says of the file."""
        return f"not read: it takes more than {limit:,} steps"

    def __reduce__(self) -> tuple[type["TooMuchWorkError"], tuple[str, int]]:
        return type(self), (self.path, self.limit)


class HungError(CkptgenError):
    """Something that should take an instant does not end."""


class Budget:
    """The steps that the work for one file may take."""

    __slots__ = ("_left", "_limit", "_path")

    def __init__(self, path: str, size: int) -> None:
        """Allow as many steps as a file of ``size`` bytes may take."""
        self._path = path
        self._limit = self._left = min(max(FEWEST_STEPS, STEPS_PER_BYTE * size), MOST_STEPS)

    def spend(self, steps: int) -> None:
        """Take some steps; raises TooMuchWorkError where no more are left."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWorkError(self._path, self._limit)


# --- memory -------------------------------------------------------------


@contextmanager
def bounded_memory(size: int) -> Iterator[None]:
    """Let what is done inside take ``size`` bytes more than the process has now: beyond, Python raises MemoryError.

    Does nothing where the system has no such limit.
    """
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        yield
        return
    before, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + size
    if before != resource.RLIM_INFINITY:
        wanted = min(wanted, before)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


# --- the watchdog -------------------------------------------------------


class _Watch:
    """What this process works at, by a number that grows; ``seen`` is the number at the last tick."""

    what: str = ""
    number = 0
    seen = -1
    seconds = SECONDS


def start_watchdog() -> None:
    """Begin to watch this process; a child of it has to begin for itself.

    Raises CkptgenError where the environment's number of seconds is none. Only the main thread can be watched.
    """
    text = os.environ.get(WATCHDOG) or str(SECONDS)
    try:
        _Watch.seconds = float(text)
        if not 0 <= _Watch.seconds <= 1e6:
            raise ValueError
    except ValueError:
        raise CkptgenError(f"{WATCHDOG}={text} is no number of seconds", "0 switches it off") from None
    try:
        signal.signal(signal.SIGPROF, _tick)
    except ValueError:
        return
    # Time that the process itself takes: a machine that sleeps or is busy with others makes no difference.
    signal.setitimer(signal.ITIMER_PROF, _Watch.seconds, _Watch.seconds)


def _tick(number: int, frame: FrameType | None) -> None:
    if _Watch.what and _Watch.number == _Watch.seen:
        raise HungError(
            f"{_Watch.what}: it takes more than {_Watch.seconds:g} seconds of processor time",
            f"please report it; {WATCHDOG}=SECONDS allows more",
        )
    _Watch.seen = _Watch.number


def watch(what: str) -> str:
    """Say what the process works at now, empty for nothing that is watched; return what it was before."""
    before, _Watch.what = _Watch.what, what
    _Watch.number += 1
    return before
