"""Which patch of one version of a series is which of the other: by what it is for, before how much it looks alike."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ckptgen.review.model import EntryChange, Patch, Series
from ckptgen.review.tables import entry_changes

LEAST_LIKENESS = 0.5
"""Patches that share nothing but lines belong together from this share of equal lines on, 0.0 to 1.0. As with git's
range-diff, half of a patch may change.
"""
_PREFIX = re.compile(r"(?P<prefix>[^\s:][^:]*): ")
# Braces, blanks and the like are the same in any two patches.
_TELLING = re.compile(rb"\w{2}")
_ENTRY = re.compile(rb"[+-]\s*(?:\.\w+\s*=|\w+\s*:\s)")


@dataclass(frozen=True, slots=True)
class Pair:
    """One patch in both versions: ``old`` is None where it is new, ``new`` where it is gone."""

    old: Patch | None
    new: Patch | None


def match_patches(old: Series, new: Series) -> tuple[Pair, ...]:
    """Return the patches of both versions, each once: in the order of the new one, and those that are gone behind the
    patch that stood before them.

    Asked in this order, and where two patches of one version would have the same answer, the next question decides: are
    change and text the same; are they filed under the same in the manifests; do they change the same entries of
    the same tables; the same tables; entries and tables of the same names, in files that have moved; have they the same
    subject; some tables in common; the same filesystem before the subject's colon, or the same set of paths, and some
    line; and last, which share the most lines.
    """
    search = _Search([_Facts(patch) for patch in old.patches], [_Facts(patch) for patch in new.patches])
    search.run()
    return tuple(_in_order(old.patches, new.patches, search.found))


def changed_tables(patch: Patch) -> frozenset[tuple[str, str]]:
    """Return path and name of each table that the patch changes, by what its diff shows and its manifest says."""
    return _Facts(patch).tables


class _Facts:
    """What is asked of one patch."""

    def __init__(self, patch: Patch) -> None:
        self.patch = patch
        changes = [change for change in entry_changes(patch) if change.table]
        named = {(table.path, table.name) for table in (patch.entry.tables if patch.entry else ())}
        self.tables = frozenset(named | {(change.path, change.table) for change in changes})
        self.entries = frozenset(_entry(change) for change in changes)
        self.key = (patch.entry.phase, patch.entry.group, patch.entry.step) if patch.entry else None
        self.subject = folded(patch.message.subject)
        prefix = _PREFIX.match(self.subject)
        self.prefix = prefix["prefix"] if prefix else None
        self.paths = frozenset(patch.paths)
        self.lines = tuple(_lines(patch))
        # A line of a table says nothing about which filesystem it stands in.
        self.telling = frozenset(text for _, text in self.lines if _TELLING.search(text) and not _ENTRY.match(text))
        self.placed = frozenset(line for line in self.lines if _TELLING.search(line[1]))
        self.texts = frozenset(text for _, text in self.placed)

    @property
    def identity(self) -> Hashable:
        """What two patches have in common that are one and the same, wherever their lines stand."""
        message = self.patch.message
        return self.lines, self.subject, folded(message.body), tuple(sorted(map(str, message.trailers)))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name in self.tables)


def folded(text: str) -> str:
    """Return the text in lower case, with one blank where there are several, or an end of a line."""
    return " ".join(text.split()).casefold()


def _entry(change: EntryChange) -> tuple[str, str, str]:
    return change.path, change.table, change.field


def _lines(patch: Patch) -> Iterator[tuple[str, bytes]]:
    """Yield the added and removed lines with their marks, each with its path; blanks are one."""
    for file in patch.files:
        for hunk in file.hunks:
            for line in hunk.lines:
                if line[:1] in b"+-":
                    yield file.path, line[:1] + b" ".join(line[1:].split())


@dataclass(slots=True)
class _Search:
    """The patches that are still without a match, as places in their series, and the matches found."""

    old: Sequence[_Facts]
    new: Sequence[_Facts]
    found: dict[int, int] = field(default_factory=dict)
    """The place in the old series of each patch of the new one that has a match."""

    def run(self) -> None:
        self._equal(lambda facts: facts.identity, several=True)
        self._equal(lambda facts: facts.key)
        self._equal(lambda facts: facts.entries)
        self._equal(lambda facts: facts.tables)
        self._equal(lambda facts: frozenset((name, field) for _, name, field in facts.entries))
        self._equal(lambda facts: facts.names)
        self._equal(lambda facts: facts.subject)
        self._best(lambda facts: facts.tables, _common_tables, 0.0)
        self._equal(lambda facts: facts.prefix, alike=_share_lines)
        self._equal(lambda facts: facts.paths, alike=_share_lines)
        self._best(lambda facts: facts.placed | facts.telling, _likeness, LEAST_LIKENESS)

    def _left(self) -> tuple[list[int], list[int]]:
        taken = set(self.found.values())
        return [n for n in range(len(self.old)) if n not in taken], [
            n for n in range(len(self.new)) if n not in self.found
        ]

    def _equal(
        self,
        ask: Callable[[_Facts], Hashable],
        alike: Callable[[_Facts, _Facts], bool] = lambda old, new: True,
        several: bool = False,
    ) -> None:
        """Match the patches with the same answer, if it is no empty one and only one in each version gives it; with
        ``several``, all that give it, in their order.
        """
        olds, news = (
            _by_answer(ask, side, left) for side, left in zip((self.old, self.new), self._left(), strict=True)
        )
        for answer, places in news.items():
            others = olds.get(answer, [])
            if several or len(places) == len(others) == 1:
                for new, old in zip(places, others, strict=False):
                    if alike(self.old[old], self.new[new]):
                        self.found[new] = old

    def _best(
        self, share: Callable[[_Facts], Iterable[Hashable]], ask: Callable[[_Facts, _Facts], float], least: float
    ) -> None:
        """Of the pairs that ``share`` anything, match those with the highest answer first, down to ``least``."""
        olds, news = self._left()
        holders: dict[Hashable, list[int]] = defaultdict(list)
        for old in olds:
            for item in set(share(self.old[old])):
                holders[item].append(old)
        pairs = {(old, new) for new in news for item in set(share(self.new[new])) for old in holders.get(item, ())}
        answers = sorted((-ask(self.old[old], self.new[new]), old, new) for old, new in pairs)
        taken: set[int] = set()
        for answer, old, new in answers:
            if -answer >= least and new not in self.found and old not in taken:
                self.found[new] = old
                taken.add(old)


def _by_answer(
    ask: Callable[[_Facts], Hashable], side: Sequence[_Facts], places: Iterable[int]
) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        if answer := ask(side[place]):
            found[answer].append(place)
    return found


def _common_tables(old: _Facts, new: _Facts) -> float:
    """Return the share of the tables that both change."""
    return len(old.tables & new.tables) / len(old.tables | new.tables)


def _share_lines(old: _Facts, new: _Facts) -> bool:
    return bool(old.texts & new.texts)


def _likeness(old: _Facts, new: _Facts) -> float:
    """Return how alike the changed lines are, 0.0 to 1.0, each with its path where the patches share one."""
    if old.paths & new.paths:
        return SequenceMatcher(None, old.lines, new.lines, autojunk=False).ratio()
    if old.tables and new.tables:
        return 0.0
    some, others = ([text for _, text in side.lines if text in side.telling] for side in (old, new))
    return SequenceMatcher(None, some, others, autojunk=False).ratio()


def _in_order(old: Sequence[Patch], new: Sequence[Patch], found: dict[int, int]) -> Iterator[Pair]:
    matched = set(found.values())
    gone: dict[int, list[Patch]] = defaultdict(list)
    before = -1
    for place, patch in enumerate(old):
        if place in matched:
            before = place
        else:
            gone[before].append(patch)
    yield from (Pair(patch, None) for patch in gone[-1])
    for place, patch in enumerate(new):
        yield Pair(old[found[place]] if place in found else None, patch)
        if place in found:
            yield from (Pair(patch, None) for patch in gone[found[place]])
