"""From a tree and a semantic patch to the plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
from ckptgen.errors import CkptgenError, InternalError
from ckptgen.plan.collect import Collection, UnknownStructError, collect_tables
from ckptgen.plan.facts import TableFacts, TreeFacts, gather_facts
from ckptgen.plan.model import Plan, PlannedTable, Verdict
from ckptgen.plan.owners import Owners
from ckptgen.plan.seekable import read_absent_llseek
from ckptgen.plan.standing import is_directory_table
from ckptgen.plan.verdicts import Judge, Judgement
from ckptgen.rewrite.add import add_entry
from ckptgen.rewrite.insertion import RefusedError
from ckptgen.rewrite.model import Edit
from ckptgen.sempatch.model import (
    Add,
    After,
    And,
    Filesystem,
    Has,
    InstalledAs,
    Not,
    Or,
    Predicate,
    Seekable,
    SemanticPatch,
    Standing,
    Uses,
)
from ckptgen.tree.model import Tree


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is known of a tree, and the judge who knows the semantic patch: what a plan is made from."""

    tree: Tree
    patch: SemanticPatch
    change: Add
    collection: Collection
    facts: TreeFacts
    judge: Judge


def survey_tree(tree: Tree, patch: SemanticPatch) -> Survey:
    """Make the passes over ``tree`` that a plan needs. Raises UnknownStructError, and what reading the tree raises."""
    (change,) = patch.changes
    collection = collect_tables(tree, patch.struct, uses=True, also=[change.value])
    require_struct(tree, patch.struct, collection)
    facts = gather_facts(tree, patch, collection, also=[change.value])
    judge = Judge(patch, facts.standings, Owners(patch.owners), read_absent_llseek(tree))
    return Survey(tree, patch, change, collection, facts, judge)


def make_plan(survey: Survey, only: Sequence[str] = ()) -> Plan:
    """Return the plan for every table of the survey.

    ``only`` narrows it to the tables that these filesystems own or use; raises UnknownFilesystemError for a name that
    nothing in the tree goes by.
    """
    tree, patch, facts = survey.tree, survey.patch, survey.facts
    judged = [(each, survey.judge.judge(each, survey.change)) for each in facts.tables]
    _require_names(judged, only)
    editor = Editor(survey)
    tables = tuple(editor.planned(each, verdict) for each, verdict in judged if _wanted(each, verdict, only))
    absent, stale = _unmatched(tree, patch, facts, judged, survey.judge, _members(survey.collection))
    if only:
        # What the whole semantic patch does not find is no business of a part of the plan.
        absent, stale = (), ()
    lacks = _lacks(survey.collection, facts, survey.change)
    return Plan(tree.label, tree.commit, patch, tables, survey.collection.coverage, absent, stale, lacks)


class UnknownFilesystemError(CkptgenError):
    """A filesystem that the user names owns no table of the tree and uses none."""


def _require_names(judged: Sequence[tuple[TableFacts, Judgement]], only: Sequence[str]) -> None:
    known = {name for facts, judgement in judged for name in (facts.owner, judgement.group, *judgement.users)}
    for name in only:
        if name not in known:
            near = get_close_matches(name, sorted(known), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else "ckptgen plan shows the names"
            raise UnknownFilesystemError(f"no table of this tree belongs to {name}", hint)


def require_struct(tree: Tree, struct: str, collection: Collection) -> None:
    """Raise UnknownStructError unless the tree defines the struct or has a table of it."""
    if collection.definition is None and not collection.tables:
        raise UnknownStructError(
            f"{tree.label} has no struct {struct}", "check the name; it is written without the word struct"
        )


def _wanted(facts: TableFacts, judgement: Judgement, only: Sequence[str]) -> bool:
    return not only or facts.owner in only or judgement.group in only or bool(set(judgement.users) & set(only))


class Editor:
    """Makes the edits; keeps one file's text while its tables follow each other."""

    def __init__(self, survey: Survey) -> None:
        definition = survey.collection.definition
        names = [member.name for member in definition.members] if definition else []
        self._survey = survey
        self._position = {name: index for index, name in reversed(list(enumerate(names)))}.get
        self._text: SourceText | None = None

    def planned(self, facts: TableFacts, judgement: Judgement) -> PlannedTable:
        """Return the table with its verdict, and the edit if one follows; unsupported where none can be made safely."""
        verdict, reason = judgement.verdict, judgement.reason
        edits: tuple[Edit, ...] = ()
        if judgement.value:
            try:
                edits = (self._edit(facts.table, replace(self._survey.change, value=judgement.value)),)
            except RefusedError as refusal:
                verdict, reason = Verdict.UNSUPPORTED, f"qualifies ({reason}), but cannot be edited safely: {refusal}"
            except InternalError as failure:
                # A failed proof stops this table's edit, not the plan; it is said, and nothing is written for it.
                verdict, reason = Verdict.UNSUPPORTED, f"qualifies ({reason}), but {failure.what}"
        return PlannedTable(
            facts.table,
            facts.owner,
            judgement.group,
            is_directory_table(facts.table),
            verdict,
            reason,
            judgement.evidence,
            judgement.users,
            edits,
        )

    def _edit(self, table: Table, change: Add) -> Edit:
        if self._text is None or self._text.path != table.path:
            self._text = SourceText(table.path, self._survey.tree.read(table.path))
        return add_entry(self._text, table, change, self._position, self._survey.collection.holders)


def _unmatched(
    tree: Tree,
    patch: SemanticPatch,
    facts: TreeFacts,
    judged: Iterable[tuple[TableFacts, Judgement]],
    judge: Judge,
    members: frozenset[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the allowed filesystems that the tree does not have, and the other lines that match nothing."""
    present = {each.owner for each in facts.tables} | {user for _, judgement in judged for user in judgement.users}
    absent: list[str] = []
    stale: list[str] = []
    for entry in patch.lists:
        name = entry.subject.name
        if isinstance(entry.subject, Uses):
            if not facts.standings.includes(name):
                line = f'{entry.standing}: uses("{name}") (line {entry.line})'
                stale.append(f"{line}: no filesystem that is on no list by name includes <linux/{name}.h>")
        elif name not in present and not any(tree.exists(place) for place in judge.owners.places(name)):
            if entry.standing is Standing.ALLOW and isinstance(entry.subject, Filesystem):
                absent.append(name)
            else:
                stale.append(f"{entry.standing}: {name} (line {entry.line}): not in this tree")
    stale += [f"{word}: the struct has no member {field}" for word, field in _unknown_members(patch, members)]
    for decision in patch.decisions:
        if (decision.path, decision.table) not in judge.used:
            key = f"{decision.path}:{decision.table}"
            stale.append(f"decisions: {key} (line {decision.line}): no such table")
    return tuple(sorted(absent)), tuple(stale)


def _members(collection: Collection) -> frozenset[str]:
    definition = collection.definition
    return frozenset(member.name for member in definition.members) if definition else frozenset()


def _unknown_members(patch: SemanticPatch, members: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of the semantic patch that name a member which the struct does not declare."""
    asked = [("has", field) for field in _fields(patch.qualifies)]
    asked += [("after", change.place.field) for change in patch.changes if isinstance(change.place, After)]
    yield from ((f'{word}("{field}")', field) for word, field in asked if members and field not in members)


def _fields(predicate: Predicate) -> Iterator[str]:
    match predicate:
        case Has(field):
            yield field
        case And(left, right) | Or(left, right):
            yield from _fields(left)
            yield from _fields(right)
        case Not(operand):
            yield from _fields(operand)
        case InstalledAs() | Seekable():
            return


def _lacks(collection: Collection, facts: TreeFacts, change: Add) -> tuple[str, ...]:
    """Say what the tree does not have yet that an entry of this name and value needs."""
    missing = []
    definition = collection.definition
    if definition is not None and change.field not in {member.name for member in definition.members}:
        place = f"{definition.path}:{definition.line}"
        missing.append(f"the member {change.field} of the struct ({place})")
    if change.value.isidentifier() and change.value not in facts.mentions:
        missing.append(f"the handler {change.value}")
    return tuple(missing)
