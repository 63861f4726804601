"""A history as text, JSON and CSV."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from ckptgen.history.model import Counts, History, Point, Subject
from ckptgen.report.shapes import Json, csv_text, printable

_HEADER = ["tree", "revision", "commit", "date", "scope", "directory", "tables", "with", "without", "opt_out"]


def day_of(date: int) -> str:
    """Return the day of a time in seconds since 1970, in UTC; empty for 0, which stands for none."""
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d") if date else ""


def history_lines(histories: Sequence[History], subject: Subject) -> Iterator[str]:
    """Yield a table for each tree: a line for each revision, and under it one for each directory."""
    for number, history in enumerate(histories):
        if number:
            yield ""
        yield f"{printable(history.tree)}: struct {subject.struct}, .{subject.operation}"
        names = [(f"{printable(p.name)}  {day_of(p.date)}".rstrip(), p) for p in history.points]
        inner = (printable(name) for name in history.directories())
        width = max(28, *(len(name) for name, _ in names), *(len(name) + 2 for name in inner), 0)
        yield f"{'':{width}}  tables    with without"
        for name, point in names:
            yield _line(name, point.total, width)
            yield from (_line(f"  {printable(n)}", counts, width) for n, counts in point.directories)


def _line(name: str, counts: Counts, width: int) -> str:
    return f"{name:{width}} {counts.tables:7} {counts.having:7} {counts.without:7}"


def history_json(histories: Sequence[History], subject: Subject) -> Json:
    """Return everything as one JSON object."""
    return {
        "schema": "ckptgen-history/1",
        "struct": subject.struct,
        "operation": subject.operation,
        "component": subject.component,
        "under": list(subject.under),
        "trees": [{"tree": h.tree, "revisions": [_point_shape(point) for point in h.points]} for h in histories],
    }


def _point_shape(point: Point) -> Json:
    read = point.read
    return {
        "revision": point.name,
        "commit": point.commit,
        "date": day_of(point.date),
        "seconds": point.date,
        **_counts_shape(point.total),
        "directories": [{"directory": name, **_counts_shape(counts)} for name, counts in point.directories],
        "coverage": {
            "files_listed": read.listed,
            "files_read": read.read,
            "symbolic_links": read.links,
            "raw_count": read.raw,
            "raw_count_in_comments": read.in_comments,
        },
        "unparsed": [{"path": path, "line": line, "reason": reason} for path, line, reason in read.unparsed],
    }


def _counts_shape(counts: Counts) -> dict[str, int]:
    return {
        "tables": counts.tables,
        "with": counts.having,
        "without": counts.without,
        "opt_out": counts.opted_out,
    }


def history_csv(histories: Sequence[History]) -> str:
    """Return a line for each revision (scope ``all``) and for each directory of it (scope ``directory``)."""
    return csv_text(
        _HEADER, (row for history in histories for point in history.points for row in _rows(history, point))
    )


def _rows(history: History, point: Point) -> Iterator[list[object]]:
    start = [history.tree, point.name, point.commit, day_of(point.date)]
    for scope, name, counts in [("all", "", point.total), *(("directory", n, c) for n, c in point.directories)]:
        yield [*start, scope, name, *_counts_shape(counts).values()]
