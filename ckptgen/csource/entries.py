"""The entries between a table's braces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ckptgen.csource.braces import skip_space, skip_space_back, top_level_commas
from ckptgen.csource.model import Arm, Entry, EntryStyle
from ckptgen.csource.text import Directive, SourceText

_PASTED = rb"\w+(?:\s*##\s*\w+)*"
_DESIGNATOR = re.compile(rb"\.\s*(" + _PASTED + rb"(?:\s*(?:\.\s*\w+|\[[^\]]*\]))*)\s*=\s*")
_GNU_DESIGNATOR = re.compile(rb"(" + _PASTED + rb")\s*:(?!:)\s*")
_MACRO_ENTRY = re.compile(rb"[A-Z_][A-Z0-9_]*\s*(?:\(.*\)\s*)?\Z", re.DOTALL)
_DESIGNATOR_INSIDE = re.compile(rb"[\w)]\s+\.\s*\w+\s*=")
_NULLS = {"NULL", "0"}


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between a table's braces: the entries, and why it cannot be edited safely (empty if it can)."""

    entries: tuple[Entry, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    comma: int


def read_entries(text: SourceText, view: bytes, opening: int, closing: int, *, macro: bool = False) -> Body:
    """Read the entries between the braces at ``opening`` and ``closing``.

    ``view`` is the text in which brackets are looked for: ``text.flat``, or the view of a macro's body.
    """
    problems: list[str] = []
    directives = [] if macro else list(text.directives_between(opening, closing))
    entries = []
    for start, end, arms in _segments(directives, opening + 1, closing, problems):
        for item in _items(view, start, end, problems):
            entries.append(_entry(text, view, item, arms))
    problems.extend(_problems(entries))
    return Body(tuple(entries), problems[0] if problems else "")


def _segments(
    directives: list[Directive], start: int, end: int, problems: list[str]
) -> Iterator[tuple[int, int, tuple[Arm, ...]]]:
    """Yield the stretches between preprocessor lines, each with the conditional branches it stands in."""
    stack: list[Arm] = []
    for directive in directives:
        yield start, directive.start, tuple(stack)
        start = directive.end
        if directive.keyword in ("if", "ifdef", "ifndef"):
            stack.append(Arm(directive.start, 0))
        elif directive.conditional and not stack:
            problems.append("a conditional block crosses its opening brace")
        elif directive.keyword == "endif":
            stack.pop()
        elif directive.conditional:
            stack[-1] = Arm(stack[-1].start, stack[-1].branch + 1)
        else:
            problems.append(f"#{directive.keyword} between its braces")
    yield start, end, tuple(stack)
    if stack:
        problems.append("a conditional block crosses its closing brace")


def _items(view: bytes, start: int, end: int, problems: list[str]) -> Iterator[_Item]:
    commas, balanced = top_level_commas(view, start, end)
    if not balanced:
        problems.append("a preprocessor line stands inside an entry, or its brackets do not match")
        return
    for comma in [*commas, -1]:
        first = skip_space(view, start)
        last = skip_space_back(view, comma if comma >= 0 else end)
        if first < last:
            yield _Item(first, last, comma)
        elif comma >= 0:
            problems.append("a comma without an entry before it")
        start = comma + 1


def _entry(text: SourceText, view: bytes, item: _Item, arms: tuple[Arm, ...]) -> Entry:
    piece = view[item.start : item.end]
    style, field, equals, value_start = EntryStyle.POSITIONAL, "", -1, item.start
    if match := _DESIGNATOR.match(piece):
        style, sign = EntryStyle.DESIGNATED, b"="
    elif match := _GNU_DESIGNATOR.match(piece):
        style, sign = EntryStyle.GNU, b":"
    if match:
        field = re.sub(r"\s+", "", match[1].decode("utf-8", "surrogateescape"))
        equals = item.start + piece.index(sign, match.end(1))
        value_start = item.start + match.end()
    value = text.folded(value_start, item.end)
    if not match and _MACRO_ENTRY.match(piece) and value not in _NULLS:
        style = EntryStyle.MACRO
    return Entry(
        style, field, value, text.line(item.start), item.start, item.end, equals, value_start, item.comma, arms
    )


def _problems(entries: list[Entry]) -> Iterator[str]:
    """Yield the reasons why a table with these entries cannot be edited safely."""
    styles = {entry.style for entry in entries}
    if EntryStyle.POSITIONAL in styles:
        yield "an entry without a designator"
    for entry in entries:
        if entry.field and not entry.value:
            yield f"no value behind .{entry.field}: a preprocessor line stands inside the entry"
        elif "." in entry.field or "[" in entry.field:
            yield f"a nested designator, .{entry.field}"
        elif entry.style is not EntryStyle.POSITIONAL and _DESIGNATOR_INSIDE.search(entry.value.encode("utf-8", "surrogateescape")):
            yield "entries without a comma between them"
