"""Conditionals inside a table that a removal leaves empty: they go, or lose a branch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import Directive, SourceText, blank_comments_and_literals
from ckptgen.rewrite.lines import Span, behind, pieces
from ckptgen.rewrite.model import Splice

_SIMPLE = re.compile(rb"(!?)\s*((?:defined\s+\w+|\w+(?:\s*\([\w\s]*\))?))\Z")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What becomes of the conditionals: ``lines`` that go, ``splices`` that turn a condition round, and the offsets of
    the ``#if`` of each that is ``turned``.
    """

    lines: tuple[Span, ...]
    splices: tuple[Splice, ...]
    turned: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Conditional:
    """The lines of ``#if``, ``#elif``, ``#else`` and, last, ``#endif``."""

    lines: list[Directive] = field(default_factory=list)

    @property
    def branches(self) -> int:
        return len(self.lines) - 1


def prune(text: SourceText, table: Table, gone: Sequence[Entry]) -> Pruned:
    """Return what becomes of the conditionals around the entries that go.

    One in which nothing is left goes as a whole. Of others, an empty last branch goes; an empty first one too where an
    ``#else`` is all that follows, which then stands under the condition turned round. Any other branch stays, empty.
    Comments alone do not keep a branch that loses its entries.
    """
    pruning = _Pruning(text, table, gone)
    for conditional in _conditionals(text, table):
        pruning.prune(conditional)
    return Pruned(tuple(pruning.cut), tuple(pruning.splices), frozenset(pruning.turned))


def _conditionals(text: SourceText, table: Table) -> Iterator[_Conditional]:
    """Yield the conditionals between the table's braces, inner ones first."""
    stack: list[_Conditional] = []
    for directive in text.directives_between(table.open, table.close) if not table.in_macro else ():
        if directive.opens:
            stack.append(_Conditional())
        if directive.conditional and stack:
            stack[-1].lines.append(directive)
            if directive.keyword == "endif":
                yield stack.pop()


class _Pruning:
    """Goes through conditionals from the inside out, with what is left of the table's text in ``left``."""

    def __init__(self, text: SourceText, table: Table, gone: Sequence[Entry]) -> None:
        self.cut: list[Span] = []
        self.splices: list[Splice] = []
        self.turned: set[int] = set()
        self._text = text
        self._table = table
        self._gone = gone
        # Text under `#if 0` is something too, and comments are nothing.
        self._left = bytearray(b" " * table.open + blank_comments_and_literals(text.data[table.open : table.close]))
        for entry in gone:
            self._blank((entry.start, behind(entry)))

    def prune(self, conditional: _Conditional) -> None:
        """Take away what is empty now and was not."""
        lines = conditional.lines
        inside = [(self._behind(lines[at]), lines[at + 1].start) for at in range(conditional.branches)]
        emptied = [self._loses(span) and not self._left[slice(*span)].strip() for span in inside]
        if not any(emptied):
            return
        if not any(self._left[slice(*span)].strip() for span in inside):
            self._drop((lines[0].start, self._behind(lines[-1])))
            return
        last = conditional.branches - 1
        while last > 0 and emptied[last]:
            emptied[last] = False
            self._drop((lines[last].start, inside[last][1]))
            last -= 1
        for at, span in enumerate(inside):
            if emptied[at]:
                self._drop(span)
        if emptied[0] and last == 1 and lines[1].keyword == "else" and (turn := _turned(self._text, lines[0])):
            self._drop((lines[1].start, self._behind(lines[1])))
            self.splices.append(turn)
            self.turned.add(lines[0].start)

    def _loses(self, span: Span) -> bool:
        return any(span[0] <= entry.start < span[1] for entry in self._gone)

    def _drop(self, span: Span) -> None:
        self.cut.append(span)
        self._blank(span)

    def _blank(self, span: Span) -> None:
        self._left[slice(*span)] = b" " * (span[1] - span[0])

    def _behind(self, directive: Directive) -> int:
        """Return the offset of the line behind a preprocessor line and a comment that begins on it."""
        end = directive.end
        for start, piece in pieces(self._text, directive.start, self._table.close):
            if start >= end:
                break
            if start + len(piece) > end:
                end = self._text.line_end(start + len(piece))
        return end + 1


def _turned(text: SourceText, line: Directive) -> Splice | None:
    """Return the splice that turns the condition of an ``#if`` round; None where it holds a comment or a backslash."""
    start = line.body - len(line.keyword)
    if line.keyword in ("ifdef", "ifndef"):
        return Splice(start, len(line.keyword), b"ifndef" if line.keyword == "ifdef" else b"ifdef")
    written = text.data[line.body : line.end]
    condition = written.strip()
    if written != text.code[line.body : line.end] or b"\\" in condition:
        return None
    match = _SIMPLE.match(condition)
    opposite = b"!" + condition if match else b"!(" + condition + b")"
    said = match[2] if match and match[1] else opposite
    return Splice(line.body + written.index(condition), len(condition), said)
