"""Dividing a rectangle into others of given areas, each as near to a square as can be.

After Bruls, Huizing, van Wijk: Squarified Treemaps (2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner and its size, in whatever unit the outermost one is in."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height


def divide(box: Box, sizes: Sequence[float]) -> list[Box]:
    """Return one rectangle for each size, in their order, the areas in the ratio of the sizes.

    All sizes are above zero; it looks best where they fall from the first to the last.
    """
    total = sum(sizes)
    areas = [size * box.area / total for size in sizes] if total else []
    boxes: list[Box] = []
    rest = box
    while areas:
        side = min(rest.width, rest.height)
        count = 1
        while count < len(areas) and _worst(areas[: count + 1], side) <= _worst(areas[:count], side):
            count += 1
        row, rest = _cut(rest, areas[:count])
        boxes += row
        areas = areas[count:]
    return boxes


def _worst(areas: Sequence[float], side: float) -> float:
    """Return the greatest ratio of two sides among rectangles that share ``side``."""
    total = sum(areas)
    if not total or not side:
        return float("inf")
    return max(max(side**2 * area / total**2, total**2 / (side**2 * area)) for area in areas)


def _cut(box: Box, areas: Sequence[float]) -> tuple[list[Box], Box]:
    """Lay the areas along the shorter side; return them and what is left of the box."""
    total = sum(areas)
    boxes = []
    if box.width >= box.height:
        depth = total / box.height if box.height else 0.0
        at = box.y
        for area in areas:
            boxes.append(Box(box.x, at, depth, area / depth if depth else 0.0))
            at += boxes[-1].height
        return boxes, Box(box.x + depth, box.y, max(0.0, box.width - depth), box.height)
    depth = total / box.width
    at = box.x
    for area in areas:
        boxes.append(Box(at, box.y, area / depth if depth else 0.0, depth))
        at += boxes[-1].width
    return boxes, Box(box.x, box.y + depth, box.width, max(0.0, box.height - depth))
