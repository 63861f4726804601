"""Remembering what a function makes of single files that it reads one after the other, each named by the one before."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from ckptgen.tree.cached import CachedTree, Ground
from ckptgen.tree.model import Scan, Tree, UnreadableFileError
from ckptgen.tree.packs import DamagedError, pack, unpack
from ckptgen.tree.question import question_of
from ckptgen.tree.store import Store

T = TypeVar("T")
_QUESTION = "recall"


def recall(tree: Tree, function: Callable[..., T], **arguments: object) -> T:
    """Return ``function(tree, **arguments)``, from the tree's store if all that it read and asked for is as it was.

    The function is a module's, depends on nothing else, makes no pass, and its value can be packed.
    """
    question = question_of((), partial(function, **arguments))
    if question is None or not isinstance(tree, CachedTree):
        return function(tree, **arguments)
    ground, store = tree.ground, tree.store
    key = b"\0".join([question.encode(), ground.content])
    if not tree.fresh:
        known = store.load(_QUESTION, [key]).get(key)
        if known is not None and (found := _unchanged(known, tree, ground)) is not None:
            value: T = found[0]
            return value
    noting = _Noting(tree.inner, ground)
    value = function(noting, **arguments)
    _keep(store, key, noting, value)
    return value


def _unchanged(known: bytes, tree: Tree, ground: Ground) -> tuple[Any] | None:
    try:
        value, marks, there = unpack(known)
    except DamagedError:
        return None
    same = all(tree.exists(path) == was for path, was in there.items()) and ground.marks(list(marks)) == marks
    return (value,) if same else None


def _keep(store: Store, key: bytes, noting: "_Noting", value: object) -> None:
    if not noting.passed and b"" not in noting.marks.values():
        store.save(_QUESTION, {key: pack((value, noting.marks, noting.there))})


class _Noting:
    """The tree ``inner``; notes how the files stood that were read, and what was there."""

    def __init__(self, inner: Tree, ground: Ground) -> None:
        self.label = inner.label
        self.commit = inner.commit
        self.marks: dict[str, bytes | None] = {}
        self.there: dict[str, bool] = {}
        self.passed = False
        self._inner = inner
        self._ground = ground

    def read(self, path: str) -> bytes:
        self._note(path)
        try:
            return self._inner.read(path)
        except UnreadableFileError:
            # It may be readable next time, and look the same.
            self.passed = True
            raise

    def exists(self, path: str) -> bool:
        self.there[path] = self._inner.exists(path)
        return self.there[path]

    def file_mode(self, path: str) -> str:
        self._note(path)
        return self._inner.file_mode(path)

    def scan(
        self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str] = ()
    ) -> Scan[T]:
        self.passed = True
        return self._inner.scan(needles, work, under)

    def _note(self, path: str) -> None:
        # Before the file is read: what changes it later changes its mark.
        if path not in self.marks:
            self.marks.update(self._ground.marks([path]))
