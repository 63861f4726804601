"""The phases of a series, and the patches of each, in an order in which every step builds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.plan.model import Plan, PlannedCopy, PlannedTable
from ckptgen.rewrite.model import Edit
from ckptgen.series.model import Phase

GENERATED = (Phase.DECLARE, Phase.SHARED, Phase.FILESYSTEMS, Phase.COPIES)
"""The phases that ckptgen writes, in the order in which each step builds."""
WHOLE = "all"
"""The group of the one patch of a series that is not split."""


@dataclass(frozen=True, slots=True)
class Part:
    """One patch before its text: what it is filed under, and the tables, copies or declarations that it makes."""

    phase: Phase
    group: str
    tables: tuple[PlannedTable, ...] = ()
    copies: tuple[PlannedCopy, ...] = ()
    declaration: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        return (
            *self.declaration,
            *(edit for planned in self.tables for edit in planned.edits),
            *(edit for planned in self.copies for edit in planned.edits),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The tables that the patch changes or makes, as ``PATH:NAME``."""
        made = (f"{copy.path}:{copy.name}" for copy in self.copies)
        return tuple(sorted([*(planned.table.key for planned in self.tables), *made]))


def series_parts(plan: Plan, phases: Sequence[Phase], *, split: bool) -> list[Part]:
    """Return the patches of the ``phases`` in their order, each phase's by name; all tables in one unless ``split``."""
    ordered = [part for phase in phases for part in _phase(plan, phase)]
    if split:
        return ordered
    declaring = [part for part in ordered if part.phase is Phase.DECLARE]
    rest = [part for part in ordered if part.phase is not Phase.DECLARE]
    tables = tuple(planned for part in rest for planned in part.tables)
    copies = tuple(planned for part in rest for planned in part.copies)
    whole = [Part(Phase.FILESYSTEMS, WHOLE, tables, copies)] if rest else []
    return declaring + whole


def _phase(plan: Plan, phase: Phase) -> Iterator[Part]:
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
            yield from (Part(phase, name, copies=tuple(made[name])) for name in sorted(made))
        case Phase.SHARED | Phase.FILESYSTEMS:
            for planned in plan.tables:
                if planned.edits and (planned.group == planned.filesystem) == (phase is Phase.FILESYSTEMS):
                    groups[planned.group].append(planned)
            yield from (Part(phase, name, tuple(groups[name])) for name in sorted(groups))


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
