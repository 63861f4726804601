"""One door to every change of a table's entries."""

from collections.abc import Callable
from dataclasses import replace

from ckptgen.csource.model import Table
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.add import add_entry
from ckptgen.rewrite.expected import Draft
from ckptgen.rewrite.includes import add_include
from ckptgen.rewrite.matching import entries_for
from ckptgen.rewrite.model import Edit
from ckptgen.rewrite.moving import draft_move, is_in_place
from ckptgen.rewrite.proof import proven_edit, readings
from ckptgen.rewrite.removing import draft_removal
from ckptgen.rewrite.renaming import draft_renaming
from ckptgen.rewrite.replacing import draft_replacement
from ckptgen.sempatch.model import Add, Move, Remove, Rename, Replace

__all__ = ["EntryChange", "change_table", "entries_for", "is_in_place"]

EntryChange = Add | Remove | Replace | Rename | Move
"""The changes of entries: all but the one that makes the table itself const."""
Position = Callable[[str], int | None]


def change_table(
    text: SourceText,
    table: Table,
    change: EntryChange,
    position: Position,
    holders: tuple[Holder, ...] = (),
    option: str = "",
) -> Edit:
    """Return the proven edit that makes ``change`` to ``table``, with the include that it needs.

    ``position`` gives a member's zero-based place in the struct's declaration; ``holders`` are the structs of headers
    that hold the table's struct by value. A new entry stands under ``#ifdef option`` where that is not empty; the other
    changes leave an entry under the conditionals that it has. All splices are in the offsets of ``text``. Raises
    RefusedError where the table cannot be edited safely or there is nothing to change, InternalError where the proof
    fails.
    """
    if isinstance(change, Add):
        edit = add_entry(text, table, change, position, holders, option)
    else:
        draft = _draft(text, table, change, position)
        readings(text, table)
        edit = proven_edit(text, table, draft, holders)
    include = "" if isinstance(change, Remove | Move) else change.include
    return replace(edit, includes=add_include(text, include, table.start)) if include else edit


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
