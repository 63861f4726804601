"""What leads from a file as the old version of a patch leaves it to the file as the new one does, without any tree.

Only what the hunks show of the file is known. Lines are paired by their text, wherever they stand; what is left between
two pairs is a difference, and what is left at an end of a hunk may only be out of sight in the other version.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby

from ckptgen.review.model import FileDiff, Hunk

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Interdiff:
    """One file: ``hunks`` lead from the old version's result to the new one's, their starts are lines of the results;
    ``base`` lead from the text that the old version is made for to that of the new one.
    """

    hunks: tuple[Hunk, ...]
    base: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a hunk; ``before`` and ``after`` are its one-based places in the file on both sides of the patch."""

    mark: bytes
    text: bytes
    before: int
    after: int
    hunk: Hunk


@dataclass(frozen=True, slots=True)
class _Step:
    """One or two lines of the walk through both versions.

    ``mark`` tells of one side of the patches, after them or before: a blank where both versions have the line there,
    ``-`` for the old one, ``+`` for the new one, and empty for neither. The places are the line's in that side of both
    versions, None where the version does not show it.
    """

    mark: bytes
    text: bytes
    old: int | None
    new: int | None
    section: bytes
    gap: bool


def interdiff(old: FileDiff | None, new: FileDiff | None) -> Interdiff:
    """Return how the two versions' results differ in one file; None for a version that leaves the file alone."""
    after, before = _Side(True), _Side(False)
    walk = list(_walk(_lines(old), _lines(new)))
    return Interdiff(tuple(_hunks(after.steps(walk))), tuple(_hunks(before.steps(walk))))


def _lines(file: FileDiff | None) -> list[_Line | None]:
    """Return the lines of all hunks; None stands for what lies around them."""
    found: list[_Line | None] = []
    for hunk in file.hunks if file else ():
        before, after = hunk.old_start, hunk.new_start
        for line in hunk.lines:
            if line[:1] == b"\\":
                continue
            found.append(_Line(line[:1], line[1:], before, after, hunk))
            before += line[:1] != b"+"
            after += line[:1] != b"-"
        found.append(None)
    return [None, *found]


@dataclass(frozen=True, slots=True)
class _Met:
    """A line of either version or a pair: ``inside`` tells that the other version shows this place too, and ``gap``
    that this is no line, but what lies between two hunks.
    """

    old: _Line | None
    new: _Line | None
    inside: bool
    gap: bool = False


_Lines = Sequence[_Line | None]


def _walk(old: _Lines, new: _Lines) -> Iterator[_Met]:
    """Yield the lines of both versions in one order, in pairs where they have the same text.

    Lines that both found in the file are paired first: what the versions add stands between them.
    """
    at_old = at_new = 0
    found, there = ([at for at, line in enumerate(side) if not line or line.mark != b"+"] for side in (old, new))
    for first, second in _pairs([old[at] for at in found], [new[at] for at in there]):
        upto_old, upto_new = found[first], there[second]
        yield from _between(old[at_old:upto_old], new[at_new:upto_new])
        yield _Met(old[upto_old], new[upto_new], inside=True)
        at_old, at_new = upto_old + 1, upto_new + 1
    yield from _between(old[at_old:], new[at_new:])


def _between(old: _Lines, new: _Lines) -> Iterator[_Met]:
    at_old = at_new = 0
    for first, second in _pairs(old, new):
        yield from _unpaired(old[at_old:first], new[at_new:second])
        yield _Met(old[first], new[second], inside=True)
        at_old, at_new = first + 1, second + 1
    yield from _unpaired(old[at_old:], new[at_new:])


def _pairs(old: _Lines, new: _Lines) -> Iterator[tuple[int, int]]:
    """Yield the places of equal lines; what lies between hunks is like nothing else."""
    some: list[object] = [line.text if line else ("old", place) for place, line in enumerate(old)]
    others: list[object] = [line.text if line else ("new", place) for place, line in enumerate(new)]
    for block in SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks():
        yield from ((block.a + more, block.b + more) for more in range(block.size))


def _unpaired(olds: _Lines, news: _Lines) -> Iterator[_Met]:
    """Yield the lines between two pairs."""
    if not any(olds) or not any(news):
        # Where one version shows nothing, it does not interrupt what the other shows.
        only_old = any(olds) or not news
        hidden = None in (news if only_old else olds)
        for line in olds if only_old else news:
            old, new = (line, None) if only_old else (None, line)
            yield _Met(old, new, inside=not hidden, gap=line is None)
        return
    some, others = _split(olds), _split(news)
    for number, (part, other) in enumerate(_side_by_side(some, others)):
        if number:
            yield _Met(None, None, inside=False, gap=True)
        hidden = (not part and len(some) > 1) or (not other and len(others) > 1)
        yield from (_Met(line, None, inside=not hidden) for line in part)
        yield from (_Met(None, line, inside=not hidden) for line in other)


def _split(lines: _Lines) -> list[list[_Line]]:
    """Return the lines of each hunk."""
    found: list[list[_Line]] = [[]]
    for line in lines:
        if line is None:
            found.append([])
        else:
            found[-1].append(line)
    return found


def _side_by_side(olds: list[list[_Line]], news: list[list[_Line]]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Yield what follows the pair before, in both versions, then each hunk that lies in between, and what leads to the
    pair behind.
    """
    yield olds[0], news[0]
    yield from ((part, []) for part in olds[1:-1])
    yield from (([], part) for part in news[1:-1])
    if len(olds) > 1 or len(news) > 1:
        yield olds[-1] if len(olds) > 1 else [], news[-1] if len(news) > 1 else []


@dataclass(frozen=True, slots=True)
class _Side:
    """The files behind the patches, or before them."""

    after: bool

    def steps(self, walk: Iterable[_Met]) -> Iterator[_Step]:
        for met in walk:
            line = met.new or met.old
            mark, text, section = (self._mark(met), line.text, line.hunk.section) if line else (b"", b"", b"")
            yield _Step(mark, text, self._place(met.old), self._place(met.new), section, met.gap)

    def _place(self, line: _Line | None) -> int | None:
        return None if line is None else line.after if self.after else line.before

    def _there(self, line: _Line) -> bool:
        return line.mark != (b"-" if self.after else b"+")

    def _mark(self, met: _Met) -> bytes:
        if met.old and met.new:
            there = self._there(met.old), self._there(met.new)
            return {(True, True): b" ", (True, False): b"-", (False, True): b"+", (False, False): b""}[there]
        line = met.old or met.new
        assert line is not None
        one, other = (b"-", b"+") if met.old else (b"+", b"-")
        if met.inside:
            return one if self._there(line) and (not self.after or line.mark == b"+") else b""
        if line.mark == b" " or not self.after:
            return b" " if self._there(line) else b""
        # The other version leaves this place alone: it adds nothing here, and what is removed here stays.
        return one if line.mark == b"+" else other


def _hunks(steps: Iterator[_Step]) -> Iterator[Hunk]:
    for gap, run in groupby(steps, key=lambda step: step.gap):
        lines = [step for step in run if step.mark] if not gap else []
        changed = [place for place, step in enumerate(lines) if step.mark != b" "]
        for first, last in _ranges(changed):
            yield _hunk(lines, max(first - _AROUND, 0), last + _AROUND + 1)


def _ranges(changed: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of the places that are near enough to each other for one hunk."""
    start = 0
    for place in range(1, len(changed) + 1):
        if place == len(changed) or changed[place] - changed[place - 1] > 2 * _AROUND:
            yield changed[start], changed[place - 1]
            start = place


def _hunk(lines: Sequence[_Step], first: int, end: int) -> Hunk:
    part = lines[first:end]
    olds, news = ([step.mark in (b" ", mark) for step in lines] for mark in (b"-", b"+"))
    old = _start([step.old for step in lines], olds, first)
    new = _start([step.new for step in lines], news, first)
    # A version that shows nothing here is taken to have these lines where the other has them.
    starts = old or new or 1, new or old or 1
    texts = tuple(step.mark + step.text for step in part)
    return Hunk(starts[0], sum(olds[first:end]), starts[1], sum(news[first:end]), part[0].section, texts, 0)


def _start(places: Sequence[int | None], there: Sequence[bool], first: int) -> int | None:
    """Return the place of line ``first`` in one version by the nearest line behind it that the version shows, or else
    before it; ``there`` tells which lines it has.
    """
    for at in chain(range(first, len(places)), range(first - 1, -1, -1)):
        place = places[at]
        if place is not None and there[at]:
            return place - sum(there[first:at]) + sum(there[at:first])
    return None
