"""The hunks that a review speaks of, side by side: with the table around them, and each finding at its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.report.html.sidebyside import Kind, Row, hunk_rows
from ckptgen.report.shapes import shown_line
from ckptgen.review.findings import Finding
from ckptgen.review.model import FileDiff, Hunk
from ckptgen.review.replay import Step, new_start
from ckptgen.review.review import Review
from ckptgen.series.model import FileChange


@dataclass(frozen=True, slots=True)
class Marked:
    """One row, and the findings that stand at it, by their numbers in the review."""

    row: Row
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HunkView:
    """One hunk of one patch: ``line`` is the one of the patch, ``rows`` are the hunk's and those of its table."""

    patch: str
    path: str
    line: int
    applied: bool
    rows: tuple[Marked, ...]
    findings: tuple[int, ...]


def hunk_views(review: Review, findings: Sequence[Finding]) -> tuple[HunkView, ...]:
    """Return the hunks with findings, in the order of the series; the findings are numbered as they are given."""
    views = []
    for step in review.steps:
        for file in step.patch.files:
            for hunk in file.hunks:
                mine = tuple(number for number, finding in enumerate(findings) if _stands_in(finding, step, file, hunk))
                if mine:
                    views.append(_view(review, findings, step, file, hunk, mine))
    return tuple(views)


def _stands_in(finding: Finding, step: Step, file: FileDiff, hunk: Hunk) -> bool:
    """Tell whether a finding is about a line of the hunk; one about the file is shown at its first hunk."""
    if (finding.patch, finding.path) != (step.patch.name, file.path):
        return False
    inside = hunk.line <= finding.patch_line <= hunk.line + len(hunk.lines)
    return inside or (hunk is file.hunks[0] and finding.patch_line < hunk.line)


def _view(
    review: Review, findings: Sequence[Finding], step: Step, file: FileDiff, hunk: Hunk, mine: tuple[int, ...]
) -> HunkView:
    change = step.change(file.path)
    targets = {number: _target(hunk, findings[number].patch_line) for number in mine}
    if change is None or change.after is None:
        rows = list(hunk_rows(hunk.lines, hunk.old_start, hunk.new_start))
        starts = (hunk.old_start, hunk.new_start)
    else:
        starts = _starts(file, hunk, change.after)
        first, last = _span(review, step, hunk, starts[1], change)
        rows = list(_rows(file, change.after, first, last))
    marked = []
    for row in rows:
        at = tuple(number for number in mine if _is_at(row, targets[number], starts))
        marked.append(Marked(row, at))
    left = [number for number in mine if not any(number in each.findings for each in marked)]
    if left and marked:
        marked[0] = Marked(marked[0].row, (*left, *marked[0].findings))
    return HunkView(step.patch.name, file.path, hunk.line, change is not None, tuple(marked), mine)


def _target(hunk: Hunk, patch_line: int) -> tuple[str, int] | None:
    """Return the side, and the zero-based line of it within the hunk, that a line of the patch is."""
    index = patch_line - hunk.line - 1
    if not 0 <= index < len(hunk.lines):
        return None
    side, other = ("old", b"+") if hunk.lines[index][:1] == b"-" else ("new", b"-")
    return side, sum(1 for line in hunk.lines[:index] if line[:1] not in (other, b"\\"))


def _is_at(row: Row, target: tuple[str, int] | None, starts: tuple[int, int]) -> bool:
    if target is None:
        return False
    side, index = target
    return row.old_number == starts[0] + index if side == "old" else row.new_number == starts[1] + index


def _span(review: Review, step: Step, hunk: Hunk, start: int, change: FileChange) -> tuple[int, int]:
    """Return the first and the last line of the new file to show: the hunk, and the tables that begin or end in it."""
    last = start + sum(1 for line in hunk.lines if line[:1] in (b" ", b"+")) - 1
    first = start
    for gain in review.gains:
        if gain.patch is step.patch and gain.path == change.path and gain.found and start <= gain.line <= last:
            table = gain.found.table
            first, last = min(first, table.line), max(last, table.end_line)
    return first, last


def _starts(file: FileDiff, hunk: Hunk, after: bytes) -> tuple[int, int]:
    """Return the lines of both files in which the hunk really begins."""
    start = new_start(hunk, after)
    grown = 0
    for each in file.hunks:
        if each is hunk:
            break
        grown += each.new_count - each.old_count
    return start - grown, start


def _rows(file: FileDiff, after: bytes, first: int, last: int) -> Iterator[Row]:
    """Yield the rows of the new file's lines from ``first`` to ``last``, with what went between them."""
    lines = after.split(b"\n")
    at, grown = first, 0
    for hunk in file.hunks:
        old, new = _starts(file, hunk, after)
        end = new + sum(1 for line in hunk.lines if line[:1] in (b" ", b"+"))
        if new <= last and end > first:
            yield from _same(lines, at, min(new, last + 1), grown)
            yield from (row for row in hunk_rows(hunk.lines, old, new) if _within(row, first, last))
            at = max(at, end)
        if end <= first or new <= last:
            grown = new - old + hunk.new_count - hunk.old_count
    yield from _same(lines, at, last + 1, grown)


def _within(row: Row, first: int, last: int) -> bool:
    return row.new_number is None or first <= row.new_number <= last


def _same(lines: Sequence[bytes], first: int, end: int, grown: int) -> Iterator[Row]:
    for number in range(first, min(end, len(lines) + 1)):
        text = shown_line(lines[number - 1])
        yield Row(number - grown, text, Kind.SAME, number, text)
