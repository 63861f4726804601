"""The phases of a series, and the patches of each, in an order in which every step builds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.plan.model import Plan, PlannedCopy, PlannedTable
from ckptgen.rewrite.model import Edit
from ckptgen.sempatch.model import addition
from ckptgen.series.model import Phase

GENERATED = (Phase.DECLARE, Phase.SHARED, Phase.FILESYSTEMS, Phase.COPIES)
"""The phases that ckptgen writes, in the order in which each step builds."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the texts of a patch say of its group, where that is not the filesystem's name: what the subject begins
    with, or all of it; ``entry`` tells that the group is an entry of MAINTAINERS.
    """

    prefix: str = ""
    subject: str = ""
    entry: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One patch before its text: what it is filed under, and the tables, copies or declarations that it makes.

    ``step`` is the zero-based place of the change that it makes among those of the semantic patch.
    """

    phase: Phase
    group: str
    step: int = 0
    tables: tuple[PlannedTable, ...] = ()
    copies: tuple[PlannedCopy, ...] = ()
    declaration: tuple[Edit, ...] = ()
    heading: Heading = Heading()

    @property
    def edits(self) -> tuple[Edit, ...]:
        return (
            *self.declaration,
            *(edit for planned in self.tables for edit in planned.edits),
            *(edit for planned in self.copies for edit in planned.edits),
        )

    @property
    def paths(self) -> frozenset[str]:
        """The files that the patch changes."""
        return frozenset(edit.path for edit in self.edits)

    @property
    def keys(self) -> tuple[str, ...]:
        """The tables that the patch changes or makes, as ``PATH:NAME``."""
        made = (f"{copy.path}:{copy.name}" for copy in self.copies)
        return tuple(sorted({*(planned.table.key for planned in self.tables), *made}))


def series_parts(plan: Plan, phases: Sequence[Phase]) -> list[Part]:
    """Return the patches of each change in turn, of its ``phases`` in their order, each phase's by filesystem.

    What the semantic patch declares is part of its first change, private copies of the first that adds an entry.
    """
    parts = []
    for step, change in enumerate(plan.patch.changes):
        own = [phase for phase in phases if step == 0 or phase is not Phase.DECLARE]
        if change is not addition(plan.patch):
            own = [phase for phase in own if phase is not Phase.COPIES]
        parts += [part for phase in own for part in _phase(plan, phase, step)]
    return parts


def _phase(plan: Plan, phase: Phase, step: int) -> Iterator[Part]:
    groups: dict[str, list[PlannedTable]] = defaultdict(list)
    match phase:
        case Phase.CORE | Phase.OWN:
            raise InternalError("the patches of people are not generated")
        case Phase.DECLARE:
            if plan.declaration:
                yield Part(phase, plan.patch.struct, declaration=plan.declaration)
        case Phase.COPIES:
            made: dict[str, list[PlannedCopy]] = defaultdict(list)
            for copy in plan.copies:
                if copy.edits:
                    made[copy.copy.filesystem].append(copy)
            yield from (Part(phase, name, step, copies=tuple(made[name])) for name in sorted(made))
        case Phase.SHARED | Phase.FILESYSTEMS:
            for planned in plan.tables:
                own = (planned.group == planned.filesystem) == (phase is Phase.FILESYSTEMS)
                if planned.edits and planned.step == step and own:
                    groups[planned.group].append(planned)
            yield from (Part(phase, name, step, tuple(groups[name])) for name in sorted(groups))


class OrderError(CkptgenError):
    """A patch of the series would not build where it stands."""


def check_order(plan: Plan, parts: Sequence[Part], phases: Sequence[Phase], ahead: int) -> None:
    """Raise OrderError where an entry stands before the patch that declares its member; ``ahead`` patches are supplied
    by the user.
    """
    declared = not plan.declaration
    for number, part in enumerate(parts, ahead + 1):
        declared = declared or part.phase is Phase.DECLARE
        if not declared:
            edit = part.edits[0]
            raise OrderError(
                f"patch {number} ({part.group}) would not build: {edit.path}:{edit.line} names a member that no patch"
                " before it declares",
                f"the phases are {', '.join(phases)}; put declare first",
            )
