"""The splices that give a table one more entry."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ckptgen.csource.model import Entry, EntryStyle, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import Layout, column, kernel_indent, pad_to, shape_of
from ckptgen.rewrite.model import RefusedError, Splice
from ckptgen.rewrite.placement import Gap, choose_gap
from ckptgen.sempatch.model import Place

LONGEST_LINE = 100
"""checkpatch's limit (LONG_LINE): a one-line table grows up to it."""
_TRAILING_COMMENTS = re.compile(rb"(?:[ \t\f\v]|/\*.*?\*/|//[^\n\\]*(?:\\.[^\n\\]*)*)*", re.DOTALL)
_BACKSLASH = re.compile(rb"([ \t]*)\\\r?\Z")


@dataclass(frozen=True, slots=True)
class Insertion:
    """The splices, and where the new entry then is: its index among the entries, the conditionals that it stands in."""

    splices: tuple[Splice, ...]
    index: int
    depth: int


def insert_entry(
    text: SourceText,
    table: Table,
    field: str,
    value: str,
    place: Place,
    position: Callable[[str], int | None],
    option: str = "",
) -> Insertion:
    """Return the splices that add ``.field = value`` to ``table`` as its author would have typed it.

    ``position`` gives a member's place in the struct's declaration; where ``option`` is not empty, the entry stands
    under ``#ifdef option``. ``refuse_unsafe`` has passed the table. Raises RefusedError.
    """
    gap = choose_gap(table.entries, field, place, position)
    one_line = b"\n" not in text.data[table.open : table.close]
    if option and table.in_macro:
        raise RefusedError(f"it stands in a macro's body, where no #ifdef {option} can")
    build = _inline if one_line else _own_line
    return Insertion(tuple(build(text, table, gap, field, value, option)), gap.index, len(gap.arms) + bool(option))


def refuse_unsafe(table: Table, field: str) -> None:
    """Raise RefusedError where no entry can be added."""
    if table.problem:
        raise RefusedError(table.problem)
    if table.values(field):
        raise RefusedError(f"the table has .{field} already")
    if not any(entry.style in (EntryStyle.DESIGNATED, EntryStyle.GNU) for entry in table.entries):
        raise RefusedError(
            "the table is empty: it shows no style to follow"
            if not table.entries
            else "no entry of the table has a designator"
        )


# --- a line of its own ----------------------------------------------------------------------------------------------


def _own_line(text: SourceText, table: Table, gap: Gap, field: str, value: str, option: str) -> list[Splice]:
    entry = _layout(text, table, gap).entry(field, value)
    left = table.entries[gap.index - 1] if gap.index else None
    return [*_missing_commas(text, table, gap), _insertion(text, table, gap, left, entry, option)]


def _insertion(text: SourceText, table: Table, gap: Gap, left: Entry | None, entry: bytes, option: str) -> Splice:
    """Return the splice that puts the entry behind ``left``."""
    if left is None:
        return _first(text, table, entry, option)
    if left.arms != gap.arms:
        return _whole_line(text, table, entry, _behind_conditional(text, left, gap, table), option)
    end = left.comma + 1 if left.comma >= 0 else left.end
    rest = _behind_comments(text, table, end)
    last = gap.index == len(table.entries)
    if text.data[rest : rest + 1] in (b"\n", b"\r", b"\\"):
        return _whole_line(text, table, entry, text.line_end(rest) + 1, option)
    if last and table.in_macro:
        raise RefusedError("the macro's last entry shares its line with the brace")
    if not last or left.comma >= 0:
        entry += b","
    if option:
        return _split(text, end, entry, option, table)
    if last:
        return Splice(end, 0, _newline(text, text.line_start(rest) - 1) + entry)
    return Splice(end, 0, b" " + entry.lstrip())


def _whole_line(text: SourceText, table: Table, entry: bytes, at: int, option: str) -> Splice:
    """Return the splice that gives the entry lines of its own before the line that starts at ``at``."""
    newline = _newline(text, at - 1)
    return Splice(at, 0, _guarded(_finish(text, table, entry + b",", at - 1), option, newline) + newline)


def _guarded(line: bytes, option: str, newline: bytes) -> bytes:
    """Return the line under ``#ifdef option``, or as it is where ``option`` is empty."""
    return newline.join([b"#ifdef " + option.encode(), line, b"#endif"]) if option else line


def _split(text: SourceText, offset: int, entry: bytes, option: str, table: Table) -> Splice:
    """Return the splice that breaks a line at ``offset`` for a guarded entry: a directive stands on a line of its own.

    Comments that follow stay with what is before them; what is behind them goes on in a line of its own.
    """
    rest = _behind_comments(text, table, offset)
    blanks = len(text.data[offset:rest]) - len(text.data[offset:rest].rstrip())
    newline = _newline(text, text.line_end(rest))
    line = text.line_start(table.start) if rest == table.close else text.line_start(table.entries[-1].start)
    margin = re.match(rb"[ \t]*", text.data[line:])
    indent = kernel_indent(margin[0]) if margin else b""
    return Splice(rest - blanks, blanks, newline + _guarded(entry, option, newline) + newline + indent)


def _first(text: SourceText, table: Table, entry: bytes, option: str) -> Splice:
    """Return the splice that puts the entry before all others."""
    rest = _behind_comments(text, table, table.open + 1)
    if text.data[rest : rest + 1] in (b"\n", b"\r", b"\\"):
        return _whole_line(text, table, entry, text.line_end(rest) + 1, option)
    if option:
        return _split(text, table.open + 1, entry + b",", option, table)
    return Splice(table.open + 1, 0, b" " + entry.lstrip() + b",")


def _behind_comments(text: SourceText, table: Table, offset: int) -> int:
    """Return the offset behind the blanks and comments that start on the line of ``offset``."""
    match = _TRAILING_COMMENTS.match(text.data, offset, table.close)
    return match.end() if match else offset


def _behind_conditional(text: SourceText, left: Entry, gap: Gap, table: Table) -> int:
    """Return the offset of the line behind the ``#endif`` that brings the text back to the gap's conditionals."""
    outside = len(text.arms(table.open))
    for directive in text.directives_between(left.end, table.close):
        if directive.keyword == "endif" and text.arms(directive.end)[outside:] == gap.arms:
            # A comment behind the #endif may end lines further down.
            return text.line_end(_behind_comments(text, table, directive.body)) + 1
    raise RefusedError("a conditional block crosses its closing brace")


def _missing_commas(text: SourceText, table: Table, gap: Gap) -> list[Splice]:
    """Return the splices that give every entry before the gap the comma it lacks."""
    splices = []
    for entry in table.entries[: gap.index]:
        if entry.comma < 0:
            splices.append(Splice(entry.end, 0, b","))
            splices.extend(_pull_backslash(text, table, entry.end))
    return splices


def _pull_backslash(text: SourceText, table: Table, offset: int) -> list[Splice]:
    """Return the splice that keeps a macro's backslash in its column behind a comma added at ``offset``."""
    if not table.in_macro:
        return []
    end = text.line_end(offset)
    match = _BACKSLASH.search(text.data, text.line_start(offset), end)
    if match is None or (len(match[1]) < 2 and match[1] != b"\t"):
        return []
    before = column(text.data[text.line_start(offset) : match.start()])
    pad = pad_to(before + 1, column(match[1], before), tabs=b"\t" in match[1]) or b" "
    return [Splice(match.start(), len(match[1]), pad)]


def _layout(text: SourceText, table: Table, gap: Gap) -> Layout:
    """Return the layout of the table's own entries, those above the gap being nearer than those below."""
    order = [*reversed(table.entries[: gap.index]), *table.entries[gap.index :]]
    shaped = [(entry, shape) for entry in order if (shape := shape_of(text, entry))]
    if not shaped:
        raise RefusedError("no entry of the table starts its line, so none shows how to lay one out")
    entry, nearest = shaped[0]
    in_order = tuple(shape for e in table.entries if (shape := shape_of(text, e)))
    return Layout(kernel_indent(nearest.indent), in_order, nearest, entry.style)


def _finish(text: SourceText, table: Table, line: bytes, newline: int) -> bytes:
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


def _newline(text: SourceText, newline: int) -> bytes:
    """Return the line end that the line ending at ``newline`` has."""
    return b"\r\n" if newline > 0 and text.data[newline - 1 : newline] == b"\r" else b"\n"


# --- a table on one line --------------------------------------------------------------------------------------------


def _inline(text: SourceText, table: Table, gap: Gap, field: str, value: str, option: str) -> list[Splice]:
    gnu = table.entries[-1].style is EntryStyle.GNU
    entry = (f"{field}: {value}" if gnu else f".{field} = {value}").encode()
    if gap.index == 0:
        splice = Splice(table.entries[0].start, 0, entry + b", ")
    else:
        left = table.entries[gap.index - 1]
        end = left.comma + 1 if left.comma >= 0 else left.end
        comments = text.data[end : _behind_comments(text, table, end)].rstrip()
        if left.comma < 0 and comments:
            raise RefusedError("a comment stands behind the last entry of a table on one line")
        if left.comma < 0:
            splice = Splice(end, 0, b", " + entry)
        else:
            splice = Splice(end + len(comments), 0, b" " + entry + b",")
    start, end = text.line_start(table.open), text.line_end(table.close)
    if not option and column(text.data[start:end].rstrip(b"\r")) + len(splice.text) <= LONGEST_LINE:
        return [splice]
    return [_expanded(text, table, gap, entry, option)]


def _expanded(text: SourceText, table: Table, gap: Gap, entry: bytes, option: str) -> Splice:
    """Return the splice that writes a one-line table's entries one a line."""
    inside = slice(table.open + 1, table.close)
    if text.data[inside] != text.code[inside] or table.in_macro:
        raise RefusedError("its line would be too long, and it cannot be spread over several")
    line = text.line_start(table.open)
    margin = re.match(rb"[ \t]*", text.data[line:])
    outer = kernel_indent(margin[0]) if margin else b""
    newline = _newline(text, text.line_end(table.close))
    entries = [outer + b"\t" + text.data[e.start : e.end] + b"," for e in table.entries]
    entries.insert(gap.index, _guarded(outer + b"\t" + entry + b",", option, newline))
    body = b"".join(newline + each for each in entries)
    return Splice(table.open + 1, table.close - table.open - 1, body + newline + outer)
