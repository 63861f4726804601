"""From a tree and a semantic patch to the plan."""

from collections.abc import Iterable, Sequence

from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
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
from ckptgen.sempatch.model import Add, Filesystem, SemanticPatch, Standing, Uses
from ckptgen.tree.model import Tree


def make_plan(tree: Tree, patch: SemanticPatch, only: Sequence[str] = ()) -> Plan:
    """Return the plan for every table of the semantic patch's struct in ``tree``.

    ``only`` narrows it to the tables that these filesystems own or use. Raises UnknownStructError, and what reading
    the tree raises.
    """
    (change,) = patch.changes
    collection = collect_tables(tree, patch.struct, uses=True)
    require_struct(tree, patch.struct, collection)
    facts = gather_facts(tree, patch, collection, also=[change.value])
    owners = Owners(patch.owners)
    judge = Judge(patch, facts.standings, owners, read_absent_llseek(tree))
    editor = _Editor(tree, patch, collection)
    judged = [(each, judge.judge(each, change)) for each in facts.tables]
    tables = tuple(editor.planned(each, verdict, change) for each, verdict in judged if _wanted(each, verdict, only))
    absent, stale = _unmatched(tree, patch, facts, judged, judge.used, owners)
    return Plan(
        tree.label, tree.commit, patch, tables, collection.coverage, absent, stale, _lacks(collection, facts, change)
    )


def require_struct(tree: Tree, struct: str, collection: Collection) -> None:
    """Raise UnknownStructError unless the tree defines the struct or has a table of it."""
    if collection.definition is None and not collection.tables:
        raise UnknownStructError(
            f"{tree.label} has no struct {struct}", "check the name; it is written without the word struct"
        )


def _wanted(facts: TableFacts, judgement: Judgement, only: Sequence[str]) -> bool:
    return not only or facts.owner in only or judgement.group in only or bool(set(judgement.users) & set(only))


class _Editor:
    """Makes the edits; keeps one file's text while its tables follow each other."""

    def __init__(self, tree: Tree, patch: SemanticPatch, collection: Collection) -> None:
        self._tree = tree
        self._holders = collection.holders
        names = [member.name for member in collection.definition.members] if collection.definition else []
        self._position = {name: index for index, name in reversed(list(enumerate(names)))}.get
        self._text: SourceText | None = None

    def planned(self, facts: TableFacts, judgement: Judgement, change: Add) -> PlannedTable:
        verdict, reason = judgement.verdict, judgement.reason
        edits: tuple[Edit, ...] = ()
        if judgement.value:
            wanted = Add(change.field, judgement.value, change.place, change.line)
            try:
                edits = (self._edit(facts.table, wanted),)
            except RefusedError as refusal:
                verdict, reason = Verdict.UNSUPPORTED, f"qualifies ({reason}), but cannot be edited safely: {refusal}"
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
            self._text = SourceText(table.path, self._tree.read(table.path))
        return add_entry(self._text, table, change, self._position, self._holders)


def _unmatched(
    tree: Tree,
    patch: SemanticPatch,
    facts: TreeFacts,
    judged: Iterable[tuple[TableFacts, Judgement]],
    used: set[int],
    owners: Owners,
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
        elif name not in present and not any(tree.exists(place) for place in owners.places(name)):
            if entry.standing is Standing.ALLOW and isinstance(entry.subject, Filesystem):
                absent.append(name)
            else:
                stale.append(f"{entry.standing}: {name} (line {entry.line}): not in this tree")
    for decision in patch.decisions:
        if decision.line not in used:
            key = f"{decision.path}:{decision.table}"
            stale.append(f"decisions: {key} (line {decision.line}): no such table")
    return tuple(sorted(absent)), tuple(stale)


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
