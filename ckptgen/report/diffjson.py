"""The differences of two series as JSON, ``ckptgen-diff/1``."""

from collections.abc import Iterable

from ckptgen.report.diff import View, content_lines
from ckptgen.report.shapes import Json
from ckptgen.review.comparing import Comparison, PatchChange
from ckptgen.review.differing import EntryDifference, FileDifference
from ckptgen.review.interdiff import interdiff
from ckptgen.review.messages import cover_text, message_lines, trailer_changes
from ckptgen.review.model import EntryChange, Hunk, Message, Patch, Series
from ckptgen.review.rangediff import RangeDiff

SCHEMA = "ckptgen-diff/1"


def diff_json(found: Comparison, view: View, ranges: RangeDiff | None) -> Json:
    """Return the comparison as one JSON object; bytes that are not UTF-8 are lone surrogates."""
    covers = found.old.cover, found.new.cover
    return {
        "schema": SCHEMA,
        "differs": found.differs,
        "old": _series(found.old),
        "new": _series(found.new),
        "counts": {mark.name.lower(): count for mark, count in found.counts.items()},
        "moved": [{"old": p.old.number, "new": p.new.number} for p in found.moved if p.old and p.new],
        "cover": {
            "message": found.message,
            "trailers": found.trailers,
            **(_texts(cover_text(covers[0]), cover_text(covers[1]), found) if covers[0] and covers[1] else {}),
        },
        "patches": [_patch_change(change, view) for change in found.patches],
        **({"range_diff": _text(ranges.text)} if ranges else {}),
    }


def _series(series: Series) -> Json:
    return {
        "label": series.label,
        "version": series.version,
        "base": series.base,
        "patches": len(series.patches),
        "cover": series.cover is not None,
    }


def _patch_change(change: PatchChange, view: View) -> Json:
    old, new = change.pair.old, change.pair.new
    shape: dict[str, object] = {
        "mark": str(change.mark),
        "message": change.message,
        "trailers": change.trailers,
        "old": _patch(old),
        "new": _patch(new),
        "files": [_file(file, view) for file in change.files],
    }
    if old and new:
        return shape | _texts(old.message, new.message, change)
    return shape | {"content": list(content_lines(change.patch))}


def _patch(patch: Patch | None) -> Json | None:
    if patch is None:
        return None
    entry = {"phase": patch.entry.phase, "group": patch.entry.group} if patch.entry else {"phase": None, "group": None}
    return {"number": patch.number, "name": patch.name, "subject": patch.message.subject, **entry}


def _texts(old: Message, new: Message, differs: PatchChange | Comparison) -> dict[str, object]:
    gone, came = trailer_changes(old, new)
    return {
        "message_lines": [[line.mark, line.text] for line in message_lines(old, new)] if differs.message else [],
        "trailers_gone": list(map(str, gone)),
        "trailers_new": list(map(str, came)),
    }


def _file(file: FileDifference, view: View) -> Json:
    shape: dict[str, object] = {
        "path": file.path,
        "old_path": file.old.path if file.old else None,
        "mark": str(file.mark),
        "tables": [
            {
                "struct": table.struct or None,
                "table": table.table or None,
                "entries": [_entry(entry) for entry in table.entries],
            }
            for table in file.tables
        ],
        "lines": [{"mark": str(line.mark), "text": _text(line.text), "line": line.line} for line in file.lines],
    }
    if view is View.INTERDIFF:
        between = interdiff(file.old, file.new)
        shape |= {"interdiff": _hunks(between.hunks), "base": _hunks(between.base)}
    return shape


def _entry(entry: EntryDifference) -> Json:
    return {
        "field": entry.shown.field,
        "kind": str(entry.kind),
        "old": _change(entry.old),
        "new": _change(entry.new),
    }


def _change(change: EntryChange | None) -> Json | None:
    if change is None:
        return None
    return {
        "before": change.before,
        "after": change.after,
        "guard": change.guard,
        "previous": change.previous,
        "line": change.line,
    }


def _hunks(hunks: Iterable[Hunk]) -> list[Json]:
    return [
        {
            "old_start": hunk.old_start,
            "new_start": hunk.new_start,
            "section": _text(hunk.section),
            "lines": [_text(line) for line in hunk.lines],
        }
        for hunk in hunks
    ]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
