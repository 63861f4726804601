"""What the tests let a scan do with each file; module level, so that it pickles."""

import os
import signal
from threading import Lock

from ckptgen.bounds import TURN, Budget


def whole(path: str, content: bytes) -> tuple[str, bytes]:
    return path, content


def some(path: str, content: bytes) -> str | None:
    return path if b"x" in content else None


def failing(path: str, content: bytes) -> None:
    raise KeyError(content[:4].decode("latin-1"))


class StubbornError(Exception):
    """Cannot be copied, whatever other libraries teach pickle about exceptions."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)
        self.lock = Lock()


def stubborn(path: str, content: bytes) -> None:
    raise StubbornError("one", "two")


def suicidal(path: str, content: bytes) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def process(path: str, content: bytes) -> int:
    return os.getpid()


def numbered(path: str, content: bytes, *, words: tuple[bytes, ...]) -> tuple[str, tuple[int, ...]] | None:
    counts = tuple(content.count(word) for word in words)
    return (path, counts) if any(counts) else None


def hanging(path: str, content: bytes) -> None:
    """Never end with one of the files."""
    while path.endswith("7.c"):
        pass


def laborious(path: str, content: bytes) -> str:
    """Take too many steps for one of the files."""
    budget = Budget(path, len(content))
    while path.endswith("7.c"):
        budget.spend(TURN)
    return path
