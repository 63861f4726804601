"""Initializers: the items between braces, what each item initializes, and the variable that some braces belong to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.braces import (
    matching_brace,
    matching_parenthesis,
    skip_space,
    skip_space_back,
    top_level_commas,
)
from ckptgen.csource.structs import Kind
from ckptgen.csource.text import SourceText

_DESIGNATOR = re.compile(rb"\s*(?:\.\s*(\w+(?:\s*##\s*\w+)*)|\[([^\]]*)\])")
_GNU = re.compile(rb"(\w+)\s*:(?!:)\s*")
_ZERO_OR_MACRO = re.compile(rb"(?:0|[A-Z_][A-Z0-9_]*)\s*(?:\(|\Z)")
_ELEMENT = re.compile(rb"(?:\[([^\]]*)\]\s*)?=?\s*(?=\{)")
_DEEPEST = 20
_NAME_BEFORE_BRACE = re.compile(rb"(\w+(?:\s*##\s*\w+)*)\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*=\s*\Z")
_TYPE_BEFORE_NAME = re.compile(rb"(?<!\w)(?:struct|union)\s+(\w+)\s+(?:__\w+\s+|const\s+)*\Z")


# --- walking an initializer by its type -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A place in an initializer where the ops struct is initialized.

    ``path`` is the way to it from the variable: ``.in.fops``, ``[2]``, or nothing; ``at`` is the byte offset of its
    value, which is a brace where ``braces``. ``last`` tells that it is the last element of an array. ``rest`` are
    designators that go on behind the struct, as in ``.fops.open = f``.
    """

    path: str
    at: int
    end: int
    braces: bool
    last: bool = False
    rest: str = ""

    @property
    def inside(self) -> bool:
        """Whether it is inside another struct, and not just an element of an array."""
        return "." in re.sub(r"\[[^\]]*\]", "", self.path)


def walk(
    text: SourceText, view: bytes, opening: int, kinds: Iterable[Kind], seen: set[int], path: str = ""
) -> Iterator[Found]:
    """Yield each place where the braces at ``opening``, which initialize a variable, initialize the ops struct.

    ``kinds`` say what the variable's type is to that, ``path`` leads to it from another one. Braces that do not match
    yield nothing, unless they are the struct's own. The offsets of the braces around these are added to ``seen``.
    """
    here = tuple(kinds)
    if (0, ()) in here:
        yield Found(path, opening, opening + 1, braces=True)
        return
    closing = matching_brace(view, opening)
    text.spend((closing if closing >= 0 else len(view)) - opening)
    items = list(_items(view, opening, closing)) if closing >= 0 and here else []
    branches = _Branches(text, opening, closing) if any(not dims for dims, _ in here) else None
    position = 0
    for number, item in enumerate(items, 1):
        position = branches.position(item[0], position) if branches else position
        step = _reach(text, view, item, here, position)
        position = step.position + 1
        if not step.kinds and view[step.at : step.at + 1] != b".":
            continue
        last = number == len(items) and any(dims for dims, _ in here)
        ours = (0, ()) in step.kinds
        if view[step.at : step.at + 1] == b".":
            # A designator that could not be read.
            yield Found(path + step.path, step.at, item[1], braces=False, last=last, rest=".")
        elif view[step.at : step.at + 1] != b"{" or step.rest:
            # A zero gives everything its default; what a macro has between its braces is found in its own text.
            bare = not step.designated and not _ZERO_OR_MACRO.match(view, step.at, item[1])
            if ours or bare or any(dims for dims, _ in step.kinds):
                yield Found(path + step.path, step.at, item[1], braces=False, last=last, rest=step.rest)
        elif ours:
            yield Found(path + step.path, step.at, item[1], braces=True, last=last)
        else:
            seen.add(step.at)
            yield from walk(text, view, step.at, step.kinds, seen, path + step.path)


class _Branches:
    """The conditionals in an initializer: each branch begins at the position where the first one does."""

    def __init__(self, text: SourceText, opening: int, closing: int) -> None:
        here = b"#" in text.code[opening : max(opening, closing)] and text.directive_at(opening) is None
        self._lines = list(text.directives_between(opening, closing)) if here else []
        self._done = 0
        self._stack: list[int] = []

    def position(self, at: int, position: int) -> int:
        """Return the position of an item at the byte offset ``at``, which would be the given one without conditionals;
        items are asked for in their order.
        """
        while self._done < len(self._lines) and self._lines[self._done].start < at:
            line = self._lines[self._done]
            self._done += 1
            if line.opens:
                self._stack.append(position)
            elif line.keyword == "endif" and self._stack:
                self._stack.pop()
            elif line.keyword.startswith("el") and self._stack:
                position = self._stack[-1]
        return position


@dataclass(frozen=True, slots=True)
class _Reached:
    """What an item initializes: the way there as text, its kinds, its position, and where its value begins."""

    path: str
    kinds: tuple[Kind, ...]
    position: int
    at: int
    rest: str = ""
    designated: bool = True


def _reach(text: SourceText, view: bytes, item: tuple[int, int], kinds: Sequence[Kind], position: int) -> _Reached:
    """Return what an item of the initializer of a type initializes, by its designators or its ``position``."""
    start, end = item
    designators, at = _designators(text, view, start, end)
    if not designators:
        into = _by_position(kinds, position)
        path = f"[{position}]" if any(dims for dims, _ in kinds) else _named(kinds, position)
        return _Reached(path, into, position, at, designated=False)
    path, rest = "", ""
    for number, (word, index) in enumerate(designators):
        if (0, ()) in kinds:
            rest += word
            continue
        if number == 0:
            position = _position_of(word, index, kinds, position)
        kinds = _by_index(kinds) if index else _by_member(kinds, word[1:])
        path += word
    return _Reached(path, tuple(kinds), position, at, rest)


def _designators(text: SourceText, view: bytes, start: int, end: int) -> tuple[list[tuple[str, bool]], int]:
    """Return the designators of an item, each with whether it is an index, and the offset of its value."""
    found: list[tuple[str, bool]] = []
    at = start
    while match := _DESIGNATOR.match(view, at, end):
        index = match[2] is not None
        said = text.folded(*match.span(2 if index else 1)).replace(" ##", "##").replace("## ", "##")
        found.append((f"[{said}]" if index else f".{said}", index))
        at = match.end()
    if found:
        sign = skip_space(view, at)
        return found, skip_space(view, sign + 1) if view[sign : sign + 1] == b"=" else sign
    if match := _GNU.match(view, start, end):
        return [(f".{text.folded(*match.span(1))}", False)], match.end()
    return [], start


def _by_index(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple((dims - 1, steps) for dims, steps in kinds if dims > 0)


def _by_member(kinds: Iterable[Kind], member: str) -> tuple[Kind, ...]:
    """Return what a member is, also one of a struct or union without a name inside the type."""
    found: list[Kind] = []
    for dims, steps in kinds:
        rest = steps
        while rest and not rest[0].member and not rest[0].dims:
            rest = rest[1:]
        if dims == 0 and rest and rest[0].member == member:
            found.append((rest[0].dims, rest[1:]))
    return tuple(dict.fromkeys(found))


def _by_position(kinds: Iterable[Kind], position: int) -> tuple[Kind, ...]:
    found = [(dims - 1, steps) for dims, steps in kinds if dims > 0]
    found += [(steps[0].dims, steps[1:]) for dims, steps in kinds if dims == 0 and steps and steps[0].index == position]
    return tuple(dict.fromkeys(found))


def _named(kinds: Iterable[Kind], position: int) -> str:
    """Return the member at a position as a designator; empty for one without a name."""
    members = [steps[0].member for dims, steps in kinds if dims == 0 and steps and steps[0].index == position]
    return f".{members[0]}" if members and members[0] else ""


def _position_of(word: str, index: bool, kinds: Iterable[Kind], position: int) -> int:
    """Return the position that a designator stands for; where it cannot be told, the one that is next."""
    if index:
        last = word[1:-1].rpartition("...")[2].strip()
        return int(last) if last.isdecimal() else position
    for dims, steps in kinds:
        named = next((step for step in steps if step.member), None)
        if dims == 0 and steps and named is not None and named.member == word[1:]:
            return steps[0].index
    return position


def _items(view: bytes, opening: int, closing: int) -> Iterator[tuple[int, int]]:
    """Yield the span of each item between braces, without the white space around it."""
    commas, _ = top_level_commas(view, opening + 1, closing)
    start = opening + 1
    for comma in [*commas, closing]:
        first, last = skip_space(view, start), skip_space_back(view, comma, start)
        if split := _macro_before_item(view, first, last):
            # A macro that brings its own comma.
            yield first, split
            first = skip_space(view, split)
        if first < last:
            yield first, last
        start = comma + 1


_MACRO_NAME = re.compile(rb"[A-Z_][A-Z0-9_]*\s*")


_NEXT_ITEM = re.compile(rb"\s*(?:\{|\.\s*\w[\w\s.\[\]]*=(?!=))")


def _macro_before_item(view: bytes, start: int, end: int) -> int:
    """Return the offset behind a macro at ``start`` that braces or a designator follow without a comma, or 0."""
    match = _MACRO_NAME.match(view, start, end)
    behind = match.end() if match else 0
    if match and view[behind : behind + 1] == b"(":
        behind = matching_parenthesis(view, behind) + 1
    return behind if behind and _NEXT_ITEM.match(view, behind, end) else 0


# --- the variable that braces belong to -----------------------------------------------------------------------------


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
        text.last_labels = (around, {brace: label for label, brace in _elements(text, view, around, closing)})
    return text.last_labels[1]


def _elements(text: SourceText, view: bytes, opening: int, closing: int) -> Iterator[tuple[str, int]]:
    """Yield each element of an array's initializer: its index as written (or counted), and its brace's offset or -1."""
    index = 0
    for start, _ in _items(view, opening, closing):
        match = _ELEMENT.match(view, start)
        label = str(index)
        if match and match[1] is not None:
            label = text.folded(*match.span(1))
            index = int(label) if label.isdecimal() else index
        yield label, match.end() if match else -1
        index += 1


def outer_tag(text: SourceText, view: bytes, opening: int) -> str:
    """Return the tag of the struct that the outermost braces around ``opening`` initialize; empty if none is named."""
    while (outer := text.enclosing_brace(view, opening)) >= 0:
        opening = outer
        if match := _NAME_BEFORE_BRACE.search(view, max(0, outer - 200), outer):
            tag = _TYPE_BEFORE_NAME.search(view, max(0, match.start() - 120), match.start())
            if tag:
                return tag[1].decode("ascii", "replace")
    return ""
