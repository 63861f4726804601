"""Try a semantic patch on its cases: each is planned in a tree of its own, and edited as a series would."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.collect import UnknownStructError
from ckptgen.plan.model import PlannedCopy, PlannedTable, Region
from ckptgen.plan.owners import Owners
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.model import Everywhere, Filesystem, ListEntry, SemanticPatch, Standing
from ckptgen.series.stages import Stages
from ckptgen.tree.memory import MemoryTree
from ckptgen.trial.cases import Case, Cases

_LABEL = "the case's tree"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one case.

    ``got`` is what the semantic patch makes of the file, ``tables`` are those in it with their verdicts, ``copies`` the
    private copies that would stand in it, ``unread`` the places in it that could not be understood. Where ``problem``
    is not empty it says why nothing could be planned.
    """

    case: Case
    got: bytes
    tables: tuple[PlannedTable, ...] = ()
    copies: tuple[PlannedCopy, ...] = ()
    unread: tuple[Region, ...] = ()
    problem: str = ""

    @property
    def wanted(self) -> bytes:
        """What the case must become."""
        return self.case.content if self.case.expected is None else self.case.expected

    @property
    def passed(self) -> bool:
        """Tell whether the file becomes what it must, or stays as it is where it must."""
        return not self.problem and self.got == self.wanted

    @property
    def changed(self) -> bool:
        """Tell whether the semantic patch changes the file."""
        return self.got != self.case.content


def run_cases(patch: SemanticPatch, cases: Cases) -> Iterator[Trial]:
    """Try each case, in order."""
    for case in cases.cases:
        yield _run(_with_owner(patch, case), case, {**dict(cases.shared), case.path: case.content})


def _with_owner(patch: SemanticPatch, case: Case) -> SemanticPatch:
    """Let a case that stands in no folder be changed: it is nobody's file, so no list can name its owner."""
    if "/" in case.path or any(isinstance(entry.subject, Everywhere) for entry in patch.lists):
        return patch
    owner = Filesystem(Owners(patch.owners).of(case.path))
    allowed = ListEntry(owner, Standing.ALLOW, "a case in no folder counts as allowed", 0)
    return replace(patch, lists=(*patch.lists, allowed))


def _run(patch: SemanticPatch, case: Case, files: dict[str, bytes]) -> Trial:
    tree = MemoryTree(_LABEL, files)
    try:
        plan = make_plan(survey_tree(tree, patch))
        stages = Stages(lambda path: (tree.read(path), tree.file_mode(path)))
        made = {change.path: change.after or b"" for change in stages.advance(plan.edits)}
    except UnknownStructError:
        # Text that only looks like a table is a fair case of what must not change.
        return Trial(case, case.content)
    except CkptgenError as error:
        return Trial(case, case.content, problem="; ".join(filter(None, (error.what, error.hint))))
    tables = tuple(planned for planned in plan.tables if planned.table.path == case.path)
    copies = tuple(planned for planned in plan.copies if planned.path == case.path)
    unread = tuple(region for region in plan.coverage.unparsed if region.path == case.path)
    return Trial(case, made.get(case.path, case.content), tables, copies, unread)
