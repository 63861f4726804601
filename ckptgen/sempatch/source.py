"""The bytes of a semantic patch, and errors that show where in them something is wrong."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from ckptgen.errors import CkptgenError

MAX_BYTES = 1 << 19
"""Far above any file that people keep by hand, and still read in half a minute."""

_BOM = b"\xef\xbb\xbf"
_SHOWN = 160
# Tab and line end apart, a control character is invisible here and dangerous on a terminal; the marks that
# switch the direction of writing make a line read as something that it does not say (CVE-2021-42574).
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
_COOKIE = re.compile(rb"^[ \t]*#.*?coding[:=][ \t]*([-\w.]+)")


class SemanticPatchError(CkptgenError):
    """What a semantic patch gets wrong: ``FILE:LINE:COL: message``, the line itself, and a caret below it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One semantic patch as text that is known to be sound UTF-8.

    ``body`` is ``data`` without its byte order mark, if it had one; every offset counts bytes of ``body``.
    """

    path: str
    data: bytes
    body: bytes
    text: str
    line_starts: tuple[int, ...] = field(repr=False)

    def line(self, offset: int) -> int:
        """Return the one-based line of the byte ``offset``."""
        return bisect_right(self.line_starts, offset)

    def line_span(self, line: int) -> tuple[int, int]:
        """Return where the one-based ``line`` starts, and where it ends before its line end."""
        start = self.line_starts[line - 1]
        end = self.body.find(b"\n", start)
        end = len(self.body) if end < 0 else end
        return start, end - 1 if self.body[start:end].endswith(b"\r") else end

    def text_start(self, line: int) -> int:
        """Return the offset of the first byte of the one-based ``line`` that is not indentation."""
        start, end = self.line_span(line)
        return end - len(self.body[start:end].lstrip())

    def error(self, offset: int, message: str, also: tuple[int, str] | None = None) -> SemanticPatchError:
        """Return the error to raise for the byte ``offset``; ``also`` is a second place and what it says."""
        text = self._place(offset, message)
        if also is not None:
            text += "\n" + self._place(*also)
        return SemanticPatchError(text)

    def _place(self, offset: int, message: str) -> str:
        line = self.line(offset)
        start, end = self.line_span(line)
        before = self.body[start:offset].decode(errors="backslashreplace")
        after = self.body[offset : max(offset, end)].decode(errors="backslashreplace")
        return f"{self.path}:{line}:{len(before) + 1}: {message}\n{_excerpt(before, after)}"


def read_source(data: bytes, path: str) -> Source:
    """Return ``data`` as a source; raise SemanticPatchError where it is not UTF-8 text of a bearable size."""
    if len(data) > MAX_BYTES:
        raise SemanticPatchError(f"{path}: a semantic patch has at most {MAX_BYTES} bytes")
    body = data.removeprefix(_BOM)
    starts = (0, *(match.end() for match in re.finditer(b"\n", body)))
    raw = Source(path, data, body, "", starts)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise raw.error(error.start, "this byte is not UTF-8") from None
    if refused := _REFUSED.search(text):
        offset = len(text[: refused.start()].encode())
        raise raw.error(offset, f"{character(refused[0])} has no place in a semantic patch")
    _refuse_other_encoding(raw)
    return Source(path, data, body, text, starts)


def character(char: str) -> str:
    """Return what to call a character that may be invisible: its code point, and its name if it has one."""
    name = unicodedata.name(char, "control character")
    return f"U+{ord(char):04X} ({name})"


def _refuse_other_encoding(source: Source) -> None:
    # Python looks for the cookie in the first two lines only (PEP 263).
    for line in range(1, min(2, len(source.line_starts)) + 1):
        start, end = source.line_span(line)
        cookie = _COOKIE.match(source.body[start:end])
        if cookie and cookie[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
            raise source.error(start + cookie.start(1), "a semantic patch is UTF-8, whatever this line says")


def _excerpt(before: str, after: str) -> str:
    # A line may be as long as the file: show the part around the caret.
    head = before if len(before) <= _SHOWN // 2 else "..." + before[-_SHOWN // 2 :]
    tail = after if len(after) <= _SHOWN // 2 else after[: _SHOWN // 2] + "..."
    head, tail = "".join(map(_visible, head)), "".join(map(_visible, tail))
    return f"{head}{tail}\n{''.join(map(_blank, head))}^"


def _visible(char: str) -> str:
    return char.encode("unicode_escape").decode() if _REFUSED.match(char) else char


def _blank(char: str) -> str:
    """Return white space as wide as ``char``."""
    if char == "\t":
        return char
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    return "  " if unicodedata.east_asian_width(char) in ("W", "F") else " "
