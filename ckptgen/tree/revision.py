"""A git revision, read from the object store: no checkout, nothing written.

``git grep`` finds the files that hold a needle, since it need not copy every blob through a pipe; what it
names is read through ``git cat-file`` in the workers. Both count and skip as ``DirectoryTree`` does on a
checkout. Where git grep cannot read a blob, as in a partial clone, all files go through ``git cat-file``, and those
that it cannot read are skipped.
"""

import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar

from ckptgen.tree.batch import Batch, Noting, Packed, Work, collect, packed
from ckptgen.tree.blobs import BlobReader, NoBlob
from ckptgen.tree.git import Git, GitError
from ckptgen.tree.listing import Entry, Listing, Sources
from ckptgen.tree.model import SOURCE_SUFFIXES, MissingFileError, Scan, Skipped, TreeError, UnreadableFileError
from ckptgen.tree.paths import is_source, normal_path, outermost, shown
from ckptgen.tree.pool import Opener, map_chunks, usable_cpus
from ckptgen.tree.store import Store

T = TypeVar("T")
Out = TypeVar("Out")
Chunk = tuple[Entry, ...]

MATCHED_CHUNK = 32
"""Few: each of these files costs ``work``, and the last ones are named only when git grep is done."""
EVERY_CHUNK = 256
"""Many: neighbours share delta bases, which git caches."""
MOST_PATHSPECS = 200
MOST_JOBS = 2
"""A third cat-file gains nothing beside git grep, and each holds its own window on the pack."""


class RevisionTree:
    """The files of one revision; paths are relative to the repository's top, wherever in it one stands.

    ``commit`` is None when ``rev`` names a bare tree object. ``git_dir`` is the directory that holds the
    objects and ``shallow``: the common one, for a linked work tree. Submodules are not part of the tree.
    """

    def __init__(self, directory: Path, rev: str, jobs: int | None = None, store: Store | None = None) -> None:
        """Resolve ``rev`` (whatever git takes for one commit or tree) in the repository of ``directory``.

        ``store`` remembers the listing. Raises TreeError when there is no such repository or revision.
        """
        self._store = store
        self._sources: dict[tuple[str, ...], Sources] = {}
        self.git_dir, top = _repository(directory)
        self._git = Git(top)
        self.commit, self.treeish = _resolve(self._git, rev)
        self.label = shown(f"{top.parent.name if top.name == '.git' else top.name}@{rev}")
        self._jobs = jobs
        self._reader: BlobReader | None = None

    def read(self, path: str) -> bytes:
        """Return one file's content; raises MissingFileError or UnreadableFileError."""
        content = next(self._blobs().read([self._file(path).oid]))
        if isinstance(content, NoBlob):
            raise UnreadableFileError(
                f"{self.label}: {shown(path)}: {content.reason}", "fetch the missing objects with git first"
            )
        return content

    def exists(self, path: str) -> bool:
        """Tell whether ``path`` is a regular file or a folder of the revision."""
        normal = normal_path(path)
        if normal is None:
            return False
        entry = self._listing.find(normal)
        return entry.is_file if entry else self._listing.has_folder(normal)

    def file_mode(self, path: str) -> str:
        """Return ``100644`` or ``100755``; raises MissingFileError."""
        return self._file(path).mode

    def scan(self, needles: Sequence[bytes], work: Work[T], under: Sequence[str] = ()) -> Scan[T]:
        """See ``Tree.scan``; raises TreeError for a damaged repository, and what ``work`` raises."""
        tops = self.tops(under)
        opener: Opener[Chunk, Batch[T]] = partial(_reader, self._git, tuple(needles), work)
        batches = list(self._pass(opener, needles, tops))
        sources = self.sources(tops)
        return collect(batches, len(sources.files), sources.skipped)

    def scan_packed(self, needles: Sequence[bytes], work: Noting, tops: Sequence[str]) -> Iterator[Packed]:
        """Do what ``scan`` does under these normal paths, with packed batches."""
        opener: Opener[Chunk, Packed] = partial(_packing_reader, self._git, tuple(needles), work)
        yield from self._pass(opener, needles, tops)

    def _pass(self, opener: Opener[Chunk, Out], needles: Sequence[bytes], tops: Sequence[str]) -> Iterator[Out]:
        # git grep takes a line break for the end of a pattern, and cannot be given a NUL.
        if needles and not any(not needle or b"\n" in needle or b"\0" in needle for needle in needles):
            # Not before its end is it known whether git grep could read all.
            with suppress(GitError):
                yield from self._grep_pass(opener, needles, tops)
                return
        chunks = _chunks(self.sources(tops).entries(), EVERY_CHUNK)
        yield from map_chunks(opener, chunks, self._jobs or _default_jobs(0))

    def _grep_pass(self, opener: Opener[Chunk, Out], needles: Sequence[bytes], tops: Sequence[str]) -> list[Out]:
        """Read the files that git grep names; raises GitError where it cannot read one."""
        with self._git.stream(*_grep(needles, tops, self.treeish), ok=(0, 1)) as names:
            sources = self.sources(tops)  # git grep is running meanwhile
            chunks = _chunks(_named(names, self.treeish, sources), MATCHED_CHUNK)
            return list(map_chunks(opener, chunks, self._jobs or _default_jobs(1)))

    def read_packed(self, entries: Iterable[Entry], needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read these files of the tree, as ``scan`` would."""
        opener: Opener[Chunk, Packed] = partial(_packing_reader, self._git, tuple(needles), work)
        yield from map_chunks(opener, _chunks(entries, EVERY_CHUNK), self._jobs or _default_jobs(0))

    def sources(self, tops: Sequence[str]) -> Sources:
        """Return the source files under normal paths."""
        key = tuple(tops)
        if key not in self._sources:
            self._sources[key] = self._listing.sources(key)
        return self._sources[key]

    def tops(self, under: Sequence[str]) -> tuple[str, ...]:
        """Return the outermost of the places as normal paths, the top for none; TreeError if one is not there."""
        for path in under:
            if not self.exists(path):
                raise TreeError(
                    f"{self.label} has no file or folder {shown(path)}",
                    "paths are relative to the repository's top",
                )
        return outermost(normal_path(path) or "" for path in under or [""])

    @cached_property
    def _listing(self) -> Listing:
        if self._store is None:
            return Listing(self._list())
        # The tree that an id names never changes.
        key = self.treeish.encode("ascii")
        raw = self._store.load("listing", [key]).get(key)
        if raw is None:
            raw = self._list()
            self._store.save("listing", {key: raw})
        return Listing(raw)

    def _list(self) -> bytes:
        return self._git.run("ls-tree", "-r", "-z", "--full-tree", self.treeish)

    def _file(self, path: str) -> Entry:
        normal = normal_path(path)
        entry = self._listing.find(normal) if normal else None
        if entry is None or not entry.is_file:
            raise MissingFileError(f"{self.label} has no file {shown(path)}")
        return entry

    def _blobs(self) -> BlobReader:
        # A forked worker must not talk into its parent's pipes.
        if self._reader is None or self._reader.owner != os.getpid():
            self._reader = BlobReader(self._git)
            weakref.finalize(self, self._reader.close)
        return self._reader


def _repository(directory: Path) -> tuple[Path, Path]:
    """Return where the objects are, and the work tree's top (of a bare repository, where the objects are)."""
    git = Git(directory)
    answer = git.run("rev-parse", "--path-format=absolute", "--git-common-dir", "--is-inside-work-tree")
    common, inside = answer.removesuffix(b"\n").rsplit(b"\n", 1)
    if inside != b"true":
        return _path(common), _path(common)
    return _path(common), _path(git.run("rev-parse", "--show-toplevel").removesuffix(b"\n"))


def _default_jobs(taken: int) -> int:
    """Return how many readers pay on this machine, beside ``taken`` processors that git grep keeps busy."""
    return max(1, min(usable_cpus() - taken, MOST_JOBS))


def _path(line: bytes) -> Path:
    return Path(os.fsdecode(line))


def _resolve(git: Git, rev: str) -> tuple[str | None, str]:
    """Return the commit's id (None for a bare tree) and the id to read files from."""
    if rev.startswith("-") or not rev or "\0" in rev:
        raise _unknown(git, rev, "")
    try:
        oid = git.run("rev-parse", "--verify", rev).decode("ascii").strip()
        # A tag object stands for what it was put on.
        peeled = git.run("rev-parse", "--verify", f"{oid}^{{}}").decode("ascii").strip()
        kind = git.run("cat-file", "-t", peeled).strip()
    except GitError as error:
        raise _unknown(git, rev, error.reason) from None
    if kind == b"blob":
        raise _unknown(git, rev, "it is a single file")
    return (peeled if kind == b"commit" else None), peeled


def _unknown(git: Git, rev: str, reason: str) -> TreeError:
    directory = shown(str(git.directory))
    because = "" if reason.endswith("Needed a single revision") or not reason else f": {reason}"
    return TreeError(
        f"no revision {shown(rev)} in {directory}{because}",
        f"git -C {directory} tag lists the tags; a branch, HEAD~3 or a commit's id will do too",
    )


def _grep(needles: Sequence[bytes], tops: Sequence[str], treeish: str) -> list[str | bytes]:
    # Each flag overrules a setting that would change the answer: grep.*, color.*, submodule.*, and attributes
    # that call a file binary or convert it.
    flags = "-l -z -F --text --full-name --no-color --no-textconv --no-recurse-submodules"
    patterns = [part for needle in needles for part in (b"-e", needle)]
    places: list[str | bytes] = []
    # Very many paths would overflow a command line; what git names is looked up among the wanted anyway.
    for path in tops if len(tops) <= MOST_PATHSPECS else [""]:
        literal = re.sub(r"([*?\[\\])", r"\\\1", path)
        if is_source(path):
            places.append(f":(top){literal}")
        places += [f":(top){literal}{'/' if path else ''}*{suffix}" for suffix in SOURCE_SUFFIXES]
    return ["grep", *flags.split(), *patterns, treeish, "--", *places]


def _named(names: IO[bytes], treeish: str, sources: Sources) -> Iterator[Entry]:
    prefix = len(treeish) + 1
    rest = b""
    while part := os.read(names.fileno(), 1 << 16):
        *whole, rest = (rest + part).split(b"\0")
        for name in whole:
            entry = sources.entry(name[prefix:])
            if entry is not None:
                yield entry


def _chunks(entries: Iterable[Entry], size: int) -> Iterator[Chunk]:
    rest = iter(entries)
    while chunk := tuple(islice(rest, size)):
        yield chunk


@contextmanager
def _reader(git: Git, needles: Sequence[bytes], work: Work[T]) -> Iterator[Callable[[Chunk], Batch[T]]]:
    with BlobReader(git) as blobs:

        def read(chunk: Chunk) -> Batch[T]:
            batch: Batch[T] = Batch()
            for entry, content in zip(chunk, blobs.read([entry.oid for entry in chunk]), strict=True):
                if isinstance(content, NoBlob):
                    batch.skipped.append(Skipped(entry.path, content.reason))
                else:
                    batch.take(entry.path, content, needles, work)
            return batch

        yield read


@contextmanager
def _packing_reader(git: Git, needles: Sequence[bytes], work: Noting) -> Iterator[Callable[[Chunk], Packed]]:
    with _reader(git, needles, work) as read:
        yield lambda chunk: packed(read(chunk))
