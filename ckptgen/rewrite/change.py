"""One door to every change of a table's entries."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.add import add_entry
from ckptgen.rewrite.expected import Draft
from ckptgen.rewrite.includes import add_include
from ckptgen.rewrite.matching import entries_for
from ckptgen.rewrite.model import Edit, RefusedError, Splice, apply_splices, moved_back
from ckptgen.rewrite.moving import draft_move, is_in_place
from ckptgen.rewrite.proof import Window, edited, proven_edit, readings, window
from ckptgen.rewrite.removing import draft_removal
from ckptgen.rewrite.renaming import draft_renaming
from ckptgen.rewrite.replacing import draft_replacement
from ckptgen.sempatch.model import Add, Move, Remove, Rename, Replace

__all__ = ["EntryChange", "InPlaceError", "change_table", "entries_for", "is_in_place"]

EntryChange = Add | Remove | Replace | Rename | Move
"""The changes of entries: all but the one that makes the table itself const."""
Position = Callable[[str], int | None]


class InPlaceError(RefusedError):
    """An entry that is to be moved stands in its place already."""


def change_table(
    text: SourceText,
    table: Table,
    change: EntryChange,
    position: Position,
    option: str = "",
    before: Sequence[Splice] = (),
) -> Edit:
    """Return the proven edit that makes ``change`` to ``table``, with the include that it needs.

    ``position`` gives a member's zero-based place in the struct's declaration. A new entry stands under ``#ifdef
    option`` where that is not empty; the other changes leave an entry under the conditionals that it has. ``before``
    are the splices of earlier changes to the table, which this one is made behind. All splices are in the offsets of
    ``text``. Raises RefusedError where the table cannot be edited safely or there is nothing to change (InPlaceError
    where an entry is not to be moved), InternalError where the proof fails.
    """
    part = window(text, table)
    made = [replace(splice, offset=splice.offset - part.offset) for splice in before]
    now = edited(part, apply_splices(part.text.data, made)) if made else part
    edit = _changed(now, change, position, option)
    splices = moved_back(edit.splices, made)
    if splices is None:
        raise RefusedError("a change before this one of the same semantic patch touches the same text")
    line = edit.line if not made else part.text.line(splices[0].offset)
    include = "" if isinstance(change, Remove | Move) else change.include
    return replace(
        edit,
        line=line,
        splices=tuple(replace(splice, offset=splice.offset + part.offset) for splice in splices),
        includes=add_include(text, include, table.start) if include else (),
    )


def _changed(part: Window, change: EntryChange, position: Position, option: str) -> Edit:
    if isinstance(change, Add):
        return add_entry(part, change, position, option)
    there = isinstance(change, Move) and entries_for(part.table, change.field)
    if isinstance(change, Move) and there and is_in_place(part.table, change.field, change.place, position):
        raise InPlaceError(f"its .{change.field} stands in its place already")
    draft = _draft(part.text, part.table, change, position)
    readings(part.text, part.table)
    return proven_edit(part, draft)


def _draft(text: SourceText, table: Table, change: Remove | Replace | Rename | Move, position: Position) -> Draft:
    match change:
        case Remove():
            return draft_removal(text, table, change)
        case Replace():
            return draft_replacement(text, table, change)
        case Rename():
            return draft_renaming(text, table, change)
        case Move():
            return draft_move(text, table, change, position)
