"""What a table's entries say: whether a field has one, and which value."""

import re
from collections.abc import Callable, Sequence

from ckptgen.csource.functions import function_named
from ckptgen.csource.model import Entry, EntryStyle, Table
from ckptgen.plan.answers import Answer, negated
from ckptgen.plan.model import Evidence
from ckptgen.sempatch.conditions import Equals, Has, Lacks, Matches, OneOf


def answer_entry(condition: Has | Lacks | Equals | OneOf | Matches, table: Table) -> Answer:
    """Return whether the condition holds of the table."""
    match condition:
        case Has(field):
            return _has(field, table)
        case Lacks(field):
            return negated(_has(field, table))
        case Equals(field, value):
            return _value(field, table, lambda found: _is_one_of(found, (value,)))
        case OneOf(field, values):
            return _value(field, table, lambda found: _is_one_of(found, values))
        case Matches(field, pattern):
            wanted = re.compile(pattern, re.ASCII)
            return _value(field, table, lambda found: wanted.fullmatch(found) is not None)


def entries_of(field: str, table: Table) -> list[Entry]:
    """Return the table's entries for the field: several where branches of a conditional differ."""
    return [entry for entry in table.entries if entry.field == field]


def absent(field: str, table: Table) -> Answer:
    """Return the answer for a table without the entry that a condition asks about."""
    for entry in table.entries:
        if entry.style is EntryStyle.MACRO:
            evidence = Evidence("entry", f"the macro {entry.value}", table.path, entry.line)
            return Answer(None, f"it has no .{field} that can be seen, and a macro that may hold one", (evidence,))
        if entry.style is EntryStyle.POSITIONAL:
            evidence = Evidence("entry", f"{entry.value} without a designator", table.path, entry.line)
            return Answer(None, f"whether it has .{field} cannot be told from values without designators", (evidence,))
    return Answer(False, f"it has no .{field}")


def evidence_of(field: str, table: Table, entries: Sequence[Entry]) -> tuple[Evidence, ...]:
    """Return the entries as evidence."""
    return tuple(Evidence("entry", f".{field} is {entry.value}", table.path, entry.line) for entry in entries)


def _has(field: str, table: Table) -> Answer:
    entries = entries_of(field, table)
    if not entries:
        return absent(field, table)
    return Answer(True, f"it has .{field}", evidence_of(field, table, entries[:1]))


_LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_NAME = re.compile(r"\w+", re.ASCII)


def _is_one_of(found: str, values: Sequence[str]) -> bool | None:
    """Tell whether an entry's value is one of the wanted ones, also as ``&f`` or ``(f)``.

    None where it is an expression that names one of them, or one that a macro pastes together.
    """
    if found in values or function_named(found) in values:
        return True
    names = _NAME.findall(_LITERAL.sub("", found))
    return None if "##" in found or (len(names) > 1 and not set(names).isdisjoint(values)) else False


def _value(field: str, table: Table, wanted: Callable[[str], bool | None]) -> Answer:
    entries = entries_of(field, table)
    if not entries:
        return absent(field, table)
    values = sorted({entry.value for entry in entries})
    answers = {wanted(value) for value in values}
    # Branches of a conditional that differ answer differently.
    holds = answers.pop() if len(answers) == 1 else None
    return Answer(holds, f"its .{field} is {' or '.join(values)}", evidence_of(field, table, entries))
