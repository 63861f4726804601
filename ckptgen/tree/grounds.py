"""Directories and revisions, as ``CachedTree`` sees them: how their files stand, and how some of them are read."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from ckptgen.tree.batch import Noting, Packed
from ckptgen.tree.census import UNKNOWN, Census, Record, mark_files, take_census
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.listing import Sources
from ckptgen.tree.model import Skipped
from ckptgen.tree.packs import pack, unpack
from ckptgen.tree.paths import normal_path, outermost
from ckptgen.tree.revision import RevisionTree


@dataclass(frozen=True)
class DirectoryState:
    """How files of a directory stand, by their marks."""

    tree: DirectoryTree
    census: Census

    @property
    def listed(self) -> int:
        """The number of source files."""
        return self.census.listed

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What the walk had to leave out."""
        return self.census.skipped

    @property
    def doubtful(self) -> Sequence[str]:
        """The files that changed too shortly before to be known by a mark."""
        return self.census.doubtful

    @cached_property
    def key(self) -> bytes:
        """A short name for the marks."""
        return blake2b(self.packed, digest_size=20).digest()

    @cached_property
    def packed(self) -> bytes:
        """The marks as bytes: the same for the same files."""
        return pack(sorted(self.census.folders.items()))

    def changes(self, before: bytes) -> list[str]:
        """Return the paths that are not known to be as they were; raises DamagedError."""
        folders: dict[str, Record] = dict(unpack(before))
        return self.census.changes(folders)

    def mark(self, path: str) -> bytes | None:
        """Return the mark of a file; empty if it is not to be trusted, None if there is no such file."""
        mark = self.census.mark(path)
        return b"" if mark == UNKNOWN else mark

    def read(self, needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read every source file of the state."""
        return self.tree.read_packed(list(self.census.paths()), needles, work)

    def read_some(self, paths: Sequence[str], needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read these files of the state."""
        return self.tree.read_packed(paths, needles, work)


class DirectoryGround:
    """One directory. It is walked once, when it is first asked for its state: a run sees one state of it."""

    def __init__(self, tree: DirectoryTree) -> None:
        self._tree = tree
        self._known: dict[tuple[str, ...], DirectoryState] = {}
        self.place = b"directory " + os.fsencode(tree.root)
        self.content = self.place

    def marks(self, paths: Sequence[str]) -> dict[str, bytes | None]:
        """Return how files stand now."""
        return {path: b"" if mark == UNKNOWN else mark for path, mark in mark_files(self._tree.top, paths).items()}

    def state(self, under: Sequence[str]) -> DirectoryState:
        """Return the state of ``under``; raises TreeError where a place does not exist."""
        whole = self._known.get(("",))
        unsure = under if whole is None else [path for path in under if whole.mark(path) is None]
        if unsure:
            self._tree.tops(unsure)
        tops = outermost(normal_path(path) or "" for path in under or [""])
        if tops not in self._known:
            census = whole.census.within(tops) if whole else take_census(self._tree.top, tops, self._tree.jobs)
            self._known[tops] = DirectoryState(self._tree, census)
        return self._known[tops]


@dataclass(frozen=True)
class RevisionState:
    """Files of a revision, which never change."""

    tree: RevisionTree
    tops: tuple[str, ...]
    sources: Sources
    doubtful: tuple[str, ...] = ()

    @property
    def listed(self) -> int:
        """The number of source files."""
        return len(self.sources.files)

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Symbolic links with a source file's name."""
        return self.sources.skipped

    @cached_property
    def key(self) -> bytes:
        """A short name for the files under these places."""
        said = "\0".join([self.tree.treeish, *self.tops]).encode("utf-8", "surrogateescape")
        return blake2b(said, digest_size=20).digest()

    @cached_property
    def packed(self) -> bytes:
        """Each path with git's mode and id of what is there, as bytes."""
        return pack(self.sources.files)

    def changes(self, before: bytes) -> list[str]:
        """Return the paths that are different files; raises DamagedError."""
        then: Mapping[bytes, bytes] = unpack(before)
        now = self.sources.files
        changed = {name for name, _ in then.items() ^ now.items()}
        return [os.fsdecode(name) for name in changed]

    def mark(self, path: str) -> bytes | None:
        """Return the mode and id of a file; None if there is no such file."""
        return self.sources.files.get(os.fsencode(path))

    def read(self, needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read every source file of the state."""
        # Through git grep, which is faster for many files.
        return self.tree.scan_packed(needles, work, self.tops)

    def read_some(self, paths: Sequence[str], needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read these files of the state."""
        entries = (self.sources.entry(os.fsencode(path)) for path in paths)
        return self.tree.read_packed([entry for entry in entries if entry], needles, work)


class RevisionGround:
    """One revision of a repository."""

    def __init__(self, tree: RevisionTree) -> None:
        self._tree = tree
        self._known: dict[tuple[str, ...], RevisionState] = {}
        self.place = b"repository " + os.fsencode(tree.git_dir)
        self.content = b"revision " + tree.treeish.encode("ascii")

    def marks(self, paths: Sequence[str]) -> dict[str, bytes | None]:
        """Return the same for each file: what ``content`` names never changes."""
        return dict.fromkeys(paths, b"-")

    def state(self, under: Sequence[str]) -> RevisionState:
        """Return the files under these places; raises TreeError where one does not exist."""
        tops = self._tree.tops(under)
        if tops not in self._known:
            self._known[tops] = RevisionState(self._tree, tops, self._tree.sources(tops))
        return self._known[tops]
