"""What a declaration says a pointer points to: the struct asked about, const or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.csource.text import SourceText


class Pointee(StrEnum):
    """What a pointer may do with what it points to."""

    CONST = "const"
    """``const struct S *`` or ``const void *``."""
    WRITABLE = "writable"
    """``struct S *`` or ``void *``."""
    OTHER = "other"
    """No pointer to the struct, nor to anything: an integer, a type with a name of its own, ``...``."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The type that a declaration gives a variable: as far as it concerns the struct, and the tag of its own struct
    (empty without one). ``line`` is one-based.
    """

    pointee: Pointee
    tag: str
    line: int


_CONST = re.compile(rb"(?<!\w)(?:const|__const|__const__)(?!\w)")
_TAG = re.compile(rb"(?<!\w)(?:struct|union)\s+(\w+)")
_NO_TYPE = {b"return", b"else", b"goto", b"case", b"do", b"sizeof", b"typedef"}
_BEHIND = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*(?:__\w+(?:\([^()]*\))?\s*)*(?:[;,)]|=(?!=))")
_LEFT = re.compile(rb"\s*(?P<type>(?:[A-Za-z_]\w*\s+)*[A-Za-z_]\w*)\s*(?P<declarator>(?:[\s*]|const(?!\w)|__\w+)*)\Z")


def pointee(declaration: bytes, struct: str) -> Pointee:
    """Return what the declaration of a pointer points to; ``declaration`` ends where its name stands, or goes on."""
    named = re.search(rb"(?<!\w)(?:struct\s+" + re.escape(struct.encode()) + rb"|void)(?!\w)", declaration)
    star = min((at for at in (declaration.find(b"*"), declaration.find(b"[")) if at >= 0), default=-1)
    if named is None or star < named.end():
        return Pointee.OTHER
    return Pointee.CONST if _CONST.search(declaration, 0, star) else Pointee.WRITABLE


def find_variable(text: SourceText, name: str, at: int, struct: str) -> Declared | None:
    """Return the declaration in the file of the variable that ``name`` means at the offset ``at``, or None.

    The innermost block around ``at`` that declares it counts, then the function's parameters, then the file.
    """
    blocks = list(_blocks(text, at))
    outermost = blocks[-2] if len(blocks) > 1 else at
    best: tuple[int, int] | None = None
    for offset in text.words(name.encode("utf-8", "surrogateescape"), text.flat):
        if offset >= at:
            break
        block = text.enclosing_brace(text.flat, offset)
        before = text.statement_before(offset)
        if block not in blocks or _declaration(text, offset, len(name), before) is None:
            continue
        parameter = block < 0 and b"(" in before
        if parameter and not _is_head(text, offset, outermost):
            continue
        depth = 2 * (len(blocks) - blocks.index(block)) + parameter
        best = max(best or (0, 0), (depth, offset))
    if best is None:
        return None
    declaration = _declaration(text, best[1], len(name), text.statement_before(best[1])) or b""
    tag = _TAG.search(declaration)
    found = tag[1].decode("ascii", "replace") if tag else ""
    return Declared(pointee(declaration + _bounds(text, best[1] + len(name)), struct), found, text.line(best[1]))


def _blocks(text: SourceText, at: int) -> Iterator[int]:
    """Yield the braces that are open at an offset, innermost first, then -1."""
    while at >= 0:
        at = text.enclosing_brace(text.flat, at)
        yield at


def _is_head(text: SourceText, offset: int, brace: int) -> bool:
    """Tell whether nothing but a function's head stands between the offset and the brace."""
    return offset < brace and not any(mark in text.flat[offset:brace] for mark in (b";", b"{", b"}"))


def _bounds(text: SourceText, end: int) -> bytes:
    return b"[" if text.flat[end : end + 40].lstrip().startswith(b"[") else b""


def _declaration(text: SourceText, offset: int, length: int, before: bytes) -> bytes | None:
    """Return the type in front of a name that stands in a declaration, with the name's own stars; None for another
    use.
    """
    if not _BEHIND.match(text.flat, offset + length):
        return None
    opened = before.count(b"(") > before.count(b")")
    if opened:
        # A parameter: what stands before its comma is another one's.
        return _typed(re.split(rb"[(,]", before)[-1])
    first, comma, last = re.sub(rb"=[^,]*", b"", before).rpartition(b",")
    if not comma:
        return _typed(before) if b"=" not in before else None
    stars = re.fullmatch(rb"[\s*]*(?:const\s*)?", last)
    typed = _typed(re.split(rb"\*|\w+\s*(?:\[[^\]]*\]\s*)?(?:,|\Z)", first, maxsplit=1)[0].rstrip() + b" ")
    return typed + last if stars and typed is not None else None


def _typed(before: bytes) -> bytes | None:
    match = _LEFT.match(before)
    if match is None or match["type"].split()[0] in _NO_TYPE:
        return None
    return before if match["declarator"] or before[-1:].isspace() else None
