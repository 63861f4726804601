"""Adding an entry to a table: the splices, proven."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.insertion import insert_entry, refuse_unsafe
from ckptgen.rewrite.model import Edit, apply_splices
from ckptgen.rewrite.proof import prove, readings, without_guard
from ckptgen.sempatch.model import Add


def add_entry(
    text: SourceText,
    table: Table,
    change: Add,
    position: Callable[[str], int | None],
    holders: tuple[Holder, ...] = (),
    option: str = "",
) -> Edit:
    """Return the proven edit that makes ``change`` to ``table``, under ``#ifdef option`` where that is not empty.

    ``position`` gives a member's zero-based place in the struct's declaration; ``holders`` are the structs of headers
    that hold the table's struct by value. Raises RefusedError where the table cannot be edited safely, InternalError
    where the proof fails.
    """
    refuse_unsafe(table, change.field)
    readings(text, table)
    insertion = insert_entry(text, table, change.field, change.value, change.place, position, option)
    after = SourceText(text.path, apply_splices(text.data, insertion.splices))
    find = partial(_same_table, table, holders)
    if option:
        # Without the two directives it is the edit of a series that guards nothing, and proven as one.
        after = SourceText(text.path, without_guard(after, find(after), insertion.index, option))
        insertion = replace(insertion, depth=insertion.depth - 1)
    prove((text, table), (after, find(after)), (change.field, change.value), insertion)
    line = text.line(max(splice.offset for splice in insertion.splices))
    return Edit(text.path, table.name, line, tuple(sorted(insertion.splices, key=lambda s: s.offset)))


def _same_table(table: Table, holders: tuple[Holder, ...], after: SourceText) -> Table:
    """Return what ``table`` became in the edited file."""
    for grown in tables_of(after, struct=table.struct, holders=holders):
        if (grown.open, grown.name) == (table.open, table.name):
            return grown
    raise InternalError(f"the edit of {table.key} could not be proven: the table is not found after it")
