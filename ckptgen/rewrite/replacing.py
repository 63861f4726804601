"""Giving an entry another value: the bytes of the value change, and nothing else."""

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.csource.values import same_value
from ckptgen.rewrite.columns import column
from ckptgen.rewrite.expected import Draft, Expected, Wanted, remarks, unchanged
from ckptgen.rewrite.lines import pieces
from ckptgen.rewrite.matching import required_entries
from ckptgen.rewrite.model import RefusedError, Splice
from ckptgen.rewrite.tail import keep_tail
from ckptgen.sempatch.model import Replace


def draft_replacement(text: SourceText, table: Table, change: Replace) -> Draft:
    """Return the edit that gives the entries their new value; raises RefusedError, also where they have it already."""
    found = required_entries(table, change.field, change.was)
    found = tuple(entry for entry in found if not same_value(entry.value, change.value))
    if not found:
        raise RefusedError(f"its .{change.field} is {change.value} already")
    splices = []
    for entry in found:
        start = column(text.data[text.line_start(entry.value_start) : entry.value_start] + change.value.encode())
        splices.append(new_value(text, entry, change.value))
        splices += keep_tail(text, table, entry, entry.end, start)
    wanted = [
        Wanted(index, entry.field, change.value, entry.arms) if entry in found else unchanged(index, entry)
        for index, entry in enumerate(table.entries)
    ]
    return Draft(found[0].line, tuple(splices), Expected(tuple(wanted), kept_remarks(text, table, found)))


def new_value(text: SourceText, entry: Entry, value: str) -> Splice:
    """Return the splice that puts a value in the place of an entry's; raises RefusedError where a comment would go."""
    if any(piece.startswith(b"/") for _, piece in pieces(text, entry.value_start, entry.end)):
        raise RefusedError(f"a comment stands inside the value of .{entry.field}")
    return Splice(entry.value_start, entry.end - entry.value_start, value.encode())


def kept_remarks(text: SourceText, table: Table, found: tuple[Entry, ...]) -> tuple[bytes, ...]:
    """Return the table's comments, literals and preprocessor lines, without the literals in these entries' values."""
    spans = [(entry.value_start, entry.end) for entry in found]
    return tuple(said for at, said in remarks(text, table) if not any(start <= at < end for start, end in spans))
