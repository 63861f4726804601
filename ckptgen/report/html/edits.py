"""The plan's edits side by side, numbered as the files are before and after all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ckptgen.csource.model import Table
from ckptgen.plan.model import Plan
from ckptgen.report.html.sidebyside import Row, text_rows, with_gaps
from ckptgen.rewrite.model import Edit, Splice, apply_splices, splices_by_path, splices_of

Contents = Callable[[str], bytes]
"""Gives the content of a file of the tree."""
CONTEXT = 6
"""How many lines stand around an edit that is in no table."""


@dataclass(frozen=True, slots=True)
class EditedFiles:
    """The files that a plan edits: their contents, and every splice that goes into each."""

    contents: Contents
    splices: dict[str, tuple[Splice, ...]]

    def rows(self, edit: Edit, table: Table | None = None) -> tuple[Row, ...]:
        """Return the edit with the whole table around it, or with a few lines where it is in none."""
        data = self.contents(edit.path)
        whole = _whole_lines(data, table.start, table.close + 1) if table is not None else (0, 0)
        outside = [s for s in splices_of([edit]) if not whole[0] < s.offset < whole[1]]
        spans = [_lines_around(data, splice, CONTEXT) for splice in outside]
        spans += [whole] if table is not None else []
        return with_gaps([self._piece(data, edit, start, end) for start, end in _joined(spans)])

    def _piece(self, data: bytes, edit: Edit, start: int, end: int) -> tuple[Row, ...]:
        """Compare the lines from ``start`` to ``end``, byte offsets in the file before the edit."""
        within = [s for s in splices_of([edit]) if start <= s.offset and s.offset + s.length <= end]
        moved = [Splice(s.offset - start, s.length, s.text) for s in within]
        before = data[start:end]
        first = data.count(b"\n", 0, start) + 1
        above = [s for s in self.splices[edit.path] if s.offset < start]
        grown = sum(s.text.count(b"\n") - data.count(b"\n", s.offset, s.offset + s.length) for s in above)
        return text_rows(before, apply_splices(before, moved), first, first + grown)


def edited_files(plan: Plan, contents: Contents) -> EditedFiles:
    """Return the files that the plan edits; ``contents`` is asked only for these."""
    return EditedFiles(contents, splices_by_path(plan.edits))


def _lines_around(data: bytes, splice: Splice, context: int) -> tuple[int, int]:
    """Return the offsets of whole lines around a splice: of ``context`` lines more above and below."""
    start, end = _whole_lines(data, splice.offset, splice.offset + splice.length)
    for _ in range(context):
        start = data.rfind(b"\n", 0, max(start - 1, 0)) + 1
        end = _line_end(data, end)
    return start, end


def _whole_lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the lines that bytes stand on; an insertion between two lines stands on neither."""
    at_start = start == 0 or data[start - 1 : start] == b"\n"
    if start == end and at_start:
        return start, end
    return data.rfind(b"\n", 0, start) + 1, _line_end(data, end)


def _line_end(data: bytes, offset: int) -> int:
    """Return the offset behind the line feed that ends the line at ``offset``."""
    found = data.find(b"\n", offset)
    return len(data) if found < 0 else found + 1


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those in one that touch or overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
