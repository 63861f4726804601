"""C text as preprocessing tokens, after the C standard's phases of translation: an oracle, so nothing of ckptgen.

Text is a latin-1 string: one character a byte, so that an offset is a byte offset of the file.
"""

import bisect
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_SPLICE = re.compile(r"\\[ \t\f\v]*\r?\n")
_TOKEN = re.compile(
    r"""(?P<newline>\r?\n)
    |(?P<space>[ \t\f\v]+)
    |(?P<comment>/\*(?s:.*?)\*/|//[^\n]*)
    |(?P<string>(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")
    |(?P<char>[uUL]?'(?:\\.|[^'\\\n])*')
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\.?[0-9](?:[eEpP][+-]|[\w.])*)
    |(?P<bad>/\*|\r|["'][^\n]*|[^\x00-\x7f]|[@`\x00-\x08\x0e-\x1f\x7f]|\\)
    |(?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|%:%:|\#\#|<:|:>|<%|%>|%:|.)""",
    re.VERBOSE | re.ASCII,
)
_DIGRAPHS = {"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}


class BrokenError(Exception):
    """The text is no C, in this configuration: nothing can be asked of what is made of it."""


class Token(NamedTuple):
    """One token; ``start``/``end`` are its byte offsets.

    ``outer_start``/``outer_end`` are those of the macro invocation that it came from, if any: then its ``start`` is
    where it was written, in the macro's body or among the arguments.
    """

    kind: str
    text: str
    start: int
    end: int
    outer_start: int
    outer_end: int
    expanded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of one logical line; a directive's begin with ``#``."""

    tokens: tuple[Token, ...]

    @property
    def directive(self) -> bool:
        return bool(self.tokens) and self.tokens[0].text == "#"


def _spliced(text: str) -> tuple[str, list[int], list[int]]:
    """Return the text without its line continuations, and where pieces of it begin: in it, and in the file."""
    pieces, here, there = [], [0], [0]
    last = 0
    for match in _SPLICE.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        here.append(here[-1] + len(pieces[-1]))
        there.append(last)
    pieces.append(text[last:])
    return "".join(pieces), here, there


@lru_cache(maxsize=32)
def lines_of(text: str, base: int = 0) -> tuple[Line, ...]:
    """Return the logical lines of a file with their tokens; comments are dropped, and end no line.

    Offsets count from ``base``.
    """
    lines: list[Line] = []
    line: list[Token] = []
    for token in raw_tokens(text, base):
        if token.kind == "newline":
            if line:
                lines.append(Line(tuple(line)))
                line = []
        elif token.kind not in ("space", "comment"):
            line.append(token)
    if line:
        lines.append(Line(tuple(line)))
    return tuple(lines)


def raw_tokens(text: str, base: int = 0) -> list[Token]:
    """Return all tokens of a file, with comments, blanks and newlines; offsets count from ``base``."""
    plain, here, there = _spliced(text)
    tokens = []
    simple = len(here) == 1
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        if not simple:
            start, end = _origin(start, here, there), _origin(end - 1, here, there) + 1
        start, end = start + base, end + base
        kind, said = str(match.lastgroup), match[0]
        if kind == "sign" and said in _DIGRAPHS:
            said = _DIGRAPHS[said]
        tokens.append(Token(kind, said, start, end, start, end))
    return tokens


def _origin(offset: int, here: list[int], there: list[int]) -> int:
    at = bisect.bisect_right(here, offset) - 1
    return there[at] + offset - here[at]


def comments_between(text: str, start: int, end: int) -> list[str]:
    """Return the comments that begin in a span of a file, sorted, with white space folded."""
    found = [text[t.start : t.end] for t in raw_tokens(text) if t.kind == "comment" and start <= t.start < end]
    return sorted(" ".join(_SPLICE.sub(" ", comment).split()) for comment in found)


def words(text: str) -> tuple[str, ...]:
    """Return the texts of the tokens of a piece of C, without comments."""
    return tuple(token.text for line in lines_of(text) for token in line.tokens)


def matching(tokens: list[Token]) -> dict[int, int]:
    """Return the index of each bracket's partner; raises BrokenError."""
    partners: dict[int, int] = {}
    stack: list[int] = []
    closing = {")": "(", "]": "[", "}": "{"}
    for index, token in enumerate(tokens):
        if token.kind != "sign":
            continue
        if token.text in "([{":
            stack.append(index)
        elif token.text in closing:
            if not stack or tokens[stack[-1]].text != closing[token.text]:
                raise BrokenError("brackets do not match")
            partners[stack[-1]] = index
            partners[index] = stack.pop()
    if stack:
        raise BrokenError("brackets do not match")
    return partners


def adjacent(tokens: tuple[Token, ...]) -> bool:
    """Tell whether tokens stand right beside each other, with nothing between them."""
    return all(left.end == right.start for left, right in pairwise(tokens))
