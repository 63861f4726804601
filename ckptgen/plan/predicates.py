"""Evaluating a semantic patch's predicate on one table."""

from dataclasses import dataclass

from ckptgen.plan.answers import Answer, both, either, negated
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.installs import describe, installation, installs
from ckptgen.plan.model import Evidence
from ckptgen.plan.seekable import AbsentLlseek, is_seekable
from ckptgen.sempatch.model import And, Equals, Has, InstalledAs, Not, Or, Predicate, Seekable

_SWAPS = ("replace_fops", "fops_put")


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate of the semantic patch, as it reads there, with its answer; for ``explain``."""

    text: str
    answer: Answer


def evaluate(predicate: Predicate, facts: TableFacts, absent: AbsentLlseek) -> Answer:
    """Return whether the table qualifies, with every reason and all evidence."""
    match predicate:
        case InstalledAs(kind):
            answer = _installed(kind, facts)
        case Seekable():
            answer = is_seekable(facts.table, facts.opens, absent)
        case Has(field):
            answer = _has(field, facts)
        case Equals(field, value):
            answer = _equals(field, value, facts)
        case And(left, right):
            answer = both(evaluate(left, facts, absent), evaluate(right, facts, absent))
        case Or(left, right):
            answer = either(evaluate(left, facts, absent), evaluate(right, facts, absent))
        case Not(operand):
            answer = negated(evaluate(operand, facts, absent))
    return answer


def steps(predicate: Predicate, facts: TableFacts, absent: AbsentLlseek) -> list[Step]:
    """Return each part of the predicate that asks about the table, in the order of the text."""
    match predicate:
        case And(left, right) | Or(left, right):
            return [*steps(left, facts, absent), *steps(right, facts, absent)]
        case Not(operand):
            return [Step(f"not {step.text}", negated(step.answer)) for step in steps(operand, facts, absent)]
        case InstalledAs(kind):
            text = f'installed_as("{kind}")'
        case Seekable():
            text = "seekable"
        case Has(field):
            text = f'has("{field}")'
        case Equals(field, value):
            text = f'equals("{field}", "{value}")'
    return [Step(text, evaluate(predicate, facts, absent))]


def _has(field: str, facts: TableFacts) -> Answer:
    for entry in facts.table.entries:
        if entry.field == field:
            evidence = Evidence("entry", f".{field} is {entry.value}", facts.table.path, entry.line)
            return Answer(True, f"it has .{field}", (evidence,))
    return Answer(False, f"it has no .{field}")


def _equals(field: str, value: str, facts: TableFacts) -> Answer:
    entries = [entry for entry in facts.table.entries if entry.field == field]
    evidence = tuple(Evidence("entry", f".{field} is {e.value}", facts.table.path, e.line) for e in entries)
    values = sorted({entry.value for entry in entries})
    if not values:
        return Answer(False, f"it has no .{field}")
    if values == [value]:
        return Answer(True, f"its .{field} is {value}", evidence)
    # Branches of a conditional that differ answer differently.
    holds = None if value in values else False
    return Answer(holds, f"its .{field} is {' or '.join(values)}", evidence)


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
