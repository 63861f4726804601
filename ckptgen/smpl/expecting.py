"""What an exported rule is to do with a table, by the table's own entries: for holding spatch against it."""

from collections import Counter
from collections.abc import Iterator

from ckptgen.csource.model import Table
from ckptgen.sempatch.conditions import Predicate
from ckptgen.sempatch.model import Add, Change, Constify, Move, Remove, Rename, Replace
from ckptgen.smpl.clauses import Clause, clauses_of
from ckptgen.smpl.tables import Delta, said_entry


def expected(change: Change, common: Predicate, table: Table, head: bytes) -> Delta:
    """Return what the rule for ``change`` does to such a table, were it a variable of its own: nothing if the rule is
    not for it.

    ``common`` is the semantic patch's predicate, for a change without one; ``head`` are the words of the declaration.
    """
    clauses = clauses_of(change.where or common).alternatives
    if not any(_holds(clause, table) for clause in clauses):
        return Counter()
    if isinstance(change, Constify):
        return Counter() if b"const" in head.split() else Counter([("=", head.replace(b"struct", b"const struct", 1))])
    signed = ((sign, said_entry(field, value)) for sign, field, value in _entries(change, table))
    return Counter(signed)


def _entries(change: Add | Remove | Replace | Rename | Move, table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield the entries that go and come, each with its sign."""
    values = table.values(change.field)
    match change:
        case Add(field, value):
            if not values:
                yield "+", field, value
        case Remove(field, was):
            yield from (("-", field, old) for old in values if was in ("", old))
        case Replace(field, value, was):
            for old in values:
                if was in ("", old) and old != value:
                    yield "-", field, old
                    yield "+", field, value
        case Rename(field, to, value, was):
            for old in () if table.values(to) else values:
                if was in ("", old):
                    yield "-", field, old
                    yield "+", to, value or old
        case Move():
            return


def _holds(clause: Clause, table: Table) -> bool:
    for literal in clause:
        values = table.values(literal.field)
        there = any(value in literal.values for value in values) if literal.values else bool(values)
        if there != literal.present:
            return False
    return True
