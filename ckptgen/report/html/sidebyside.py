"""Two texts side by side: the rows of a diff, from the texts or from a unified hunk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.report.shapes import shown_line


class Kind(StrEnum):
    """What a row shows; also the name of its class in the style sheet."""

    SAME = "same"
    CHANGED = "changed"
    """The old line went and the new one came."""
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"
    """Lines left out; ``old`` says how many."""
    NOTE = "note"
    """No line of the text, such as that the last one has no end."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: one-based line numbers, None on a side that has no line; texts as they can be shown."""

    old_number: int | None
    old: str
    kind: Kind
    new_number: int | None
    new: str


NO_END = "(no newline at the end of the file)"


def text_rows(before: bytes, after: bytes, old_first: int = 1, new_first: int = 1) -> tuple[Row, ...]:
    """Compare two texts, whole; the numbers of their first lines are ``old_first`` and ``new_first``."""
    from difflib import SequenceMatcher

    old, new = _lines(before), _lines(after)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += (_same(old[a + i], old_first + a + i, new_first + c + i) for i in range(b - a))
        else:
            rows += _paired(old[a:b], new[c:d], old_first + a, new_first + c)
    ends = [NO_END if text and not text.endswith(b"\n") else "" for text in (before, after)]
    if ends[0] != ends[1]:
        rows.append(Row(None, ends[0], Kind.NOTE, None, ends[1]))
    return tuple(rows)


def hunk_rows(lines: Iterable[bytes], old_first: int, new_first: int) -> tuple[Row, ...]:
    """Return the rows of one unified hunk, without its ``@@`` line: each line begins with a blank, - or +.

    ``old_first`` and ``new_first`` are the line numbers of the ``@@`` line.
    """
    rows: list[Row] = []
    old: list[bytes] = []
    new: list[bytes] = []
    notes = ["", ""]
    at_old, at_new = old_first, new_first
    before = b""
    for line in lines:
        mark, text = line[:1], line[1:].removesuffix(b"\n")
        if mark == b"\\":
            notes[0] = notes[0] if before == b"+" else NO_END
            notes[1] = notes[1] if before == b"-" else NO_END
        elif mark == b"-":
            old.append(text)
        elif mark == b"+":
            new.append(text)
        else:
            rows += _paired(old, new, at_old, at_new)
            at_old, at_new = at_old + len(old) + 1, at_new + len(new) + 1
            rows.append(_same(text, at_old - 1, at_new - 1))
            old, new = [], []
        before = mark
    rows += _paired(old, new, at_old, at_new)
    if any(notes):
        rows.append(Row(None, notes[0], Kind.NOTE, None, notes[1]))
    return tuple(rows)


def with_gaps(pieces: Sequence[Sequence[Row]]) -> tuple[Row, ...]:
    """Join the rows of several places of one file, in their order, with a row for the lines left out between two."""
    rows: list[Row] = []
    for piece in pieces:
        last = next((row.old_number for row in reversed(rows) if row.old_number), None)
        first = next((row.old_number for row in piece if row.old_number), None)
        if rows:
            left = first - last - 1 if first and last else 0
            count = f"{left} line{'s' * (left != 1)}" if left > 0 else ""
            rows.append(Row(None, count, Kind.GAP, None, ""))
        rows += piece
    return tuple(rows)


def _lines(text: bytes) -> list[bytes]:
    return text.removesuffix(b"\n").split(b"\n") if text else []


def _same(line: bytes, old_number: int, new_number: int) -> Row:
    text = shown_line(line)
    return Row(old_number, text, Kind.SAME, new_number, text)


def _paired(old: Sequence[bytes], new: Sequence[bytes], old_number: int, new_number: int) -> Iterator[Row]:
    """Yield the rows of a place where ``old`` became ``new``: line beside line as far as both go."""
    for index in range(max(len(old), len(new))):
        left, right = index < len(old), index < len(new)
        kind = Kind.CHANGED if left and right else Kind.REMOVED if left else Kind.ADDED
        yield Row(
            old_number + index if left else None,
            shown_line(old[index]) if left else "",
            kind,
            new_number + index if right else None,
            shown_line(new[index]) if right else "",
        )
