"""A history as a page: a chart and the numbers of each tree, and of each of its directories."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.history.model import Counts, History, Point, Subject
from ckptgen.report.chart import Chart, chart_element
from ckptgen.report.history import day_of
from ckptgen.report.html.anchors import escaped
from ckptgen.report.html.page import render_page
from ckptgen.report.shapes import printable

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One revision's numbers."""

    revision: str
    date: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of a directory, or of a whole tree: as a chart and as rows."""

    anchor: str
    name: str
    chart: "Markup"
    rows: tuple[Row, ...]


def history_page(histories: Sequence[History], subject: Subject, *, templates: Path | None = None) -> str:
    """Return the history as one HTML page. Raises TemplateError."""
    trees = [(_whole(history), [_part(history, name) for name in history.directories()]) for history in histories]
    values = {
        "title": f".{subject.operation} of struct {subject.struct}",
        "subject": subject,
        "trees": trees,
        "revisions": sum(len(history.points) for history in histories),
        "unparsed": [
            (f"{printable(path)}:{line}", printable(history.tree), printable(point.name), printable(reason))
            for history in histories
            for point in history.points
            for path, line, reason in point.read.unparsed
        ],
        "sections": [(whole.anchor, whole.name) for whole, _ in trees],
    }
    return render_page("history", values, templates)


def charts(histories: Sequence[History], subject: Subject) -> list[Chart]:
    """Return one chart for each tree: its tables, and those with and without the operation."""
    return [_chart(f"{h.tree}: .{subject.operation}", h.points, [p.total for p in h.points]) for h in histories]


def _chart(title: str, points: Sequence[Point], counts: Sequence[Counts]) -> Chart:
    lines = (
        ("tables", tuple(c.tables for c in counts)),
        ("with", tuple(c.having for c in counts)),
        ("without", tuple(c.without for c in counts)),
    )
    return Chart(title, tuple(point.name for point in points), lines)


def _whole(history: History) -> Part:
    return _drawn(history, f"r-{escaped(history.tree)}", history.tree, [point.total for point in history.points])


def _part(history: History, name: str) -> Part:
    counts = [dict(point.directories).get(name, Counts()) for point in history.points]
    return _drawn(history, f"d-{escaped(f'{history.tree}:{name}')}", name or "higher up", counts)


def _drawn(history: History, anchor: str, name: str, counts: Sequence[Counts]) -> Part:
    from markupsafe import Markup

    rows = (Row(printable(p.name), day_of(p.date), c) for p, c in zip(history.points, counts, strict=True))
    # Every text in it has been escaped.
    drawn = Markup(chart_element(_chart(name, history.points, counts)))
    return Part(anchor, printable(name), drawn, tuple(rows))
