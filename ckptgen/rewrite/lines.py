"""Lines of a table: which an entry fills alone, and where one more can stand. Spans are byte offsets."""

import re
from collections.abc import Iterator

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText, comments_and_literals
from ckptgen.rewrite.model import RefusedError
from ckptgen.rewrite.placement import Gap

Span = tuple[int, int]
"""The offset of the first byte, and that behind the last one."""

_TRAILING_COMMENTS = re.compile(rb"(?:[ \t\f\v]|/\*.*?\*/|//[^\n\\]*(?:\\.[^\n\\]*)*)*", re.DOTALL)
_LINE_ENDS = (b"\n", b"\r\n", b"\\")


def behind(entry: Entry) -> int:
    """Return the offset behind an entry and its comma."""
    return entry.comma + 1 if entry.comma >= 0 else entry.end


def behind_comments(text: SourceText, table: Table, offset: int) -> int:
    """Return the offset behind the blanks and comments that start on the line of ``offset``."""
    match = _TRAILING_COMMENTS.match(text.data, offset, table.close)
    return match.end() if match else offset


def ends_line(text: SourceText, offset: int) -> bool:
    """Tell whether a line ends at the offset: with a newline, or a macro's backslash before it."""
    return text.data.startswith(_LINE_ENDS, offset)


def own_lines(text: SourceText, table: Table, entry: Entry) -> Span | None:
    """Return the lines, with their line ends, that hold nothing but the entry and the comments that begin behind it.

    None where it shares one with something else.
    """
    start = text.line_start(entry.start)
    rest = behind_comments(text, table, behind(entry))
    if start <= table.open or text.data[start : entry.start].strip() or not ends_line(text, rest):
        return None
    return start, text.line_end(rest) + 1


def line_at(text: SourceText, table: Table, gap: Gap) -> int | None:
    """Return the offset of the line that a line of its own for an entry in the gap goes before.

    None where the gap is inside a line. Raises RefusedError where the table's conditionals do not close.
    """
    left = table.entries[gap.index - 1] if gap.index else None
    if left is not None and left.arms != gap.arms:
        return _behind_conditional(text, left, gap, table)
    rest = behind_comments(text, table, table.open + 1 if left is None else behind(left))
    return text.line_end(rest) + 1 if ends_line(text, rest) else None


def newline_at(text: SourceText, newline: int) -> bytes:
    """Return the line end that the line ending at ``newline`` has."""
    return b"\r\n" if newline > 0 and text.data[newline - 1 : newline] == b"\r" else b"\n"


def is_blank(text: SourceText, table: Table, offset: int) -> bool:
    """Tell whether the line that starts at ``offset`` is empty: in a macro's body, but for the backslash."""
    line = text.data[offset : text.line_end(offset)].strip()
    return not line or (table.in_macro and line == b"\\")


def pieces(text: SourceText, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the comments and literals of a span that cuts none in two, each with its offset."""
    at = start
    for piece in comments_and_literals(text.data[start:end]):
        at = text.data.find(piece, at)
        yield at, piece
        at += len(piece)


def with_blanks(text: SourceText, table: Table, lines: Span) -> Span:
    """Return whole lines that are to go with the empty ones that would stand doubled then, or at an end of the table or
    of a branch.
    """
    start, end = lines
    above = text.line_start(start - 1)
    if is_blank(text, table, end):
        if is_blank(text, table, above) or above <= table.open or _directive(text, table, above, opening=True):
            while is_blank(text, table, end):
                end = text.line_end(end) + 1
    elif text.line_end(end) > table.close or _directive(text, table, end, opening=False):
        while is_blank(text, table, above):
            start, above = above, text.line_start(above - 1)
    return start, end


def _directive(text: SourceText, table: Table, line: int, *, opening: bool) -> bool:
    """Tell whether the line that starts at this offset opens a branch of a conditional, or closes one."""
    found = text.directive_at(line) if not table.in_macro else None
    if found is None or not found.conditional:
        return False
    return found.keyword != "endif" if opening else found.keyword.startswith("e")


def _behind_conditional(text: SourceText, left: Entry, gap: Gap, table: Table) -> int:
    """Return the offset of the line behind the ``#endif`` that brings the text back to the gap's conditionals."""
    outside = len(text.arms(table.open))
    for directive in text.directives_between(left.end, table.close):
        if directive.keyword == "endif" and text.arms(directive.end)[outside:] == gap.arms:
            # A comment behind the #endif may end lines further down.
            return text.line_end(behind_comments(text, table, directive.body)) + 1
    raise RefusedError("a conditional block crosses its closing brace")
