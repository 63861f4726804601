"""One file's bytes, with views of the same length in which comments, literals or directives are blank.

Every view keeps each byte's offset, so that an offset found in one view means the same in all of them. A newline inside
a comment or a literal is blank too: it ends no preprocessor line. Lines are counted in the file's own bytes.
"""

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ckptgen.bounds import TURN, Budget
from ckptgen.csource.braces import Nesting
from ckptgen.csource.model import Arm

_SPLICE = rb"\\[ \t\f\v]*\r?\n"
"""A backslash-newline, which joins two lines before anything else is read; gcc takes blanks between the two, too."""
_ESCAPED = rb"(?:" + _SPLICE + rb"|\\.)"
# Unrolled loops: each byte is looked at once. A character literal never spans lines, so that an apostrophe in the
# prose of an #error or of a disabled block cannot swallow what follows.
_COMMENT_OR_LITERAL = re.compile(
    rb"(/(?:" + _SPLICE + rb")*(?:"
    rb"\*[^*]*(?:\*+(?!(?:" + _SPLICE + rb")+/)[^/*][^*]*)*(?:\*+(?:" + _SPLICE + rb")*/|\**\Z)"
    rb"|/[^\n\\]*(?:" + _ESCAPED + rb"[^\n\\]*)*)"
    rb"|\"[^\"\\\n]*(?:" + _ESCAPED + rb"[^\"\\\n]*)*\"?"
    rb"|'[^'\\\n]*(?:" + _ESCAPED + rb"[^'\\\n]*)*'?)",
    re.DOTALL,
)
_DIRECTIVE = re.compile(rb"^[ \t\f\v]*#[ \t\f\v]*([a-z_]*)((?:[^\\\n]|" + _SPLICE + rb"|\\.)*)", re.MULTILINE)
_SPLICED = re.compile(_SPLICE)
_LEADING = b" \t\f\v"
_BLANK = bytes(byte if byte == 0x0A else 0x20 for byte in range(256))
_ALL_BLANK = b" " * 256
_ALL_QUOTES = b'"' * 256
_SLASH = 0x2F
_MAY_BE_DISABLED = re.compile(rb"#[ \t\f\v]*if[ \t]0")
_IF_ZERO = re.compile(rb"^[ \t\f\v]*#[ \t\f\v]*if[ \t]0[ \t\r]*$", re.MULTILINE)
_IDENTIFIER = re.compile(rb"\w+")
_NEAR = 1000
"""Bytes: hardly any statement is longer."""
_FEW_NAMES = 50
"""Up to so many names, one search for each is faster than looking at every identifier."""
_SPACE = re.compile(rb"\s+")
_CONTINUATION = re.compile(rb"\\(?=[ \t\f\v]*\r?\n)")
_CONDITIONALS = {b"if", b"ifdef", b"ifndef", b"elif", b"elifdef", b"elifndef", b"else", b"endif"}


def blank_comments_and_literals(data: bytes) -> bytes:
    """Return ``data`` with each byte of a comment replaced by a blank and each of a literal by ``"``.

    Same length: a literal stays a token, but holds nothing that could be taken for C. A newline inside of either is
    gone, since it ends no line of C: a ``#define`` goes on behind a comment of several lines.
    """
    pieces = _COMMENT_OR_LITERAL.split(data)
    pieces[1::2] = [piece.translate(_ALL_BLANK if piece[0] == _SLASH else _ALL_QUOTES) for piece in pieces[1::2]]
    return b"".join(pieces)


def _without_splices(code: bytes) -> tuple[bytes, tuple[int, ...]]:
    """Return ``code`` with each backslash blank that continues a line which is no preprocessor line, and the offset of
    each, in any line, that splits a word or ``##``.
    """
    pieces, split, done, end = [], [], 0, 0
    for match in _SPLICED.finditer(code):
        at = match.start()
        before, behind = code[at - 1 : at], code[match.end() : match.end() + 1]
        if (is_word_byte(before) and is_word_byte(behind)) or before == behind == b"#":
            split.append(at)
        if at < end:
            continue
        if directive := _DIRECTIVE.match(code, code.rfind(b"\n", 0, at) + 1):
            end = directive.end()
        else:
            pieces += [code[done:at], b" "]
            done = at + 1
    return b"".join([*pieces, code[done:]]) if pieces else code, tuple(split)


def blank_disabled(code: bytes) -> bytes:
    """Return ``code`` with the text of each ``#if 0`` branch replaced by blanks; the directives themselves stay."""
    if not _MAY_BE_DISABLED.search(code):
        return code
    pieces, done, depth, off = [], 0, 0, -1
    for match in _directives(code):
        keyword = match[1]
        if keyword in (b"if", b"ifdef", b"ifndef"):
            depth += 1
            if off < 0 and _IF_ZERO.match(match[0]):
                off, start = depth, match.end()
        elif depth and off == depth and (keyword.startswith(b"el") or keyword == b"endif"):
            pieces += [code[done:start], code[start : match.start()].translate(_BLANK)]
            done, off = match.start(), -1
        if keyword == b"endif" and depth:
            depth -= 1
    rest = code[done:] if off < 0 else code[done:start] + code[start:].translate(_BLANK)
    return b"".join([*pieces, rest])


def _continues(code: bytes, start: int) -> bool:
    """Tell whether a backslash continues the line before the one that starts at the offset."""
    if code[max(0, start - 3) : start].endswith((b"\\\n", b"\\\r\n")):
        return True
    # With blanks between the two, which are rare but for the comments that are blank here.
    blank = code[max(0, start - 3) : start - 1].rstrip(b"\r")[-1:]
    line = code[code.rfind(b"\n", 0, start - 1) + 1 : start - 1] if blank in (b" ", b"\t") else b""
    return line.rstrip().endswith(b"\\")


def is_word_byte(byte: bytes) -> bool:
    """Tell whether a single byte can be part of an identifier; no byte at all cannot."""
    return byte.isalnum() or byte == b"_"


@dataclass(frozen=True, slots=True)
class Directive:
    """One preprocessor line with its continuation lines; ``end`` is the offset of the newline that ends it."""

    keyword: str
    start: int
    end: int
    body: int
    """Offset of what follows the keyword."""

    @property
    def conditional(self) -> bool:
        return self.keyword.encode() in _CONDITIONALS

    @property
    def opens(self) -> bool:
        """Whether it begins a conditional: ``#if``, ``#ifdef`` or ``#ifndef``."""
        return self.keyword in ("if", "ifdef", "ifndef")


def _directive(match: re.Match[bytes]) -> Directive:
    return Directive(match[1].decode("ascii"), match.start(), match.end(), match.end(1))


class SourceText:
    """A source file and its views. ``data`` is what was read, ``code`` is it without comments, literals, ``#if 0``
    text. ``split_words`` are the offsets of the backslashes that split a word, or ``##``, over two lines.
    """

    def __init__(self, path: str, data: bytes, known: bytes = b"", line: int = 1) -> None:
        """``known`` is the view ``code`` of as much of ``data`` as it is long, if that has been made before: it ends in
        code. ``line`` is the one-based number of the first line.
        """
        self.path = path
        self.data = data
        code, self.split_words = _without_splices(known + blank_comments_and_literals(data[len(known) :]))
        self.code = blank_disabled(code)
        self.spend = Budget(path, len(data)).spend
        """Count steps of the work for this file (see bounds.py): bytes that are looked at again, turns of a loop."""
        self._last_line = (0, line)
        self._last_macro: tuple[int, bytes] = (-1, b"")
        self._nesting = (b"", Nesting(b""))
        self._last_directive: Directive | None = None
        self.last_labels: tuple[int, dict[int, str]] = (-1, {})

    @cached_property
    def directives(self) -> tuple[Directive, ...]:
        """The preprocessor lines in order."""
        return tuple(_directive(match) for match in _directives(self.code))

    @cached_property
    def flat(self) -> bytes:
        """``code`` without its preprocessor lines."""
        return without_directives(self.code)

    def words(self, word: bytes, view: bytes | None = None) -> Iterator[int]:
        """Yield the offset of each place where ``word`` stands as a whole identifier in ``view`` (default ``code``)."""
        code = self.code if view is None else view
        self.spend(len(code))
        at = code.find(word) if word else -1
        while at >= 0:
            self.spend(TURN)
            after = at + len(word)
            if not (is_word_byte(code[at - 1 : at]) or is_word_byte(code[after : after + 1])):
                yield at
            at = code.find(word, after)

    def occurrences(self, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Yield each place where one of the names stands in ``code`` as a whole identifier, by name and offset."""
        wanted = {name.encode("utf-8", "surrogateescape"): name for name in sorted(set(names))}
        self.spend(len(self.code))
        if len(wanted) <= _FEW_NAMES:
            yield from ((name, at) for word, name in wanted.items() for at in self.words(word))
            return
        places: dict[bytes, list[int]] = {}
        for match in _IDENTIFIER.finditer(self.code):
            if match[0] in wanted:
                places.setdefault(match[0], []).append(match.start())
        yield from ((name, at) for word, name in wanted.items() for at in places.get(word, ()))

    def enclosing_brace(self, view: bytes, offset: int) -> int:
        """Return the offset of the innermost ``{`` of ``view`` that is open right before ``offset``, or -1."""
        self.spend(TURN)
        if self._nesting[0] is not view:
            self.spend(len(view))
            self._nesting = (view, Nesting(view))
        return self._nesting[1].enclosing(offset)

    def statement_before(self, offset: int) -> bytes:
        """Return what stands in ``flat`` between the last ``;``, ``{`` or ``}`` before ``offset`` and it."""
        reach = _NEAR
        while True:
            start = self._logical_line(max(0, offset - reach))
            self.spend(offset - start)
            window = without_directives(self.code[start:offset])
            stop = max(window.rfind(mark) for mark in (b";", b"{", b"}"))
            if stop >= 0 or start == 0:
                return window[stop + 1 :]
            reach *= 4

    def statement_start(self, offset: int) -> int:
        """Return the offset behind the last ``;``, ``{`` or ``}`` of ``flat`` before ``offset``; 0 if there is none."""
        return offset - len(self.statement_before(offset))

    def _logical_line(self, offset: int) -> int:
        """Return the start of the line of ``offset``, or of the one that it continues."""
        start = self.code.rfind(b"\n", 0, offset) + 1
        while start > 0 and _continues(self.code, start):
            start = self.code.rfind(b"\n", 0, start - 1) + 1
        return start

    def line(self, offset: int) -> int:
        """Return the one-based line of a byte offset."""
        # Questions come nearly in order: counting on from the last answer reads each byte about once.
        known, line = self._last_line
        self.spend(abs(offset - known))
        if known <= offset:
            line += self.data.count(b"\n", known, offset)
        else:
            line -= self.data.count(b"\n", offset, known)
        self._last_line = (offset, line)
        return line

    def offset_of_line(self, line: int) -> int:
        """Return the offset of the first byte of a one-based line."""
        at = 0
        for _ in range(line - 1):
            at = self.data.find(b"\n", at) + 1
        return at

    def line_start(self, offset: int) -> int:
        """Return the offset of the first byte of the line that ``offset`` is in."""
        return self.data.rfind(b"\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return the offset of the newline that ends the line of ``offset``, or the file's length."""
        end = self.data.find(b"\n", offset)
        return len(self.data) if end < 0 else end

    def directive_at(self, offset: int) -> Directive | None:
        """Return the preprocessor line that holds the offset, or None."""
        last = self._last_directive
        if last is not None and last.start <= offset < last.end:
            return last
        match = _DIRECTIVE.match(self.code, self._logical_line(offset))
        self._last_directive = _directive(match) if match else None
        return self._last_directive

    def directives_between(self, start: int, end: int) -> Iterator[Directive]:
        """Yield the preprocessor lines that begin in the span."""
        for match in _DIRECTIVE.finditer(self.code, start, end):
            yield _directive(match)

    def macro_view(self, macro: Directive) -> bytes:
        """Return ``code`` up to the end of the macro's body, with its line continuations blank."""
        if self._last_macro[0] != macro.start:
            self.spend(macro.end)
            body = _CONTINUATION.sub(b" ", self.code[macro.body : macro.end])
            self._last_macro = (macro.start, b" " * macro.body + body)
        return self._last_macro[1]

    def folded(self, start: int, end: int) -> str:
        """Return the span's text without comments, with white space folded to single blanks."""
        piece = self.code[start:end]
        if b'"' in piece:
            piece = without_comments(self.data[start:end])
        if any(start <= at < end for at in self.split_words):
            piece = _SPLICED.sub(b"", without_comments(self.data[start:end]))
        return _SPACE.sub(b" ", _CONTINUATION.sub(b" ", piece)).strip().decode("utf-8", "surrogateescape")

    @cached_property
    def conditionals(self) -> tuple[tuple[int, tuple[Arm, ...]], ...]:
        """The conditional branches in force from each offset on, outermost first; offset 0 has none.

        Unbalanced directives close what is open; they are the business of whoever asks about a span.
        """
        steps: list[tuple[int, tuple[Arm, ...]]] = [(0, ())]
        stack: list[Arm] = []
        for directive in self.directives:
            if directive.opens:
                stack.append(Arm(directive.start, 0))
            elif directive.keyword.startswith("el") and stack:
                stack[-1] = Arm(stack[-1].start, stack[-1].branch + 1)
            elif directive.keyword == "endif" and stack:
                stack.pop()
            else:
                continue
            steps.append((directive.end, tuple(stack)))
        return tuple(steps)

    def arms(self, offset: int) -> tuple[Arm, ...]:
        """Return the conditional branches that the offset stands in, outermost first."""
        at = bisect.bisect_right(self.conditionals, offset, key=lambda step: step[0]) - 1
        return self.conditionals[at][1]


def without_comments(data: bytes) -> bytes:
    """Return ``data`` with a blank for each comment; literals stay."""
    pieces = _COMMENT_OR_LITERAL.split(data)
    return b"".join(b" " if at % 2 and piece[0] == _SLASH else piece for at, piece in enumerate(pieces))


def comments_and_literals(data: bytes) -> list[bytes]:
    """Return the comments and literals of ``data``, in order."""
    return _COMMENT_OR_LITERAL.findall(data)


def without_directives(code: bytes) -> bytes:
    """Return ``code`` with its preprocessor lines blank; same length, same newlines."""
    pieces, done = [], 0
    for match in _directives(code):
        pieces += [code[done : match.start()], match[0].translate(_BLANK)]
        done = match.end()
    return b"".join([*pieces, code[done:]]) if pieces else code


def _directives(code: bytes) -> Iterator[re.Match[bytes]]:
    """Yield what ``_DIRECTIVE.finditer`` does, without a try at every line: only a line's first ``#`` can begin one."""
    at = code.find(b"#")
    while at >= 0:
        start = code.rfind(b"\n", 0, at) + 1
        match = None if code[start:at].strip(_LEADING) else _DIRECTIVE.match(code, start)
        if match:
            yield match
        end = code.find(b"\n", match.end() if match else at)
        at = code.find(b"#", end) if end >= 0 else -1
