"""What a table must be after an edit: said apart from the splices that make it so, and held against them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ckptgen.csource.model import Arm, Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.lines import pieces
from ckptgen.rewrite.model import Splice


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry that a table must have: its field, its value with white space folded, and where it comes from.

    ``origin`` is its zero-based index among the entries before the edit, -1 for a new one. ``arms`` are the branches of
    conditionals that it stands in, as they were before the edit.
    """

    origin: int
    field: str
    value: str
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A table after an edit: its entries, and its comments, literals and preprocessor lines as ``remarks`` gives them.

    ``turned`` are the offsets, before the edit, of each ``#if`` whose condition is turned round: its ``#else`` is gone,
    and what stood behind that is the first branch.
    """

    entries: tuple[Wanted, ...]
    remarks: tuple[bytes, ...]
    turned: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that is still to be proven: its splices, in any order, and what they must make of the table.

    ``line`` is that of ``Edit``.
    """

    line: int
    splices: tuple[Splice, ...]
    expected: Expected


def unchanged(index: int, entry: Entry) -> Wanted:
    """Return what is wanted of an entry that stays as it is."""
    return Wanted(index, entry.field, entry.value, entry.arms)


def remarks(text: SourceText, table: Table) -> Iterator[tuple[int, bytes]]:
    """Yield the comments and literals between a table's braces, then the preprocessor lines, each with its offset."""
    yield from pieces(text, table.open, table.close)
    if not table.in_macro:
        for line in text.directives_between(table.open, table.close):
            yield line.start, text.data[line.start : line.end]
