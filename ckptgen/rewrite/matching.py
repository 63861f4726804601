"""The entries of a table that a change is about."""

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.values import same_value
from ckptgen.rewrite.model import RefusedError


def entries_for(table: Table, field: str, was: str = "") -> tuple[Entry, ...]:
    """Return the table's entries for a field, in order; only those whose value is ``was``, unless that is empty: also
    as ``(was)`` or ``&was``.
    """
    return tuple(e for e in table.entries if e.field == field and (not was or same_value(e.value, was)))


def required_entries(table: Table, field: str, was: str = "") -> tuple[Entry, ...]:
    """Return what ``entries_for`` does; raises RefusedError where there is none, or the table is
    not safe to edit.
    """
    if table.problem:
        raise RefusedError(table.problem)
    found = entries_for(table, field, was)
    if not found:
        raise RefusedError(f"the table has no .{field} = {was}" if was else f"the table has no .{field}")
    return found


def whole_entries(table: Table, field: str, was: str = "") -> tuple[Entry, ...]:
    """Return what ``required_entries`` does; raises RefusedError, too, where another entry is for a part of the field:
    it takes effect in its order, and would be left alone.
    """
    found = required_entries(table, field, was)
    part = next((entry.field for entry in table.entries if entry.field != field and entry.covers(field)), "")
    if part:
        raise RefusedError(f".{part} is for a part of it, or it is a part of that")
    return found
