"""Which source files a directory has, and how each stands on the disk: what tells an unchanged file without reading it.

A file is known by its size, times of change in nanoseconds, inode and mode. Git's rule for racily clean entries holds
(git's Documentation/technical/racy-git.txt): a file that was changed so shortly before the census that it could change
again within the same tick of the file system's clock is not known by these, and counts as changed next time.
"""

import marshal
import os
import signal
import stat
import struct
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

from ckptgen.tree.model import SOURCE_SUFFIXES, Skipped
from ckptgen.tree.paths import is_source, normal_path, sorted_skips
from ckptgen.tree.reasons import kind_of, reason_of

TICK_NS = 2_000_000_000
"""The coarsest clock of a file system (FAT's); a kernel's own runs some milliseconds behind the one that we read."""
FEWEST_FOLDERS = 128
"""A tree of fewer is walked before a second process would have started."""
_MARKS = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino", "st_mode")
_FIELDS = 5
MARK_BYTES = array("q").itemsize * _FIELDS
UNKNOWN = bytes(MARK_BYTES)
"""Stands for a file that is not known by its mark: never equal to another one."""
_TOKEN = struct.Struct("<H")
_MOST_TOKENS = 2048
"""One page of them: so much every pipe holds while nobody reads."""

Record = tuple[str, bytes]
"""The names of one folder's source files, separated by NUL in the order of the walk, and the mark of each."""


@dataclass(frozen=True)
class Census:
    """The regular source files under some places of a directory.

    ``folders`` goes from each folder (``""`` or ``fs/ext4/``) to its record; ``doubtful`` are files whose mark is
    UNKNOWN; ``skipped`` is what the walk had to leave out.
    """

    folders: Mapping[str, Record]
    doubtful: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @cached_property
    def listed(self) -> int:
        """The number of files."""
        return sum(len(marks) for _, marks in self.folders.values()) // MARK_BYTES

    def paths(self) -> Iterator[str]:
        """Yield the path of each file, folder by folder."""
        for folder, (names, _) in self.folders.items():
            if names:
                yield from map(folder.__add__, names.split("\0"))

    def mark(self, path: str) -> bytes | None:
        """Return the mark of a file; None if it is not among them."""
        folder, _, name = path.rpartition("/")
        return self._marks(f"{folder}/" if folder else "").get(name)

    def within(self, tops: Sequence[str]) -> "Census":
        """Return the part under ``tops``, which are normal paths, none of them under another one."""
        if "" in tops:
            return self
        inside = tuple(f"{top}/" for top in tops)
        folders = {name: record for name, record in self.folders.items() if name.startswith(inside)}
        single: dict[str, list[str]] = {}
        for top in tops:
            if self.mark(top) is not None:
                folder, _, name = top.rpartition("/")
                single.setdefault(f"{folder}/" if folder else "", []).append(name)
        for folder, names in single.items():
            known = self._marks(folder)
            folders[folder] = ("\0".join(names), b"".join(known[name] for name in names))
        wanted = frozenset(tops)
        here = [path for path in self.doubtful if path.startswith(inside) or path in wanted]
        skipped = [skip for skip in self.skipped if skip.path.startswith(inside) or skip.path in wanted]
        return Census(folders, tuple(here), tuple(skipped))

    def changes(self, before: Mapping[str, Record]) -> list[str]:
        """Return the files that are not known to be as they were, new ones and those that are gone, in no order."""
        changed = list(self.doubtful)
        for folder in self.folders.keys() | before.keys():
            now, then = self.folders.get(folder, ("", b"")), before.get(folder, ("", b""))
            if now != then:
                here, there = _pairs(now), _pairs(then)
                different = [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)]
                changed += [folder + name for name in different]
        return list(dict.fromkeys(changed))

    def _marks(self, folder: str) -> dict[str, bytes]:
        known = self._read.get(folder)
        if known is None:
            known = self._read[folder] = _pairs(self.folders.get(folder, ("", b"")))
        return known

    @cached_property
    def _read(self) -> dict[str, dict[str, bytes]]:
        return {}


def _pairs(record: Record) -> dict[str, bytes]:
    names, marks = record
    starts = range(0, len(marks), MARK_BYTES)
    return dict(zip(names.split("\0"), (marks[at : at + MARK_BYTES] for at in starts), strict=False))


def take_census(top: str, tops: Sequence[str], jobs: int = 1, clock: Callable[[], int] = time.time_ns) -> Census:
    """Look at the source files under ``tops``, normal paths below the folder ``top`` that are there; ``""`` is all.

    ``top`` ends in a slash. With ``jobs`` above 1, a second process takes its share of a large tree. ``clock`` returns
    nanoseconds.
    """
    walk = _Walk(top, clock() - TICK_NS, [], [])
    folders: dict[str, Record] = {}
    waiting: list[str] = []
    for path in tops:
        if not path or stat.S_ISDIR(os.lstat(top + path).st_mode):
            waiting.append(f"{path}/" if path else "")
        elif is_source(path):
            folder, _, name = path.rpartition("/")
            names, marks = folders.get(f"{folder}/" if folder else "", ("", b""))
            names, mark = "\0".join(filter(None, (names, name))), walk.mark_of(path)
            folders[f"{folder}/" if folder else ""] = (names, marks + mark)
    if waiting:
        # The folders near the top one by one: enough to share the rest out.
        for _ in range(3):
            waiting = [below for folder in waiting for below in walk.look(folder, folders)]
            if len(waiting) >= FEWEST_FOLDERS:
                break
        large = jobs > 1 and FEWEST_FOLDERS <= len(waiting) <= _MOST_TOKENS and sys.platform == "linux"
        if not (large and _shared(walk, waiting, folders)):
            walk.descend(waiting, folders)
    return Census(folders, tuple(walk.doubtful), sorted_skips(walk.skipped))


def mark_files(top: str, paths: Sequence[str], clock: Callable[[], int] = time.time_ns) -> dict[str, bytes | None]:
    """Return the mark of each file, whatever its name; None for what is no regular file or behind a symbolic link."""
    limit = clock() - TICK_NS
    plain = {"": True}
    return {path: _mark_of(top, normal_path(path) or "", limit, plain) for path in paths}


def _mark_of(top: str, path: str, limit: int, plain: dict[str, bool]) -> bytes | None:
    try:
        status = os.lstat(top + path)
        mark = array("q", _MARKS(status)).tobytes()
    except OverflowError:
        mark = UNKNOWN
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode) or not is_plain(top, path.rpartition("/")[0], plain):
        return None
    return mark if max(status.st_mtime_ns, status.st_ctime_ns) < limit else UNKNOWN


def is_plain(top: str, folder: str, known: dict[str, bool]) -> bool:
    """Tell whether a folder below ``top``, a path with a slash behind it, is reached without a symbolic link.

    ``known`` remembers, and knows ``""``.
    """
    if folder not in known:
        try:
            here = stat.S_ISDIR(os.lstat(top + folder).st_mode)
        except (OSError, ValueError):
            here = False
        known[folder] = here and is_plain(top, folder.rpartition("/")[0], known)
    return known[folder]


@dataclass(slots=True)
class _Walk:
    """One process's part of a census; marks with a time from ``limit`` on (nanoseconds) are not to be trusted."""

    top: str
    limit: int
    doubtful: list[str]
    skipped: list[Skipped]

    def descend(self, waiting: Iterable[str], folders: dict[str, Record]) -> None:
        """Look at the folders and all that is below them."""
        stack = list(waiting)
        while stack:
            stack += self.look(stack.pop(), folders)

    def look(self, folder: str, folders: dict[str, Record]) -> list[str]:
        """Enter one folder's record into ``folders``; return the folders in it."""
        names: list[str] = []
        below: list[str] = []
        try:
            handle = os.open(self.top + folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            self.skipped.append(Skipped(folder.rstrip("/") or ".", reason_of(error)))
            return []
        try:
            with os.scandir(handle) as entries:
                for entry in entries:
                    name = entry.name
                    # Most are regular source files: they are asked least.
                    if name.endswith(SOURCE_SUFFIXES) and entry.is_file(follow_symlinks=False):
                        names.append(name)
                    elif entry.is_dir(follow_symlinks=False):
                        if name != ".git":
                            below.append(f"{folder}{name}/")
                    elif name.endswith(SOURCE_SUFFIXES):
                        self.skipped.append(Skipped(folder + name, kind_of(entry)))
        except OSError as error:
            self.skipped.append(Skipped(folder.rstrip("/") or ".", reason_of(error)))
        try:
            if names:
                folders[folder] = ("\0".join(names), self._marks(folder, names, handle))
        finally:
            os.close(handle)
        return below

    def mark_of(self, path: str) -> bytes:
        """Return the mark of one file."""
        folder, _, name = path.rpartition("/")
        return self._marks(f"{folder}/" if folder else "", [f"{self.top}{folder}/{name}"], None)

    def _marks(self, folder: str, names: Sequence[str], handle: int | None) -> bytes:
        stats = (os.stat(name, dir_fd=handle, follow_symlinks=False) for name in names)
        try:
            found = array("q", chain.from_iterable(map(_MARKS, stats)))
        except (OSError, OverflowError):
            return self._one_by_one(folder, names, handle)
        if max(*found[1::_FIELDS], *found[2::_FIELDS]) < self.limit:
            return found.tobytes()
        return self._one_by_one(folder, names, handle)

    def _one_by_one(self, folder: str, names: Sequence[str], handle: int | None) -> bytes:
        marks = []
        for name in names:
            with suppress(OSError, OverflowError):
                status = os.stat(name, dir_fd=handle, follow_symlinks=False)
                if max(status.st_mtime_ns, status.st_ctime_ns) < self.limit:
                    marks.append(array("q", _MARKS(status)).tobytes())
                    continue
            marks.append(UNKNOWN)
            self.doubtful.append(folder + name.rpartition("/")[2])
        return b"".join(marks)


def _shared(walk: _Walk, waiting: Sequence[str], folders: dict[str, Record]) -> bool:
    """Descend in two processes that take turns: each folder's number is in a pipe that both read.

    False, with nothing entered, if the second process came to nothing.
    """
    source, sink = os.pipe()
    os.write(sink, b"".join(_TOKEN.pack(number) for number in range(len(waiting))))
    os.close(sink)
    answer, report = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(_Walk(walk.top, walk.limit, [], []), waiting, source, report)
    os.close(report)
    mine, found = _Walk(walk.top, walk.limit, [], []), dict[str, Record]()
    try:
        _take_turns(mine, waiting, source, found)
        with open(answer, "rb", closefd=False) as stream:
            packed = stream.read()
    finally:
        os.close(answer)
        os.close(source)
        _, status = os.waitpid(child, 0)
    if status != 0:
        return False
    theirs, doubtful, skipped = marshal.loads(packed)
    folders.update(found)
    folders.update(theirs)
    walk.doubtful += [*mine.doubtful, *doubtful]
    walk.skipped += [*mine.skipped, *(Skipped(*each) for each in skipped)]
    return True


def _take_turns(walk: _Walk, waiting: Sequence[str], source: int, folders: dict[str, Record]) -> None:
    while token := os.read(source, _TOKEN.size):
        walk.descend([waiting[_TOKEN.unpack(token)[0]]], folders)


def _serve(walk: _Walk, waiting: Sequence[str], source: int, report: int) -> None:
    """Be the second process; never returns."""
    code = 1
    try:
        # Ctrl-C reaches the whole process group; the parent alone reacts.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        folders: dict[str, Record] = {}
        _take_turns(walk, waiting, source, folders)
        skipped = [(skip.path, skip.reason) for skip in walk.skipped]
        with open(report, "wb") as stream:
            stream.write(marshal.dumps((folders, walk.doubtful, skipped), 2))
        code = 0
    finally:
        os._exit(code)
