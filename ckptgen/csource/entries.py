"""The entries between a table's braces."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ckptgen.csource.braces import matching_parenthesis, skip_space, skip_space_back, top_level_commas
from ckptgen.csource.model import Arm, Entry, EntryStyle
from ckptgen.csource.text import Directive, SourceText

_PASTED = rb"\w+(?:\s*##\s*\w+)*"
_DESIGNATOR = re.compile(
    rb"((?:\.\s*" + _PASTED + rb"|\[[^\]]*\])(?:\s*(?:\.\s*\w+|\[[^\]]*\]))*)\s*=(?!=)\s*"
)  # fmt: skip
_MEMBER = re.compile(rb"\.\s*(\w+)\s*=(?!=)\s*")
"""The designator of nearly every entry."""
_GNU_DESIGNATOR = re.compile(rb"(" + _PASTED + rb")\s*:(?!:)\s*")
_MACRO_ENTRY = re.compile(rb"[A-Z_][A-Z0-9_]*\s*(?:\(.*\)\s*)?\Z", re.DOTALL)
_DESIGNATOR_INSIDE = re.compile(r"[\w)}]\s+\.\s*\w+\s*=", re.ASCII)
_MACRO_NAME = re.compile(rb"([A-Z_][A-Z0-9_]*)\s*")
_NEXT_ENTRY = re.compile(rb"\s*\.\s*\w+\s*=")
_DEEPEST = 50
"""Conditionals in each other inside one table: more is no C that anybody wrote."""
_NULLS = {"NULL", "0"}


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between a table's braces: the entries, why it cannot be edited safely, and why there may be entries
    that are not among these; both are empty where it is not so.
    """

    entries: tuple[Entry, ...]
    problem: str
    hidden: str


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    comma: int


def read_entries(text: SourceText, view: bytes, opening: int, closing: int, *, macro: bool = False) -> Body:
    """Read the entries between the braces at ``opening`` and ``closing``.

    ``view`` is the text in which brackets are looked for: ``text.flat``, or the view of a macro's body.
    """
    problems = _Problems()
    directives = [] if macro else list(text.directives_between(opening, closing))
    entries = []
    for start, end, arms in _segments(_outside_brackets(view, directives, opening + 1, problems), problems, closing):
        for item in _items(view, start, end, problems):
            entries.append(_entry(text, view, item, arms))
    if not any(entry.field for entry in entries) and any(e.style is EntryStyle.POSITIONAL for e in entries):
        # Among plain values, a name in capitals is a value too.
        entries = [replace(entry, style=EntryStyle.POSITIONAL) for entry in entries]
    entries = list(_with_split_values(entries))
    for said, hides in _problems(entries):
        problems.add(said, hides=hides)
    return Body(tuple(entries), problems.first, problems.hidden)


_SPLIT = "a preprocessor line stands inside an entry, or its brackets do not match"


@dataclass(slots=True)
class _Problems:
    """The first thing that keeps a table from being edited, and the first that may hide entries."""

    first: str = ""
    hidden: str = ""

    def add(self, said: str, *, hides: bool = False) -> None:
        self.first = self.first or said
        self.hidden = self.hidden or (said if hides else "")


def _outside_brackets(
    view: bytes, directives: Iterable[Directive], start: int, problems: _Problems
) -> Iterator[tuple[int, Directive | None]]:
    """Yield the preprocessor lines that stand between entries, each behind the offset where the text before it begins;
    last, the offset behind them all. A conditional inside an entry's brackets is a part of its value.
    """
    depth, at = 0, start
    inside: list[int] = []
    for directive in directives:
        depth += sum(view.count(mark, at, directive.start) for mark in (b"(", b"[", b"{"))
        depth -= sum(view.count(mark, at, directive.start) for mark in (b")", b"]", b"}"))
        at = directive.end
        if not inside and depth <= 0:
            yield start, directive
            start = directive.end
        elif not directive.conditional:
            problems.add(f"#{directive.keyword} inside an entry", hides=False)
        elif directive.opens:
            inside.append(depth)
        elif not inside or depth != inside[-1]:
            problems.add(_SPLIT, hides=True)
            yield start, None
            return
        elif directive.keyword == "endif":
            inside.pop()
    if inside:
        problems.add("a conditional block crosses its closing brace", hides=True)
    yield start, None


def _segments(
    outside: Iterable[tuple[int, Directive | None]], problems: _Problems, end: int
) -> Iterator[tuple[int, int, tuple[Arm, ...]]]:
    """Yield the stretches between preprocessor lines, each with the conditional branches it stands in."""
    stack: list[Arm] = []
    for start, directive in outside:
        yield start, directive.start if directive else end, tuple(stack)
        if directive is None:
            break
        if len(stack) > _DEEPEST:
            problems.add("conditional blocks nested too deeply", hides=True)
            return
        if directive.opens:
            stack.append(Arm(directive.start, 0))
        elif directive.conditional and not stack:
            problems.add("a conditional block crosses its opening brace", hides=True)
        elif directive.keyword == "endif":
            stack.pop()
        elif directive.conditional:
            stack[-1] = Arm(stack[-1].start, stack[-1].branch + 1)
        elif directive.keyword in ("define", "include"):
            problems.add(f"#{directive.keyword} between its braces", hides=directive.keyword == "include")
    if stack:
        problems.add("a conditional block crosses its closing brace", hides=True)


def _items(view: bytes, start: int, end: int, problems: _Problems) -> Iterator[_Item]:
    commas, balanced = top_level_commas(view, start, end)
    if not balanced:
        problems.add(_SPLIT, hides=True)
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
            problems.add("a comma without an entry before it")
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
    if match := _MEMBER.match(piece) or _DESIGNATOR.match(piece):
        style, sign = EntryStyle.DESIGNATED, b"="
    elif match := _GNU_DESIGNATOR.match(piece):
        style, sign = EntryStyle.GNU, b":"
    if match:
        field = match[1].decode("utf-8", "surrogateescape").removeprefix(".")
        if not field.isidentifier():
            field = re.sub(r"\s+", "", field).replace("...", " ... ")
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


def _with_split_values(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries; the value of one that goes on behind a preprocessor line is empty, as it was not read."""
    for entry, following in zip_longest(entries, entries[1:]):
        goes_on = following is not None and following.style is EntryStyle.POSITIONAL and entry.comma < 0
        yield replace(entry, value="") if goes_on and entry.field else entry


def _problems(entries: list[Entry]) -> Iterator[tuple[str, bool]]:
    """Yield the reasons why a table with these entries cannot be edited safely, each with whether it may hide some."""
    for entry in entries:
        if entry.field and not entry.value:
            yield f"a conditional inside the value of .{entry.field}", False
        elif entry.field and _DESIGNATOR_INSIDE.search(_outside_braces(entry.value)):
            yield "no comma between two entries", False
    for index, entry in enumerate(entries):
        # A macro in front of other entries brings its own comma.
        lacks = entry.comma < 0 and entry.style is not EntryStyle.MACRO
        if lacks and any(_together(entry.arms, later.arms) for later in entries[index + 1 :]):
            yield f"no comma behind {entry.field or entry.value}", False
    if any(entry.style is EntryStyle.POSITIONAL for entry in entries):
        yield "a positional value, an entry without a designator", False


def _outside_braces(value: str) -> str:
    """Return a value without what stands between its first brace and its last."""
    first, last = value.find("{"), value.rfind("}")
    return value if first < 0 else value[:first] + value[max(first, last) :]


def _together(left: tuple[Arm, ...], right: tuple[Arm, ...]) -> bool:
    """Tell whether two entries can be there at once: they are not in different branches of one conditional."""
    branches = {arm.start: arm.branch for arm in left}
    return all(branches.get(arm.start, arm.branch) == arm.branch for arm in right)
