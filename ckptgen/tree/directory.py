"""A directory, or a git work tree read as the files it holds now, uncommitted changes and all."""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from ckptgen.bounds import LARGEST_FILE
from ckptgen.tree.batch import Batch, Noting, Packed, Work, collect, packed
from ckptgen.tree.census import is_plain
from ckptgen.tree.grep import files_with
from ckptgen.tree.model import MissingFileError, Scan, Skipped, TreeError, UnreadableFileError
from ckptgen.tree.paths import is_source, normal_path, outermost, shown
from ckptgen.tree.pool import Opener, map_chunks, usable_cpus
from ckptgen.tree.reasons import kind_of, reason_of, too_large

T = TypeVar("T")

CHUNK_FILES = 1024
"""Large enough that handing a chunk over and starting grep cost little, small enough that workers finish together."""
MOST_JOBS = 8
"""The walk runs in one process and feeds no more readers than this."""
# A name may have become a symbolic link or a FIFO since it was listed: the flags keep open() from following
# or waiting.
OPEN_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class _Found:
    """Some source files in the order of the walk, and what the walk had to leave out meanwhile."""

    paths: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class DirectoryTree:
    """The files of one directory; ``.git`` is no part of it, and no symbolic link is followed.

    The top of the tree is the directory that was named, also when that is a subdirectory of a git work tree.
    ``jobs`` bounds the reading processes (default: the processors at hand).
    """

    commit: str | None = None

    def __init__(self, root: Path, jobs: int | None = None) -> None:
        self.root = root.resolve()
        self.label = shown(self.root.name or str(self.root))
        self.jobs = jobs or min(usable_cpus(), MOST_JOBS)
        # A folder that was seen is not looked at again: a run sees one state of the tree.
        self._plain = {"": True}

    def read(self, path: str) -> bytes:
        """Return one file's content; raises MissingFileError or UnreadableFileError."""
        self._file_status(path)
        try:
            return _read_file(self._absolute(path))
        except _TooLargeError as error:
            raise UnreadableFileError(f"{self.label}: {shown(path)} is {too_large(error.size)}") from None
        except OSError as error:
            raise UnreadableFileError(
                f"{self.label}: cannot read {shown(path)}: {reason_of(error)}", "check the file's permissions"
            ) from None

    def exists(self, path: str) -> bool:
        """Tell whether ``path`` is a regular file or a folder, reached without a symbolic link."""
        status = self._status(path)
        return status is not None and (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode))

    def file_mode(self, path: str) -> str:
        """Return ``100755`` if the owner may execute the file, else ``100644``, as git would record it."""
        return "100755" if self._file_status(path).st_mode & stat.S_IXUSR else "100644"

    def scan(self, needles: Sequence[bytes], work: Work[T], under: Sequence[str] = ()) -> Scan[T]:
        """See ``Tree.scan``; raises TreeError if a process dies, and what ``work`` raises, the path noted."""
        needles, tops = tuple(needles), self.tops(under)
        opener: Opener[_Found, Batch[T]] = partial(_reader, self.top, needles, work)
        return collect(map_chunks(opener, self._walk(tops), self.jobs))

    def read_packed(self, paths: Sequence[str], needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read these source files of the tree, as ``scan`` would; what cannot be read is among the skipped."""
        opener: Opener[_Found, Packed] = partial(_packing_reader, self.top, tuple(needles), work)
        chunks = (_Found(tuple(paths[at : at + CHUNK_FILES]), ()) for at in range(0, len(paths), CHUNK_FILES))
        yield from map_chunks(opener, chunks, self.jobs)

    @property
    def top(self) -> str:
        """The root's path with a slash behind it."""
        return self._absolute("")

    def tops(self, under: Sequence[str]) -> tuple[str, ...]:
        """Return the outermost of the places as normal paths, the top for none; TreeError if one is not there."""
        for path in under:
            if not self.exists(path):
                raise TreeError(
                    f"{self.label} has no file or folder {shown(path)}",
                    "paths are relative to the tree's top",
                )
        return outermost(normal_path(path) or "" for path in under or [""])

    def _absolute(self, path: str) -> str:
        return f"{str(self.root).rstrip('/')}/{path}"

    def _status(self, path: str) -> os.stat_result | None:
        normal = normal_path(path)
        if normal is None or not is_plain(self.top, normal.rpartition("/")[0], self._plain):
            return None
        try:
            status = os.lstat(self._absolute(normal))
        except (OSError, ValueError):
            return None
        return None if stat.S_ISLNK(status.st_mode) else status

    def _file_status(self, path: str) -> os.stat_result:
        status = self._status(path)
        if status is None or not stat.S_ISREG(status.st_mode):
            raise MissingFileError(f"{self.label} has no file {shown(path)}")
        return status

    def _walk(self, tops: Sequence[str]) -> Iterator[_Found]:
        paths: list[str] = []
        skipped: list[Skipped] = []
        for path in self._listing(tops, skipped):
            paths.append(path)
            if len(paths) == CHUNK_FILES:
                yield _Found(tuple(paths), tuple(skipped))
                paths.clear()
                skipped.clear()
        yield _Found(tuple(paths), tuple(skipped))

    def _listing(self, tops: Sequence[str], skipped: list[Skipped]) -> Iterator[str]:
        """Yield each regular source file; put what has a source file's name but is none into ``skipped``."""
        top = self.top
        folders: list[str] = []
        for path in tops:
            if (self.root / path).is_dir():
                folders.append(f"{path}/" if path else "")
            elif is_source(path):
                yield path
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(top + folder) as entries:
                    for entry in entries:
                        name = entry.name
                        if entry.is_dir(follow_symlinks=False):
                            if name != ".git":
                                folders.append(f"{folder}{name}/")
                        elif is_source(name):
                            if entry.is_file(follow_symlinks=False):
                                yield folder + name
                            else:
                                skipped.append(Skipped(folder + name, kind_of(entry)))
            except OSError as error:
                skipped.append(Skipped(folder.rstrip("/") or ".", reason_of(error)))


def _reader(top: str, needles: Sequence[bytes], work: Work[T]) -> AbstractContextManager[Callable[[_Found], Batch[T]]]:
    return nullcontext(partial(_read_found, top, needles, work))


def _packing_reader(
    top: str, needles: Sequence[bytes], work: Noting
) -> AbstractContextManager[Callable[[_Found], Packed]]:
    return nullcontext(partial(_read_and_pack, top, needles, work))


def _read_and_pack(top: str, needles: Sequence[bytes], work: Noting, found: _Found) -> Packed:
    return packed(_read_found(top, needles, work, found))


def _read_found(top: str, needles: Sequence[bytes], work: Work[T], found: _Found) -> Batch[T]:
    batch: Batch[T] = Batch(listed=len(found.paths), skipped=list(found.skipped))
    matching = files_with(top, found.paths, needles)
    if matching is not None:
        # A file that changes between the two looks counts as it was at the first, like any that changes during a pass.
        needles = ()
    for path in found.paths if matching is None else [path for path in found.paths if path in matching]:
        try:
            content = _read_file(top + path)
        except _TooLargeError as error:
            batch.skipped.append(Skipped(path, too_large(error.size)))
        except OSError as error:
            batch.skipped.append(Skipped(path, reason_of(error)))
        else:
            batch.take(path, content, needles, work)
    return batch


class _TooLargeError(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def _read_file(path: str) -> bytes:
    handle = os.open(path, OPEN_FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
        if status.st_size > LARGEST_FILE:
            raise _TooLargeError(status.st_size)
        content = os.read(handle, status.st_size + 1)
        if len(content) == status.st_size:
            return content
        # It was changed since, or is longer than one read() may return.
        parts = [content]
        while parts[-1]:
            parts.append(os.read(handle, 1 << 20))
        return b"".join(parts)
    finally:
        os.close(handle)
