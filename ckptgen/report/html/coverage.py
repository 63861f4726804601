"""The map of the tree: how many tables of each directory have the operation, gain it or lack it, as areas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from ckptgen.csource.values import is_null
from ckptgen.plan.model import PlannedTable, Verdict
from ckptgen.report.html.treemap import Box, divide
from ckptgen.report.shapes import printable

WIDTH = 1120
"""The width in pixels that the map is laid out for; a page may be narrower, and the height stays."""
_LOWEST, _HIGHEST, _EACH = 140, 520, 7
"""The height in pixels: of the smallest map, of the largest, and what each directory adds."""
_HEAD = 17
_GAP = 2
_LETTER, _SMALL = 7.2, 5.8
"""About the width of a letter in the map, in pixels: of the usual size, and of the small one."""
_WIDE = "mwMW%@"
_MARGIN = 5
_NARROWEST, _TELEPHONE = 0.85, 0.3
"""How wide the map can become, as parts of its width: with all its words, and with the fewest."""
_LINE = 16


@dataclass(frozen=True, slots=True)
class Share:
    """How many tables there are under a directory; ``lacks`` are those that stay without the operation."""

    have: int = 0
    gain: int = 0
    lack: int = 0

    @property
    def total(self) -> int:
        return self.have + self.gain + self.lack

    def plus(self, other: "Share") -> "Share":
        return Share(self.have + other.have, self.gain + other.gain, self.lack + other.lack)

    def __str__(self) -> str:
        parts = [f"{self.have:,} have it"] * bool(self.have) + [f"{self.gain:,} gain it"] * bool(self.gain)
        parts += [f"{self.lack:,} lack it"] * bool(self.lack)
        return f"{self.total:,} table{'s' * (self.total != 1)}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Area:
    """One directory on the map.

    ``x`` and ``width`` are in percent of the map's width, ``y`` and ``height`` in pixels. ``have`` and ``gain`` are the
    parts of the area in percent. ``label`` is empty where there is no room for it, and ``number``, the count, too.
    ``size`` are the classes of both: ``small`` letters, ``roomy`` where they need the map's full width.
    """

    directory: str
    href: str
    share: Share
    x: str
    y: str
    width: str
    height: str
    have: str
    gain: str
    label: str
    size: str
    number: str


@dataclass(frozen=True, slots=True)
class Map:
    """The whole map: ``groups`` are the top directories with their heads, ``areas`` the directories within."""

    height: int
    groups: tuple[Area, ...]
    areas: tuple[Area, ...]


def standing_of(planned: PlannedTable, field: str) -> Share:
    """Tell how one table counts for the operation ``field``: an explicit NULL, there or to be made, is not it."""
    if not all(map(is_null, planned.table.values(field))):
        return Share(have=1)
    return Share(gain=1) if planned.verdict is Verdict.ADD else Share(lack=1)


def area_of(path: str) -> tuple[str, str]:
    """Return the top directory and the one below it that a file counts for: ``fs/*`` holds the files right in fs."""
    top, *rest = path.split("/")[:-1] or ["*"]
    return top, f"{top}/{rest[0]}" if rest else f"{top}/*" if top != "*" else top


def shares(tables: Iterable[PlannedTable], field: str) -> dict[str, dict[str, Share]]:
    """Return the share of each directory by its top directory."""
    found: dict[str, dict[str, Share]] = {}
    for planned in tables:
        top, directory = area_of(planned.table.path)
        within = found.setdefault(top, {})
        within[directory] = within.get(directory, Share()).plus(standing_of(planned, field))
    return found


def draw_map(found: Mapping[str, Mapping[str, Share]]) -> Map:
    """Lay out the map, the largest directories first."""
    totals = {top: _sum(within.values()) for top, within in found.items()}
    tops = sorted(totals, key=lambda top: (-totals[top].total, top))
    height = min(_HIGHEST, _LOWEST + _EACH * sum(len(within) for within in found.values()))
    outers = divide(Box(0, 0, WIDTH, height), [totals[top].total for top in tops])
    groups, areas = [], []
    for top, outer in zip(tops, outers, strict=True):
        box = Box(outer.x, outer.y, max(1.0, outer.width - _GAP), max(1.0, outer.height - _GAP))
        groups.append(_area(top, f"{top}/", totals[top], Box(box.x, box.y, box.width, _HEAD)))
        # Without a head that tells where it is, an area says more itself.
        headed = bool(groups[-1].label) and box.height > 2 * _HEAD
        if not headed:
            groups.pop()
        inner = Box(box.x, box.y + _HEAD, box.width, box.height - _HEAD) if headed else box
        names = sorted(found[top], key=lambda name: (-found[top][name].total, name))
        for name, each in zip(names, divide(inner, [found[top][name].total for name in names]), strict=True):
            label = (name.removeprefix(f"{top}/") if headed else name.removesuffix("/*")).replace("*", "files")
            areas.append(_area(name, label, found[top][name], each))
    return Map(height, tuple(groups), tuple(areas))


def _area(directory: str, label: str, share: Share, box: Box) -> Area:
    shown = printable(label)
    room = _NARROWEST * box.width
    needed = _letters(shown) * _LETTER + _MARGIN
    small = room < needed
    if small:
        needed = _letters(shown) * _SMALL + _MARGIN
    fits = room >= needed and box.height >= _LINE
    sizes = ["small"] * small + ["roomy"] * (_TELEPHONE * box.width < needed)
    return Area(
        directory=printable(directory),
        href=f"?dir={quote(printable(directory), safe='/*')}#tables",
        share=share,
        x=_number(100 * box.x / WIDTH),
        y=_number(box.y),
        width=_number(100 * box.width / WIDTH),
        height=_number(box.height),
        have=_number(100 * share.have / share.total),
        gain=_number(100 * share.gain / share.total),
        label=shown if fits else "",
        size=" ".join(sizes),
        number=f"{share.total:,}" if fits and not small and box.height >= 2 * _LINE else "",
    )


def _letters(text: str) -> float:
    """Return the width of a text in letters of the usual width."""
    return len(text) + 0.6 * sum(letter in _WIDE for letter in text)


def _sum(each: Iterable[Share]) -> Share:
    total = Share()
    for share in each:
        total = total.plus(share)
    return total


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
