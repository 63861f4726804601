"""Reading blobs through one running ``git cat-file --batch``."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from ckptgen.tree.git import Git, complaint

COMMAND = ("cat-file", "--batch")


class BlobReader:
    """A context manager, and a process that lives as long; objects are asked for by id, never by name."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self.owner = os.getpid()
        self._complaints = TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._process = git.start(COMMAND, self._complaints, subprocess.PIPE)
        except BaseException:
            self._complaints.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; does nothing in a fork of the program that started it."""
        if self.owner != os.getpid():
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()
        self._complaints.close()

    def read(self, oids: Sequence[str]) -> Iterator[bytes]:
        """Yield the content of each blob in turn; raises TreeError for one that git cannot read.

        At most some hundred ids at a time: all of them are asked for before the first is read, so that git
        works ahead, and a pipe holds no more.
        """
        requests, replies = self._process.stdin, self._process.stdout
        assert requests is not None
        assert replies is not None
        with suppress(BrokenPipeError):  # git is gone; its last words come below
            requests.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
            requests.flush()
        for oid in oids:
            yield self._reply(oid, replies)

    def _reply(self, oid: str, replies: IO[bytes]) -> bytes:
        header = replies.readline()
        kind, _, size = header.decode("ascii", "replace").rstrip("\n").partition(" ")[2].partition(" ")
        if kind != "blob":
            reason = complaint(self._complaints) or f"object {oid} is {kind or 'unreadable'}"
            raise self._git.failure(COMMAND, reason)
        content = replies.read(int(size))
        if len(content) != int(size) or replies.read(1) != b"\n":
            raise self._git.failure(COMMAND, complaint(self._complaints) or f"object {oid} is cut short")
        return content
