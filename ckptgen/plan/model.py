"""The plan: every table of the tree with exactly one verdict, its reason and the evidence."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ckptgen.csource.model import Table

# The values of an audit are among these, and it has no semantic patch and no edit.
if TYPE_CHECKING:
    from ckptgen.plan.elsewhere import Elsewhere
    from ckptgen.rewrite.model import Edit
    from ckptgen.sempatch.model import Copy, SemanticPatch


class Verdict(StrEnum):
    """How a table ends; docs/architecture.md explains each."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    RENAME = "rename"
    MOVE = "move"
    CONSTIFY = "constify"
    PRESENT = "present"
    NOTHING = "nothing"
    """The table holds nothing that the change is about."""
    DIFFERS = "differs"
    OPT_OUT = "opt-out"
    COPY = "copy"
    SHARED = "shared"
    DENY = "deny"
    ELSEWHERE = "elsewhere"
    TODO = "todo"
    UNDECIDED = "undecided"
    UNSUPPORTED = "unsupported"


OF_CHANGES = frozenset({Verdict.REMOVE, Verdict.REPLACE, Verdict.RENAME, Verdict.MOVE, Verdict.CONSTIFY})
"""What tables end as by changes other than an addition."""
CHANGED = OF_CHANGES | {Verdict.ADD}
"""What the tables end as that qualify for a change."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact with its place. ``path`` is empty and ``line`` 0 only where the fact is that something is absent."""

    kind: str
    detail: str
    path: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.path else ""


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """One table and what becomes of it.

    ``filesystem`` owns the table's path. ``group`` is what its patch is filed under: the filesystem, or the table's
    own name where a table shared by several filesystems gets a patch of its own. ``directory`` tells a directory's
    table from a file's. ``unlisted`` are those of the ``users`` that no list lets change, each with where it stands.
    ``edits`` is empty unless the verdict changes the table; ``guarded`` then tells that what they add is there with the
    semantic patch's option only. ``step`` is the change's zero-based place among those of the semantic patch: a table
    stands in the plan once for each of them.
    """

    table: Table
    filesystem: str
    group: str
    directory: bool
    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]
    users: tuple[str, ...]
    edits: "tuple[Edit, ...]" = ()
    unlisted: tuple[str, ...] = ()
    guarded: bool = False
    step: int = 0


class CopyState(StrEnum):
    """How a private copy stands in this tree."""

    NEW = "new"
    """It is to be made."""
    PRESENT = "present"
    DRIFTED = "drifted"
    """It is there, and its original has changed since."""
    UNUSED = "unused"
    """The tree has no such table, or the filesystem does not use it."""
    REFUSED = "refused"
    """It cannot be made; the reason says why."""


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """What becomes of one private copy that the semantic patch asks for.

    ``original`` is None where the tree has none. ``name`` and ``path`` are the copy's; ``places`` are the uses that
    will name it. ``edits`` is empty unless it is to be made.
    """

    copy: "Copy"
    original: Table | None
    name: str
    path: str
    state: CopyState
    reason: str
    places: tuple[Evidence, ...] = ()
    edits: "tuple[Edit, ...]" = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An allowed filesystem that uses a shared table which stays as it is, with the places."""

    filesystem: str
    table: Table
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A place that could not be understood."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read, so that silence can be told from absence.

    ``listed`` source files were looked at and ``read`` of them hold the struct's name; ``raw`` initializers were
    counted by the independent raw count, of which ``in_comments`` stand in comments, strings or disabled text;
    ``tables`` were found. ``links`` symbolic links were left alone: what they point to is read where it stands.
    """

    listed: int
    read: int
    raw: int
    in_comments: int
    tables: int
    links: int
    unparsed: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole decision, for one tree and one semantic patch.

    ``declaration`` are the edits that give the tree what ``patch`` declares and it does not have, and ``declares`` the
    names of the members among it. ``absent`` names listed filesystems that own no table here; ``stale`` says which
    other lines of the semantic patch match nothing in this tree; ``lacks`` says what the tree does not have yet that
    the series relies on; ``problem`` says why no series can be made that builds, or is empty. ``elsewhere`` are places
    outside the tables that name a member whose entries go or change.
    """

    tree: str
    commit: str | None
    patch: "SemanticPatch"
    declaration: "tuple[Edit, ...]"
    declares: tuple[str, ...]
    tables: tuple[PlannedTable, ...]
    copies: tuple[PlannedCopy, ...]
    left_out: tuple[LeftOut, ...]
    coverage: Coverage
    absent: tuple[str, ...]
    stale: tuple[str, ...]
    lacks: tuple[str, ...]
    problem: str
    elsewhere: "tuple[Elsewhere, ...]" = ()

    @property
    def edits(self) -> "tuple[Edit, ...]":
        """Every edit: those of the declaration, of the tables change by change, of the private copies."""
        by_step = sorted(self.tables, key=lambda planned: planned.step)
        tables = (edit for planned in by_step for edit in planned.edits)
        return (*self.declaration, *tables, *(edit for copy in self.copies for edit in copy.edits))

    def summary(self) -> dict[str, int]:
        """The number of tables under each verdict, in the order of the enumeration: every verdict is named that a
        plan of such a semantic patch can hold. Several changes count a table once each.
        """
        counts = Counter(planned.verdict for planned in self.tables)
        others = {*OF_CHANGES, Verdict.NOTHING}
        return {str(verdict): counts[verdict] for verdict in Verdict if verdict not in others or counts[verdict]}
