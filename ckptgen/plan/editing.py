"""Making the edits that verdicts ask for, file by file: what came of a file that has not changed is remembered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection
from ckptgen.plan.guards import under_option
from ckptgen.plan.model import Evidence
from ckptgen.rewrite.model import Edit, RefusedError, apply_splices, moved_back
from ckptgen.sempatch.model import Change, Constify, Guard, Move, SemanticPatch
from ckptgen.tree.model import Tree
from ckptgen.tree.recall import recall

if TYPE_CHECKING:
    from ckptgen.rewrite.change import EntryChange

Asked = tuple[Table, int, Change]
"""A table, the step (zero-based) and the change that is to be made to it."""
Key = tuple[str, int, int]
"""What an outcome goes by: the table's path, the offset of its opening brace, the step."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of changing one table: the edits, or why there are none.

    ``refusal`` says why none can be made safely, ``failure`` why the proof failed, ``settled`` why none is needed;
    ``evidence`` is what that was decided by. ``guarded`` tells that the table's text is there with the semantic patch's
    option only.
    """

    edits: tuple[Edit, ...] = ()
    guarded: bool = False
    refusal: str = ""
    failure: str = ""
    settled: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the edits of every file have in common."""

    order: tuple[str, ...]
    holders: tuple[Holder, ...]
    option: str
    guard: Guard


def edit_tables(
    tree: Tree, patch: SemanticPatch, collection: Collection, asked: Iterable[Asked]
) -> Mapping[Key, Outcome]:
    """Make each table's changes, those of one table in the order of their steps. Constify is no business of this."""
    order = collection.definition.order if collection.definition else ()
    rules = _Rules(order, collection.holders, patch.option, patch.guard)
    by_file: dict[str, list[Asked]] = {}
    for each in asked:
        if not isinstance(each[2], Constify):
            by_file.setdefault(each[0].path, []).append(each)
    outcomes: dict[Key, Outcome] = {}
    for path, here in by_file.items():
        made = recall(tree, _edit_file, path=path, asked=tuple(here), rules=rules)
        outcomes.update({(path, each[0].open, each[1]): outcome for each, outcome in zip(here, made, strict=True)})
    return outcomes


def _edit_file(tree: Tree, path: str, asked: tuple[Asked, ...], rules: _Rules) -> tuple[Outcome, ...]:
    text = SourceText(path, tree.read(path))
    made: dict[int, list[Edit]] = {}
    outcomes = []
    for table, _, change in asked:
        before = made.setdefault(table.open, [])
        outcome = _edit(text, table, change, rules) if not before else _edit_again(text, table, change, rules, before)
        before += outcome.edits
        outcomes.append(outcome)
    return tuple(outcomes)


def _edit(text: SourceText, table: Table, change: Change, rules: _Rules) -> Outcome:
    # pycparser takes longer to load than all that is remembered takes to read.
    from ckptgen.rewrite.change import change_table
    from ckptgen.rewrite.moving import is_in_place

    positions = {name: position for position, name in enumerate(rules.order)}
    option = rules.option if rules.guard is Guard.IFDEF else ""
    outcome = Outcome(guarded=rules.guard is Guard.IFDEF or under_option(text, table.start, rules.option))
    entry_change: EntryChange
    match change:
        case Constify():
            raise InternalError("a table is made const elsewhere")
        case Move(field, place) if is_in_place(table, field, place, positions.get):
            return Outcome(settled=f"its .{field} stands in its place")
        case _:
            entry_change = change
    try:
        edit = change_table(text, table, entry_change, positions.get, rules.holders, option)
    except RefusedError as refusal:
        return replace(outcome, refusal=str(refusal))
    except InternalError as failure:
        return replace(outcome, failure=failure.what)
    return replace(outcome, edits=(edit,))


def _edit_again(text: SourceText, table: Table, change: Change, rules: _Rules, before: Sequence[Edit]) -> Outcome:
    """Change a table that the steps before have changed; the new splices are told in the offsets of the tree's file."""
    splices = [splice for edit in before for splice in edit.splices]
    after = SourceText(text.path, apply_splices(text.data, splices))
    found = [t for t in tables_of(after, struct=table.struct, holders=rules.holders) if t.name == table.name]
    # The branches of an #if may each have a table of this name: they keep their order.
    same = [t for t in tables_of(text, struct=table.struct, holders=rules.holders) if t.name == table.name]
    index = next((at for at, each in enumerate(same) if each.open == table.open), -1)
    if index < 0 or len(found) != len(same):
        return Outcome(refusal="it cannot be told from others after the changes before this one")
    outcome = _edit(after, found[index], change, rules)
    moved = []
    for edit in outcome.edits:
        back, includes = moved_back(edit.splices, splices), moved_back(edit.includes, splices)
        if back is None or includes is None:
            return Outcome(refusal="a change before this one of the same semantic patch touches the same text")
        moved.append(replace(edit, splices=back, includes=includes))
    return replace(outcome, edits=tuple(moved))
