"""A share of a scan: what one worker found in some of the files, and how the shares become the result."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ckptgen.bounds import LARGEST_FILE, TooMuchWorkError, watch
from ckptgen.tree.model import Scan, Skipped
from ckptgen.tree.packs import pack
from ckptgen.tree.paths import shown, sorted_skips
from ckptgen.tree.reasons import too_large

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

        A file that is beyond a bound (``ckptgen.bounds``) is skipped. What else ``work`` raises passes through, with
        the path added as a note.
        """
        if needles and not any(needle in content for needle in needles):
            return
        self.matched += 1
        if len(content) > LARGEST_FILE:
            self.skipped.append(Skipped(path, too_large(len(content))))
            return
        before = watch(path)
        try:
            result = work(path, content)
        except TooMuchWorkError as error:
            self.skipped.append(Skipped(path, error.reason(error.limit)))
            return
        except Exception as error:
            error.add_note(f"while reading {shown(path)}")
            raise
        finally:
            watch(before)
        if result is not None:
            self.results.append((path, result))


Noting = Callable[[str, bytes], tuple[str, Any]]
"""Work that has a result for every file: its path, and what came of it or None."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as it is kept: ``found`` is the pack of a list with a path and a result for each file that matched."""

    found: bytes
    skipped: tuple[Skipped, ...] = ()


def noted(path: str, content: bytes, *, work: Work[T]) -> tuple[str, T | None]:
    """Run ``work``, and return the path with what came of it."""
    return path, work(path, content)


def packed(batch: Batch[tuple[str, Any]]) -> Packed:
    """Return a batch of notes for keeping."""
    return Packed(pack([note for _, note in batch.results]), tuple(batch.skipped))


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
