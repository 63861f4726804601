"""What a struct's members point to, in declared order: what an initializer's items and designators are given to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace, skip_space, top_level_commas
from ckptgen.csource.pointee import Pointee, pointee
from ckptgen.csource.text import SourceText


@dataclass(frozen=True, slots=True)
class Field:
    """One member; ``tag`` is that of the struct which it is or points to, empty without one."""

    name: str
    pointee: Pointee
    tag: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The members of the struct ``name`` (empty for one without tag), with those of the structs inside it.

    ``flat`` tells that there are none of these, so that a member's place is its position; ``arrays`` are the members
    that are arrays. ``line`` is one-based.
    """

    path: str
    line: int
    name: str
    fields: tuple[Field, ...]
    flat: bool
    arrays: tuple[str, ...]


_STRUCT_BEFORE_TAG = re.compile(rb"(?<!\w)(?:struct|union)\s+(?:__\w+\s+)*\Z")
_TAG_BEFORE_BRACE = re.compile(rb"(?<!\w)(?:struct|union)\b(?:\s+__\w+)*\s*(\w*)\s*\Z")
_BETWEEN_BRACE_AND_NAME = re.compile(rb"\}(?:\s*(?:const|__\w+))*\s*\Z")
_ARRAY = re.compile(rb"(\w+)\s*\[[^\]]*\]\s*[;,\[]")
_DECLARATOR = re.compile(rb"(?:\A|[\s*(])(\w+)\s*(?:\[[^\]]*\]\s*)*(?::\s*\w+\s*)?(?:__\w+(?:\([^)]*\))?\s*)*\Z")
_FUNCTION_POINTER = re.compile(rb"\(\s*\*\s*(?:const\s+)?(\w+)")
_TAG = re.compile(rb"(?<!\w)(?:struct|union)\s+(\w+)")


def struct_around(text: SourceText, opening: int) -> str | None:
    """Return the tag of the struct whose definition opens at the byte offset ``opening`` (empty without one), or None
    where it is no struct's.
    """
    head = _TAG_BEFORE_BRACE.search(text.flat, max(0, opening - 120), opening) if opening >= 0 else None
    return head[1].decode("ascii", "replace") if head else None


def layout_at(text: SourceText, name: str, at: int, struct: str) -> Layout | None:
    """Return the layout of the struct that is defined at the byte offset ``at`` of its tag ``name``, or None."""
    opening = skip_space(text.flat, at + len(name.encode()))
    if not _STRUCT_BEFORE_TAG.search(text.flat[max(0, at - 80) : at]) or text.flat[opening : opening + 1] != b"{":
        return None
    return _layout(text, name, opening, struct)


def layout_before(text: SourceText, name: int, struct: str) -> Layout | None:
    """Return the layout of the struct that is defined right before a variable's ``name``: ``struct { ... } x``."""
    closed = _BETWEEN_BRACE_AND_NAME.search(text.flat, max(0, name - 80), name)
    opening = text.enclosing_brace(text.flat, closed.start()) if closed else -1
    tag = struct_around(text, opening)
    return None if tag is None else _layout(text, tag, opening, struct)


def _layout(text: SourceText, name: str, opening: int, struct: str) -> Layout | None:
    closing = matching_brace(text.flat, opening)
    if closing < 0:
        return None
    fields = tuple(_fields(text.flat, opening, closing, struct))
    arrays = (match[1].decode("ascii", "replace") for match in _ARRAY.finditer(text.flat, opening, closing))
    plain = text.flat.find(b"{", opening + 1, closing) < 0
    return Layout(text.path, text.line(opening), name, fields, plain, tuple(arrays))


def _fields(flat: bytes, opening: int, closing: int, struct: str) -> Iterator[Field]:
    """Yield the members between the braces, in the order of the text; those of a struct inside before its own name."""
    start = opening + 1
    for match in re.finditer(rb"[;{}]", flat[start:closing]):
        end = opening + 1 + match.start()
        piece, start = flat[start:end], end + 1
        if match[0] == b";":
            yield from _declared(piece, struct)


def _declared(piece: bytes, struct: str) -> Iterator[Field]:
    """Yield the members of one declaration."""
    first, *others = _outside_parentheses(piece)
    tag = _TAG.search(first)
    for index, declarator in enumerate([first, *others]):
        pointer = _FUNCTION_POINTER.search(declarator)
        found = pointer or _DECLARATOR.search(declarator)
        if found:
            typed = first.partition(b"*")[0] + declarator if index else declarator
            kind = Pointee.OTHER if pointer else pointee(typed, struct)
            own = tag[1] if tag and not pointer else b""
            yield Field(found[1].decode("ascii", "replace"), kind, own.decode("ascii", "replace"))


def _outside_parentheses(piece: bytes) -> list[bytes]:
    commas, _ = top_level_commas(piece, 0, len(piece))
    return [
        piece[left:right] for left, right in zip([0, *(at + 1 for at in commas)], [*commas, len(piece)], strict=True)
    ]
