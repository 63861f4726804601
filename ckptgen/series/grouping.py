"""How the tables of a series are grouped into patches: by filesystem, entry of MAINTAINERS or folder, or not at all.

Every table and copy is in one patch of its change, whatever the grouping. A patch is known by its group's label.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from os.path import commonpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ckptgen.errors import CkptgenError
from ckptgen.plan.model import PlannedCopy, PlannedTable
from ckptgen.sempatch.model import Lump
from ckptgen.series.model import Phase
from ckptgen.series.phases import Heading, Part

if TYPE_CHECKING:
    from ckptgen.series.maintainers import Maintainers

WHOLE = "all"
"""The label of the one patch of a series that is not split."""
_DEPTH = 2
"""How many folders of a path name its group, where nobody says how many."""
_AT_DEPTH = re.compile(r"depth(?::([1-9][0-9]?))?", re.ASCII)
_NAMES = {"fs": "fs", "filesystem": "fs", "maintainer": "maintainer", "none": "none"}


class By(StrEnum):
    """What the tables of one patch have in common."""

    FS = "fs"
    MAINTAINER = "maintainer"
    DEPTH = "depth"
    NONE = "none"


class GroupingError(CkptgenError):
    """The text names no grouping."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A grouping; ``depth`` is the number of folders for ``By.DEPTH``, else 0. Its text is what ``of`` reads."""

    by: By = By.FS
    depth: int = 0

    def __str__(self) -> str:
        return f"{self.by}:{self.depth}" if self.by is By.DEPTH else str(self.by)

    @classmethod
    def of(cls, text: str) -> "Grouping":
        """Read ``fs`` or ``filesystem``, ``maintainer``, ``depth`` or ``depth:N``, ``none``; raises GroupingError."""
        if match := _AT_DEPTH.fullmatch(text):
            return cls(By.DEPTH, int(match[1] or _DEPTH))
        if text in _NAMES:
            return cls(By(_NAMES[text]))
        known = "filesystem, maintainer, depth:N (1 to 99 folders of the path) and none"
        raise GroupingError(f"{text!r} is no grouping", f"the groupings are {known}")


BY_FILESYSTEM = Grouping()


def group_parts(parts: Sequence[Part], grouping: Grouping, maintainers: "Maintainers | None" = None) -> list[Part]:
    """Return the patches of a series by filesystem grouped otherwise, those of each change together as they are.

    ``maintainers`` are the tree's, without which the grouping by them is that by folder.
    """
    steps = [list(own) for _, own in groupby(parts, key=lambda part: part.step)]
    match grouping.by:
        case By.FS:
            return list(parts)
        case By.NONE:
            return [part for own in steps for part in _joined(own)]
        case By.DEPTH:
            grouped = [part for own in steps for part in _labelled(own, _Labels(grouping.depth, None))]
            return [_headed(part, Heading(prefix=part.group)) for part in grouped]
        case By.MAINTAINER:
            labels = _Labels(_DEPTH, maintainers)
            grouped = [part for own in steps for part in _labelled(own, labels)]
            prefixes = _prefixes(grouped)
            return [_headed(p, Heading(prefixes[p.group], entry=p.group in labels.entries)) for p in grouped]


def folder_of(path: str, depth: int) -> str:
    """Return the first ``depth`` folders of a file's path, the path itself for a file in none."""
    return "/".join(path.split("/")[:-1][:depth]) or path


class _Labels:
    """Gives the label of a file's group: the title of its entry in MAINTAINERS, or its first folders."""

    def __init__(self, depth: int, maintainers: "Maintainers | None") -> None:
        self._depth = depth
        self._maintainers = maintainers
        self.entries: set[str] = set()
        """The labels given so far that are titles of entries."""

    def of(self, path: str) -> str:
        entry = self._maintainers.entry_of(path) if self._maintainers else None
        if entry is None or not entry.title.strip():
            return folder_of(path, self._depth)
        title = " ".join(entry.title.split())
        self.entries.add(title)
        return title


def _headed(part: Part, heading: Heading) -> Part:
    return part if part.phase is Phase.DECLARE else replace(part, heading=heading)


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Return one patch for all tables and copies of a change, behind the declaring one."""
    declaring = [part for part in parts if part.phase is Phase.DECLARE]
    rest = [part for part in parts if part.phase is not Phase.DECLARE]
    return declaring + ([_merged(rest, Phase.FILESYSTEMS, WHOLE)] if rest else [])


def _merged(parts: Sequence[Part], phase: Phase, group: str, heading: Heading | None = None) -> Part:
    tables = tuple(planned for part in parts for planned in part.tables)
    copies = tuple(planned for part in parts for planned in part.copies)
    return Part(phase, group, parts[0].step, tables, copies, heading=heading or Heading())


def _labelled(parts: Sequence[Part], labels: _Labels) -> list[Part]:
    """Return one patch a label for the tables of a change, shared or not, and one for its private copies."""
    step = parts[0].step
    tables: dict[str, list[PlannedTable]] = defaultdict(list)
    copies: dict[str, list[PlannedCopy]] = defaultdict(list)
    for part in parts:
        for planned in part.tables:
            tables[labels.of(planned.table.path)].append(planned)
        for copy in part.copies:
            copies[labels.of(copy.path)].append(copy)
    made = {
        Phase.DECLARE: [part for part in parts if part.phase is Phase.DECLARE],
        Phase.FILESYSTEMS: [
            Part(Phase.FILESYSTEMS, name, step, tuple(sorted(tables[name], key=_place))) for name in sorted(tables)
        ],
        Phase.COPIES: [Part(Phase.COPIES, name, step, copies=tuple(copies[name])) for name in sorted(copies)],
    }
    order = dict.fromkeys(Phase.FILESYSTEMS if part.phase is Phase.SHARED else part.phase for part in parts)
    return [part for phase in order for part in made[phase]]


def _place(planned: PlannedTable) -> tuple[str, int, str]:
    return planned.table.path, planned.table.line, planned.table.name


# --- what a subject begins with -----------------------------------------


def _prefixes(parts: Iterable[Part]) -> dict[str, str]:
    """Return what the subjects of each group begin with: short, from its paths, and no two groups' the same."""
    paths: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        paths[part.group] |= {t.table.path for t in part.tables} | {copy.path for copy in part.copies}
        owners[part.group] |= {t.filesystem for t in part.tables} | {copy.copy.filesystem for copy in part.copies}
    return _distinct({group: _candidates(group, sorted(paths[group]), owners[group]) for group in paths})


def _candidates(group: str, paths: Sequence[str], owners: Iterable[str]) -> tuple[str, ...]:
    """Return the prefixes to choose from, the shortest first and the label last."""
    if not paths:
        return (group,)
    (first, *others) = set(owners)
    folder = commonpath([str(PurePosixPath("/", path).parent) for path in paths]).strip("/") or "treewide"
    short = re.sub(r"^(?:fs|drivers)/", "", folder) if others or "/" in first else first
    alone = [f"{short}/{PurePosixPath(paths[0]).stem}"] if len(paths) == 1 else []
    return (short, *alone, folder, group)


def _distinct(candidates: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the first candidate of each name that no other has; the last of each is its own."""
    taken = dict.fromkeys(candidates, 0)
    while True:
        chosen = {name: found[taken[name]] for name, found in candidates.items()}
        counts = Counter(chosen.values())
        clashing = [n for n, prefix in chosen.items() if counts[prefix] > 1 and taken[n] < len(candidates[n]) - 1]
        if not clashing:
            return chosen
        for name in clashing:
            taken[name] += 1


# --- lumps --------------------------------------------------------------


def lump_parts(parts: Sequence[Part], lumps: Sequence[Lump]) -> list[Part]:
    """Return the patches with those of each lump as one, where the first of them stands.

    A lump's subject is that of its patch. Where a lump has a patch in several changes, it is what their subjects begin
    with. Raises CkptgenError where it is what another patch is filed under.
    """
    found = list(parts)
    for lump in lumps:
        if any(part.group == lump.subject and not _lumped(part, lump) for part in parts):
            what = f"lumps: {lump.subject!a} (line {lump.line}) is a subject and also a group with a patch of its own"
            raise CkptgenError(what, "give the lump a subject that says what its patch does")
        steps = sorted({part.step for part in found if _lumped(part, lump)})
        heading = Heading(prefix=lump.subject, subject=lump.subject if len(steps) == 1 else "")
        for step in steps:
            members = [part for part in found if part.step == step and _lumped(part, lump)]
            phase = members[0].phase if len({part.phase for part in members}) == 1 else Phase.FILESYSTEMS
            where = found.index(next((part for part in members if part.phase is phase), members[0]))
            found[where] = _merged(members, phase, lump.subject, heading)
            found = [part for part in found if part not in members]
    return found


def _lumped(part: Part, lump: Lump) -> bool:
    return part.phase is not Phase.DECLARE and part.group in lump.groups


def stale_lumps(parts: Iterable[Part], lumps: Iterable[Lump]) -> tuple[str, ...]:
    """Return the lines of the lumps under which no patch is filed, each with its place in the semantic patch."""
    known = {part.group for part in parts if part.phase is not Phase.DECLARE}
    return tuple(
        f"lumps: {group} (line {lump.line}): no patch of the series is filed under it"
        for lump in lumps
        for group in lump.groups
        if group not in known
    )


# --- a series in several ------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """In which batch, one-based, the patch of a change (its zero-based ``step``) for a group stands.

    ``tables`` are those that the patch changes or makes, as ``PATH:NAME``.
    """

    phase: str
    group: str
    step: int
    batch: int
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Which of several series a series is: ``number`` is one-based, ``places`` says where each group is."""

    number: int
    total: int
    places: tuple[GroupPlace, ...]

    @property
    def elsewhere(self) -> frozenset[str]:
        """The tables that other batches change, as ``PATH:NAME``."""
        return frozenset(key for place in self.places if place.batch != self.number for key in place.tables)

    def of(self, parts: Iterable[Part]) -> list[Part]:
        """Return the patches that are its own; what no batch knows yet is the last one's."""
        known = {(place.phase, place.group, place.step): place.batch for place in self.places}
        return [part for part in parts if known.get((part.phase, part.group, part.step), self.total) == self.number]
