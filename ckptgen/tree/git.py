"""The one door through which ckptgen reads the user's git repository. Nothing is ever written through it.

The user's configuration stays in force, since ``safe.directory`` and the like decide whether git reads at
all; whatever of it would change an answer is overruled here or by the caller's own flags. The environment's
``GIT_*`` variables are dropped: inside a hook or a rebase they point somewhere else. Needs git 2.31
(``--path-format``).
"""

import os
import subprocess
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from ckptgen.tree.model import TreeError
from ckptgen.tree.paths import shown

GLOBAL_FLAGS = (
    "--no-pager",
    # A quarter of the memory, at no cost in time: git's own limits suit a server.
    *("-c", "core.packedGitWindowSize=8m"),
    *("-c", "core.packedGitLimit=64m"),
    *("-c", "core.deltaBaseCacheLimit=16m"),
    # The monitor would run a program of the user's, or start a daemon that writes into the repository.
    *("-c", "core.fsmonitor=false"),
)
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",  # git status must not refresh the user's index
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not download; older gits heed the next line
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit's id stands for its own bytes: patches name it as their base
}
HINTS = (
    ("dubious ownership", "if you trust it: git config --global --add safe.directory {directory}"),
    ("cannot use bare repository", "git's safe.bareRepository setting forbids it; allow it, or use a clone"),
    ("not a git repository", "pass a git repository with -C, or leave out --ref to read plain files"),
    ("lazy fetching disabled", "this is a partial clone: fetch the missing objects with git first"),
    ("transport '", "this is a partial clone: fetch the missing objects with git first"),
    ("promisor", "this is a partial clone: fetch the missing objects with git first"),
    ("ermission denied", "check the permissions inside the repository"),
)
DEFAULT_HINT = "git -C {directory} fsck tells whether the repository is damaged"


class GitError(TreeError):
    """A git command failed; ``reason`` is git's own first line about it."""

    def __init__(self, what: str, hint: str, reason: str) -> None:
        super().__init__(what, hint)
        self.reason = reason

    def __reduce__(self) -> tuple[type["GitError"], tuple[str, str, str], dict[str, object]]:
        return type(self), (self.what, self.hint, self.reason), self.__dict__


@dataclass(frozen=True, slots=True)
class Git:
    """Git commands that run in one directory; ``flags`` are for git itself, before the command's name."""

    directory: Path
    flags: tuple[str, ...] = ()

    def run(self, *args: str | bytes, ok: Container[int] = (0,)) -> bytes:
        """Return what the command prints; raises GitError if its exit code is not among ``ok``."""
        with self.stream(*args, ok=ok) as output:
            return output.read()

    @contextmanager
    def stream(self, *args: str | bytes, ok: Container[int] = (0,)) -> Iterator[IO[bytes]]:
        """Yield the command's output, which the caller reads to its end; fails at the end as ``run`` does.

        Leaving with an exception ends the command at once.
        """
        # A file, not a pipe: git is never blocked by complaints that nobody reads.
        with TemporaryFile() as complaints:
            process = self.start(args, complaints)
            output = process.stdout
            assert output is not None
            try:
                yield output
            except BaseException:
                process.kill()
                raise
            finally:
                output.close()
                process.wait()
            reason = complaint(complaints)
            # git grep reports an object that it cannot read, carries on, and exits as if there were no match.
            if process.returncode not in ok or reason.startswith(("error:", "fatal:")):
                raise self.failure(args, reason or f"exit code {process.returncode}")

    def start(
        self, args: Sequence[str | bytes], complaints: IO[bytes], stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a command with its output on a pipe; raises TreeError if git cannot be run."""
        command = ["git", *GLOBAL_FLAGS, *self.flags, "-C", str(self.directory), *args]
        try:
            return subprocess.Popen(
                command, stdin=stdin, stdout=subprocess.PIPE, stderr=complaints, env=environment(os.environ)
            )
        except OSError as error:
            raise TreeError(
                f"cannot run git: {error.strerror or error}", "git must be installed and on the PATH"
            ) from None

    def failure(self, args: Sequence[str | bytes], reason: str) -> GitError:
        """Return the error that says which command failed, and git's ``reason``."""
        hint = next((hint for key, hint in HINTS if key in reason), DEFAULT_HINT)
        directory = shown(str(self.directory))
        return GitError(
            f"git {shown(os.fsdecode(args[0]))} failed in {directory}: {reason}",
            hint.format(directory=directory),
            reason,
        )


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for a git that only reads: the inherited ones without ``GIT_*``, and our own."""
    return {key: value for key, value in inherited.items() if not key.startswith("GIT_")} | ENVIRONMENT


def complaint(complaints: IO[bytes]) -> str:
    """Return the first error line that git wrote, or else its last line; empty if it said nothing.

    The first, since git names the cause before the consequence (``packfile is truncated``, ``bad object``).
    """
    complaints.seek(0)
    lines = [shown(os.fsdecode(line)) for line in complaints.read(1 << 16).splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("error:", "fatal:"))]
    return (errors or lines[-1:] or [""])[0]
