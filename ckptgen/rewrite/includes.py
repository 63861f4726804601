"""Where a file's new ``#include`` goes: in its place where the block of includes is sorted, else behind its nearest
neighbour.
"""

import bisect
import re

from ckptgen.csource.text import Directive, SourceText
from ckptgen.rewrite.model import RefusedError, Splice

_NAME = re.compile(rb"\s*(<[^>]*>|\"[^\"]*\")")


def includes(text: SourceText, header: str, at: int) -> bool:
    """Tell whether the code at an offset sees an include of ``header``, written with its brackets or quotes:
    ``<linux/fs.h>``.
    """
    return any(name == header for name, _ in _included(text, at))


def add_include(text: SourceText, header: str, at: int) -> tuple[Splice, ...]:
    """Return the splice that adds ``#include header`` for the code at the offset ``at``; none where it sees one.

    An include inside a conditional that does not hold that code, too, is no neighbour. Raises RefusedError where there
    is none.
    """
    known = _included(text, at)
    if any(name == header for name, _ in known):
        return ()
    if not known:
        raise RefusedError(f"{text.path} includes nothing, so no place for #include {header} shows")
    before, newline = _neighbour(text, known, header)
    line = b"#include " + header.encode() + newline
    if before and text.data[before - 1 : before] != b"\n":
        # The include before it ends the file.
        line = newline + line
    return (Splice(before, 0, line),)


def _included(text: SourceText, at: int) -> list[tuple[str, Directive]]:
    """Return the name and the line of each ``#include`` that holds in every configuration of the code at ``at``."""
    arms = text.arms(at)
    found = []
    for directive in text.directives:
        # The name is a literal: blank in the view without literals.
        match = _NAME.match(text.data, directive.body, directive.end) if directive.keyword == "include" else None
        if match and text.enclosing_brace(text.flat, directive.start) >= 0:
            # It brings the text between some braces, and is no neighbour of a header.
            continue
        conditions = text.arms(directive.start)
        if match and arms[: len(conditions)] == conditions:
            found.append((match[1].decode("utf-8", "surrogateescape"), directive))
    return found


def _neighbour(text: SourceText, lines: list[tuple[str, Directive]], header: str) -> tuple[int, bytes]:
    """Return the offset of the line that the new include goes before, and the line end to use."""
    # The nearest name: the longest common start; of several, the last.
    nearest = max(range(len(lines)), key=lambda index: (_shared(lines[index][0], header), index))
    first = last = nearest
    while first and _adjacent(text, lines[first - 1][1], lines[first][1]):
        first -= 1
    while last + 1 < len(lines) and _adjacent(text, lines[last][1], lines[last + 1][1]):
        last += 1
    names = [name for name, _ in lines[first : last + 1]]
    index = bisect.bisect(names, header) + first if len(names) > 1 and names == sorted(names) else nearest + 1
    newline = b"\r\n" if text.data[: lines[nearest][1].end].endswith(b"\r") else b"\n"
    if index == 0:
        return lines[0][1].start, newline
    return min(text.line_end(lines[index - 1][1].end) + 1, len(text.data)), newline


def _shared(left: str, right: str) -> int:
    """Return how many characters two names share from the start."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(left), len(right)))


def _adjacent(text: SourceText, first: Directive, second: Directive) -> bool:
    return not text.data[text.line_end(first.end) : second.start].strip(b"\r\n") and (
        text.data.count(b"\n", first.end, second.start) == 1
    )
