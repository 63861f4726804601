"""What a tree of source files offers, wherever its bytes live.

Paths are relative to the top of the tree, with ``/`` between components and without a leading ``./``; bytes that are
not UTF-8 are kept as surrogate escapes (``os.fsdecode``). Contents are bytes, never decoded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ckptgen.errors import CkptgenError

T = TypeVar("T")
SOURCE_SUFFIXES = (".c", ".h")


class TreeError(CkptgenError):
    """The tree, or a file in it, cannot be read."""


class NoContentError(TreeError):
    """There is no content of a file to be had."""


class MissingFileError(NoContentError):
    """The tree has no regular file of this name."""


class UnreadableFileError(NoContentError):
    """The tree has the file, and it cannot be read: no permission, too large, not in a partial clone."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not read, and why (``symbolic link``, ``vanished while it was read``, ``permission denied``)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan(Generic[T]):
    """What one pass over the source files gave.

    ``results`` holds what ``work`` returned for each file that has a needle, in the order of the paths, without the
    ``None`` values. ``listed`` counts the source files looked at, ``matched`` those that hold a needle.
    """

    results: tuple[T, ...]
    listed: int
    matched: int
    skipped: tuple[Skipped, ...]


class Tree(Protocol):
    """A tree of source files, read only."""

    @property
    def label(self) -> str:
        """What reports call the tree: the directory's name, with ``@REV`` behind it for a revision."""

    @property
    def commit(self) -> str | None:
        """The full id of the commit that the tree stands for; None for a plain directory."""

    def read(self, path: str) -> bytes:
        """Return one file's content; raises MissingFileError or UnreadableFileError."""

    def exists(self, path: str) -> bool:
        """Tell whether ``path`` is a regular file or a folder of the tree."""

    def file_mode(self, path: str) -> str:
        """Return git's mode of a file, ``100644`` or ``100755``; raises MissingFileError."""

    def scan(
        self,
        needles: Sequence[bytes],
        work: Callable[[str, bytes], T | None],
        under: Sequence[str] = (),
    ) -> Scan[T]:
        """Call ``work(path, content)`` for each .c and .h file that holds any of the needles.

        ``under`` narrows the pass to these files and folders (all of the tree when empty; one that does not exist is a
        TreeError). No needles at all means every source file. ``work`` may run in another process: it and what it
        returns must pickle. The result does not depend on how many processes ran, nor on the order of the files.
        """
