"""Adding an entry to a table: the splices, proven."""

from collections.abc import Callable

from ckptgen.csource.model import Table
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.expected import Expected, Wanted, remarks, unchanged
from ckptgen.rewrite.insertion import insert_entry, refuse_unsafe
from ckptgen.rewrite.model import Edit, apply_splices
from ckptgen.rewrite.placement import Gap
from ckptgen.rewrite.proof import prove, readings, same_table, without_guard
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
    grown = same_table(table, holders, after)
    if option:
        # Without the two directives it is the edit of a series that guards nothing, and proven as one.
        after = SourceText(text.path, without_guard(after, grown, insertion.gap.index, option))
        grown = same_table(table, holders, after)
    prove((text, table), (after, grown), _expected(text, table, change, insertion.gap))
    line = text.line(max(splice.offset for splice in insertion.splices))
    return Edit(text.path, table.name, line, tuple(sorted(insertion.splices, key=lambda s: s.offset)))


def _expected(text: SourceText, table: Table, change: Add, gap: Gap) -> Expected:
    entries = [unchanged(index, entry) for index, entry in enumerate(table.entries)]
    entries.insert(gap.index, Wanted(-1, change.field, change.value, gap.arms))
    return Expected(tuple(entries), tuple(said for _, said in remarks(text, table)))
