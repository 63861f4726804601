"""Why one table has its verdict: every predicate, list and decision that was asked, with its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ckptgen.errors import CkptgenError
from ckptgen.plan.build import Judged, judge_table, plan_copies, plan_tables
from ckptgen.plan.model import Evidence, PlannedCopy, PlannedTable
from ckptgen.plan.predicates import Step, steps
from ckptgen.plan.standing import Listed, is_directory_table
from ckptgen.plan.survey import Survey
from ckptgen.sempatch.model import Change


class UnknownTableError(CkptgenError):
    """The tree has no table of this name at this path."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One table's verdict on one change; what each predicate says; where each filesystem concerned stands; its private
    copies; the file it is in, and every file that its edits change, by path.
    """

    planned: PlannedTable
    change: Change
    steps: tuple[Step, ...]
    standings: tuple[tuple[str, Listed], ...]
    opens: tuple[Evidence, ...]
    copies: tuple[PlannedCopy, ...]
    files: Mapping[str, bytes]

    @property
    def data(self) -> bytes:
        """The file that the table is in."""
        return self.files[self.planned.table.path]


def explain_table(survey: Survey, path: str, name: str) -> tuple[Explanation, ...]:
    """Explain the tables called ``name`` in the file ``path`` (several in the branches of an ``#if``).

    Raises UnknownTableError.
    """
    facts = [f for f in survey.facts.tables if (f.table.path, f.table.name) == (path, name)]
    if not facts:
        raise UnknownTableError(f"there is no table {path}:{name}", _hint(survey, path, name))
    copies = tuple(each for each in plan_copies(survey) if (each.copy.path, each.copy.table) == (path, name))
    judged = [judge_table(survey, each, copies) for each in facts]
    plans = [plan_tables(survey, each) for each in judged]
    pairs = (pair for table, plan in zip(judged, plans, strict=True) for pair in zip(table, plan, strict=True))
    return tuple(_explain(survey, each, planned, copies) for each, planned in pairs)


def _hint(survey: Survey, path: str, name: str) -> str:
    here = [f.table.name for f in survey.facts.tables if f.table.path == path]
    if here:
        return f"{path} has {', '.join(here)}"
    near = get_close_matches(f"{path}:{name}", [f.table.key for f in survey.facts.tables], 3)
    return f"did you mean {' or '.join(near)}?" if near else "ckptgen plan shows every table"


def _explain(survey: Survey, judged: Judged, planned: PlannedTable, copies: tuple[PlannedCopy, ...]) -> Explanation:
    judge, facts = survey.judge, judged.facts
    directory = is_directory_table(facts.table)
    names = sorted({facts.owner, *planned.users})
    opens = (Evidence("open", f"{f.name} is defined", f.path, f.line) for f in facts.opens)
    change = survey.patch.changes[judged.step]
    paths = dict.fromkeys((facts.table.path, *(edit.path for edit in planned.edits)))
    return Explanation(
        planned,
        change,
        tuple(steps(change.where or survey.patch.qualifies, facts, judge.absent)),
        tuple((name, judge.standings.of(name, directory=directory)) for name in names),
        tuple(opens),
        copies,
        {path: survey.tree.read(path) for path in paths},
    )
