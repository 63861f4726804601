"""Two versions of a series as a page: one row per patch, then what differs in each, side by side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ckptgen.report.diff import WORDS, counted, entry_line, frame_notes
from ckptgen.report.html.anchors import escaped
from ckptgen.report.html.page import render_page
from ckptgen.report.html.parts import Cell, Count, Finding, PatchItem, Tone
from ckptgen.report.html.sidebyside import Row, hunk_rows, with_gaps
from ckptgen.report.shapes import printable
from ckptgen.review.comparing import Comparison, PatchChange
from ckptgen.review.differing import EntryKind, FileDifference, Mark
from ckptgen.review.interdiff import interdiff
from ckptgen.review.messages import TextLine, cover_text, message_lines, trailer_changes
from ckptgen.review.model import Hunk, Message, Patch, Series

_TONES = {
    Mark.SAME: Tone.QUIET,
    Mark.CONTEXT: Tone.QUIET,
    Mark.CHANGED: Tone.OPEN,
    Mark.NEW: Tone.GOOD,
    Mark.GONE: Tone.BAD,
}
_ENTRY_TONES = {
    EntryKind.ADDED: Tone.GOOD,
    EntryKind.REMOVED: Tone.BAD,
    EntryKind.CHANGED: Tone.OPEN,
    EntryKind.MOVED: Tone.QUIET,
}
_RESULT = "what the old version leaves, what the new one leaves"
_BASE = "what the old version is made for, what the new one is made for"


@dataclass(frozen=True, slots=True)
class Sides:
    """Two texts side by side: ``label`` says which, ``about`` stands above them."""

    label: str
    about: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a patch: ``findings`` are its entries and notes."""

    path: str
    findings: tuple[Finding, ...]
    sides: tuple[Sides, ...]


@dataclass(frozen=True, slots=True)
class PatchView:
    """One patch, or the cover letter: ``text`` is the whole message of a patch that only one series has."""

    anchor: str
    mark: Cell
    numbers: str
    subject: str
    banner: str
    text: str
    message: tuple[Row, ...]
    trailers: tuple[Finding, ...]
    files: tuple[FileView, ...]


def diff_page(found: Comparison, *, templates: Path | None = None) -> str:
    """Return the comparison as one HTML page, without a folder of this machine in it. Raises TemplateError."""
    views = [view for view in (*map(_view, found.patches), *_cover_views(found)) if _says_something(view)]
    labels = [printable(PurePath(series.label).name or series.label) for series in (found.old, found.new)]
    anchors = {view.anchor for view in views}
    values = {
        "title": f"{labels[0]} to {labels[1]}",
        "series": list(zip(("old", "new"), labels, map(_facts, (found.old, found.new)), strict=True)),
        "counts": [*_counts(found)],
        "moved": [f"{pair.old.number} → {pair.new.number}" for pair in found.moved if pair.old and pair.new],
        "heads": ("change", "before", "now", "message", "trailers"),
        "patches": [_item(change, anchors) for change in found.patches],
        "sections": [("patches", "Patches"), ("changes", "Changes")],
        "views": views,
    }
    return render_page("diff", values, templates)


def _facts(series: Series) -> str:
    base = f", on {series.base[:12]}" if series.base else ""
    return f"{counted(len(series.patches), 'patch')}, v{series.version}{base}"


def _counts(found: Comparison) -> Iterator[Count]:
    yield from (Count(number, WORDS[mark], _TONES[mark]) for mark, number in found.counts.items() if number)
    for number, name in (
        (sum(change.message for change in found.patches), "with another message"),
        (sum(change.trailers for change in found.patches), "with other trailers"),
    ):
        if number:
            yield Count(number, name, Tone.OPEN)


# --- the rows -----------------------------------------------------------


def _item(change: PatchChange, anchors: Iterable[str]) -> PatchItem:
    anchor = _anchor(change)
    old, new = change.pair.old, change.pair.new
    cells = (
        _mark(change.mark),
        Cell(str(old.number) if old else ""),
        Cell(str(new.number) if new else ""),
        Cell("m", Tone.OPEN) if change.message else Cell(""),
        Cell("t", Tone.OPEN) if change.trailers else Cell(""),
    )
    href = f"#{anchor}" if anchor in anchors else ""
    return PatchItem(f"row-{anchor}", change.patch.message.subject, cells, href=href)


def _mark(mark: Mark) -> Cell:
    return Cell(f"{mark} {WORDS[mark]}", _TONES[mark])


def _anchor(change: PatchChange) -> str:
    """Return the id of a patch's differences: its name in the new series, or else in the old one."""
    side = "p" if change.pair.new else "gone"
    return f"{side}-{escaped(change.patch.name)}"


# --- the differences ----------------------------------------------------


def _says_something(view: PatchView) -> bool:
    return bool(view.banner or view.message or view.trailers or view.files)


def _cover_views(found: Comparison) -> Iterator[PatchView]:
    if (found.message or found.trailers) and found.old.cover and found.new.cover:
        old, new = cover_text(found.old.cover), cover_text(found.new.cover)
        rows, trailers = _texts(old, new, found)
        yield PatchView("cover", Cell("cover letter", Tone.OPEN), "", new.subject, "", "", rows, trailers, ())


def _view(change: PatchChange) -> PatchView:
    old, new = change.pair.old, change.pair.new
    numbers = " → ".join(str(patch.number) if patch else "-" for patch in (old, new))
    shown = (_anchor(change), _mark(change.mark), numbers, change.patch.message.subject)
    if old and new:
        rows, trailers = _texts(old.message, new.message, change)
        return PatchView(*shown, "", "", rows, trailers, tuple(_file_views(change.files)))
    banner = f"Only in the {'new' if new else 'old'} series; this is the whole patch."
    return PatchView(*shown, banner, _whole_text(change.patch.message), (), (), tuple(_whole_files(change.patch)))


def _texts(
    old: Message, new: Message, differs: PatchChange | Comparison
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    rows = tuple(_message_rows(message_lines(old, new))) if differs.message else ()
    gone, came = trailer_changes(old, new) if differs.trailers else ((), ())
    return rows, (
        *(Finding(Tone.BAD, f"no longer {trailer}") for trailer in gone),
        *(Finding(Tone.GOOD, f"now {trailer}") for trailer in came),
    )


def _message_rows(lines: Sequence[TextLine]) -> tuple[Row, ...]:
    """Return the rows of a message, which has no line numbers."""
    pieces: list[list[bytes]] = [[]]
    for line in lines:
        if (line.mark, line.text) == (" ", "..."):
            pieces.append([])
        else:
            pieces[-1].append(f"{line.mark}{line.text}".encode("utf-8", "surrogateescape"))
    rows = [[replace(row, old_number=None, new_number=None) for row in hunk_rows(piece, 1, 1)] for piece in pieces]
    return with_gaps(rows)


def _whole_text(message: Message) -> str:
    trailers = "\n".join(map(str, message.trailers))
    return "\n\n".join(part for part in (message.sender, message.body, trailers) if part)


def _file_views(files: Iterable[FileDifference]) -> Iterator[FileView]:
    for file in files:
        findings = (*_entry_findings(file), *(Finding(Tone.QUIET, note) for note in frame_notes(file)))
        between = interdiff(file.old, file.new)
        sides = []
        if between.hunks:
            sides.append(Sides(f"{file.path}: {_RESULT}", "", _rows(between.hunks)))
        if between.base and file.mark is Mark.CHANGED:
            sides.append(Sides(f"{file.path}: {_BASE}", "The base differs:", _rows(between.base)))
        if findings or sides:
            yield FileView(file.path, findings, tuple(sides))


def _entry_findings(file: FileDifference) -> Iterator[Finding]:
    for table in file.tables:
        name = table.table or "a table whose head the diff does not show"
        for entry in table.entries:
            yield Finding(_ENTRY_TONES[entry.kind], entry_line(entry)[2:], "", name)


def _whole_files(patch: Patch) -> Iterator[FileView]:
    for file in patch.files:
        notes = [] if file.hunks else ["without lines: " + ("a binary file" if file.binary else "its mode or its name")]
        rows = _rows(file.hunks)
        sides = (Sides(f"{file.path}: before and after", "", rows),) if rows else ()
        yield FileView(file.path, tuple(Finding(Tone.QUIET, note) for note in notes), sides)


def _rows(hunks: Iterable[Hunk]) -> tuple[Row, ...]:
    return with_gaps([hunk_rows(hunk.lines, hunk.old_start, hunk.new_start) for hunk in hunks])
