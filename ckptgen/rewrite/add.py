"""Adding an entry to a table: the splices, proven."""

from collections.abc import Callable
from functools import partial

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.insertion import insert_entry, refuse_unsafe
from ckptgen.rewrite.model import Edit, apply_splices
from ckptgen.rewrite.proof import prove, readings
from ckptgen.sempatch.model import Add


def add_entry(
    text: SourceText,
    table: Table,
    change: Add,
    position: Callable[[str], int | None],
    holders: tuple[Holder, ...] = (),
) -> Edit:
    """Return the proven edit that makes ``change`` to ``table``.

    ``position`` gives a member's zero-based place in the struct's declaration; ``holders`` are the structs of headers
    that hold the table's struct by value. Raises RefusedError where the table cannot be edited safely, InternalError
    where the proof fails.
    """
    refuse_unsafe(table, change.field)
    readings(text, table)
    insertion = insert_entry(text, table, change.field, change.value, change.place, position)
    after = SourceText(text.path, apply_splices(text.data, insertion.splices))
    find = partial(tables_of, struct=table.struct, holders=holders)
    grown = {t.name: t for t in find(after) if t.open == table.open}
    if table.name not in grown:
        raise InternalError(f"the edit of {table.key} could not be proven: the table is not found after it")
    prove((text, table), (after, grown[table.name]), (change.field, change.value), insertion)
    line = text.line(max(splice.offset for splice in insertion.splices))
    return Edit(text.path, table.name, line, tuple(sorted(insertion.splices, key=lambda s: s.offset)))
