"""Nested initializers: an array's elements, and the variable that some braces belong to."""

import re
from collections.abc import Iterator

from ckptgen.csource.braces import (
    matching_brace,
    skip_space,
    skip_space_back,
    top_level_commas,
)
from ckptgen.csource.text import SourceText

_ELEMENT = re.compile(rb"(?:\[([^\]]*)\]\s*)?=?\s*(?=\{)")
_DEEPEST = 20
_NAME_BEFORE_BRACE = re.compile(rb"(\w+(?:\s*##\s*\w+)*)\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*=\s*\Z")
_TYPE_BEFORE_NAME = re.compile(rb"(?<!\w)struct\s+(\w+)\s+(?:__\w+\s+|const\s+)*\Z")


def elements(text: SourceText, view: bytes, opening: int, closing: int) -> Iterator[tuple[str, int]]:
    """Yield each element of an array's initializer: its index as written (or counted), and its brace's offset or -1."""
    commas, _ = top_level_commas(view, opening + 1, closing)
    start, index = opening + 1, 0
    for comma in [*commas, closing]:
        at, start_of = skip_space(view, start), start
        start = comma + 1
        if at >= skip_space_back(view, comma, start_of):
            continue
        match = _ELEMENT.match(view, at)
        label = str(index)
        if match and match[1] is not None:
            label = text.folded(*match.span(1))
            index = int(label) if label.isdecimal() else index
        yield label, match.end() if match else -1
        index += 1


def outer_name(text: SourceText, view: bytes, opening: int, macro: str, depth: int = 0) -> str:
    """Return the variable that the braces around ``opening`` initialize, with the index of an array's element."""
    outer = text.enclosing_brace(view, opening)
    if outer < 0:
        return macro
    if match := _NAME_BEFORE_BRACE.search(view, max(0, outer - 200), outer):
        return text.folded(*match.span(1)).replace(" ", "")
    around = text.enclosing_brace(view, outer)
    if around < 0 or depth > _DEEPEST:
        return macro or f"line {text.line(outer)}"
    index = _labels(text, view, around).get(outer, "")
    name = outer_name(text, view, outer, macro, depth + 1)
    return f"{name}[{index}]" if index else name


def _labels(text: SourceText, view: bytes, around: int) -> dict[int, str]:
    """Return the label of each element of the array at ``around``, by its brace."""
    if text.last_labels[0] != around:
        closing = matching_brace(view, around)
        text.last_labels = (around, {brace: label for label, brace in elements(text, view, around, closing)})
    return text.last_labels[1]


def outer_tag(text: SourceText, view: bytes, opening: int) -> str:
    """Return the tag of the struct that the outermost braces around ``opening`` initialize; empty if none is named."""
    while (outer := text.enclosing_brace(view, opening)) >= 0:
        opening = outer
        if match := _NAME_BEFORE_BRACE.search(view, max(0, outer - 200), outer):
            tag = _TYPE_BEFORE_NAME.search(view, max(0, match.start() - 120), match.start())
            if tag:
                return tag[1].decode("ascii", "replace")
    return ""
