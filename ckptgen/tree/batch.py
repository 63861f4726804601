"""A share of a scan: what one worker found in some of the files, and how the shares become the result."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ckptgen.tree.model import Scan, Skipped
from ckptgen.tree.paths import shown, sorted_skips

T = TypeVar("T")
Work = Callable[[str, bytes], T | None]


@dataclass(slots=True)
class Batch(Generic[T]):
    """What came of a number of files; it travels from a worker to the scan that collects it."""

    listed: int = 0
    matched: int = 0
    results: list[tuple[str, T]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def take(self, path: str, content: bytes, needles: Sequence[bytes], work: Work[T]) -> None:
        """Run ``work`` on the file if it holds any of the needles, or if there are none to look for.

        What ``work`` raises passes through, with the path added as a note.
        """
        if needles and not any(needle in content for needle in needles):
            return
        self.matched += 1
        try:
            result = work(path, content)
        except Exception as error:
            error.add_note(f"while reading {shown(path)}")
            raise
        if result is not None:
            self.results.append((path, result))


def collect(batches: Iterable[Batch[T]], listed: int = 0, skipped: Iterable[Skipped] = ()) -> Scan[T]:
    """Join the batches, in whatever order they come, with what was ``listed`` and ``skipped`` beforehand."""
    matched = 0
    results: list[tuple[str, T]] = []
    skips = list(skipped)
    for batch in batches:
        listed += batch.listed
        matched += batch.matched
        results += batch.results
        skips += batch.skipped
    results.sort(key=lambda pair: pair[0])
    return Scan(tuple(result for _, result in results), listed, matched, sorted_skips(skips))
