"""The tables that wait for a person: which, in what order, and what one looks at to decide about each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ckptgen.plan.build import judge_table, plan_copies, plan_tables
from ckptgen.plan.explain import Explanation, explain_table
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.installs import describe
from ckptgen.plan.model import Evidence, Plan, PlannedTable, Verdict
from ckptgen.plan.survey import Survey
from ckptgen.plan.verdicts import Judge
from ckptgen.sempatch.model import Decision, Standing
from ckptgen.tree.model import TreeError
from ckptgen.tree.paths import is_under, normal_path, shown


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tables are asked for: those with one of the ``verdicts``, in the files and folders ``under`` (everywhere
    where there are none). Unless ``every``, only those that a filesystem on a list owns or uses.
    """

    verdicts: tuple[Verdict, ...]
    under: tuple[str, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The table, or the tables in the branches of an ``#if``, that one decision is about."""

    path: str
    name: str
    line: int
    filesystem: str

    @property
    def key(self) -> tuple[str, str]:
        """What a decision names it by."""
        return self.path, self.name


@dataclass(frozen=True, slots=True)
class View:
    """What one looks at to decide: the table, its uses so far as no predicate gives them as evidence, and the other
    tables of its filesystem, the nearest first; ``more`` is how many of them are left out.
    """

    explanations: tuple[Explanation, ...]
    uses: tuple[Evidence, ...]
    neighbours: tuple[PlannedTable, ...]
    more: int


def waiting_tables(survey: Survey, plan: Plan, scope: Scope) -> tuple[Waiting, ...]:
    """Return the tables that ``scope`` asks for: those of allowed filesystems, shared ones, others under fs/, the rest.

    Raises TreeError for a place that the tree does not have.
    """
    under = frozenset(_place(survey, path) for path in scope.under)
    found = [
        planned
        for planned in plan.tables
        if planned.verdict in scope.verdicts
        and (not under or "" in under or is_under(planned.table.path, under))
        and (scope.every or _is_listed(survey, planned))
    ]
    found.sort(key=lambda p: (_rank(survey, p), not _is_listed(survey, p), p.filesystem, p.table.path, p.table.open))
    queue: dict[tuple[str, str], Waiting] = {}
    for planned in found:
        table = planned.table
        each = Waiting(table.path, table.name, table.line, planned.filesystem)
        queue.setdefault(each.key, each)
    return tuple(queue.values())


def with_decisions(survey: Survey, decisions: tuple[Decision, ...]) -> Survey:
    """Return the survey under other decisions: what the passes found, and the lists, stay as they are."""
    patch = replace(survey.patch, decisions=decisions)
    judge = survey.judge
    return replace(survey, patch=patch, judge=Judge(patch, judge.standings, judge.owners, judge.absent))


def look_at(survey: Survey, table: Waiting, most: int) -> View:
    """Return what is known of one table, with at most ``most`` of its neighbours."""
    explanations = explain_table(survey, table.path, table.name)
    known = {e for each in explanations for step in each.steps for e in step.answer.evidence}
    same = [facts for facts in survey.facts.tables if (facts.table.path, facts.table.name) == table.key]
    uses = dict.fromkeys(describe(use) for facts in same for use in facts.uses)
    near = [f for f in survey.facts.tables if f.owner == table.filesystem and (f.table.path, f.table.name) != table.key]
    near.sort(key=lambda f: (*_distance(f.table.path, table.path), f.table.path, f.table.open))
    return View(
        explanations,
        tuple(use for use in uses if use not in known),
        _planned(survey, near[:most]),
        max(len(near) - most, 0),
    )


def _planned(survey: Survey, facts: Sequence[TableFacts]) -> tuple[PlannedTable, ...]:
    asked = {(copy.path, copy.table) for copy in survey.patch.copies}
    # Planning the copies reads files; most tables are the original of none.
    copies = plan_copies(survey) if any((f.table.path, f.table.name) in asked for f in facts) else ()
    return plan_tables(survey, [judged for each in facts for judged in judge_table(survey, each, copies)])


def _place(survey: Survey, path: str) -> str:
    if not survey.tree.exists(path):
        raise TreeError(
            f"{survey.tree.label} has no file or folder {shown(path)}", "paths are relative to the tree's top"
        )
    return normal_path(path) or ""


def _is_listed(survey: Survey, planned: PlannedTable) -> bool:
    """Tell whether a filesystem that owns or uses the table stands on a list."""
    return any(_standing(survey, planned, name) for name in {planned.filesystem, *planned.users})


def _rank(survey: Survey, planned: PlannedTable) -> int:
    if _standing(survey, planned, planned.filesystem) is Standing.ALLOW:
        return 0
    if set(planned.users) - {planned.filesystem}:
        return 1
    path = planned.table.path
    return 2 if path.startswith("fs/") or survey.judge.owners.in_filesystem(path) else 3


def _standing(survey: Survey, planned: PlannedTable, name: str) -> Standing | None:
    return survey.judge.standings.of(name, directory=planned.directory).standing


def _distance(path: str, other: str) -> tuple[bool, bool]:
    return path != other, path.rpartition("/")[0] != other.rpartition("/")[0]
