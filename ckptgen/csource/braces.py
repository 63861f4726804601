"""Matching brackets and splitting lists, over text without comments, literals and directives."""

import bisect
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


class Nesting:
    """Which ``{`` is the innermost open one, anywhere in a text: found once for all its braces, as far as asked."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._read = 0
        self._offsets: list[int] = []
        self._open: list[int] = []
        self._stack: list[int] = []

    def enclosing(self, offset: int) -> int:
        """Return the offset of the innermost ``{`` that is open right before ``offset``, or -1."""
        if offset > self._read:
            self._read_to(offset)
        at = bisect.bisect_left(self._offsets, offset) - 1
        return self._open[at] if at >= 0 else -1

    def _read_to(self, end: int) -> None:
        stack = self._stack
        for match in _BRACES.finditer(self._code, self._read, end):
            if match[0] == b"{":
                stack.append(match.start())
            elif stack:
                stack.pop()
            self._offsets.append(match.start())
            self._open.append(stack[-1] if stack else -1)
        self._read = end


def skip_space(code: bytes, offset: int) -> int:
    """Return the offset of the first byte from ``offset`` on that is not white space (or the length)."""
    match = _NOT_SPACE.search(code, offset)
    return match.start() if match else len(code)


def next_byte(code: bytes, offset: int) -> bytes:
    """Return the first byte from ``offset`` on that is not white space; nothing at the end."""
    at = skip_space(code, offset)
    return code[at : at + 1]


def skip_space_back(code: bytes, offset: int, low: int = 0) -> int:
    """Return the offset behind the last byte in ``[low, offset)`` that is not white space, or ``low``."""
    return low + len(code[low:offset].rstrip())


_NOT_SPACE = re.compile(rb"\S")
