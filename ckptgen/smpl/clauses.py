"""A predicate as alternatives of conditions that SmPL can say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckptgen.sempatch.conditions import Always, And, Condition, Equals, Has, Lacks, Not, OneOf, Or, Predicate

MOST_CLAUSES = 16
"""Alternatives become rules each: past so many, the predicate is left out."""


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """The table has an entry for the field with one of the values (any without values); or, not ``present``, none."""

    field: str
    values: tuple[str, ...]
    present: bool


Clause = tuple[Literal, ...]
"""What must hold all together, sorted; an empty one always holds."""
_Sets = frozenset[frozenset[Literal]]
_TRUE: _Sets = frozenset({frozenset()})


@dataclass(frozen=True, slots=True)
class Clauses:
    """The alternatives, of which one must hold (none at all: nothing qualifies), and the conditions left out.

    A condition that is left out is taken to hold, so that the rules change no less than the semantic patch.
    """

    alternatives: tuple[Clause, ...]
    left_out: tuple[Condition, ...]


def clauses_of(predicate: Predicate) -> Clauses:
    """Return the predicate in disjunctive normal form."""
    left_out: list[Condition] = []
    sets = _alternatives(predicate, True, left_out)
    if len(sets) > MOST_CLAUSES:
        left_out = list(_sayable(predicate)) + left_out
        sets = _TRUE
    alternatives = sorted(tuple(sorted(each)) for each in sets)
    return Clauses(tuple(alternatives), tuple(dict.fromkeys(left_out)))


def _alternatives(predicate: Predicate, holds: bool, left_out: list[Condition]) -> _Sets:
    match predicate:
        case Not(operand):
            return _alternatives(operand, not holds, left_out)
        case And(left, right) | Or(left, right):
            sides = [_alternatives(side, holds, left_out) for side in (left, right)]
            if isinstance(predicate, And) == holds:
                return _smallest(one | other for one in sides[0] for other in sides[1])
            return _smallest(one for side in sides for one in side)
        case Always():
            return _TRUE if holds else frozenset()
        case Has() | Lacks() | Equals() | OneOf():
            literal = _literal(predicate)
            return frozenset({frozenset({Literal(literal.field, literal.values, literal.present == holds)})})
        case _:
            left_out.append(predicate)
            return _TRUE


def _smallest(sets: Iterable[frozenset[Literal]]) -> _Sets:
    """Drop what a weaker alternative covers."""
    every = set(sets)
    return frozenset(each for each in every if not any(other < each for other in every))


def _literal(condition: Has | Lacks | Equals | OneOf) -> Literal:
    match condition:
        case Has(field):
            return Literal(field, (), True)
        case Lacks(field):
            return Literal(field, (), False)
        case Equals(field, value):
            return Literal(field, (value,), True)
        case OneOf(field, values):
            return Literal(field, tuple(sorted(set(values))), True)


def _sayable(predicate: Predicate) -> Iterator[Condition]:
    match predicate:
        case Not(operand):
            yield from _sayable(operand)
        case And(left, right) | Or(left, right):
            yield from _sayable(left)
            yield from _sayable(right)
        case Has() | Lacks() | Equals() | OneOf():
            yield predicate
        case _:
            return
