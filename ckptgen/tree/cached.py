"""A tree that remembers what earlier runs found: only files that are not known to be as they were are read again.

What is kept for a question (``question.py``) is a pack: the results for one state of the tree, and the state itself,
which says of each file how it stood (a census' mark, or the blob's id). A later state is held against it file by file;
what came of files that changed since is kept beside the pack, so that one edit does not write everything again.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from ckptgen.tree.batch import Batch, Noting, Packed, collect, noted
from ckptgen.tree.model import Scan, Skipped, Tree
from ckptgen.tree.packs import DamagedError, pack, unpack
from ckptgen.tree.question import question_of
from ckptgen.tree.store import Store

T = TypeVar("T")
Found = list[tuple[str, Any]]
"""Each file that holds a needle, and what came of it."""

MOST_EXTRA = 1000
"""So many files may have changed before a pack is written anew."""
_QUESTION = "scan"


class State(Protocol):
    """How the source files under some places of a tree stand."""

    @property
    def key(self) -> bytes:
        """A short name: the same for the same state of the same files, whatever their tree."""

    @property
    def listed(self) -> int:
        """The number of source files."""

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What stands there and is no source file that can be read."""

    @property
    def doubtful(self) -> Sequence[str]:
        """Files of which nothing tells whether they change."""

    @property
    def packed(self) -> bytes:
        """The state as bytes."""

    def changes(self, before: bytes) -> list[str]:
        """Return the paths that are not known to be as in the state ``before``, those that are gone included.

        Raises DamagedError.
        """

    def mark(self, path: str) -> bytes | None:
        """Return how one file stands, empty if that is doubtful; None if there is no such file."""

    def read(self, needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read every source file of the state."""

    def read_some(self, paths: Sequence[str], needles: Sequence[bytes], work: Noting) -> Iterator[Packed]:
        """Read these files of the state."""


class Ground(Protocol):
    """A kind of tree, as far as remembering needs to know it."""

    @property
    def place(self) -> bytes:
        """What its states have in common: those of one place are held against each other."""

    @property
    def content(self) -> bytes:
        """The place, and all that is known of its content without looking: for a revision, its id."""

    def marks(self, paths: Sequence[str]) -> dict[str, bytes | None]:
        """Return how single files stand, source files or not; empty and None are as in ``State.mark``."""

    def state(self, under: Sequence[str]) -> State:
        """Return the state of ``under``; raises TreeError where a place does not exist."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A pack: what came of the files in the state ``key``, in parts; ``unread`` could not be read then."""

    key: bytes
    parts: tuple[bytes, ...]
    unread: tuple[str, ...]


class CachedTree:
    """The tree ``inner``, with a memory in ``store``; the answers are those of ``inner``.

    With ``fresh``, everything is read again, and what came of it is kept.
    """

    def __init__(self, inner: Tree, ground: Ground, store: Store, *, fresh: bool = False) -> None:
        self.inner = inner
        self.label = inner.label
        self.commit = inner.commit
        self.ground = ground
        self.store = store
        self.fresh = fresh
        self._changes: dict[tuple[bytes, bytes], list[str] | None] = {}
        self.stored: set[bytes] = set()

    def read(self, path: str) -> bytes:
        """See ``Tree.read``."""
        return self.inner.read(path)

    def exists(self, path: str) -> bool:
        """See ``Tree.exists``."""
        return self.inner.exists(path)

    def file_mode(self, path: str) -> str:
        """See ``Tree.file_mode``."""
        return self.inner.file_mode(path)

    def scan(
        self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str] = ()
    ) -> Scan[T]:
        """See ``Tree.scan``."""
        question = question_of(needles, work)
        if question is None:
            return self.inner.scan(needles, work, under)
        state, note = self.ground.state(under), partial(noted, work=work)
        name, place = question.encode(), b"\0".join([self.ground.place, *map(os.fsencode, sorted(under))])
        answer = None
        if not self.fresh:
            with suppress(DamagedError):
                answer = self._recall(name, place, state, needles, note)
        if answer is None:
            found, skipped, parts = _opened(state.read(needles, note))
            self._keep(name, place, state, parts, skipped)
        else:
            found, skipped = answer
        results = [(path, result) for path, result in found if result is not None]
        return collect([Batch(state.listed, len(found), results, skipped)], 0, state.skipped)

    def _recall(
        self, name: bytes, place: bytes, state: State, needles: Sequence[bytes], work: Noting
    ) -> tuple[Found, list[Skipped]] | None:
        """Return what is known, and what had to be read again; None where reading everything is less work."""
        known = self._known(name, state.key)
        changed: list[str] | None = list(state.doubtful)
        if known is None:
            last = self._load(b"last" + name + place)
            known = self._known(name, last) if last else None
            changed = self._changed(state, known.key) if known else None
        if known is None or changed is None:
            return None
        again = {*changed, *(path for path in known.unread if state.mark(path) is not None)}
        if 2 * len(again) > state.listed + 1:
            return None
        found: Found = [each for part in known.parts for each in unpack(part) if each[0] not in again]
        if not again:
            return found, []
        more, skipped, many = self._reread(name, known, state, sorted(again), needles, work)
        found += more
        if many:
            self._keep(name, place, state, [pack(found)], skipped)
        return found, skipped

    def _reread(
        self, name: bytes, known: _Known, state: State, again: Sequence[str], needles: Sequence[bytes], work: Noting
    ) -> tuple[Found, list[Skipped], bool]:
        """Return what is in the files that changed since the pack; True if so many did that it is time for another."""
        key = b"more" + name + known.key
        packed = self._load(key)
        extra: dict[tuple[str, bytes], tuple[Any, ...]] = unpack(packed) if packed else {}
        marks = {path: mark for path in again if (mark := state.mark(path)) is not None}
        unknown = [path for path, mark in marks.items() if (path, mark) not in extra]
        found: Found = []
        for path, mark in marks.items():
            found += [(path, result) for result in extra.get((path, mark), ())]
        if not unknown:
            return found, [], False
        more, skipped, _ = _opened(state.read_some(unknown, needles, work))
        unread = {skip.path for skip in skipped}
        results = dict(more)
        for path in unknown:
            if marks[path] and path not in unread:
                extra[path, marks[path]] = (results[path],) if path in results else ()
        many = len(extra) > MOST_EXTRA
        if not many and any(marks[path] for path in unknown):
            self._save({key: pack(extra)})
        return found + more, skipped, many

    def _keep(
        self, name: bytes, place: bytes, state: State, parts: Sequence[bytes], skipped: Iterable[Skipped]
    ) -> None:
        if 2 * len(state.doubtful) > state.listed:
            return
        rows = {
            b"pack" + name + state.key: pack((tuple(parts), tuple(skip.path for skip in skipped))),
            b"last" + name + place: state.key,
        }
        if state.key not in self.stored:
            self.stored.add(state.key)
            rows[b"state" + state.key] = state.packed
        self._save(rows)

    def _known(self, name: bytes, key: bytes) -> _Known | None:
        packed = self._load(b"pack" + name + key)
        return _Known(key, *unpack(packed)) if packed else None

    def _changed(self, state: State, key: bytes) -> list[str] | None:
        """Return what is not as in the state ``key``; None if that is not known."""
        pair = (state.key, key)
        if pair not in self._changes:
            before = self._load(b"state" + key)
            self._changes[pair] = state.changes(before) if before is not None else None
        return self._changes[pair]

    def _load(self, key: bytes) -> bytes | None:
        return self.store.load(_QUESTION, [key]).get(key)

    def _save(self, values: Mapping[bytes, bytes]) -> None:
        self.store.save(_QUESTION, values)


def _opened(packed: Iterable[Packed]) -> tuple[Found, list[Skipped], list[bytes]]:
    found: Found = []
    skipped: list[Skipped] = []
    parts = []
    for each in packed:
        found += unpack(each.found)
        skipped += each.skipped
        parts.append(each.found)
    return found, skipped, parts
