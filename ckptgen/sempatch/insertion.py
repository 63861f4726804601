"""Where one more item goes in a list or dict that people keep by hand, and which bytes put it there.

Everything is an insertion: no byte of the file is taken out or moved. A comment stays with the item below
it, and a comment behind an item stays behind it.
"""

from bisect import bisect_right
from dataclasses import dataclass

from ckptgen.sempatch.source import Source

WIDTH = 110
"""Columns that a line may have before the next item gets a line of its own."""

_UNIT = b"    "


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a display, from ``start`` to ``end``; ``after`` is behind its comma, if it has one."""

    key: str
    start: int
    end: int
    after: int | None


@dataclass(frozen=True, slots=True)
class Display:
    """The offsets of the two brackets of a list or dict, and the items between them."""

    opening: int
    closing: int
    items: tuple[Item, ...]


Insertion = tuple[int, bytes]
"""Bytes, and the offset before which they go."""


def insert_item(source: Source, display: Display, key: str, item: bytes) -> bytes:
    """Return the body of ``source`` with ``item`` (code without its comma) among those of ``display``.

    The item goes where ``key`` sorts, case aside, if the items are sorted that way, else behind the last one.
    """
    keys = [one.key.casefold() for one in display.items]
    index = bisect_right(keys, key.casefold()) if keys == sorted(keys) else len(keys)
    body = source.body
    for offset, added in sorted(_Editor(source, display).at(index, item), reverse=True):
        body = body[:offset] + added + body[offset:]
    return body


def newline(source: Source) -> bytes:
    """Return the line end that the first line of ``source`` has."""
    first = source.body.find(b"\n")
    return b"\r\n" if first > 0 and source.body[first - 1 : first] == b"\r" else b"\n"


class _Editor:
    """One display in its source, and the ways to add an item to it."""

    def __init__(self, source: Source, display: Display) -> None:
        self._source = source
        self._display = display
        self._eol = newline(source)
        lines = [source.line(item.start) for item in display.items]
        spread = source.line(display.opening) != source.line(display.closing)
        self._own_lines = spread and len(set(lines)) == len(lines)
        self._indent = self._indentation()

    def at(self, index: int, item: bytes) -> list[Insertion]:
        """Put ``item`` before the item number ``index``, or behind the last one."""
        if not self._display.items:
            return self._only(item)
        return self._before(index, item) if index < len(self._display.items) else self._last(item)

    def _only(self, item: bytes) -> list[Insertion]:
        """Fill an empty display; between its brackets there may be comments."""
        closing = self._display.closing
        line = self._source.line(closing)
        if line != self._source.line(self._display.opening):
            return [self._own_line(line, item)]
        if self._fits(closing, item):
            return [(closing, item)]
        return [(closing, self._eol + self._indent + item + b"," + self._eol)]

    def _before(self, index: int, item: bytes) -> list[Insertion]:
        """Put ``item`` before an item that is there."""
        start = self._display.items[index].start
        if self._is_first_on_line(start):
            previous = self._display.items[index - 1].after if index else self._display.opening + 1
            # Items before the last one have their comma.
            return [self._own_line(self._source.line(previous or 0) + 1, item)]
        if self._own_lines or not self._fits(start, item + b", "):
            return [(start, item + b"," + self._eol + self._indent)]
        return [(start, item + b", ")]

    def _last(self, item: bytes) -> list[Insertion]:
        """Put ``item`` behind the last one."""
        tail = self._display.items[-1]
        after = tail.after if tail.after is not None else tail.end
        comma: list[Insertion] = [] if tail.after is not None else [(tail.end, b",")]
        line = self._source.line(after)
        closes_here = line == self._source.line(self._display.closing)
        beside = not self._own_lines and self._fits(after, item + b", ")
        if not closes_here and (not beside or self._has_comment(after)):
            return [*comma, self._own_line(line + 1, item)]
        gap = b" " if beside else self._eol + self._indent
        return [(after, b"," + gap + item if comma else gap + item + b",")]

    def _own_line(self, line: int, item: bytes) -> Insertion:
        return self._source.line_starts[line - 1], self._indent + item + b"," + self._eol

    def _has_comment(self, offset: int) -> bool:
        _, end = self._source.line_span(self._source.line(offset))
        return b"#" in self._source.body[offset:end]

    def _is_first_on_line(self, offset: int) -> bool:
        start, _ = self._source.line_span(self._source.line(offset))
        return not self._source.body[start:offset].strip()

    def _fits(self, offset: int, added: bytes) -> bool:
        start, end = self._source.line_span(self._source.line(offset))
        return len((self._source.body[start:end] + added).decode()) <= WIDTH

    def _indentation(self) -> bytes:
        """Return how the items that start a line are indented, or a step more than the display's line."""
        places = [item.start for item in self._display.items if self._is_first_on_line(item.start)]
        offset = places[0] if places else self._display.opening
        start, end = self._source.line_span(self._source.line(offset))
        line = self._source.body[start:end]
        indent = line[: len(line) - len(line.lstrip())]
        return indent if places else indent + _UNIT
