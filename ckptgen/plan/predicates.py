"""Evaluating a semantic patch's predicate on one table."""

from collections.abc import Iterator
from dataclasses import dataclass

from ckptgen.plan.answers import Answer, both, either, negated
from ckptgen.plan.entrywise import answer_entry
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.handlerwise import answer_handler
from ckptgen.plan.installs import describe, installation, installs
from ckptgen.plan.model import Evidence
from ckptgen.plan.places import answer_directory
from ckptgen.plan.seekable import AbsentLlseek, is_seekable
from ckptgen.sempatch.conditions import (
    Always,
    And,
    AssignedElsewhere,
    BelongsTo,
    Calls,
    Condition,
    DefinedHere,
    DirectoryDefines,
    DirectoryUses,
    Empty,
    Equals,
    Has,
    IgnoresArgument,
    InstalledAs,
    Lacks,
    Matches,
    Not,
    OneOf,
    Or,
    Predicate,
    ReturnsConstant,
    Seekable,
    conditions,
    field_of,
    written,
)

_SWAPS = ("replace_fops", "fops_put")


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate of the semantic patch, as it reads there, with its answer; for ``explain``."""

    text: str
    answer: Answer


def evaluate(predicate: Predicate, facts: TableFacts, absent: AbsentLlseek) -> Answer:
    """Return whether the table qualifies, with every reason and all evidence."""
    match predicate:
        case And(left, right):
            return both(evaluate(left, facts, absent), evaluate(right, facts, absent))
        case Or(left, right):
            return either(evaluate(left, facts, absent), evaluate(right, facts, absent))
        case Not(operand):
            return negated(evaluate(operand, facts, absent))
        case _:
            return _answer(predicate, facts, absent)


def _answer(condition: Condition, facts: TableFacts, absent: AbsentLlseek) -> Answer:
    match condition:
        case Always():
            answer = Answer(True, "every table qualifies")
        case InstalledAs(kind):
            answer = _installed(kind, facts)
        case Seekable():
            answer = is_seekable(facts.contents, facts.opens, absent)
        case Has() | Lacks() | Equals() | OneOf() | Matches():
            answer = answer_entry(condition, facts.contents)
        case DefinedHere() | Calls() | Empty() | ReturnsConstant() | IgnoresArgument() | AssignedElsewhere():
            answer = answer_handler(condition, facts)
        case DirectoryDefines() | DirectoryUses():
            answer = answer_directory(condition, facts.directory)
        case BelongsTo(names):
            answer = Answer(facts.owner in names, f"it belongs to {facts.owner}")
    return answer


def steps(predicate: Predicate, facts: TableFacts, absent: AbsentLlseek) -> list[Step]:
    """Return each part of the predicate that asks about the table, in the order of the text."""
    match predicate:
        case And(left, right) | Or(left, right):
            return [*steps(left, facts, absent), *steps(right, facts, absent)]
        case Not(operand):
            return [Step(f"not {step.text}", negated(step.answer)) for step in steps(operand, facts, absent)]
        case _:
            return [Step(written(predicate), _answer(predicate, facts, absent))]


def predicate_fields(predicate: Predicate) -> Iterator[tuple[str, str]]:
    """Yield each condition that names a member of the struct, as the semantic patch writes it, with the member."""
    for condition in conditions(predicate):
        if field := field_of(condition):
            yield written(condition), field


def _installed(kind: str, facts: TableFacts) -> Answer:
    """Tell whether the table is installed as ``kind``: by its own name, or else through an alias."""
    evidence = [describe(use) for use in facts.uses]
    evidence += [describe(use, f" as {alias.target}") for alias, use in facts.aliased]
    uses = [use for use in facts.uses if installs(use)] or [use for _, use in facts.aliased if installs(use)]
    kinds = sorted({installation(use) for use in uses})
    swap = _replaced(facts)
    if swap is not None:
        why = "its open handler puts other operations in its place"
        return Answer(None, why, (*evidence, swap))
    if kind in kinds:
        return Answer(True, f"installed as {_article(kind)}", tuple(evidence))
    if not uses:
        return Answer(None, "no place that installs it was found", tuple(evidence))
    known = [found for found in kinds if found != "other"]
    if known and "other" not in kinds:
        return Answer(False, f"installed as {' and '.join(_article(k) for k in known)} only", tuple(evidence))
    return Answer(None, "how it is installed cannot be told from its uses", tuple(evidence))


_ARTICLES = {
    "anon_inode": "an anonymous inode's operations",
    "inode": "an inode's i_fop",
    "file": "an open file's f_op",
    "vma": "a mapping's vm_ops",
}


def _article(kind: str) -> str:
    return _ARTICLES.get(kind, f"a {kind} interface")


def _replaced(facts: TableFacts) -> Evidence | None:
    """Return the place where an open handler replaces the file's operations (FIFOs, character devices)."""
    for function in facts.opens:
        places = [(name, line) for name, line in function.calls if name in _SWAPS]
        places += [(f"->{name}", line) for name, line in function.writes if name == "f_op"]
        for what, line in sorted(places, key=lambda place: place[1]):
            return Evidence("replaced", f"{function.name} sets the file's operations ({what})", function.path, line)
    return None
