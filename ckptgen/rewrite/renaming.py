"""Making an entry one for another field, where it stands, in the layout of its table."""

import re

from ckptgen.csource.model import Entry, EntryStyle, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import Pad, Shape, column, shape_of
from ckptgen.rewrite.expected import Draft, Expected, Wanted, unchanged
from ckptgen.rewrite.matching import whole_entries
from ckptgen.rewrite.model import RefusedError, Splice
from ckptgen.rewrite.replacing import kept_remarks, new_value
from ckptgen.rewrite.tail import keep_tail
from ckptgen.sempatch.model import Rename

_NAME = re.compile(rb"\w+")


def draft_renaming(text: SourceText, table: Table, change: Rename) -> Draft:
    """Return the edit that renames the entries, with their value where the change has one; raises RefusedError."""
    found = whole_entries(table, change.field, change.was)
    if there := next((entry.field for entry in table.entries if entry.covers(change.to)), ""):
        raise RefusedError(f"the table has .{there} already")
    splices = [splice for entry in found for splice in _renamed(text, table, entry, change)]
    wanted = [
        Wanted(index, change.to, change.value or entry.value, entry.arms) if entry in found else unchanged(index, entry)
        for index, entry in enumerate(table.entries)
    ]
    said = kept_remarks(text, table, found if change.value else ())
    return Draft(found[0].line, tuple(splices), Expected(tuple(wanted), said))


def _renamed(text: SourceText, table: Table, entry: Entry, change: Rename) -> list[Splice]:
    head = _designator(text, table, entry, change.to.encode())
    splices = [Splice(entry.start, entry.value_start - entry.start, head)]
    end, said = entry.value_start, head
    if change.value:
        splices.append(new_value(text, entry, change.value))
        end, said = entry.end, head + change.value.encode()
    start = column(text.data[text.line_start(entry.start) : entry.start])
    last = said.rpartition(b"\n")[2]
    return [*splices, *keep_tail(text, table, entry, end, column(last, start if last == said else 0))]


def _designator(text: SourceText, table: Table, entry: Entry, name: bytes) -> bytes:
    """Return the entry's text up to its value with another field's name, its sign and its value in their columns."""
    was = text.data[entry.start : entry.value_start]
    old = _NAME.search(was)
    shape = shape_of(text, entry)
    if old is None:
        raise RefusedError(f"the designator of .{entry.field} cannot be read")
    if shape is None:
        return was[: old.start()] + name + was[old.end() :]
    others = [found for other in table.entries if other is not entry and (found := shape_of(text, other)) is not None]
    head = was[: old.start()] + name
    name_end = column(shape.indent + head)
    if entry.style is not EntryStyle.GNU:
        head += _sign_pad(shape).moved(name_end, [_sign_pad(other) for other in others])
        head += b"="
    else:
        head += shape.before + b":"
    sign_end = column(shape.indent + head)
    return head + _value_pad(shape).moved(sign_end, [_value_pad(other) for other in others])


def _sign_pad(shape: Shape) -> Pad:
    return Pad(shape.name_end, shape.before, shape.sign)


def _value_pad(shape: Shape) -> Pad:
    return Pad(shape.sign + 1, shape.behind, shape.value)
