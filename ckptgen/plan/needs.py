"""What the predicates of semantic patches ask of a tree beyond its tables: the first pass over it collects that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ckptgen.sempatch.conditions import (
    AssignedElsewhere,
    Condition,
    DefinedHere,
    DirectoryDefines,
    DirectoryUses,
    Equals,
    HandlerCondition,
    Matches,
    OneOf,
    Predicate,
    Seekable,
    conditions,
    field_of,
)
from ckptgen.sempatch.model import Add, Remove, Rename, Replace, SemanticPatch

_LLSEEK = "llseek"


@dataclass(frozen=True, slots=True)
class Needs:
    """The ``fields`` whose handlers are to be read, and the symbols that files are to be searched for: those that they
    may define, and those that they may use; ``values`` are the fields whose values matter. Each is sorted.
    """

    fields: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """All symbols, sorted."""
        return tuple(sorted({*self.defined, *self.used}))


def predicates_of(patch: SemanticPatch) -> Iterator[Predicate]:
    """Yield every predicate of a semantic patch."""
    yield patch.qualifies
    yield from (change.where for change in patch.changes if change.where is not None)


def needs_of(patches: Iterable[SemanticPatch]) -> Needs:
    """Return what all predicates of the semantic patches need."""
    patches = list(patches)
    asked = [each for patch in patches for each in _conditions(patch)]
    return Needs(
        _sorted(field_of(each) for each in asked if isinstance(each, HandlerCondition)),
        _sorted(each.symbol for each in asked if isinstance(each, DirectoryDefines)),
        _sorted(each.symbol for each in asked if isinstance(each, DirectoryUses)),
        _sorted(name for patch in patches for name, _ in _compared(patch)),
    )


def values_of(patch: SemanticPatch) -> frozenset[str]:
    """Return the values that the semantic patch compares with those of tables."""
    return frozenset(value for _, values in _compared(patch) for value in values)


def _compared(patch: SemanticPatch) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each field whose values are compared, with what they are compared with."""
    for change in patch.changes:
        match change:
            case Add(name, value):
                yield name, (value,)
            case Remove(name, was) if was:
                yield name, (was,)
            case Replace(name, value, was):
                yield name, (value, was)
            case Rename(name, was=was) if was:
                yield name, (was,)
            case _:
                pass
    for condition in _conditions(patch):
        match condition:
            case Equals(name, value):
                yield name, (value,)
            case OneOf(name, values):
                yield name, values
            case Matches(name):
                yield name, ()
            case Seekable():
                yield _LLSEEK, ("no_llseek", "noop_llseek")
            case _:
                pass


def fields_read_anywhere(patch: SemanticPatch) -> tuple[str, ...]:
    """Return the fields whose handlers must be read wherever they are defined, sorted."""
    asked = [each for each in _conditions(patch) if isinstance(each, HandlerCondition)]
    return _sorted(field_of(each) for each in asked if not isinstance(each, DefinedHere | AssignedElsewhere))


def _conditions(patch: SemanticPatch) -> Iterator[Condition]:
    return chain.from_iterable(conditions(predicate) for predicate in predicates_of(patch))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
