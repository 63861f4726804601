"""From what the blobs say to the numbers of one revision: the same steps as ``plan.collect``, on notes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckptgen.csource.structs import Holder
from ckptgen.history.looking import Holding, holder_of, needed_of
from ckptgen.history.model import Counts, Point, Read, Subject
from ckptgen.history.snapshots import Snapshot, within
from ckptgen.plan.collect import MISSED, header_folders, holders_by_reach
from ckptgen.report.audit import component_of

Note = list[Any]
NAMES, TABLES, UNREAD, HOLDERS, RAW, DEFINES, INSIDE, INITIALIZES = range(8)
"""The parts of a note; see ``looking.look``."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One group of holders of a revision: ``top`` are the places that can see them (everywhere when empty)."""

    tops: tuple[str, ...]
    holders: tuple[Holder, ...]

    def holding(self, path: str) -> Holding:
        """Return what a file at ``path`` has to be looked at for: what others define."""
        return tuple(needed_of(holder) for holder in self.holders if holder.path != path)


@dataclass(slots=True)
class _Sum:
    """What one revision's files add up to."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    unparsed: set[tuple[str, int, str]] = field(default_factory=set)
    read: int = 0
    raw: int = 0
    in_comments: int = 0


def reaches_of(
    paths: Sequence[str], one: Snapshot, notes: Sequence[Note | None], under: Sequence[str]
) -> tuple[Reach, ...]:
    """Return the structs that the revision's headers define around the struct, as ``collect_tables`` sees them."""
    inside, beside = within(under), within(header_folders(under))
    first: list[Holder] = []
    others: list[Holder] = []
    for number in one.files:
        note, path = notes[number], paths[number]
        if note is None or not note[HOLDERS] or not path.endswith(".h"):
            continue
        holders = [holder_of(path, needed) for needed in note[HOLDERS]]
        if inside(path):
            first += holders
        if under and beside(path):
            others += holders
    # ls-tree's order of paths is that of their bytes, a tree's scan sorts them as text.
    first.sort(key=lambda holder: holder.path)
    others.sort(key=lambda holder: holder.path)
    groups = holders_by_reach(dict.fromkeys([*first, *others]), under)
    return tuple(Reach(tuple(tops), holders) for tops, holders in groups)


def holdings_of(reaches: Sequence[Sequence[Reach]]) -> list[Holding]:
    """Return every holding that a file of any revision has to be looked at for, each once."""
    found: dict[Holding, None] = {}
    for reach in (reach for each in reaches for reach in each):
        for path in ("", *(holder.path for holder in reach.holders)):
            found[reach.holding(path)] = None
    found.pop((), None)
    return list(found)


def join(
    paths: Sequence[str],
    one: Snapshot,
    notes: Sequence[Note | None],
    reaches: Sequence[Reach],
    holdings: Mapping[Holding, int],
    subject: Subject,
) -> Point:
    """Return the numbers of one revision; ``paths`` and ``notes`` are those of its files' numbers."""
    inside = within(subject.under)
    seeing = [(within(reach.tops), reach) for reach in reaches]
    total = _Sum()
    listed = len(one.files) if not subject.under else 0
    for number in one.files:
        path = paths[number]
        if subject.under:
            if not inside(path):
                continue
            listed += 1
        note = notes[number]
        if note is not None:
            groups = [reach.holding(path) for sees, reach in seeing if sees(path)] if note[INSIDE] else []
            _add(total, path, note, [holdings[group] for group in groups if group], subject)
    links = sum(inside(path) for path in one.links)
    read = Read(listed, total.read, total.raw, total.in_comments, links, tuple(sorted(total.unparsed)))
    directories = tuple((name, Counts(*numbers)) for name, numbers in sorted(total.counts.items()))
    return Point(one.ref.name, one.ref.commit, one.ref.date, directories, read)


def _add(total: _Sum, path: str, note: Note, groups: Sequence[int], subject: Subject) -> None:
    total.read += note[NAMES]
    hits, in_comments, missed = note[RAW]
    total.raw += hits
    total.in_comments += in_comments
    total.unparsed.update((path, line, MISSED) for line in missed)
    parts = [(note[TABLES], note[UNREAD]), *(note[INSIDE][group] for group in groups if group in note[INSIDE])]
    for _, unread in parts:
        total.unparsed.update((path, line, reason) for line, reason in unread)
    tables = list(_merged([tables for tables, _ in parts]))
    if not tables:
        return
    counts = total.counts.setdefault(component_of(path, subject.component), [0, 0, 0])
    counts[0] += len(tables)
    counts[1] += sum(subject.operation in given for _, given, _ in tables)
    counts[2] += sum(subject.operation in nulls for _, _, nulls in tables)


def _merged(parts: Sequence[list[Any]]) -> Iterator[Any]:
    """Yield the tables, without what another pass over the file found again."""
    seen: set[int] = set()
    for tables in parts:
        new = [table for table in tables if table[0] not in seen]
        seen.update(table[0] for table in tables)
        yield from new
