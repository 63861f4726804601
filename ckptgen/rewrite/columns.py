"""Columns and white space, as a terminal with tab stops every eight columns shows them. Columns are zero-based."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Entry, EntryStyle
from ckptgen.csource.text import SourceText

TAB = 8


def column(text: bytes, start: int = 0) -> int:
    """Return the column behind ``text`` when it begins in column ``start``; a byte that continues a UTF-8 one is
    none.
    """
    for byte in text:
        if byte == 0x09:
            start += TAB - start % TAB
        elif byte & 0xC0 != 0x80:
            start += 1
    return start


def pad_to(start: int, target: int, *, tabs: bool) -> bytes:
    """Return white space from column ``start`` to ``target``: tabs as far as they reach and then blanks, or all blanks.

    Empty if the target is not behind the start. A single blank is never written as a tab.
    """
    if target <= start:
        return b""
    if not tabs or target == start + 1:
        return b" " * (target - start)
    stops = target // TAB - start // TAB
    return b"\t" * stops + b" " * (target % TAB) if stops else b" " * (target - start)


@dataclass(frozen=True, slots=True)
class Shape:
    """How one entry is laid out: the blanks before and behind its ``=``, and the columns around them."""

    indent: bytes
    name_end: int
    before: bytes
    sign: int
    behind: bytes
    value: int

    @property
    def single(self) -> bool:
        """Whether no more than one blank stands before the sign."""
        return self.before in (b" ", b"")


def shape_of(text: SourceText, entry: Entry) -> Shape | None:
    """Return the shape of an entry that starts its line; None for others, and where a value is on the next line."""
    line = text.line_start(entry.start)
    indent = text.data[line : entry.start]
    between = text.data[entry.start : entry.value_start]
    if entry.equals < 0 or indent.strip() or b"\n" in between or b"/*" in between:
        return None
    name = text.data[entry.start : entry.equals].rstrip()
    name_end = column(indent + name)
    before = text.data[entry.start + len(name) : entry.equals]
    behind = text.data[entry.equals + 1 : entry.value_start]
    sign = column(before, name_end)
    return Shape(indent, name_end, before, sign, behind, column(behind, sign + 1))


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout that a new entry of a table takes over: each part is computed for the length of its own name."""

    indent: bytes
    shapes: tuple[Shape, ...]
    nearest: Shape
    style: EntryStyle

    def entry(self, field: str, value: str) -> bytes:
        """Return the entry's text from its indentation up to its value, without a comma."""
        name = field.encode() if self.style is EntryStyle.GNU else b"." + field.encode()
        name_end = column(self.indent + name)
        if self.style is EntryStyle.GNU:
            before, sign = b"", b":"
        else:
            before, sign = self._before(name_end), b"="
        sign_end = column(before, name_end) + 1
        return self.indent + name + before + sign + self._behind(sign_end) + value.encode()

    def _before(self, name_end: int) -> bytes:
        aligned = [shape for shape in self.shapes if not shape.single]
        if not aligned:
            # A column made of single blanks only is a coincidence of equally long names.
            return b" "
        if all(shape.before == b"\t" for shape in self.shapes) and len({shape.sign for shape in self.shapes}) > 1:
            return b"\t"
        target = _majority(shape.sign for shape in aligned)
        at_target = sum(shape.sign == target for shape in self.shapes)
        single = sum(shape.single and shape.sign != target for shape in self.shapes)
        if single > at_target or (single == at_target and self.nearest.single and self.nearest.sign != target):
            return b" "
        if name_end < target:
            with_tabs = sum(b"\t" in shape.before for shape in aligned)
            return pad_to(name_end, target, tabs=2 * with_tabs >= len(aligned))
        longer = [shape for shape in self.shapes if shape.name_end >= target]
        if longer:
            return b"\t" if longer[-1].before.endswith(b"\t") else b" "
        return b"\t" if all(shape.before == b"\t" for shape in aligned) else b" "

    def _behind(self, sign_end: int) -> bytes:
        if not any(b"\t" in shape.behind or len(shape.behind) > 1 for shape in self.shapes):
            return b" "
        target = _majority(shape.value for shape in self.shapes)
        if target <= sign_end:
            return b" "
        if all(shape.behind == self.nearest.behind for shape in self.shapes) and b"\t" not in self.nearest.behind:
            return self.nearest.behind
        return pad_to(sign_end, target, tabs=any(b"\t" in shape.behind for shape in self.shapes))


@dataclass(frozen=True, slots=True)
class Pad:
    """The white space from column ``start`` to ``column``, before an entry's ``=`` or before its value."""

    start: int
    text: bytes
    column: int

    @property
    def single(self) -> bool:
        """Whether it is no more than one blank."""
        return self.text in (b" ", b"")

    def moved(self, start: int, others: Sequence["Pad"]) -> bytes:
        """Return the white space that takes its place where what is before it ends in column ``start``.

        What stands in a column stays there, if there is room; ``others`` are those of the table's other entries.
        """
        aligned = [pad for pad in others if not pad.single]
        target = _majority(pad.column for pad in aligned) if self.single and aligned else self.column
        if self._stays(target, others):
            return self.text
        if start < target:
            return self._up_to(start, target, others)
        if self.single:
            return self.text
        longer = [pad for pad in others if pad.start >= target]
        one_tab = longer[-1].text.endswith(b"\t") if longer else all(p.text == b"\t" for p in (self, *aligned))
        return b"\t" if one_tab else b" "

    def _stays(self, target: int, others: Sequence["Pad"]) -> bool:
        """Tell whether it is the same whatever is before it, since it does not stand in the column ``target``."""
        if all(pad.text == self.text for pad in others) and len({pad.column for pad in (self, *others)}) > 1:
            return True
        aligned = [pad for pad in others if not pad.single]
        if self.single:
            return not aligned or (self.column != target and self.start < target)
        alone = bool(others) and all(pad.column != self.column for pad in aligned)
        return self.text == b"\t" and alone

    def _up_to(self, start: int, target: int, others: Sequence["Pad"]) -> bytes:
        """Return the white space from column ``start`` to the column ``target`` behind it."""
        if start + 1 == target and self.text.endswith(b"\t"):
            # Who has a tab there leaves one, 37 of 38 times in commits of 2008 to 2010 that rename to unlocked_ioctl;
            # another entry of the table may show that a blank is meant.
            return b" " if any(pad.text == b" " and pad.column == target for pad in others) else b"\t"
        tabs = [b"\t" in pad.text for pad in others if not pad.single] if self.single else [b"\t" in self.text]
        return pad_to(start, target, tabs=2 * sum(tabs) >= len(tabs))


def _majority(columns: Iterable[int]) -> int:
    """Return the most frequent column; of several, the rightmost."""
    counts = Counter(columns)
    return max(counts, key=lambda column: (counts[column], column))


def kernel_indent(indent: bytes) -> bytes:
    """Return the indentation in tabs, in the same column where that can be: checkpatch wants no line to start with a
    blank.
    """
    width = column(indent)
    if b" " not in indent:
        return indent
    return b"\t" * (width // TAB) + b" " * (width % TAB) if width >= TAB else b"\t"
