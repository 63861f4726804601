"""The backslashes that continue a macro's body, kept in their column."""

import re
from collections import Counter
from collections.abc import Iterator

from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import column, pad_to
from ckptgen.rewrite.model import RefusedError, Splice

_BACKSLASH = re.compile(rb"([ \t]*)\\\r?\Z")


def keep_backslash(text: SourceText, table: Table, offset: int, start: int) -> list[Splice]:
    """Return the splice that keeps a macro's backslash in its column where the text at ``offset``, in its line, moves
    to the zero-based column ``start``.
    """
    match = _BACKSLASH.search(text.data, offset, text.line_end(offset)) if table.in_macro else None
    if match is None or (len(match[1]) < 2 and match[1] != b"\t"):
        return []
    target = column(text.data[text.line_start(offset) : match.end(1)])
    pad = pad_to(column(text.data[offset : match.start()], start), target, tabs=b"\t" in match[1]) or b" "
    return [Splice(match.start(), len(match[1]), pad)] if pad != match[1] else []


def finish_line(text: SourceText, table: Table, line: bytes, newline: int) -> bytes:
    """In a macro's body, add the backslash in the column of most of the table's lines."""
    if not table.in_macro:
        return line
    pads = list(_backslash_pads(text, table))
    if _BACKSLASH.search(text.data, text.line_start(newline), newline) is None or not pads:
        raise RefusedError("the line before it does not continue the macro")
    if all(len(pad) <= 1 and pad != b"\t" for _, pad in pads):
        return line + b" \\"
    counts = Counter(place for place, _ in pads)
    target = max(counts, key=lambda place: (counts[place], -place))
    tabs = any(b"\t" in pad for place, pad in pads if place == target)
    return line + (pad_to(column(line), target, tabs=tabs) or b" ") + b"\\"


def _backslash_pads(text: SourceText, table: Table) -> Iterator[tuple[int, bytes]]:
    """Yield the column of the backslash and the white space before it, for each line of a table in a macro's body."""
    start = text.line_start(table.start)
    while start < table.close:
        end = text.line_end(start)
        match = _BACKSLASH.search(text.data, start, end)
        if match is not None:
            yield column(text.data[start : match.end(1)]), match[1]
        start = end + 1
