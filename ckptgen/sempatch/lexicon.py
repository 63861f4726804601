"""Refuse, before any parser sees it, text that the language has no words for or that is nested too deeply.

libcst's parser recurses natively and its nodes recurse in Python: 5,000 nested brackets end the process,
and a few hundred operators or adjacent strings exhaust Python's stack. The language needs few kinds of
token, so a short scanner of its own, over bytes and the same under every version of Python (the standard
library's was rewritten for 3.12), is both the guard and the better error.
"""

import re
from keyword import kwlist

from ckptgen.sempatch.source import Source, character

MAX_BRACKETS = 20
MAX_OPERATORS = 50
MAX_ADJACENT = 50
"""Brackets open at once, ``and``/``or``/``not``, strings side by side.

All at once they take about 500 of the 1,000 frames that Python allows.
"""

_TOKEN = re.compile(
    rb"""
    (?P<space>   [ \t]+ )
  | (?P<comment> \#[^\r\n]* )
  | (?P<newline> \r?\n )
  | (?P<string>  [A-Za-z]* (?: \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3}
                             | '{3} (?: [^'\\] | \\. | '(?!'') )* '{3}
                             | "(?!"") (?: [^"\\\n] | \\(?:\r\n|.) )* "
                             | '(?!'') (?: [^'\\\n] | \\(?:\r\n|.) )* ' ) )
  | (?P<unclosed> [A-Za-z]* ["'] )
  | (?P<operator> (?:and|or|not)\b )
  | (?P<name>    [A-Za-z_][A-Za-z0-9_]* )
  | (?P<open>    [(\[{] )
  | (?P<close>   [)\]}] )
  | (?P<mark>    [=,:](?!=) )
  | (?P<other>   [0-9]\w* | [-+*/%=<>!:.@&|^~]+ | [\x21-\x7e] )
    """,
    re.VERBOSE | re.DOTALL,
)
_PAIRS = {b")": b"(", b"]": b"[", b"}": b"{"}
_KEYWORDS = frozenset(word.encode() for word in kwlist) - {b"True", b"False", b"None"}
_ONLY = "it is made of assignments, strings, lists, dicts and the calls of its vocabulary"
_WHY = {
    b"import": "a semantic patch imports nothing",
    b"from": "a semantic patch imports nothing",
    b"for": "a list is written out, item by item",
    b".": "a name has no attributes here",
    # libcst loses one that stands before a statement.
    b"\\": "a value of several lines stands in brackets",
    b"*": "nothing is unpacked here",
}


def check_lexicon(source: Source) -> None:
    """Raise SemanticPatchError at the first token that is not of the language, or is one too many."""
    scan = _Scan(source)
    offset = 0
    while offset < len(source.body):
        token = _TOKEN.match(source.body, offset)
        if token is None:
            char = source.body[offset:].decode()[0]
            raise source.error(offset, f"{character(char)} stands outside of a string and of a comment")
        scan.take(token.lastgroup or "", token[0], offset)
        offset = token.end()
    scan.finish()


class _Scan:
    """What must be remembered from one token to the next."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: list[tuple[bytes, int]] = []
        self._operators = 0
        self._adjacent = 0
        self._before = "newline"

    def take(self, kind: str, token: bytes, offset: int) -> None:
        """Judge one token."""
        if kind == "newline" and not self._open:
            self._before = kind
        elif kind in ("string", "unclosed"):
            self._string(kind, token, offset)
        elif kind == "operator":
            self._operator(offset)
        elif kind == "other" or token in _KEYWORDS:
            why = _WHY.get(token, _WHY.get(token[:1], _ONLY))
            message = f"`{token.decode()}` means nothing in a semantic patch: {why}"
            raise self._source.error(offset, message)
        elif kind in ("open", "close"):
            self._bracket(kind, token, offset)
        self._order(kind, offset)
        if kind not in ("space", "comment", "newline"):
            self._adjacent = self._adjacent + 1 if kind == "string" else 0
            self._before = kind

    def finish(self) -> None:
        """Judge the end of the file."""
        if self._open:
            bracket, offset = self._open[-1]
            raise self._source.error(offset, f"this `{bracket.decode()}` is never closed")

    def _order(self, kind: str, offset: int) -> None:
        starts = self._before == "newline" and kind not in ("newline", "comment", "space")
        if starts and offset != self._source.line_span(self._source.line(offset))[0]:
            raise self._source.error(offset, "a statement starts in the first column")
        # Not left to the parsers: f(x)(y)(z) nests as deeply as it is long, and Python's own parser runs out
        # of memory over `a a a a`, looking for the old print statement.
        operands = kind in ("name", "string", "open") and self._before in ("name", "string", "close")
        if operands and (self._before, kind) not in (("string", "string"), ("name", "open")):
            raise self._source.error(offset, "nothing joins this to what stands before it; is a comma missing?")

    def _string(self, kind: str, token: bytes, offset: int) -> None:
        if kind == "unclosed":
            raise self._source.error(offset, "this string is never closed")
        prefix = re.split(rb"[\"']", token, maxsplit=1)[0]
        if prefix not in (b"", b"r", b"R"):
            raise self._source.error(offset, f"a string takes no prefix `{prefix.decode()}` here")
        if self._adjacent >= MAX_ADJACENT:
            raise self._source.error(offset, f"more than {MAX_ADJACENT} strings side by side; use one in triple quotes")

    def _operator(self, offset: int) -> None:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            message = f"more than {MAX_OPERATORS} of `and`, `or` and `not`"
            raise self._source.error(offset, message)

    def _bracket(self, kind: str, token: bytes, offset: int) -> None:
        if kind == "open":
            if len(self._open) >= MAX_BRACKETS:
                raise self._source.error(offset, f"more than {MAX_BRACKETS} brackets are open here")
            self._open.append((token, offset))
        elif not self._open:
            raise self._source.error(offset, f"this `{token.decode()}` closes nothing")
        elif self._open[-1][0] != _PAIRS[token]:
            bracket, start = self._open[-1]
            message = f"this `{token.decode()}` does not close"
            raise self._source.error(offset, message, (start, f"this `{bracket.decode()}`"))
        else:
            self._open.pop()
