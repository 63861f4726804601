"""Adding an entry to a table: the splices, proven."""

from collections.abc import Callable

from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.expected import Expected, Wanted, remarks, unchanged
from ckptgen.rewrite.insertion import insert_entry, refuse_unsafe
from ckptgen.rewrite.model import Edit, apply_splices
from ckptgen.rewrite.placement import Gap
from ckptgen.rewrite.proof import Window, edited, prove, readings, without_guard
from ckptgen.sempatch.model import Add


def add_entry(part: Window, change: Add, position: Callable[[str], int | None], option: str = "") -> Edit:
    """Return the proven edit that makes ``change`` to the table of ``part``, under ``#ifdef option`` where that is not
    empty, in the offsets of the window.

    ``position`` gives a member's zero-based place in the struct's declaration. Raises RefusedError where the table
    cannot be edited safely, InternalError where the proof fails.
    """
    text, table = part.text, part.table
    refuse_unsafe(table, change.field)
    readings(text, table)
    insertion = insert_entry(text, table, change.field, change.value, change.place, position, option)
    after = edited(part, apply_splices(text.data, insertion.splices))
    if option:
        # Without the two directives it is the edit of a series that guards nothing, and proven as one.
        after = edited(part, without_guard(after.text, after.table, insertion.gap.index, option))
    prove(part, after, _expected(text, table, change, insertion.gap))
    line = text.line(max(splice.offset for splice in insertion.splices))
    return Edit(text.path, table.name, line, tuple(sorted(insertion.splices, key=lambda s: s.offset)))


def _expected(text: SourceText, table: Table, change: Add, gap: Gap) -> Expected:
    entries = [unchanged(index, entry) for index, entry in enumerate(table.entries)]
    entries.insert(gap.index, Wanted(-1, change.field, change.value, gap.arms))
    return Expected(tuple(entries), tuple(said for _, said in remarks(text, table)))
