"""Making the edits that verdicts ask for, file by file: what came of a file that has not changed is remembered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ckptgen.bounds import TooMuchWorkError, watch
from ckptgen.csource.model import Table
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection
from ckptgen.plan.guards import under_option
from ckptgen.plan.model import Evidence
from ckptgen.rewrite.model import Edit, RefusedError, Splice, splices_of
from ckptgen.sempatch.model import Change, Constify, Guard, SemanticPatch
from ckptgen.tree.model import Tree
from ckptgen.tree.recall import recall

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
        before = watch(path)
        try:
            made = recall(tree, _edit_file, path=path, asked=tuple(here), rules=rules)
        except TooMuchWorkError as error:
            made = tuple(Outcome(failure=f"its file is {error.reason(error.limit)}") for _ in here)
        finally:
            watch(before)
        outcomes.update({(path, each[0].open, each[1]): outcome for each, outcome in zip(here, made, strict=True)})
    return outcomes


def _edit_file(tree: Tree, path: str, asked: tuple[Asked, ...], rules: _Rules) -> tuple[Outcome, ...]:
    text = SourceText(path, tree.read(path))
    made: dict[int, list[Splice]] = {}
    outcomes = []
    for table, _, change in asked:
        before = made.setdefault(table.open, [])
        outcome = _edit(text, table, change, rules, before)
        before += [splice for edit in outcome.edits for splice in edit.splices]
        outcomes.append(outcome)
    return _proven_together(text, asked, rules, tuple(outcomes))


def _proven_together(
    text: SourceText, asked: Sequence[Asked], rules: _Rules, outcomes: tuple[Outcome, ...]
) -> tuple[Outcome, ...]:
    """Return the outcomes, or that all of them failed where together they do not leave the file's tables in place."""
    edits = [edit for outcome in outcomes for edit in outcome.edits]
    if not edits:
        return outcomes
    from ckptgen.rewrite.proof import prove_file

    try:
        prove_file(text, splices_of(edits), asked[0][0].struct, rules.holders)
    except InternalError as failure:
        return tuple(replace(each, edits=(), failure=failure.what) if each.edits else each for each in outcomes)
    return outcomes


def _edit(text: SourceText, table: Table, change: Change, rules: _Rules, before: Sequence[Splice]) -> Outcome:
    # pycparser takes longer to load than all that is remembered takes to read.
    from ckptgen.rewrite.change import InPlaceError, change_table

    positions = {name: position for position, name in enumerate(rules.order)}
    option = rules.option if rules.guard is Guard.IFDEF else ""
    outcome = Outcome(guarded=rules.guard is Guard.IFDEF or under_option(text, table.start, rules.option))
    if isinstance(change, Constify):
        raise InternalError("a table is made const elsewhere")
    try:
        edit = change_table(text, table, change, positions.get, option, before)
    except InPlaceError:
        return Outcome(settled=f"its .{change.field} stands in its place")
    except RefusedError as refusal:
        return replace(outcome, refusal=str(refusal))
    except InternalError as failure:
        return replace(outcome, failure=failure.what)
    return replace(outcome, edits=(edit,))
