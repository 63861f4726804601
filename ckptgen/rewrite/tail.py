"""What stands behind an entry on its line, kept in its column where the entry's length changes."""

import re

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import column, pad_to
from ckptgen.rewrite.continuation import keep_backslash
from ckptgen.rewrite.lines import behind
from ckptgen.rewrite.model import Splice

_COMMENT = re.compile(rb"([ \t]*)(?=/[*/])")


def keep_tail(text: SourceText, table: Table, entry: Entry, offset: int, start: int) -> list[Splice]:
    """Return the splices that keep what stands behind ``offset`` on its line where that moves to column ``start``: the
    comment, where another entry's stands in the same column, and a macro's backslash.
    """
    end = behind(entry)
    if offset <= end <= text.line_end(offset) and (place := _comment_column(text, entry)) is not None:
        pad = _COMMENT.match(text.data, end)
        before = column(text.data[offset:end], start)
        shared = any(_comment_column(text, other) == place for other in table.entries if other is not entry)
        if pad and shared and before < place:
            white = pad_to(before, place, tabs=b"\t" in pad[1])
            return [Splice(end, len(pad[1]), white)] if white != pad[1] else []
    return keep_backslash(text, table, offset, start)


def _comment_column(text: SourceText, entry: Entry) -> int | None:
    """Return the column of the comment right behind an entry; None where there is none."""
    end = behind(entry)
    pad = _COMMENT.match(text.data, end)
    return column(text.data[text.line_start(end) : pad.end()]) if pad else None
