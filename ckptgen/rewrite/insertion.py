"""The splices that give a table one more entry."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Entry, EntryStyle, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import Layout, column, kernel_indent, shape_of
from ckptgen.rewrite.continuation import finish_line, keep_backslash
from ckptgen.rewrite.lines import behind, behind_comments, line_at, newline_at
from ckptgen.rewrite.model import RefusedError, Splice
from ckptgen.rewrite.placement import Gap, choose_gap
from ckptgen.sempatch.model import Place

LONGEST_LINE = 100
"""checkpatch's limit (LONG_LINE): a one-line table grows up to it."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """The splices, and between which entries of the table the new one then stands."""

    splices: tuple[Splice, ...]
    gap: Gap


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
    return Insertion(tuple(build(text, table, gap, field, value, option)), gap)


def refuse_unsafe(table: Table, field: str) -> None:
    """Raise RefusedError where no entry can be added."""
    if table.problem:
        raise RefusedError(table.problem)
    if there := next((entry.field for entry in table.entries if entry.covers(field)), ""):
        raise RefusedError(f"the table has .{there} already")
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
    return [*missing_commas(text, table, table.entries[: gap.index]), _insertion(text, table, gap, left, entry, option)]


def _insertion(text: SourceText, table: Table, gap: Gap, left: Entry | None, entry: bytes, option: str) -> Splice:
    """Return the splice that puts the entry behind ``left``."""
    at = line_at(text, table, gap)
    if at is not None:
        return _whole_line(text, table, entry, at, option)
    if left is None:
        if option:
            return _split(text, table.open + 1, entry + b",", option, table)
        return Splice(table.open + 1, 0, b" " + entry.lstrip() + b",")
    end = behind(left)
    last = gap.index == len(table.entries)
    if last and table.in_macro:
        raise RefusedError("the macro's last entry shares its line with the brace")
    if not last or left.comma >= 0:
        entry += b","
    if option:
        return _split(text, end, entry, option, table)
    if last:
        newline = newline_at(text, text.line_start(behind_comments(text, table, end)) - 1)
        return Splice(end, 0, newline + entry)
    return Splice(end, 0, b" " + entry.lstrip())


def _whole_line(text: SourceText, table: Table, entry: bytes, at: int, option: str) -> Splice:
    """Return the splice that gives the entry lines of its own before the line that starts at ``at``."""
    newline = newline_at(text, at - 1)
    if option and text.data[:at].rstrip(b"\r\n").endswith(b"\\"):
        raise RefusedError("a backslash continues the line before it, where no #ifdef can stand")
    return Splice(at, 0, _guarded(finish_line(text, table, entry + b",", at - 1), option, newline) + newline)


def _guarded(line: bytes, option: str, newline: bytes) -> bytes:
    """Return the line under ``#ifdef option``, or as it is where ``option`` is empty."""
    return newline.join([b"#ifdef " + option.encode(), line, b"#endif"]) if option else line


def _split(text: SourceText, offset: int, entry: bytes, option: str, table: Table) -> Splice:
    """Return the splice that breaks a line at ``offset`` for a guarded entry: a directive stands on a line of its own.

    Comments that follow stay with what is before them; what is behind them goes on in a line of its own.
    """
    rest = behind_comments(text, table, offset)
    blanks = len(text.data[offset:rest]) - len(text.data[offset:rest].rstrip())
    newline = newline_at(text, text.line_end(rest))
    line = text.line_start(table.start) if rest == table.close else text.line_start(table.entries[-1].start)
    margin = re.match(rb"[ \t]*", text.data[line:])
    indent = kernel_indent(margin[0]) if margin else b""
    return Splice(rest - blanks, blanks, newline + _guarded(entry, option, newline) + newline + indent)


def missing_commas(text: SourceText, table: Table, entries: Sequence[Entry]) -> list[Splice]:
    """Return the splices that give each of some entries of a table the comma it lacks.

    Raises RefusedError where one of them is a macro without a comma, and no entry follows it wherever it is there.
    """
    splices = []
    for index, entry in enumerate(entries):
        if entry.comma < 0 and entry.style is EntryStyle.MACRO:
            # In front of another entry, it brings a comma.
            if not any(set(later.arms) <= set(entry.arms) for later in table.entries[index + 1 :]):
                raise RefusedError(f"whether the macro {entry.value} ends in a comma cannot be seen")
        elif entry.comma < 0:
            splices.append(Splice(entry.end, 0, b","))
            start = column(text.data[text.line_start(entry.end) : entry.end]) + 1
            splices.extend(keep_backslash(text, table, entry.end, start))
    return splices


def _layout(text: SourceText, table: Table, gap: Gap) -> Layout:
    """Return the layout of the table's own entries, those above the gap being nearer than those below."""
    order = [*reversed(table.entries[: gap.index]), *table.entries[gap.index :]]
    shaped = [(entry, shape) for entry in order if (shape := shape_of(text, entry))]
    if not shaped:
        raise RefusedError("no entry of the table starts its line, so none shows how to lay one out")
    entry, nearest = shaped[0]
    in_order = tuple(shape for e in table.entries if (shape := shape_of(text, e)))
    return Layout(kernel_indent(nearest.indent), in_order, nearest, entry.style)


# --- a table on one line --------------------------------------------------------------------------------------------


def _inline(text: SourceText, table: Table, gap: Gap, field: str, value: str, option: str) -> list[Splice]:
    gnu = table.entries[-1].style is EntryStyle.GNU
    entry = (f"{field}: {value}" if gnu else f".{field} = {value}").encode()
    if gap.index == 0:
        splice = Splice(table.entries[0].start, 0, entry + b", ")
    else:
        left = table.entries[gap.index - 1]
        end = behind(left)
        comments = text.data[end : behind_comments(text, table, end)].rstrip()
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
    newline = newline_at(text, text.line_end(table.close))
    entries = [outer + b"\t" + text.data[e.start : e.end] + b"," for e in table.entries]
    entries.insert(gap.index, _guarded(outer + b"\t" + entry + b",", option, newline))
    body = b"".join(newline + each for each in entries)
    return Splice(table.open + 1, table.close - table.open - 1, body + newline + outer)
