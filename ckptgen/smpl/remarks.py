"""What SmPL cannot say of a semantic patch, in words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ckptgen.sempatch.conditions import written
from ckptgen.sempatch.model import (
    Add,
    After,
    Change,
    Constify,
    DeclaredOrder,
    Everywhere,
    Guard,
    Last,
    Move,
    Remove,
    Rename,
    Replace,
    SemanticPatch,
)
from ckptgen.smpl.changing import PHASE, anchors
from ckptgen.smpl.clauses import Clauses

FORMS = "tables in arrays, in other structs, in compound literals and in macros stay as they are"


def patch_remarks(patch: SemanticPatch) -> Iterator[str]:
    """Yield what the rules leave out of all but the changes themselves."""
    counts = Counter(entry.standing for entry in patch.lists if not isinstance(entry.subject, Everywhere))
    if counts:
        each = ", ".join(f"{number} on the {standing} list" for standing, number in counts.items())
        yield f"which filesystems may change ({each}): name their folders to spatch"
    if patch.decisions:
        yield f"what is decided about single tables ({_number(len(patch.decisions), 'decision')})"
    for copy in patch.copies:
        yield f"a private copy of {copy.path}:{copy.table} for {copy.filesystem} (line {copy.line})"
    declared = [f"the member {member.field}" for member in patch.members]
    declared += [f"the handler {handler.name}" for handler in patch.handlers]
    if declared:
        yield f"the declaration of {', '.join(declared)}, and what the documents say of it"
    if patch.option and patch.guard is Guard.STUB and patch.handlers:
        yield f"the stub for kernels without {patch.option}"
    if patch.core is not None:
        yield (
            f"the core change (line {patch.core.line}: {patch.core.because}): what stands behind it is done "
            f"with `-D {PHASE}` only"
        )
    yield FORMS


def conditions_left_out(found: Clauses) -> Iterator[str]:
    """Yield the conditions that the rules take to hold."""
    if found.left_out:
        yield f"taken to hold of every table: {', '.join(written(each) for each in found.left_out)}"
    if not found.alternatives:
        yield "no table qualifies"


def remarks_on(change: Change, order: Sequence[str]) -> Iterator[str]:
    """Yield what the rules of one change do otherwise than the semantic patch."""
    match change:
        case Add():
            yield _placement(change, order)
        case Remove():
            yield "an #if around the entry stays, empty, and so does a comment on it"
        case Move():
            yield "no rule: to SmPL, the order of entries means nothing"
        case Constify():
            yield "a table that is written at run time, or given to what is not const, changes all the same"
            yield "declarations in other files stay as they are"
        case Replace() | Rename():
            pass
    if isinstance(change, Add | Replace | Rename) and change.include:
        yield f"{change.include} goes behind the last #include of its kind, sorted or not"


def _placement(change: Add, order: Sequence[str]) -> str:
    behind = " or else ".join(f".{name}" for name in anchors(change, order))
    where = f"the entry goes behind {behind}, also inside an #if, or else last" if behind else "the entry goes last"
    match change.place:
        case Last():
            return where
        case After():
            return where
        case DeclaredOrder() if order:
            known = change.field in order
            why = "" if known else f", as .{change.field} is not declared yet"
            return f"placement in declared order is only approximated: {where}{why}"
        case DeclaredOrder():
            return f"placement in declared order is left out, with no tree at hand that declares it: {where}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
