"""Comments on lines of their own above an entry: whether they speak of it alone."""

import re
from collections.abc import Iterable, Sequence

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import column
from ckptgen.rewrite.lines import pieces

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_DISABLED_ENTRY = re.compile(rb"/[*/]\s*\.\s*(\w+)\s*=")


def comment_above(text: SourceText, table: Table, at: int, entries: Sequence[Entry]) -> int:
    """Return the offset of the first line of the comments that stand, alone on their lines, right above the line that
    starts at ``at``; ``at`` where there are none. ``entries`` are those of that line and the ones that follow it.

    An entry that is commented out is no comment on the next one, unless it is for one of their fields; neither is one
    that is indented deeper, which goes on with what stands above it.
    """
    start, found = at, []
    for begin, piece in reversed(list(pieces(text, table.open, at))):
        between = text.data[begin + len(piece) : start]
        if between.strip(b" \t\f\v\r\n\\") or between.count(b"\n") > 1 or not _may_speak_of(piece, entries):
            break
        found.append(begin)
        start = begin
    deepest = max(_indentation(text, entry.start) for entry in entries)
    while found:
        first = found.pop()
        line = text.line_start(first)
        if line > table.open and not text.data[line:first].strip() and _indentation(text, first) <= deepest:
            return line
    return at


def belongs(text: SourceText, table: Table, comment: bytes, entries: Sequence[Entry], behind: int) -> bool:
    """Tell whether a comment above lines that hold just these entries speaks of them alone.

    ``behind`` is the offset of the line behind them. It does where it names one of them and not the entry on that line;
    and where they are all up to the next empty line, comment, end of a branch or of the table.
    """
    below = [entry for entry in table.entries if text.line_start(entry.start) == behind]
    if names(comment, entries):
        return not names(comment, below)
    directive = text.directive_at(behind) if not table.in_macro else None
    return not below and (directive is None or not directive.opens)


def _may_speak_of(piece: bytes, entries: Iterable[Entry]) -> bool:
    disabled = _DISABLED_ENTRY.match(piece)
    fields = [entry.field.encode("utf-8", "surrogateescape") for entry in entries]
    return piece.startswith(b"/") and (disabled is None or disabled[1] in fields)


def _indentation(text: SourceText, offset: int) -> int:
    return column(text.data[text.line_start(offset) : offset])


def names(comment: bytes, entries: Iterable[Entry]) -> bool:
    """Tell whether a comment names the field of one of the entries, also as a part of a longer name, or an identifier
    of its value.
    """
    for entry in entries:
        field = re.escape(entry.field.encode("utf-8", "surrogateescape"))
        if field and re.search(rb"(?<![A-Za-z0-9])" + field + rb"(?![A-Za-z0-9])", comment):
            return True
        for name in _IDENTIFIER.findall(entry.value):
            if re.search(rb"(?<!\w)" + name.encode("utf-8", "surrogateescape") + rb"(?!\w)", comment):
                return True
    return False
