"""What ``git ls-tree -r -z`` says of a revision, kept as the bytes that git wrote.

A kernel has some 90,000 files; asking their raw listing takes a millisecond, holding them as objects 30 MB.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.tree.model import SOURCE_SUFFIXES, Skipped
from ckptgen.tree.paths import is_under
from ckptgen.tree.reasons import SYMBOLIC_LINK

FILE_MODES = (b"100644", b"100755")
SYMLINK = b"120000"
SUFFIXES = tuple(os.fsencode(suffix) for suffix in SOURCE_SUFFIXES)


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a revision: git's mode and the id of what is there (a blob, or a submodule's commit)."""

    path: str
    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file, not a symbolic link or a submodule."""
        return self.mode.encode("ascii") in FILE_MODES


class Listing:
    """All paths of a revision, in git's order, from ``raw``: records ``mode type id TAB path NUL``."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def find(self, path: str) -> Entry | None:
        """Return the entry of exactly this normal path; None for a folder and for what is not there."""
        for record in self._records_with(os.fsencode(path) + b"\0"):
            head, _, name = record.partition(b"\t")
            return _entry(head, name)
        return None

    def has_folder(self, path: str) -> bool:
        """Tell whether anything lies under this normal path; the top (``""``) is always a folder."""
        return not path or any(True for _ in self._records_with(os.fsencode(path) + b"/"))

    def sources(self, tops: Sequence[str]) -> "Sources":
        """Return what is named like a source file and lies under ``tops``, in git's order."""
        found = Sources({}, [])
        wanted = frozenset(tops)
        everything = "" in wanted
        for record in self._raw.split(b"\0"):
            if not record.endswith(SUFFIXES):
                continue
            head, _, name = record.partition(b"\t")
            if not everything and not is_under(os.fsdecode(name), wanted):
                continue
            if head.startswith(FILE_MODES):
                found.files[name] = head
            elif head.startswith(SYMLINK):
                found.skipped.append(Skipped(os.fsdecode(name), SYMBOLIC_LINK))
        return found

    def _records_with(self, start: bytes) -> Iterator[bytes]:
        """Yield the records whose path, with the NUL behind it, starts with ``start``."""
        raw, key, at = self._raw, b"\t" + start, -1
        while (at := raw.find(key, at + 1)) >= 0:
            begin = raw.rfind(b"\0", 0, at) + 1
            # A file name may itself contain a tab: only a record's first one ends the id.
            if raw.find(b"\t", begin) == at:
                yield raw[begin : raw.index(b"\0", at)]


@dataclass(frozen=True, slots=True)
class Sources:
    """The regular source files, still as bytes: of many thousands, only those that match go further."""

    files: dict[bytes, bytes]
    """From the path to what git says of it, ``mode type id``."""
    skipped: list[Skipped]

    def entry(self, name: bytes) -> Entry | None:
        """Return the entry of a path given as bytes; None if it is not among them."""
        head = self.files.get(name)
        return None if head is None else _entry(head, name)

    def entries(self) -> Iterator[Entry]:
        """Yield all of them."""
        return (_entry(head, name) for name, head in self.files.items())


def _entry(head: bytes, name: bytes) -> Entry:
    mode, _, oid = head.decode("ascii").split(" ")
    return Entry(os.fsdecode(name), mode, oid)
