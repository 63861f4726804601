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
    HandlerCondition,
    Predicate,
    conditions,
    field_of,
)
from ckptgen.sempatch.model import SemanticPatch


@dataclass(frozen=True, slots=True)
class Needs:
    """The ``fields`` whose handlers are to be read, and the symbols that files are to be searched for: those that they
    may define, and those that they may use. Each is sorted.
    """

    fields: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    used: tuple[str, ...] = ()

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
    asked = [each for patch in patches for each in _conditions(patch)]
    return Needs(
        _sorted(field_of(each) for each in asked if isinstance(each, HandlerCondition)),
        _sorted(each.symbol for each in asked if isinstance(each, DirectoryDefines)),
        _sorted(each.symbol for each in asked if isinstance(each, DirectoryUses)),
    )


def fields_read_anywhere(patch: SemanticPatch) -> tuple[str, ...]:
    """Return the fields whose handlers must be read wherever they are defined, sorted."""
    asked = [each for each in _conditions(patch) if isinstance(each, HandlerCondition)]
    return _sorted(field_of(each) for each in asked if not isinstance(each, DefinedHere | AssignedElsewhere))


def _conditions(patch: SemanticPatch) -> Iterator[Condition]:
    return chain.from_iterable(conditions(predicate) for predicate in predicates_of(patch))


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
