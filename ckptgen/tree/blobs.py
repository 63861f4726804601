"""Reading blobs through one running ``git cat-file --batch``."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import TracebackType
from typing import IO, Self

from ckptgen.bounds import LARGEST_FILE
from ckptgen.tree.git import Git, complaint
from ckptgen.tree.paths import quote
from ckptgen.tree.reasons import NO_BLOB, too_large

COMMAND = ("cat-file", "--batch")
MOST_DEATHS = 100
"""So many blobs may each end a git that reads them before the repository counts as one that cannot be read."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class NoBlob:
    """A blob that was not read, and why."""

    reason: str


class BlobReader:
    """A context manager, and a process that lives as long; objects are asked for by id, never by name.

    Where git ends at a blob that it cannot read, another one goes on behind it. The second one runs in a repository of
    our own that borrows the objects: there git does not know that the clone is a partial one, and does not end at each
    object that it could fetch.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self.owner = os.getpid()
        self._scratch: TemporaryDirectory[str] | None = None
        self._deaths = 0
        self._start()

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
        self._stop()
        if self._scratch is not None:
            self._scratch.cleanup()

    def read(self, oids: Sequence[str]) -> Iterator[bytes | NoBlob]:
        """Yield the content of each blob in turn, or why there is none; raises TreeError where git does not run.

        At most some hundred ids at a time: all of them are asked for before the first is read, so that git
        works ahead, and a pipe holds no more.
        """
        rest = list(oids)
        while rest:
            self._ask(rest)
            answered = 0
            for _ in rest:
                try:
                    reply = self._reply()
                except EOFError:
                    break
                answered += 1
                yield reply
            rest = rest[answered:]
            if rest and self._restart():
                yield NoBlob(NO_BLOB)
                del rest[0]

    def _start(self) -> None:
        self._complaints = TemporaryFile()  # noqa: SIM115 - closed by _stop()
        try:
            self._process = self._git.start(COMMAND, self._complaints, subprocess.PIPE)
        except BaseException:
            self._complaints.close()
            raise

    def _stop(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()
        self._complaints.close()

    def _restart(self) -> bool:
        """Start git anew after it has ended; True where the next blob is what ends it, in our own repository too."""
        reason = complaint(self._complaints) or "it ended early"
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise self._git.failure(COMMAND, reason)
        self._stop()
        known = self._scratch is not None
        if not known:
            self._scratch = TemporaryDirectory(prefix="ckptgen-objects-")
            self._git = _borrowing(self._git, Path(self._scratch.name))
        self._start()
        return known

    def _ask(self, oids: Sequence[str]) -> None:
        requests = self._process.stdin
        assert requests is not None
        with suppress(BrokenPipeError):  # git is gone, which its replies tell
            requests.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
            requests.flush()

    def _reply(self) -> bytes | NoBlob:
        """Return the next blob; raises EOFError where git has ended."""
        replies = self._process.stdout
        assert replies is not None
        header = replies.readline()
        if not header.endswith(b"\n"):
            raise EOFError
        kind, _, digits = header.decode("ascii", "replace").rstrip("\n").partition(" ")[2].partition(" ")
        if not digits:  # missing
            return NoBlob(NO_BLOB)
        size = int(digits)
        if kind != "blob" or size > LARGEST_FILE:
            _pass_over(replies, size + 1)
            return NoBlob(too_large(size) if kind == "blob" else NO_BLOB)
        content = replies.read(size)
        if len(content) != size or replies.read(1) != b"\n":
            raise EOFError
        return content


def _pass_over(replies: IO[bytes], size: int) -> None:
    while size > 0:
        piece = replies.read(min(size, _PIECE))
        if not piece:
            raise EOFError
        size -= len(piece)


def _borrowing(git: Git, folder: Path) -> Git:
    """Make a repository in an empty folder that reads the objects of another one."""
    objects, kind = git.run(
        "rev-parse", "--path-format=absolute", "--git-path", "objects", "--show-object-format"
    ).rsplit(b"\n", 2)[:2]
    own = Git(folder, ("-c", "safe.bareRepository=all"))
    own.run("init", "--quiet", "--bare", "--template=", f"--object-format={os.fsdecode(kind)}", ".")
    (folder / "objects" / "info").mkdir(exist_ok=True)
    (folder / "objects" / "info" / "alternates").write_bytes(quote(os.fsdecode(objects)) + b"\n")
    return own
