"""The entries between a table's braces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.csource.braces import matching_parenthesis, skip_space, skip_space_back, top_level_commas
from ckptgen.csource.model import Arm, Entry, EntryStyle
from ckptgen.csource.text import Directive, SourceText

_PASTED = rb"\w+(?:\s*##\s*\w+)*"
_DESIGNATOR = re.compile(rb"\.\s*(" + _PASTED + rb"(?:\s*(?:\.\s*\w+|\[[^\]]*\]))*)\s*=\s*")
_GNU_DESIGNATOR = re.compile(rb"(" + _PASTED + rb")\s*:(?!:)\s*")
_MACRO_ENTRY = re.compile(rb"[A-Z_][A-Z0-9_]*\s*(?:\(.*\)\s*)?\Z", re.DOTALL)
_DESIGNATOR_INSIDE = re.compile(rb"[\w)]\s+\.\s*\w+\s*=")
_MACRO_NAME = re.compile(rb"([A-Z_][A-Z0-9_]*)\s*")
_NEXT_ENTRY = re.compile(rb"\s*\.\s*\w+\s*=")
_DEEPEST = 50
"""Conditionals in each other inside one table: more is no C that anybody wrote."""
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
    if not any(entry.field for entry in entries) and any(e.style is EntryStyle.POSITIONAL for e in entries):
        # Among plain values, a name in capitals is a value too.
        entries = [replace(entry, style=EntryStyle.POSITIONAL) for entry in entries]
    problems.extend(problems_of(entries))
    return Body(tuple(entries), problems[0] if problems else "")


def _segments(
    directives: list[Directive], start: int, end: int, problems: list[str]
) -> Iterator[tuple[int, int, tuple[Arm, ...]]]:
    """Yield the stretches between preprocessor lines, each with the conditional branches it stands in."""
    stack: list[Arm] = []
    for directive in directives:
        yield start, directive.start, tuple(stack)
        start = directive.end
        if len(stack) > _DEEPEST:
            problems.append("conditional blocks nested too deeply")
            return
        if directive.keyword in ("if", "ifdef", "ifndef"):
            stack.append(Arm(directive.start, 0))
        elif directive.conditional and not stack:
            problems.append("a conditional block crosses its opening brace")
        elif directive.keyword == "endif":
            stack.pop()
        elif directive.conditional:
            stack[-1] = Arm(stack[-1].start, stack[-1].branch + 1)
        elif directive.keyword in ("define", "include"):
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
        last = skip_space_back(view, comma if comma >= 0 else end, start)
        while first < last and (split := _macro_before_entry(view, first, last)):
            yield _Item(first, split, -1)
            first = skip_space(view, split)
        if first < last:
            yield _Item(first, last, comma)
        elif comma >= 0:
            problems.append("a comma without an entry before it")
        start = comma + 1


def _macro_before_entry(view: bytes, start: int, end: int) -> int:
    """Return the offset behind a macro at ``start`` that an entry follows without a comma, or 0."""
    match = _MACRO_NAME.match(view, start, end)
    if match is None:
        return 0
    behind = match.end()
    if view[behind : behind + 1] == b"(":
        behind = matching_parenthesis(view, behind) + 1
    elif behind > match.end(1):
        behind = match.end(1)
    return behind if behind and _NEXT_ENTRY.match(view, behind, end) else 0


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
        style,
        field,
        value,
        text.line(item.start),
        item.start,
        item.end,
        equals,
        value_start,
        item.comma,
        arms,
    )


def problems_of(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the reasons why a table with these entries cannot be edited safely."""
    for entry in entries:
        if entry.field and not entry.value:
            yield f"a conditional inside the value of .{entry.field}"
        elif "." in entry.field or "[" in entry.field:
            yield f"a nested designator, .{entry.field}"
        elif entry.field and _DESIGNATOR_INSIDE.search(entry.value.encode("utf-8", "surrogateescape")):
            yield "no comma between two entries"
        elif entry.style is EntryStyle.MACRO and (entry.comma < 0 or "__VA_ARGS__" in entry.value):
            yield f"whether the macro {entry.value} ends in a comma cannot be seen"
    for index, entry in enumerate(entries):
        if entry.comma < 0 and any(_together(entry.arms, later.arms) for later in entries[index + 1 :]):
            yield f"no comma behind {entry.field or entry.value}"
    if any(entry.style is EntryStyle.POSITIONAL for entry in entries):
        yield "a positional value, an entry without a designator"


def _together(left: tuple[Arm, ...], right: tuple[Arm, ...]) -> bool:
    """Tell whether two entries can be there at once: they are not in different branches of one conditional."""
    branches = {arm.start: arm.branch for arm in left}
    return all(branches.get(arm.start, arm.branch) == arm.branch for arm in right)
