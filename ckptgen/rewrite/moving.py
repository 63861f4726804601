"""Putting an entry where the series' placement rule wants it, its text and its comments untouched."""

from collections.abc import Callable
from dataclasses import replace

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.columns import column
from ckptgen.rewrite.continuation import keep_backslash
from ckptgen.rewrite.expected import Draft, Expected, remarks, unchanged
from ckptgen.rewrite.insertion import missing_commas
from ckptgen.rewrite.lines import Span, line_at, own_lines, pieces, with_blanks
from ckptgen.rewrite.matching import entries_for, whole_entries
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.placement import Gap, choose_gap, stands_right
from ckptgen.rewrite.remarking import comment_above, names
from ckptgen.sempatch.model import Move, Place


def is_in_place(table: Table, field: str, place: Place, position: Callable[[str], int | None]) -> bool:
    """Tell whether each entry for the field stands where the rule puts it, or no worse; true where there is none.

    ``position`` gives a member's zero-based place in the struct's declaration, None where it is not declared.
    """
    rest = [entry for entry in table.entries if entry.field != field]
    for entry in entries_for(table, field):
        index = sum(other.start < entry.start for other in rest)
        if not stands_right(rest, index, field, place, position):
            return False
    return True


def draft_move(text: SourceText, table: Table, change: Move, position: Callable[[str], int | None]) -> Draft:
    """Return the edit that moves the entry; raises RefusedError, also where it stands in its place already."""
    entry = _movable(table, change.field)
    bare = replace(table, entries=tuple(each for each in table.entries if each is not entry))
    gap = choose_gap(bare.entries, change.field, change.place, position)
    if gap.arms:
        raise RefusedError("its place is inside a conditional, and it is not")
    own = own_lines(text, table, entry)
    at = line_at(text, bare, gap)
    if own is None or at is None:
        raise RefusedError("it, or the entry that it would follow, shares its line with something else")
    own = _with_comment(text, table, entry, own)
    cut = with_blanks(text, table, own)
    splices = [
        Splice(cut[0], cut[1] - cut[0], b""),
        Splice(at, 0, _carried(text, table, entry, own)),
        *missing_commas(text, bare, bare.entries[: gap.index]),
    ]
    return Draft(entry.line, tuple(splices), _expected(text, table, entry, gap, (own, at)))


def _movable(table: Table, field: str) -> Entry:
    found = whole_entries(table, field)
    if len(found) > 1 and not any(entry.arms for entry in found):
        raise RefusedError(f"it has .{field} more than once")
    if len(found) > 1 or found[0].arms:
        raise RefusedError(f"its .{field} stands inside a conditional")
    return found[0]


def _with_comment(text: SourceText, table: Table, entry: Entry, lines: Span) -> Span:
    """Return the entry's lines with the comment right above, which goes with it."""
    above = comment_above(text, table, lines[0], [entry])
    below = [other for other in table.entries if text.line_start(other.start) == lines[1]]
    if names(text.data[above : lines[0]], below):
        raise RefusedError(f"the comment above it names .{below[0].field} too")
    return above, lines[1]


def _carried(text: SourceText, table: Table, entry: Entry, lines: Span) -> bytes:
    """Return the text of the lines, with the comma that the entry needs in front of others."""
    if entry.comma >= 0:
        return text.data[slice(*lines)]
    behind = column(text.data[text.line_start(entry.end) : entry.end]) + 1
    splices = [Splice(entry.end, 0, b","), *keep_backslash(text, table, entry.end, behind)]
    return apply_splices(
        text.data[slice(*lines)], [replace(splice, offset=splice.offset - lines[0]) for splice in splices]
    )


def _expected(text: SourceText, table: Table, entry: Entry, gap: Gap, moved: tuple[Span, int]) -> Expected:
    kept = [unchanged(index, each) for index, each in enumerate(table.entries) if each is not entry]
    kept.insert(gap.index, unchanged(table.entries.index(entry), entry))
    (start, end), at = moved
    said = [(at if start <= offset < end else offset, piece) for offset, piece in remarks(text, table)]
    # The preprocessor lines follow behind all else, and none of them moves.
    count = sum(1 for _ in pieces(text, table.open, table.close))
    said[:count] = sorted(said[:count], key=lambda item: item[0])
    return Expected(tuple(kept), tuple(piece for _, piece in said))
