"""From a tree and a semantic patch to the plan."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ckptgen.csource.text import SourceText
from ckptgen.errors import CkptgenError
from ckptgen.plan.copies import Copier
from ckptgen.plan.declaring import find_lacks, plan_declaration
from ckptgen.plan.editing import Key, Outcome, edit_tables
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.guards import mixture, under_option
from ckptgen.plan.installs import describe, installs
from ckptgen.plan.model import CopyState, LeftOut, Plan, PlannedCopy, PlannedTable, Verdict
from ckptgen.plan.standing import is_directory_table
from ckptgen.plan.survey import Survey
from ckptgen.plan.unmatched import unmatched
from ckptgen.plan.verdicts import Judge, Judgement
from ckptgen.sempatch.model import (
    Constify,
    Standing,
    addition,
)


def make_plan(survey: Survey, only: Sequence[str] = ()) -> Plan:
    """Return the plan for every table of the survey.

    ``only`` narrows it to the tables that these filesystems own or use; raises UnknownFilesystemError for a name that
    nothing in the tree goes by.
    """
    tree, patch, facts, collection = survey.tree, survey.patch, survey.facts, survey.collection
    copies = plan_copies(survey)
    judged = [judged for each in facts.tables for judged in judge_table(survey, each, copies)]
    _require_names(judged, only)
    tables = plan_tables(survey, [each for each in judged if _wanted(each.facts, each.judgement, only)])
    absent, stale = unmatched(survey, (user for each in judged for user in each.judgement.users))
    if only:
        # What the whole semantic patch does not find is no business of a part of the plan.
        absent, stale = (), ()
        copies = tuple(each for each in copies if each.copy.filesystem in only)
    declaration = plan_declaration(tree, patch, collection)
    return Plan(
        tree=tree.label,
        commit=tree.commit,
        patch=patch,
        declaration=declaration.edits,
        declares=declaration.declares,
        tables=tables,
        copies=copies,
        left_out=tuple(each for each in _left_out(survey, judged, copies) if not only or each.filesystem in only),
        coverage=collection.coverage,
        absent=absent,
        stale=stale,
        lacks=find_lacks(tree, patch, collection),
        problem=declaration.problem or mixture(patch, declaration, _entries(survey, tables)),
        elsewhere=() if only else survey.elsewhere,
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A table and the verdict on it for the change at the zero-based place ``step`` of the semantic patch."""

    facts: TableFacts
    step: int
    judgement: Judgement


def judge_table(survey: Survey, facts: TableFacts, copies: Iterable[PlannedCopy]) -> list[Judged]:
    """Return the verdicts on one table, for each change of the semantic patch in its order."""
    judge = survey.judge.judge
    verdicts = (judge(facts, change) for change in survey.patch.changes)
    return [Judged(facts, step, with_copy(facts, verdict, copies)) for step, verdict in enumerate(verdicts)]


def plan_copies(survey: Survey) -> tuple[PlannedCopy, ...]:
    """Return what becomes of each private copy that the semantic patch asks for, in its order."""
    change = addition(survey.patch)
    if change is None:
        return ()
    facts, judge = survey.facts.tables, survey.judge
    copies = Copier(survey.tree, survey.patch, change, survey.collection, facts, judge.owners).plan()
    asked = {f"{copy.path}:{copy.table}" for copy in survey.patch.copies}
    changing = {f.table.key for f in facts if f.table.key in asked and judge.judge(f, change).change}
    return tuple(_unless_changing(copy, changing) for copy in copies)


def _unless_changing(planned: PlannedCopy, changing: Container[str]) -> PlannedCopy:
    """Return the copy, or that it is not made of a table that gains the entry itself."""
    if planned.state is not CopyState.NEW or f"{planned.copy.path}:{planned.copy.table}" not in changing:
        return planned
    return replace(planned, state=CopyState.UNUSED, reason="the table itself gains the entry", edits=())


def with_copy(facts: TableFacts, judgement: Judgement, copies: Iterable[PlannedCopy]) -> Judgement:
    """Return the verdict on a table of which a filesystem gets a copy of its own, instead of a change."""
    key = (facts.table.path, facts.table.name)
    made = [c for c in copies if (c.copy.path, c.copy.table) == key and c.state in _MADE]
    if not made or judgement.change or judgement.verdict not in _COPIED_FROM:
        return judgement
    who = ", ".join(f"{each.copy.filesystem} ({each.reason})" for each in made)
    places = tuple(place for each in made for place in each.places)
    reason = f"a private copy for {who}; {judgement.reason}"
    return replace(judgement, verdict=Verdict.COPY, reason=reason, evidence=(*places, *judgement.evidence))


_MADE = (CopyState.NEW, CopyState.PRESENT, CopyState.DRIFTED)
_COPIED_FROM = (Verdict.SHARED, Verdict.UNDECIDED, Verdict.TODO, Verdict.ELSEWHERE, Verdict.DENY)


def _left_out(survey: Survey, judged: Iterable[Judged], copies: Iterable[PlannedCopy]) -> tuple[LeftOut, ...]:
    """Return the allowed filesystems that use a table of others which stays as it is, without a copy of their own."""
    judge = survey.judge
    copied = {(c.copy.path, c.copy.table, c.copy.filesystem) for c in copies if c.state in _MADE}
    found = []
    for each in judged:
        facts, table = each.facts, each.facts.table
        if each.judgement.verdict not in (Verdict.COPY, Verdict.SHARED, Verdict.UNDECIDED):
            continue
        for name in each.judgement.users:
            standing = judge.standings.of(name, directory=is_directory_table(table)).standing
            if name == facts.owner or standing is not Standing.ALLOW or (table.path, table.name, name) in copied:
                continue
            uses = [use for use in facts.uses if installs(use) and judge.owners.of(use.path) == name]
            places = [describe(use) for use in uses]
            places += [
                describe(use, f" as {alias.target}")
                for alias, use in facts.aliased
                if installs(use) and judge.owners.of(use.path) == name
            ]
            found.append(LeftOut(name, table, tuple(places)))
    return tuple(dict.fromkeys(found))


def _entries(survey: Survey, tables: Iterable[PlannedTable]) -> list[tuple[str, bool]]:
    """Return the place of each entry for the field, those to be made first, with whether the option guards it."""
    change, option = addition(survey.patch), survey.patch.option
    made, there = [], []
    text = SourceText("", b"")
    for planned in tables if change is not None and option else ():
        table = planned.table
        made += [(f"{edit.path}:{edit.line}", planned.guarded) for edit in planned.edits]
        entries = [entry for entry in table.entries if change is not None and entry.field == change.field]
        if entries:
            if text.path != table.path:
                text = SourceText(table.path, survey.tree.read(table.path))
            there += [(f"{table.path}:{e.line}", under_option(text, e.start, option)) for e in entries]
    return made + there


class UnknownFilesystemError(CkptgenError):
    """A filesystem that the user names owns no table of the tree and uses none."""


def _require_names(judged: Sequence[Judged], only: Sequence[str]) -> None:
    known = {name for e in judged for name in (e.facts.owner, e.judgement.group, *e.judgement.users)}
    for name in only:
        if name not in known:
            near = get_close_matches(name, sorted(known), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else "ckptgen plan shows the names"
            raise UnknownFilesystemError(f"no table of this tree belongs to {name}", hint)


def _wanted(facts: TableFacts, judgement: Judgement, only: Sequence[str]) -> bool:
    return not only or facts.owner in only or judgement.group in only or bool(set(judgement.users) & set(only))


def plan_tables(survey: Survey, judged: Sequence[Judged]) -> tuple[PlannedTable, ...]:
    """Return the tables with their verdicts and the edits that follow; unsupported where none can be made safely."""
    asked = [(e.facts.table, e.step, e.judgement.change) for e in judged if e.judgement.change is not None]
    outcomes = dict(edit_tables(survey.tree, survey.patch, survey.collection, asked))
    outcomes.update(_constified(survey, [each for each in judged if isinstance(each.judgement.change, Constify)]))
    return tuple(_planned(survey, e, outcomes.get((e.facts.table.path, e.facts.table.open, e.step))) for e in judged)


def _constified(survey: Survey, judged: Sequence[Judged]) -> dict[Key, Outcome]:
    """Return what comes of making tables const, which their declarations and uses all over the tree decide."""
    if not judged:
        return {}
    from ckptgen.plan.constness import constness

    found = constness(survey.tree, [each.facts for each in judged], survey.collection)
    outcomes: dict[Key, Outcome] = {}
    for each in judged:
        key = (each.facts.table.path, each.facts.table.open)
        outcomes[*key, each.step] = found[key]
    return outcomes


def _planned(survey: Survey, judged: Judged, outcome: Outcome | None) -> PlannedTable:
    facts, judgement = judged.facts, judged.judgement
    verdict, reason = judgement.verdict, judgement.reason
    if outcome is not None and outcome.settled:
        verdict, reason = Verdict.NOTHING, outcome.settled
    elif outcome is not None and outcome.refusal:
        verdict, reason = Verdict.UNSUPPORTED, f"qualifies ({reason}), but cannot be edited safely: {outcome.refusal}"
    elif outcome is not None and outcome.failure:
        # A failed proof stops this table's edit, not the plan; it is said, and nothing is written for it.
        verdict, reason = Verdict.UNSUPPORTED, f"qualifies ({reason}), but {outcome.failure}"
    return PlannedTable(
        facts.table,
        facts.owner,
        judgement.group,
        is_directory_table(facts.table),
        verdict,
        reason,
        judgement.evidence + (outcome.evidence if outcome is not None else ()),
        judgement.users,
        outcome.edits if outcome is not None else (),
        tuple(_unlisted(survey.judge, facts, judgement.users)),
        outcome is not None and outcome.guarded,
        judged.step,
    )


def _unlisted(judge: Judge, facts: TableFacts, users: Iterable[str]) -> Iterator[str]:
    directory = is_directory_table(facts.table)
    for name in users:
        listed = judge.standings.of(name, directory=directory)
        if name != facts.owner and listed.standing is not Standing.ALLOW:
            yield f"{name} ({listed.standing or 'on no list'})"
