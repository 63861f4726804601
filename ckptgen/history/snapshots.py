"""What files each revision has. Most revisions share most files: a path with a blob is kept once, by its number."""

import os
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ckptgen.history.refs import Ref
from ckptgen.tree.git import Git
from ckptgen.tree.listing import FILE_MODES, SUFFIXES, SYMLINK
from ckptgen.tree.model import TreeError
from ckptgen.tree.opening import KERNEL_MARK
from ckptgen.tree.paths import is_under, outermost, shown

_KIND = len(b"100644 blob ")
_SHA1 = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One revision: the numbers of its source files, and how many symbolic links are named like one."""

    ref: Ref
    files: "array[int]"
    links: tuple[str, ...]


@dataclass(slots=True)
class Snapshots:
    """All revisions, and what the numbers stand for: a path, and the id of the blob there."""

    revisions: list[Snapshot] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ids: bytearray = field(default_factory=bytearray)
    """One behind the other, in binary: as texts they would take five times as much, in every process."""
    width: int = _SHA1

    def oid(self, number: int) -> str:
        """Return the id of a number's blob."""
        return self.ids[number * self.width : (number + 1) * self.width].hex()

    def numbered(self, notes: Mapping[str, T]) -> list[T | None]:
        """Return what is noted of each number's blob."""
        return [notes.get(self.oid(number)) for number in range(len(self.paths))]

    def blobs(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the ids of the blobs at paths that are ``wanted``, each once, in the order of the first path.

        Neighbours in this order are versions of one file, which git stores as differences of one another.
        """
        order = sorted((n for n, path in enumerate(self.paths) if wanted(path)), key=self.paths.__getitem__)
        return list(dict.fromkeys(map(self.oid, order)))


def take_snapshots(git: Git, refs: Sequence[Ref], under: Sequence[str] = ()) -> Snapshots:
    """List the revisions; raises TreeError for one that is no kernel, and where none has one of ``under``."""
    found = Snapshots()
    latest: dict[bytes, int] = {}
    known: dict[str, Snapshot] = {}
    missing = set(under)
    for ref in refs:
        if ref.tree not in known:
            raw = git.run("ls-tree", "-r", "-z", "--full-tree", ref.tree)
            if f"\t{KERNEL_MARK}\0".encode() not in raw:
                raise TreeError(f"{shown(ref.name)} is not a kernel tree: it has no {KERNEL_MARK}", "leave it out")
            missing = {path for path in missing if not _is_there(raw, path)}
            known[ref.tree] = _snapshot(ref, raw.split(b"\0"), latest, found)
        same = known[ref.tree]
        found.revisions.append(Snapshot(ref, same.files, same.links))
    for path in sorted(missing):
        raise TreeError(f"no revision has a file or folder {shown(path)}", "paths are relative to the repository's top")
    return found


def _is_there(raw: bytes, path: str) -> bool:
    name = b"\t" + os.fsencode(path)
    return not path or name + b"/" in raw or name + b"\0" in raw


def _snapshot(ref: Ref, records: Iterable[bytes], latest: dict[bytes, int], found: Snapshots) -> Snapshot:
    """Number a revision's files; ``latest`` has the number of each path in the revision before.

    A blob that comes back after others have been at its path gets another number, which costs nothing.
    """
    files = array("l")
    links = []
    ids, width = found.ids, found.width
    for record in records:
        if not record.endswith(SUFFIXES):
            continue
        head, _, name = record.partition(b"\t")
        if head.startswith(FILE_MODES):
            oid = bytes.fromhex(head[_KIND:].decode("ascii"))  # the mode makes no difference
            number = latest.get(name, -1)
            if number < 0 or ids[number * width : (number + 1) * width] != oid:
                found.width = width = len(oid)
                number = latest[name] = len(found.paths)
                ids += oid
                found.paths.append(sys.intern(os.fsdecode(name)))  # that of many blobs
            files.append(number)
        elif head.startswith(SYMLINK):
            links.append(os.fsdecode(name))
    return Snapshot(ref, files, tuple(links))


def within(tops: Sequence[str]) -> Callable[[str], bool]:
    """Return a test whether a path lies under any of ``tops``; with none, or the top itself, everything does."""
    wanted = frozenset(outermost(tops))
    if not wanted or "" in wanted:
        return lambda path: True
    return lambda path: is_under(path, wanted)
