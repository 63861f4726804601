"""Making the edits that verdicts ask for, file by file: what came of a file that has not changed is remembered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ckptgen.csource.model import Table
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection
from ckptgen.plan.guards import under_option
from ckptgen.rewrite.model import Edit, RefusedError
from ckptgen.sempatch.model import Add, Guard, SemanticPatch
from ckptgen.tree.model import Tree
from ckptgen.tree.recall import recall

Asked = tuple[Table, Add]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of changing one table: the edit, or why there is none.

    ``refusal`` says why none can be made safely, ``failure`` why its proof failed. ``guarded`` tells that the table's
    text is there with the semantic patch's option only.
    """

    edit: Edit | None
    guarded: bool
    refusal: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the edits of every file have in common."""

    order: tuple[str, ...]
    holders: tuple[Holder, ...]
    option: str
    guard: Guard


def edit_tables(
    tree: Tree, patch: SemanticPatch, collection: Collection, asked: Iterable[Asked]
) -> Mapping[tuple[str, int], Outcome]:
    """Make each table's change; return the outcomes by the table's path and the offset of its opening brace."""
    positions = collection.definition.positions() if collection.definition else {}
    order = tuple(sorted(positions, key=lambda name: positions[name]))
    rules = _Rules(order, collection.holders, patch.option, patch.guard)
    by_file: dict[str, list[Asked]] = {}
    for table, change in asked:
        by_file.setdefault(table.path, []).append((table, change))
    outcomes: dict[tuple[str, int], Outcome] = {}
    for path, each in by_file.items():
        made = recall(tree, _edit_file, path=path, asked=tuple(each), rules=rules)
        outcomes.update({(path, table.open): outcome for (table, _), outcome in zip(each, made, strict=True)})
    return outcomes


def _edit_file(tree: Tree, path: str, asked: tuple[Asked, ...], rules: _Rules) -> tuple[Outcome, ...]:
    text = SourceText(path, tree.read(path))
    return tuple(_edit(text, table, change, rules) for table, change in asked)


def _edit(text: SourceText, table: Table, change: Add, rules: _Rules) -> Outcome:
    # pycparser takes longer to load than all that is remembered takes to read.
    from ckptgen.rewrite.add import add_entry

    positions = {name: position for position, name in enumerate(rules.order)}
    option = rules.option if rules.guard is Guard.IFDEF else ""
    outcome = Outcome(None, rules.guard is Guard.IFDEF or under_option(text, table.start, rules.option))
    try:
        return replace(outcome, edit=add_entry(text, table, change, positions.get, rules.holders, option))
    except RefusedError as refusal:
        return replace(outcome, refusal=str(refusal))
    except InternalError as failure:
        return replace(outcome, failure=failure.what)
