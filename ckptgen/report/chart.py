"""Lines over revisions, as SVG written by hand: readable in light and dark, with a text for whoever does not see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ckptgen.report.shapes import printable

WIDTH, HEIGHT = 960, 400
"""In pixels; a page may scale the chart."""
_LEFT, _RIGHT, _TOP, _LOW = 64, 120, 44, 84
_LETTER = 7.0
"""About the width of a letter of the labels, in pixels."""
_SLANT = 22
"""How far apart two slanted labels must stand, in pixels."""
_NEAR = 16
"""How far apart the names at the lines' ends must stand, in pixels."""
_CLASSES = ("line-a", "line-b", "line-c")
STYLE = """
svg { color-scheme: light dark; background: #fbfbfa; }
.chart { font: 12px system-ui, "Noto Sans", "Liberation Sans", Arial, sans-serif; --text: #1c2128; --soft: #57606a; \
--rule: #d9dce1; --line-a: #0b57b0; --line-b: #14632f; --line-c: #a1151b; }
@media (prefers-color-scheme: dark) {
svg { background: #14171b; }
.chart { --text: #e3e7ec; --soft: #a0a9b4; --rule: #343b45; --line-a: #85b9f8; --line-b: #8ddca4; --line-c: #ff9c96; }
}
"""
RULES = """
.chart text { fill: var(--text); }
.chart .soft { fill: var(--soft); }
.chart .head { font-size: 15px; font-weight: 600; }
.chart .rule { stroke: var(--rule); stroke-width: 1; }
.chart polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
.chart .line-a { --now: var(--line-a); }
.chart .line-b { --now: var(--line-b); }
.chart .line-c { --now: var(--line-c); }
.chart polyline, .chart circle { stroke: var(--now); }
.chart circle { fill: var(--now); }
.chart text.line-a, .chart text.line-b, .chart text.line-c { fill: var(--now); font-weight: 600; }
.chart .line-b polyline { stroke-dasharray: 7 3; } .chart .line-c polyline { stroke-dasharray: 2 3; }
"""
"""What a page that holds a chart needs in its style sheet, besides the colours."""


@dataclass(frozen=True, slots=True)
class Chart:
    """``title``, the names of the points from left to right, and up to three lines: a name and a number a point."""

    title: str
    points: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def chart_file(charts: Sequence[Chart]) -> str:
    """Return the charts as one SVG file, one under the other, with a style of its own."""
    height = HEIGHT * len(charts)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">',
        f"<style>{STYLE}{RULES}</style>",
        *(f'<g transform="translate(0 {HEIGHT * i})">\n{_body(chart)}</g>' for i, chart in enumerate(charts)),
        "</svg>\n",
    ]
    return "\n".join(parts)


def chart_element(chart: Chart) -> str:
    """Return one chart as an element of a page, whose style sheet has ``RULES``."""
    return (
        f'<svg class="drawn" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={_quoted(_summary(chart))}>\n'
        f"{_body(chart)}</svg>"
    )


def _body(chart: Chart) -> str:
    highest = max((max(numbers, default=0) for _, numbers in chart.lines), default=0)
    step = _step(highest)
    top = max(step, -(-highest // step) * step)
    parts = ['<g class="chart">', f"<title>{_text(_summary(chart))}</title>"]
    parts.append(f'<text class="head" x="{_LEFT}" y="24">{_text(chart.title)}</text>')
    for value in range(0, top + 1, step):
        y = _number(_height(value, top))
        parts.append(f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="soft" x="{_LEFT - 8}" y="{y}" dy=".35em" text-anchor="end">{value:,}</text>')
    parts += _names(chart)
    for shape, (name, numbers) in zip(_CLASSES, chart.lines, strict=False):
        parts += _line(chart, shape, name, numbers, top)
    parts += _ends(chart, top)
    return "\n".join([*parts, "</g>", ""])


def _line(chart: Chart, shape: str, name: str, numbers: Sequence[int], top: int) -> Iterator[str]:
    places = [(_number(_across(i, len(numbers))), _number(_height(value, top))) for i, value in enumerate(numbers)]
    yield f'<g class="{shape}">'
    yield f'<polyline points="{" ".join(f"{x},{y}" for x, y in places)}"/>'
    for (x, y), point, value in zip(places, chart.points, numbers, strict=True):
        yield f'<circle cx="{x}" cy="{y}" r="3"><title>{_text(f"{point}: {value:,} {name}")}</title></circle>'
    yield "</g>"


def _names(chart: Chart) -> Iterator[str]:
    """Write the points' names under the axis: slanted, and only so many as can be read; the last one always."""
    count = len(chart.points)
    every = max(1, -(-_SLANT * (count - 1) // (WIDTH - _LEFT - _RIGHT)))
    longest = int((_LOW - 14) * 1.3 / _LETTER)
    for i, name in enumerate(chart.points):
        left = count - 1 - i
        if left % every == 0:
            x, y = _number(_across(i, count)), HEIGHT - _LOW + 16
            shown = printable(name)
            short = shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
            yield f'<text x="{x}" y="{y}" text-anchor="end" transform="rotate(-45 {x} {y})">{_text(short)}</text>'


def _ends(chart: Chart, top: int) -> Iterator[str]:
    """Write each line's name and last number at its end, apart from one another."""
    last = [(_height(numbers[-1], top), shape, name, numbers[-1]) for shape, name, numbers in _drawn(chart)]
    at = float(_TOP) - _NEAR
    spots = []
    for y, shape, name, value in sorted(last):
        at = max(y, at + _NEAR)
        spots.append((at, shape, name, value))
    over = max(0.0, spots[-1][0] - (HEIGHT - _LOW)) if spots else 0.0
    for y, shape, name, value in spots:
        yield f'<text class="{shape}" x="{WIDTH - _RIGHT + 10}" y="{_number(y - over)}" dy=".35em">' + (
            f"{value:,} {_text(name)}</text>"
        )


def _drawn(chart: Chart) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(shape, n, numbers) for shape, (n, numbers) in zip(_CLASSES, chart.lines, strict=False) if numbers]


def _across(index: int, count: int) -> float:
    room = WIDTH - _LEFT - _RIGHT
    return _LEFT + (room * index / (count - 1) if count > 1 else room / 2)


def _height(value: int, top: int) -> float:
    return HEIGHT - _LOW - (HEIGHT - _LOW - _TOP) * value / top


def _step(highest: int) -> int:
    """Return a round distance between the rules: 1, 2 or 5 times a power of ten, for at most six of them."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * 6 >= highest:
                return factor * power
        power *= 10


def _summary(chart: Chart) -> str:
    """Say the chart in words: where each line begins and ends."""
    if not chart.points:
        return f"{chart.title}: nothing"
    ends = (f"{name} {n[0]:,} to {n[-1]:,}" for name, n in chart.lines if n)
    return f"{chart.title}, {chart.points[0]} to {chart.points[-1]}: {', '.join(ends)}"


def _text(text: str) -> str:
    return escape(printable(text))


def _quoted(text: str) -> str:
    return quoteattr(printable(text))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
