"""A process on a terminal of its own: what a person would see there, and what they would type."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.paths import ROOT
from tests.tools import default_signals

PATIENCE = 60
CTRL_C = b"\x03"
CTRL_D = b"\x04"


# The terminal of standard input becomes the process's own: what Ctrl-C is typed at.
_START = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "ckptgen", *sys.argv[1:]])
"""


class Terminal:
    """Runs ``ckptgen ARGS`` with standard input and output on a pseudo terminal, and standard error in a file."""

    def __init__(self, folder: Path, *args: object, columns: int = 100, **variables: str) -> None:
        self._errors = folder / "stderr"
        self.shown = ""
        self._read = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *map(str, args)],
                stdin=slave,
                stdout=slave,
                stderr=errors,
                cwd=folder,
                env=_environment(folder, variables),
                start_new_session=True,
                preexec_fn=default_signals,  # noqa: PLW1509 - it calls one function that no thread holds
            )
        os.close(slave)

    def wait_for(self, text: str) -> str:
        """Wait until ``text`` is shown, behind what was waited for before; return what came up to it."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown[self._read :]:
            assert self._more(deadline), f"{text!r} was never shown:\n{self.shown}\n{self._errors.read_text()}"
        end = self.shown.index(text, self._read) + len(text)
        found, self._read = self.shown[self._read : end], end
        return found

    def type(self, keys: str | bytes) -> None:
        """Type a line, or raw bytes as they are."""
        os.write(self._master, keys if isinstance(keys, bytes) else f"{keys}\n".encode())

    def interrupt(self) -> None:
        """Type Ctrl-C until the process has ended; readline loses one that comes before it waits."""
        for _ in range(PATIENCE):
            self.type(CTRL_C)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
                return

    def end(self) -> tuple[int, str]:
        """Wait for the process to end; return its exit code and what it wrote to standard error."""
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        code = self._process.wait(PATIENCE)
        return code, self._errors.read_text()

    def close(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def _more(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(deadline - time.monotonic(), 0))
        try:
            data = os.read(self._master, 1 << 16) if ready else b""
        except OSError:
            # Linux says so when the last process has closed its side.
            data = b""
        self.shown += data.decode("utf-8", "surrogateescape")
        return bool(data)


def _environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    # A dumb terminal gets nothing but text, so that what is shown can be compared.
    plain = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb", "INPUTRC": os.devnull}
    return {**kept, **plain, **variables}
