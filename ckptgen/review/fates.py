"""What has become, in a new tree, of each table that a series changed in the old one, and what has come anew."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ckptgen.csource.values import same_value
from ckptgen.plan.model import CHANGED, CopyState, Evidence, Plan, PlannedTable, Verdict
from ckptgen.sempatch.model import Add, Change, Constify, Move, Remove, Rename, Replace
from ckptgen.series.origin import Origin, OriginTable, copies_step, entries_of

_CHANGING = (*CHANGED, Verdict.OPT_OUT)


class Fate(StrEnum):
    """What has become of one table."""

    STAYS = "stays"
    """It is changed as before."""
    MOVED = "moved"
    """The same table is in another file of the filesystem."""
    RENAMED = "renamed"
    """The file has it under another name."""
    NEW = "new table"
    GONE = "table gone"
    DONE = "already there"
    """The new tree has what the series makes of it."""
    VERDICT = "verdict changed"
    DRIFTED = "original drifted"
    """A private copy whose original has other entries now."""


@dataclass(frozen=True, slots=True)
class TableFate:
    """One table's fate.

    ``path`` and ``name`` are those of the new tree, of the old one where it is gone; ``was`` is the key (``PATH:NAME``)
    in the old tree where that is another. ``changes`` tells whether the new series changes it, ``detail`` what a reader
    wants to know besides, and ``evidence`` holds the facts behind it. ``copy`` tells of a private copy. ``step`` is the
    zero-based place of the change that this is about, and ``kind`` what that does: its verdict on a table that changes.
    """

    filesystem: str
    path: str
    name: str
    fate: Fate
    changes: bool
    was: str = ""
    detail: str = ""
    evidence: tuple[Evidence, ...] = ()
    copy: bool = False
    step: int = 0
    kind: str = str(Verdict.ADD)


@dataclass(frozen=True, slots=True)
class NewFilesystem:
    """A filesystem that the old tree did not have, and that the semantic patch says nothing of."""

    name: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fates:
    """All of them: ``gone`` are the filesystems of the old series that the new tree does not have, ``new`` those that
    wait for a decision, ``moved`` the new path of each file by its old one.
    """

    tables: tuple[TableFate, ...]
    gone: tuple[str, ...]
    new: tuple[NewFilesystem, ...]
    moved: Mapping[str, str]

    def without(self, keys: Container[str]) -> "Fates":
        """Return those of other tables than ``keys``, which name them as the old tree does (``PATH:NAME``)."""
        return replace(self, tables=tuple(f for f in self.tables if (f.was or f"{f.path}:{f.name}") not in keys))


def find_fates(origin: Origin, plan: Plan, exists: Callable[[str], bool], held: frozenset[int] = frozenset()) -> Fates:
    """Hold what the old series changed against the plan for the new tree; ``exists`` tells of a path in it, ``held``
    are the zero-based places of changes that the new series leaves out for now.
    """
    return _Search(origin, plan, exists, held).fates()


_Key = tuple[str, int]
"""A table's key (``PATH:NAME``), and the zero-based place of the change that it is judged for."""


class _Search:
    def __init__(self, origin: Origin, plan: Plan, exists: Callable[[str], bool], held: frozenset[int]) -> None:
        self._origin = origin
        self._plan = plan
        self._exists = exists
        self._held = held
        # A name that is defined twice, for two configurations, stands for the one that changes.
        self._old = {_key(t): t for t in sorted(origin.tables, key=lambda t: t.verdict in _CHANGING)}
        self._new = {(p.table.key, p.step): p for p in sorted(plan.tables, key=lambda p: p.verdict in _CHANGING)}
        self._copies = {f"{copy.path}:{copy.name}": copy for copy in plan.copies}

    def fates(self) -> Fates:
        found: list[TableFate] = []
        taken: set[_Key] = set()
        for old in sorted(self._origin.tables, key=lambda t: (t.filesystem, t.path, t.name, t.step)):
            if old.copy_of:
                found.append(self._copy(old))
            elif old.verdict in _CHANGING:
                fate, key = self._table(old, taken)
                taken.add(key)
                found.append(fate)
        found += self._come(taken)
        return Fates(
            tuple(sorted(found, key=lambda f: (f.filesystem, f.path, f.name, f.step))),
            tuple(sorted(self._gone(found))),
            tuple(self._filesystems()),
            _moved(found),
        )

    def _table(self, old: OriginTable, taken: set[_Key]) -> tuple[TableFate, _Key]:
        key = _key(old)
        gone = TableFate(old.filesystem, old.path, old.name, Fate.GONE, False, step=old.step, kind=old.verdict)
        if old.step >= len(self._plan.patch.changes):
            detail = f"{old.verdict} before ({old.reason}), and the semantic patch has no such change now"
            return replace(gone, fate=Fate.VERDICT, detail=detail), key
        planned = self._new.get(key)
        fate = Fate.STAYS
        if planned is None:
            planned, fate = self._elsewhere(old, taken)
        if planned is None:
            detail = ""
            if not self._owns(old.filesystem):
                lacks = "has no such table in" if self._is_there(old.filesystem) else "is not in"
                detail = f"{old.filesystem} {lacks} this tree"
            return replace(gone, detail=detail), key
        was = key[0] if planned.table.key != key[0] else ""
        return self._judged(old, planned, fate, was), (planned.table.key, planned.step)

    def _judged(self, old: OriginTable, planned: PlannedTable, fate: Fate, was: str) -> TableFate:
        detail, evidence = "", tuple[Evidence, ...]()
        if _is_done(self._plan.patch.changes[planned.step], planned):
            fate, detail, evidence = Fate.DONE, planned.reason, _fresh(old.evidence, planned.evidence)
        elif planned.verdict != old.verdict:
            fate = Fate.VERDICT
            detail = f"{old.verdict} before ({old.reason}), {planned.verdict} now: {planned.reason}"
            evidence = _fresh(old.evidence, planned.evidence) or planned.evidence
        table = planned.table
        return TableFate(
            filesystem=planned.filesystem,
            path=table.path,
            name=table.name,
            fate=fate,
            changes=planned.verdict in _CHANGING and planned.step not in self._held,
            was=was,
            detail=detail,
            evidence=evidence,
            step=planned.step,
            kind=old.verdict,
        )

    def _elsewhere(self, old: OriginTable, taken: set[_Key]) -> tuple[PlannedTable | None, Fate]:
        """Find the table that an old one has become: in the same filesystem, and not there before.

        Another filesystem's table of the same name, as ntfs3 has them, is not it.
        """
        fresh = [
            planned
            for key, planned in self._new.items()
            if (planned.filesystem, planned.step) == (old.filesystem, old.step)
            and key not in self._old
            and key not in taken
        ]
        for planned in fresh:
            if planned.table.name == old.name:
                return planned, Fate.MOVED
        alike = [p for p in fresh if _likeness(old.entries, entries_of(p.table)) >= 0.5]
        best = max(
            alike, key=lambda p: (p.table.path == old.path, _likeness(old.entries, entries_of(p.table))), default=None
        )
        if best is None:
            return None, Fate.GONE
        return best, Fate.RENAMED if best.table.path == old.path else Fate.MOVED

    def _copy(self, old: OriginTable) -> TableFate:
        copy = self._copies.get(_key(old)[0])
        gone = TableFate(old.filesystem, old.path, old.name, Fate.GONE, False, copy=True, step=old.step)
        if copy is None or copy.original is None:
            return replace(gone, detail=copy.reason if copy else "")
        here = replace(gone, path=copy.path, name=copy.name)
        if copy.state is CopyState.PRESENT:
            return replace(here, fate=Fate.DONE, detail=copy.reason)
        if copy.state in (CopyState.UNUSED, CopyState.REFUSED):
            return replace(here, fate=Fate.VERDICT, detail=copy.reason)
        here = replace(here, fate=Fate.STAYS, changes=copy.state is CopyState.NEW)
        differences = tuple(_entry_differences(old.entries, entries_of(copy.original)))
        if not differences:
            return here
        return replace(here, fate=Fate.DRIFTED, detail=f"{old.copy_of}: {', '.join(differences)}")

    def _come(self, taken: set[_Key]) -> Iterator[TableFate]:
        """Yield the tables that change now and did not before."""
        for key, planned in self._new.items():
            if planned.verdict not in _CHANGING or key in taken or planned.step in self._held:
                continue
            table = planned.table
            old = self._old.get(key)
            if old is None:
                known = planned.filesystem in self._origin.filesystems
                detail = "" if known else f"{planned.filesystem} had no such table before"
                here = TableFate(planned.filesystem, table.path, table.name, Fate.NEW, True, detail=detail)
                yield replace(here, step=planned.step, kind=str(planned.verdict))
            else:
                yield self._judged(old, planned, Fate.VERDICT, "")
        names = {name for name, _ in self._old}
        for name, copy in self._copies.items():
            if copy.edits and name not in names:
                here = TableFate(copy.copy.filesystem, copy.path, copy.name, Fate.NEW, True, detail="a private copy")
                yield replace(here, copy=True, step=copies_step(self._plan))

    def _owns(self, filesystem: str) -> bool:
        return any(planned.filesystem == filesystem for planned in self._plan.tables)

    def _gone(self, found: Iterable[TableFate]) -> set[str]:
        lost = {fate.filesystem for fate in found if fate.fate is Fate.GONE and not self._owns(fate.filesystem)}
        return {name for name in lost if not self._is_there(name)}

    def _is_there(self, filesystem: str) -> bool:
        """Tell whether the tree has a filesystem's folder, or a file in which it had a table."""
        files = {table.path for table in self._origin.tables if table.filesystem == filesystem}
        return any(self._exists(path) for path in (f"fs/{filesystem}", *sorted(files)))

    def _filesystems(self) -> Iterator[NewFilesystem]:
        known = set(self._origin.filesystems)
        fresh: dict[str, set[str]] = {}
        for planned in self._plan.tables:
            unknown = planned.filesystem not in known and planned.table.path.startswith("fs/")
            if unknown and planned.verdict is Verdict.UNDECIDED:
                fresh.setdefault(planned.filesystem, set()).add(planned.table.key)
        yield from (NewFilesystem(name, tuple(sorted(fresh[name]))) for name in sorted(fresh))


def _moved(fates: Sequence[TableFate]) -> Mapping[str, str]:
    """Return the new path of each file that has moved: one that still holds a table of the series has not."""
    stays = {fate.path for fate in fates if not fate.was or fate.was.rpartition(":")[0] == fate.path}
    moved = ((fate.was.rpartition(":")[0], fate.path) for fate in fates if fate.was)
    return {old: new for old, new in moved if old != new and old not in stays}


def _key(table: OriginTable) -> _Key:
    return f"{table.path}:{table.name}", table.step


def _is_done(change: Change, planned: PlannedTable) -> bool:
    """Tell whether a table leaves nothing for the change to do, whatever its predicate says."""
    if planned.verdict is not Verdict.NOTHING:
        return planned.verdict in (Verdict.PRESENT, Verdict.DIFFERS)
    values = planned.table.values(change.field)
    match change:
        case Remove(was=was) | Replace(was=was) | Rename(was=was):
            return all(same_value(value, was) is False for value in values) if was else not values
        case Move() | Constify():
            return True
        case Add():
            return False


def _fresh(old: Sequence[Evidence], new: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence that is new, whatever its line."""
    known = {(each.kind, each.detail, each.path) for each in old}
    return tuple(each for each in new if (each.kind, each.detail, each.path) not in known)


def _likeness(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> float:
    """Return the share of entries that both have, 0.0 to 1.0."""
    both, either = Counter(old) & Counter(new), Counter(old) | Counter(new)
    return both.total() / either.total() if either else 0.0


def _entry_differences(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[str]:
    before, after = dict(old), dict(new)
    for field in [*before, *(field for field in after if field not in before)]:
        if field not in after:
            yield f".{field} is gone"
        elif field not in before:
            yield f".{field} = {after[field]} is new"
        elif before[field] != after[field]:
            yield f".{field} is {after[field]}, was {before[field]}"
