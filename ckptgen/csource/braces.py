"""Matching brackets and splitting lists, over text without comments, literals and directives."""

import re

_BRACES = re.compile(rb"[{}]")
_BRACKETS = re.compile(rb"[(){}\[\],]")


def matching_brace(code: bytes, opening: int) -> int:
    """Return the offset of the ``}`` that closes the ``{`` at ``opening``, or -1."""
    depth = 0
    for match in _BRACES.finditer(code, opening):
        depth += 1 if match[0] == b"{" else -1
        if depth == 0:
            return match.start()
    return -1


def matching_parenthesis(code: bytes, opening: int) -> int:
    """Return the offset of the ``)`` that closes the ``(`` at ``opening``, or -1."""
    depth = 0
    for match in re.compile(rb"[()]").finditer(code, opening):
        depth += 1 if match[0] == b"(" else -1
        if depth == 0:
            return match.start()
    return -1


def top_level_commas(code: bytes, start: int, end: int) -> tuple[list[int], bool]:
    """Return the offsets of the commas outside every bracket of the span, and whether its brackets balance."""
    depth = 0
    commas = []
    for match in _BRACKETS.finditer(code, start, end):
        bracket = match[0]
        if bracket == b",":
            if depth == 0:
                commas.append(match.start())
        elif bracket in b"([{":
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                return commas, False
    return commas, depth == 0


def enclosing_brace(code: bytes, offset: int) -> int:
    """Return the offset of the innermost ``{`` that is open at ``offset``, or -1."""
    depth = 0
    while offset > 0:
        opening, closing = code.rfind(b"{", 0, offset), code.rfind(b"}", 0, offset)
        offset = max(opening, closing)
        if offset < 0:
            return -1
        if offset == closing:
            depth += 1
        elif depth == 0:
            return offset
        else:
            depth -= 1
    return -1


def skip_space(code: bytes, offset: int) -> int:
    """Return the offset of the first byte from ``offset`` on that is not white space (or the length)."""
    match = _NOT_SPACE.search(code, offset)
    return match.start() if match else len(code)


def skip_space_back(code: bytes, offset: int) -> int:
    """Return the offset behind the last byte before ``offset`` that is not white space (0 if there is none)."""
    while offset > 0 and code[offset - 1] in _WHITE:
        offset -= 1
    return offset


_NOT_SPACE = re.compile(rb"\S")
_WHITE = b" \t\n\r\f\v"
