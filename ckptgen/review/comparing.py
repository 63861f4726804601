"""Two versions of a series, held against each other patch by patch. No tree is needed.

The values here are what every report of the differences is written from.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckptgen.review.differing import EntryDifference, FileDifference, Mark, file_differences, same_change
from ckptgen.review.matching import Pair, match_patches
from ckptgen.review.messages import cover_text, same_message, trailer_changes
from ckptgen.review.model import Message, Patch, Series

__all__ = ["Comparison", "Mark", "Pair", "PatchChange", "compare_series", "same_change"]


@dataclass(frozen=True, slots=True)
class PatchChange:
    """One patch in both versions: ``message`` and ``trailers`` tell whether those differ, ``files`` what it does to
    each file of either version. For a patch that only one version has, both are False and the files are all its own.
    """

    pair: Pair
    mark: Mark
    message: bool
    trailers: bool
    files: tuple[FileDifference, ...]

    @property
    def patch(self) -> Patch:
        """The patch in the new version, or else in the old one."""
        patch = self.pair.new or self.pair.old
        assert patch is not None
        return patch

    @property
    def entries(self) -> tuple[EntryDifference, ...]:
        """Every difference in an entry of a table, by file and table."""
        return tuple(entry for file in self.files for table in file.tables for entry in table.entries)

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell of."""
        return self.mark != Mark.SAME or self.message or self.trailers


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both series. ``message`` and ``trailers`` are those of the cover letters, and False unless both have one;
    ``moved`` are the fewest patches that stand elsewhere among the others than in the old version.
    """

    old: Series
    new: Series
    patches: tuple[PatchChange, ...]
    message: bool
    trailers: bool
    moved: tuple[Pair, ...]

    @property
    def counts(self) -> Mapping[Mark, int]:
        """How many patches have which mark."""
        counted = Counter(each.mark for each in self.patches)
        return {mark: counted[mark] for mark in Mark}

    @property
    def differs(self) -> bool:
        """Whether a patch or the cover letter differs. The patches' order, the version and the base do not count."""
        return self.message or self.trailers or any(each.differs for each in self.patches)


def compare_series(old: Series, new: Series) -> Comparison:
    """Return how the two series differ: the patches in the order of the new one, those that are gone where they
    stood.
    """
    pairs = match_patches(old, new)
    covers = (cover_text(old.cover), cover_text(new.cover)) if old.cover and new.cover else None
    return Comparison(
        old,
        new,
        tuple(compare_patches(pair.old, pair.new) for pair in pairs),
        not same_message(*covers) if covers else False,
        _trailers_differ(*covers) if covers else False,
        _moved(pairs),
    )


def compare_patches(old: Patch | None, new: Patch | None) -> PatchChange:
    """Return how one patch differs between the two versions; None is for a version that does not have it."""
    pair, files = Pair(old, new), file_differences(old, new)
    if old is None or new is None:
        return PatchChange(pair, Mark.NEW if old is None else Mark.GONE, False, False, files)
    message = not same_message(old.message, new.message)
    return PatchChange(pair, _mark(files), message, _trailers_differ(old.message, new.message), files)


def _mark(files: Sequence[FileDifference]) -> Mark:
    marks = {file.mark for file in files}
    if marks <= {Mark.SAME}:
        return Mark.SAME
    return Mark.CONTEXT if marks <= {Mark.SAME, Mark.CONTEXT} else Mark.CHANGED


def _trailers_differ(old: Message, new: Message) -> bool:
    return any(trailer_changes(old, new))


def _moved(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the matched pairs outside of the longest run that keeps the old order."""
    matched = [(pair.old.number, pair) for pair in pairs if pair.old and pair.new]
    ends: list[int] = []
    """The smallest number that a run of each length ends in."""
    places: list[int] = []
    before: list[int] = []
    for place, (number, _) in enumerate(matched):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    kept = set()
    place = places[-1] if places else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return tuple(pair for place, (_, pair) in enumerate(matched) if place not in kept)
