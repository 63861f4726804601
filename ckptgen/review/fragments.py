"""The lines of one side of a diff as fragments that can be compared: what is between commas, semicolons and braces.

A hunk may begin and end anywhere, so nothing is parsed here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_COMMENT = re.compile(rb"/\*.*?(?:\*/|$)|//.*")
_INSIDE = re.compile(rb"\s*\*(?:[\s/]|$)")
_STOPS = b",;{}"


class Kind(StrEnum):
    CODE = "code"
    DIRECTIVE = "directive"
    COMMENT = "comment"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Fragment:
    """``text`` is what it says, without the comma behind it; ``head`` tells that a brace opens behind it, ``index`` is
    the zero-based line that it ends in, ``first`` the one that it begins in.
    """

    kind: Kind
    text: str
    index: int
    first: int
    head: bool = False

    @property
    def same(self) -> tuple[Kind, str]:
        """What two fragments have in common that say the same."""
        return self.kind, self.text


def fragments(lines: Sequence[bytes]) -> Iterator[Fragment]:
    """Yield the fragments of consecutive lines, without their marks."""
    splitter = _Splitter()
    for index, line in enumerate(lines):
        yield from splitter.line(line.rstrip(b"\r"), index)
    yield from splitter.flush(len(lines) - 1)


class _Splitter:
    def __init__(self) -> None:
        self._held = b""
        self._first = 0
        self._depth = 0
        self._comment = False

    def line(self, line: bytes, index: int) -> Iterator[Fragment]:
        if not line.strip():
            yield Fragment(Kind.BLANK, "", index, index)
            return
        code = self._code(line)
        if not code.strip(b" \t\\"):
            yield Fragment(Kind.COMMENT, _folded(line), index, index)
        elif code.lstrip().startswith(b"#"):
            yield from self.flush(index)
            yield Fragment(Kind.DIRECTIVE, _folded(code.replace(b"#", b"", 1)), index, index)
        else:
            yield from self._split(code.rstrip(b" \t\\"), index)

    def _code(self, line: bytes) -> bytes:
        """Return the line without its comments, also those that begin or end on others."""
        if self._comment or (_INSIDE.match(line) and not self._held):
            end = line.find(b"*/")
            self._comment = end < 0 and self._comment
            if end < 0:
                return b""
            line = line[end + 2 :]
        self._comment = line.rfind(b"/*") > line.rfind(b"*/")
        return _COMMENT.sub(b" ", line)

    def _split(self, code: bytes, index: int) -> Iterator[Fragment]:
        for byte in (code[at : at + 1] for at in range(len(code))):
            if byte in (b"(", b"["):
                self._depth += 1
            elif byte in (b")", b"]"):
                self._depth = max(0, self._depth - 1)
            if byte in _STOPS and (self._depth == 0 or byte in b"{}"):
                self._depth = 0
                yield from self.flush(index, head=byte == b"{")
                if byte == b"}":
                    yield Fragment(Kind.CODE, "}", index, index)
                continue
            if not self._held.strip():
                self._first = index
            self._held += byte
        self._held += b" "

    def flush(self, index: int, *, head: bool = False) -> Iterator[Fragment]:
        """Yield what has been read since the last stop."""
        text = _folded(self._held)
        self._held = b""
        if text or head:
            yield Fragment(Kind.CODE, text, index, self._first if text else index, head)


def _folded(data: bytes) -> str:
    return " ".join(data.decode("utf-8", "surrogateescape").split())
