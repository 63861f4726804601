"""Several questions in one pass over a tree."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from ckptgen.tree.model import Scan, Skipped, Tree
from ckptgen.tree.question import question_of

T = TypeVar("T")
Question = tuple[Sequence[bytes], Callable[[str, bytes], Any]]
"""The needles and the work of one pass (see ``Tree.scan``)."""


class RememberingTree:
    """The tree ``inner``, which answers the same question twice from memory; for the passes of one run.

    ``skipped`` is what any of them could not read.
    """

    def __init__(self, inner: Tree) -> None:
        self.inner = inner
        self.label = inner.label
        self.commit = inner.commit
        self.skipped: set[Skipped] = set()
        self._known: dict[tuple[str, tuple[str, ...]], Scan[Any]] = {}

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
            return self._asked(needles, work, under)
        key = (question, tuple(under))
        if key not in self._known:
            self._known[key] = self._asked(needles, work, under)
        return self._known[key]

    def _asked(self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str]) -> Scan[T]:
        found = self.inner.scan(needles, work, under)
        self.skipped.update(found.skipped)
        return found

    def foresee(self, questions: Sequence[Question]) -> None:
        """Ask all of these in one pass over the whole tree; each is then answered from memory."""
        asked = {question_of(*each): each for each in questions}
        if len(asked) < 2 or None in asked or any(not needles for needles, _ in asked.values()):
            return
        every = sorted({needle for needles, _ in asked.values() for needle in needles})
        works = tuple((tuple(needles), work) for needles, work in asked.values())
        found = self._asked(every, partial(_each, works=works), ())
        for index, question in enumerate(asked):
            mine = [result for results in found.results for at, result in results if at == index]
            kept = tuple(result for result in mine if result is not None)
            self._known[str(question), ()] = Scan(kept, found.listed, len(mine), found.skipped)


def _each(
    path: str, data: bytes, *, works: Sequence[tuple[Sequence[bytes], Callable[[str, bytes], Any]]]
) -> tuple[tuple[int, Any], ...]:
    """Return the number of each question that the file matches, with what its work gives."""
    return tuple(
        (number, work(path, data))
        for number, (needles, work) in enumerate(works)
        if any(needle in data for needle in needles)
    )
