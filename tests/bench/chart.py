"""The figures as bars, on a logarithmic scale since spatch takes a hundred times as long as grep."""

import math
from collections.abc import Sequence
from html import escape

from tests.bench.measuring import Row

_WIDTH, _LABELS, _HEIGHT = 760, 230, 22
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.bar{fill:#3b6fb5}.line{stroke:#999;stroke-dasharray:3 3}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.bar{fill:#7fb0ee}}"
)


def chart(rows: Sequence[Row], title: str) -> str:
    """Return an SVG with a bar for each row: its ratio to its yardstick, which is the dashed line at 1."""
    least = min(0.1, *(row.ratio for row in rows)) if rows else 0.1
    most = max(10.0, *(row.ratio for row in rows)) if rows else 10.0

    def x(ratio: float) -> float:
        share = (math.log10(ratio) - math.log10(least)) / (math.log10(most) - math.log10(least))
        return round(_LABELS + share * (_WIDTH - _LABELS - 60), 1)

    height = (len(rows) + 2) * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text x="4" y="15">times the yardstick (log scale); {escape(title)}</text>',
        f'<line class="line" x1="{x(1)}" x2="{x(1)}" y1="{_HEIGHT}" y2="{height}"/>',
    ]
    for number, row in enumerate(rows, 1):
        y = number * _HEIGHT
        parts.append(f'<text x="4" y="{y + 16}">{escape(row.name)}</text>')
        width = round(max(x(row.ratio) - _LABELS, 1), 1)
        parts.append(f'<rect class="bar" x="{_LABELS}" y="{y + 4}" width="{width}" height="{_HEIGHT - 8}"/>')
        parts.append(f'<text x="{x(row.ratio) + 6}" y="{y + 16}">{row.ratio:.2f} x {escape(row.yardstick)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
