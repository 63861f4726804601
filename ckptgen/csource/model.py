"""The values that reading C text gives.

Offsets are zero-based byte offsets into the file; an end offset is that of the byte after the last one. Lines are
one-based and count ``\\n`` only (a form feed does not end a line).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Where the braces of a table stand."""

    PLAIN = "plain"
    """``struct S name = { ... }``."""
    ARRAY = "array"
    """One element of ``struct S name[] = { { ... }, ... }``."""
    EMBEDDED = "embedded"
    """A member of an outer initializer, ``{ .fops = { ... } }``."""
    COMPOUND = "compound-literal"
    """``(struct S){ ... }``."""
    MACRO = "macro"
    """An initializer inside the body of a ``#define``."""


class EntryStyle(StrEnum):
    DESIGNATED = "designated"
    """``.field = value``."""
    GNU = "gnu"
    """``field: value``."""
    POSITIONAL = "positional"
    """A value with no designator."""
    MACRO = "macro"
    """A macro that stands for entries."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One branch of a conditional: the offset of its ``#if``, and the number of the branch (0 for ``#if`` itself)."""

    start: int
    branch: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a table.

    ``field`` is its designator as written, without the first dot: ``open``, and for one that reaches further in
    ``driver.name``, ``[1].open``, ``[0 ... 2]``. ``start``/``end`` span the entry without its comma; ``equals`` is the
    offset of its ``=`` or ``:`` (-1 without a designator), ``value_start`` that of its value, ``comma`` that of its
    comma (-1 when there is none). ``value`` is the value's text with comments dropped and white space folded. ``arms``
    are the conditionals inside the table's braces that the entry stands in, outermost first.
    """

    style: EntryStyle
    field: str
    value: str
    line: int
    start: int
    end: int
    equals: int
    value_start: int
    comma: int
    arms: tuple[Arm, ...]

    @property
    def member(self) -> str:
        """The struct's own member that the entry is for, or for a part of; empty for an array's element."""
        return re.split(r"[.\[]", self.field, maxsplit=1)[0]

    def covers(self, field: str) -> bool:
        """Tell whether it is for the field, for a part of it, or for what the field is a part of."""
        return self.field == field or _is_part(self.field, field) or _is_part(field, self.field)


def _is_part(inner: str, outer: str) -> bool:
    return bool(outer) and inner.startswith((f"{outer}.", f"{outer}["))


@dataclass(frozen=True, slots=True)
class Table:
    """One initializer of an operations struct.

    ``line``/``end_line`` are those of the ``struct`` keyword (of the opening brace for an array element or an
    embedded table) and of the closing brace. ``start`` is the offset of that first token, ``open``/``close`` those of
    the braces. ``name`` is ``x[2]`` for an array's element, ``x.fops`` for an embedded table; a compound literal is
    named after what it is assigned to, or ``(struct S)`` with its line behind it. ``static`` tells that no other file
    can name the table: it has internal linkage, is local to a function, or has no name of its own. ``problem`` is
    empty, or says why the table cannot be edited safely; ``hidden`` is empty, or says why it may have entries that are
    not among ``entries``.
    """

    path: str
    struct: str
    name: str
    form: Form
    static: bool
    line: int
    end_line: int
    start: int
    open: int
    close: int
    in_macro: bool
    entries: tuple[Entry, ...]
    problem: str = ""
    hidden: str = ""

    @property
    def key(self) -> str:
        """How a user names the table: ``PATH:NAME``."""
        return f"{self.path}:{self.name}"

    @property
    def variable(self) -> str:
        """The name of the variable that the table is, or is a part of."""
        return re.split(r"[.\[]", self.name, maxsplit=1)[0]

    @property
    def length(self) -> int:
        """The number of lines from the first to the last."""
        return self.end_line - self.line + 1

    def values(self, field: str) -> tuple[str, ...]:
        """Every value that the field is given: more than one only where branches of an ``#if`` differ."""
        return tuple(entry.value for entry in self.entries if entry.field == field)


Numbered = tuple[str, int]
"""A table of a file: its name, and its zero-based number among those of this name, in the order of their braces."""


def numbered(tables: Iterable[Table]) -> dict[Numbered, Table]:
    """Return the tables of one file, given in the order of their braces, by what tells them from each other."""
    seen: Counter[str] = Counter()
    found = {}
    for table in tables:
        found[table.name, seen[table.name]] = table
        seen[table.name] += 1
    return found
