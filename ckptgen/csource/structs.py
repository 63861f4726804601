"""What a struct declares: its members in order, and the structs that hold another one by value."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace, skip_space
from ckptgen.csource.tables import Variable, before_struct
from ckptgen.csource.text import SourceText

_FUNCTION_POINTER = re.compile(rb"\(\s*\*\s*(?:const\s+)?(\w+)\s*\)")
_LAST_WORD = re.compile(rb"(\w+)\s*(?:\[[^\]]*\]\s*|:\s*\w+\s*|__\w+(?:\([^)]*\))?\s*)*\Z")
_TAG_BEFORE = re.compile(rb"(?<!\w)struct\s+(?:__\w+\s+)*(\w*)\s*\Z|(?<!\w)struct\s*\Z")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a struct; ``line`` is one-based."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class StructDefinition:
    """Where a struct is defined, and its members in declared order (all branches of an ``#if``, in the text's order).

    ``open``/``close`` are the byte offsets of its braces.
    """

    path: str
    line: int
    open: int
    close: int
    members: tuple[Member, ...]

    def positions(self) -> dict[str, int]:
        """Return the zero-based position of each member; of one that branches declare twice, the first."""
        return {member.name: index for index, member in reversed(list(enumerate(self.members)))}

    @property
    def order(self) -> tuple[str, ...]:
        """The name of each member once, in the order of their positions."""
        return tuple(dict.fromkeys(member.name for member in self.members))


@dataclass(frozen=True, slots=True)
class Holder:
    """A struct type that has a member of the ops struct by value.

    ``tag`` is empty for an anonymous struct; ``opening`` is the byte offset of its definition's brace in ``path``,
    ``index`` the member's zero-based position, for initializers without designators.
    """

    path: str

    tag: str
    member: str
    index: int
    opening: int
    line: int


def find_definition(text: SourceText, struct: str) -> StructDefinition | None:
    """Return the definition of ``struct`` in a file, or None."""
    for offset in text.words(struct.encode()):
        start, opening = before_struct(text.code, offset), skip_space(text.code, offset + len(struct))
        if start >= 0 and text.code[opening : opening + 1] == b"{":
            break
    else:
        return None
    closing = matching_brace(text.flat, opening)
    if closing < 0:
        return None
    members = tuple(Member(name, text.line(at)) for name, at in _members(text.flat, opening, closing))
    return StructDefinition(text.path, text.line(start), opening, closing, members)


def _members(view: bytes, opening: int, closing: int) -> Iterator[tuple[str, int]]:
    """Yield the name and offset of each member between a struct's braces."""
    start = opening + 1
    while (start := skip_space(view, start)) < closing:
        end = _statement_end(view, start, closing)
        piece = view[start:end]
        match = _FUNCTION_POINTER.search(piece) or _LAST_WORD.search(piece)
        if match:
            yield match[1].decode("ascii", "replace"), start
        start = end + 1


def _statement_end(view: bytes, start: int, closing: int) -> int:
    """Return the offset of the ``;`` that ends the declaration at ``start``, past any nested braces."""
    while True:
        end = view.find(b";", start, closing)
        brace = view.find(b"{", start, closing)
        if end < 0:
            return closing
        if brace < 0 or end < brace:
            return end
        start = matching_brace(view, brace) + 1
        if start == 0:
            return closing


def find_holders(text: SourceText, variables: Iterable[Variable]) -> Iterator[Holder]:
    """Yield the structs of a file that have one of the ``variables`` as a member."""
    for variable in variables:
        opening = text.enclosing_brace(text.flat, variable.start)
        tag = _TAG_BEFORE.search(text.flat, max(0, opening - 120), opening) if opening >= 0 else None
        if tag is not None:
            # Qualifiers before the struct keyword belong to the member itself.
            start = max(text.flat.rfind(stop, opening, variable.start) for stop in (b"{", b";", b"}"))
            index = len(list(_members(text.flat, opening, start)))
            name = (tag[1] or b"").decode("ascii", "replace")
            yield Holder(text.path, name, variable.name, index, opening, variable.line)
