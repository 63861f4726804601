"""The differences of two series as text: one line per patch, then what has changed in each."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from ckptgen.report.shapes import printable, shown_line, shown_text
from ckptgen.review.comparing import Comparison, PatchChange
from ckptgen.review.differing import EntryDifference, EntryKind, FileDifference, Mark, TableDifference
from ckptgen.review.hunks import render_diff
from ckptgen.review.interdiff import interdiff
from ckptgen.review.messages import TextLine, cover_text, message_lines, trailer_changes
from ckptgen.review.model import EntryChange, FileDiff, Hunk, Message, Patch, Series
from ckptgen.review.rangediff import RangeDiff

WORDS = {
    Mark.SAME: "same",
    Mark.CONTEXT: "context only",
    Mark.CHANGED: "changed",
    Mark.NEW: "new",
    Mark.GONE: "gone",
}
_INDENT = "    "


class View(StrEnum):
    """How a change of the code is shown."""

    CHANGE = "change"
    """Entries by table, then the other lines."""
    SEMANTIC = "semantic"
    """Entries by table only."""
    INTERDIFF = "interdiff"
    RANGE_DIFF = "range-diff"


class Part(StrEnum):
    """What ``--only`` can ask for."""

    SUBJECTS = "subjects"
    MESSAGES = "messages"
    TAGS = "tags"
    CODE = "code"


# --- the first screen ---------------------------------------------------


def summary_lines(found: Comparison) -> Iterator[str]:
    """Yield one line per patch: its mark and flags, its number before and now, and its subject."""
    width = max(len(str(len(series.patches))) for series in (found.old, found.new))
    if found.message or found.trailers:
        assert found.new.cover is not None
        yield f" {_flags(found)}  {0:>{width}} -> {0:>{width}}  {shown_text(found.new.cover.subject)}"
    yield from (summary_line(change, width) for change in found.patches)


def summary_line(change: PatchChange, width: int) -> str:
    """Return the line of one patch; ``width`` is that of the longest number."""
    old, new = ("-" if patch is None else str(patch.number) for patch in (change.pair.old, change.pair.new))
    subject = shown_text(change.patch.message.subject)
    return f"{change.mark}{_flags(change)}  {old:>{width}} -> {new:>{width}}  {subject}"


def _flags(change: PatchChange | Comparison) -> str:
    return ("m" if change.message else " ") + ("t" if change.trailers else " ")


def remark_lines(found: Comparison) -> Iterator[str]:
    """Yield what the series are, how many patches have which mark, and what has no mark: order, version, base."""
    for name, series in (("old", found.old), ("new", found.new)):
        base = f", base {series.base[:12]}" if series.base else ""
        yield f"{name}: {printable(series.label)}: {counted(len(series.patches), 'patch')}, v{series.version}{base}"
    counts = [f"{count} {WORDS[mark]} ({mark})" for mark, count in found.counts.items() if count]
    messages, trailers = (sum(getattr(each, flag) for each in found.patches) for flag in ("message", "trailers"))
    counts += [f"{messages} with another message (m)"] * bool(messages)
    counts += [f"{trailers} with other trailers (t)"] * bool(trailers)
    yield ", ".join(counts)
    if found.moved:
        yield f"{counted(len(found.moved), 'patch')} moved among the others: " + ", ".join(
            f"{pair.old.number} -> {pair.new.number}" for pair in found.moved if pair.old and pair.new
        )
    if bool(found.old.cover) != bool(found.new.cover):
        yield f"only the {'old' if found.old.cover else 'new'} series has a cover letter"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun; ``patch``, ``line``."""
    return f"{count} {noun}{'' if count == 1 else 'es' if noun.endswith('ch') else 's'}"


# --- patch by patch -----------------------------------------------------


def detail_lines(found: Comparison, view: View, only: Collection[Part] = ()) -> Iterator[str]:
    """Yield what differs, patch by patch, and last in the cover letter; a patch that only one series has as a whole.

    ``only`` are the parts to show. Without it, they are all of them, or with another view of the code than the first,
    the code.
    """
    width = max(len(str(len(series.patches))) for series in (found.old, found.new))
    parts = only or (tuple(Part) if view is View.CHANGE else (Part.CODE,))
    for change in found.patches:
        lines = list(_patch_lines(change, view, parts, only or tuple(Part)))
        if lines:
            yield from ("", summary_line(change, width), *map(_indented, lines))
    if found.old.cover and found.new.cover:
        lines = list(_message_lines(cover_text(found.old.cover), cover_text(found.new.cover), found, parts))
        if lines:
            yield from ("", next(summary_lines(found)), *map(_indented, lines))


def _indented(line: str) -> str:
    return f"{_INDENT}{line}" if line.strip() else ""


def _patch_lines(change: PatchChange, view: View, parts: Collection[Part], whole: Collection[Part]) -> Iterator[str]:
    old, new = change.pair.old, change.pair.new
    if old and new:
        yield from _message_lines(old.message, new.message, change, parts)
        if Part.CODE in parts and view is View.INTERDIFF:
            yield from _interdiff_lines(change)
        elif Part.CODE in parts and view is not View.RANGE_DIFF:
            yield from (line for file in change.files for line in file_lines(file, view))
    elif set(whole) - {Part.SUBJECTS}:
        yield f"--- only in the {'new' if new else 'old'} series; the whole patch: ---"
        yield ""
        yield from content_lines(change.patch, whole)


def _message_lines(
    old: Message, new: Message, differs: PatchChange | Comparison, parts: Collection[Part]
) -> Iterator[str]:
    if differs.message and Part.MESSAGES in parts:
        yield "message:"
        yield from (_text_line(line) for line in message_lines(old, new))
    if differs.trailers and Part.TAGS in parts:
        yield "trailers:"
        for mark, trailers in zip("-+", trailer_changes(old, new), strict=True):
            yield from (_text_line(TextLine(mark, str(trailer))) for trailer in trailers)


def _text_line(line: TextLine) -> str:
    return f"  {line.mark} {shown_text(line.text)}".rstrip()


def content_lines(patch: Patch, parts: Collection[Part] = tuple(Part)) -> Iterator[str]:
    """Yield a whole patch, or these parts of it."""
    message = patch.message
    if Part.MESSAGES in parts:
        head = [f"From: {message.sender}"] * bool(message.sender) + [f"Subject: {message.subject}", ""]
        yield from (shown_text(line) for line in (*head, *message.body.split("\n")))
        yield ""
    if Part.TAGS in parts and message.trailers:
        yield from (shown_text(str(trailer)) for trailer in message.trailers)
        yield ""
    if Part.CODE in parts:
        yield from (line for file in patch.files for line in _diff_lines(file))


def _diff_lines(file: FileDiff) -> Iterator[str]:
    yield from (shown_line(line) for line in render_diff(file).removesuffix(b"\n").split(b"\n"))
    if file.binary:
        yield "(a binary file, whose content is not shown)"


# --- the change of the code ---------------------------------------------


def file_lines(file: FileDifference, view: View = View.CHANGE) -> Iterator[str]:
    """Yield how two versions of a patch differ in one file: entries by table, then the other lines; nothing where they
    do not, or only in context.
    """
    lines = [f"  {note}" for note in frame_notes(file)]
    lines += [line for table in file.tables for line in _table_lines(table)]
    if view is View.SEMANTIC:
        lines += [f"  {counted(len(file.lines), 'other line')} differ{'s' * (len(file.lines) == 1)}"] * bool(file.lines)
    else:
        lines += ["  other lines:"] * bool(file.lines and file.tables)
        lines += [f"  {'  ' * bool(file.tables)}{line.mark} {shown_line(line.text)}" for line in file.lines]
    if lines:
        yield printable(file.path)
        yield from lines


def frame_notes(file: FileDifference) -> Iterator[str]:
    """Yield what differs in a file besides its lines."""
    old, new = file.old, file.new
    if old is None or new is None:
        yield f"only the {'new' if new else 'old'} version changes this file"
        return
    if file.moved:
        yield f"moved: the old version changes {printable(old.path)}"
    if (old.old is None, old.new is None) != (new.old is None, new.new is None):
        yield f"the old version {_verb(old)} the file, the new one {_verb(new)} it"
    modes = [f"{each.old_mode or '100644'} to {each.new_mode or '100644'}" for each in (old, new)]
    if modes[0] != modes[1] and old.old and old.new and new.old and new.new:
        yield f"mode: from {modes[1]}, in the old version from {modes[0]}"
    if old.binary and new.binary and old.blob != new.blob:
        yield "a binary file with another content"


def _verb(file: FileDiff) -> str:
    return "creates" if file.old is None else "deletes" if file.new is None else "changes"


def _table_lines(table: TableDifference) -> Iterator[str]:
    struct = f" (struct {table.struct})" if table.struct else ""
    yield f"  {table.table or 'a table that the diff does not show the head of'}{struct}"
    yield from (f"    {entry_line(entry)}" for entry in table.entries)


def entry_line(entry: EntryDifference) -> str:
    """Return in words how what a patch does to one entry differs between its versions."""
    old, new = entry.old, entry.new
    if entry.kind is EntryKind.ADDED:
        return shown_text(f"+ now {_deed(entry.shown)}{_where(entry.shown)}")
    if entry.kind is EntryKind.REMOVED:
        return shown_text(f"- no longer {_deed(entry.shown)}{_where(entry.shown)}")
    assert old is not None and new is not None
    if entry.kind is EntryKind.MOVED:
        return shown_text(f"~ {_deed(new)}, {_place(new)}; in the old version {_place(old)}")
    if (old.before, old.after) == (new.before, new.after):
        return shown_text(f"! {_deed(new)} {_guard(new)}; in the old version {_guard(old)}")
    return shown_text(f"! {_deed(new)}{_where(new)}; the old version {_deed(old)}{_where(old)}")


def _place(change: EntryChange) -> str:
    return f"behind .{change.previous}" if change.previous else "in front"


def _guard(change: EntryChange) -> str:
    return f"under {change.guard}" if change.guard else "under no condition"


def _where(change: EntryChange) -> str:
    return f" under {change.guard}" if change.guard else ""


def _deed(change: EntryChange) -> str:
    """Return what a patch does to an entry."""
    if change.before is None:
        return f"adds .{change.field} = {change.after}"
    if change.after is None:
        return f"removes .{change.field} = {change.before}"
    if change.before == change.after:
        return f"moves .{change.field} = {change.after}"
    return f"changes .{change.field} from {change.before} to {change.after}"


# --- interdiff and range-diff -------------------------------------------


def _interdiff_lines(change: PatchChange) -> Iterator[str]:
    for file in change.files:
        found = interdiff(file.old, file.new)
        notes = list(frame_notes(file))
        if found.hunks or notes or (file.mark is Mark.CHANGED and found.base):
            yield printable(file.path)
            yield from (f"  {note}" for note in notes)
            yield from hunk_lines(found.hunks)
            if found.base:
                yield f"  the base differs{'' if found.hunks else ', and the result does not'}:"
                yield from hunk_lines(found.base)


def hunk_lines(hunks: Sequence[Hunk]) -> Iterator[str]:
    """Yield hunks as a diff writes them."""
    for hunk in hunks:
        counts = f"@@ -{hunk.old_start},{hunk.old_count} +{hunk.new_start},{hunk.new_count} @@"
        yield f"{counts} {shown_line(hunk.section)}".rstrip()
        yield from (shown_line(line) for line in hunk.lines)


def range_diff_lines(found: RangeDiff, old: Series, new: Series) -> Iterator[str]:
    """Yield git's range-diff, and the whole of each patch that git found no match for, which it does not show."""
    yield from (shown_line(line) for line in found.text.removesuffix(b"\n").split(b"\n"))
    for name, series, numbers in (("old", old, found.old), ("new", new, found.new)):
        for patch in (series.patches[number - 1] for number in numbers):
            yield ""
            yield f"{patch.number}: {shown_text(patch.message.subject)}"
            yield f"{_INDENT}--- git found no match for this patch of the {name} series; the whole of it: ---"
            yield ""
            yield from map(_indented, content_lines(patch))
