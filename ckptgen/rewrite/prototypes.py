"""Prototypes as lines of text: members that look like those around them, wrapped, and put below a line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckptgen.csource.braces import top_level_commas
from ckptgen.rewrite.columns import column, kernel_indent, pad_to
from ckptgen.rewrite.model import Splice
from ckptgen.sempatch.model import Member

LONGEST_LINE = 80
"""Where a prototype is wrapped. checkpatch allows 100 (LONG_LINE), but "preferred limit" is 80
(Documentation/process/coding-style.rst).
"""
_POINTER = re.compile(
    rb"^(?P<indent>[ \t]*)(?P<returns>[\w \t*]*?[\w*])(?P<gap>[ \t]*)\([ \t]*\*[ \t]*\w+[ \t]*\)(?P<behind>[ \t]*)\(",
    re.MULTILINE,
)
_INDENT = re.compile(rb"^([ \t]+)[^\s#]", re.MULTILINE)
_WORD = re.compile(rb"\w+|\*")
_TYPE_WORDS = {b"char", b"double", b"float", b"int", b"long", b"short", b"signed", b"unsigned", b"void"}
_BEFORE_TAG = {b"const", b"enum", b"struct", b"union", b"volatile"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a block of members is laid out.

    ``pointer`` is the column in which ``(*name)`` stands, or -1 for a single blank before it; ``behind`` is the white
    space before its arguments. ``named`` tells whether most of the arguments have names.
    """

    indent: bytes
    pointer: int
    behind: bytes
    named: bool


def style_of(code: bytes, *, plain: bool = False) -> Style:
    """Return the style of a block of C without comments: that of its last pointer to a function.

    ``plain`` asks for tabs before it and single blanks in it, as checkpatch does (LEADING_SPACE, SPACING).
    """
    pointers = list(_POINTER.finditer(code))
    indents = [pointers[-1]["indent"]] if pointers else _INDENT.findall(code)
    indent = indents[-1] if indents else b"\t"
    indent = kernel_indent(indent) if plain else indent
    if not pointers:
        return Style(indent, -1, b"", False)
    last = pointers[-1]
    # Behind a star there is no blank at all, which says nothing.
    aligned = not plain and (b"\t" in last["gap"] or len(last["gap"]) > 1)
    named = [_has_name(argument) for match in pointers for argument in _arguments(code, match.end())]
    return Style(
        indent,
        column(code[last.start() : last.end("gap")]) if aligned else -1,
        b"" if plain else last["behind"],
        2 * sum(named) > len(named),
    )


def _arguments(code: bytes, start: int) -> list[bytes]:
    """Return the arguments of a list that opens right before ``start``."""
    depth, end = 1, start
    while end < len(code) and depth:
        depth += {0x28: 1, 0x29: -1}.get(code[end], 0)
        end += 1
    commas, _ = top_level_commas(code, start, end - 1)
    return [code[left:right] for left, right in zip([start, *(c + 1 for c in commas)], [*commas, end - 1], strict=True)]


def _has_name(argument: bytes) -> bool:
    words = _WORD.findall(argument)
    return len(words) > 1 and words[-1] != b"*" and words[-1] not in _TYPE_WORDS and words[-2] not in _BEFORE_TAG


def member_lines(members: Iterable[Member], style: Style, *, named: bool) -> list[bytes]:
    """Return the lines that declare the members, without line ends."""
    lines = []
    for member in members:
        returns, pointer, arguments = member.pointer(named=named).partition(f"(*{member.field})")
        head = style.indent + returns.rstrip().encode()
        gap = pad_to(column(head), style.pointer, tabs=True) or returns[len(returns.rstrip()) :].encode()
        lines += wrapped(head + gap + pointer.encode() + style.behind + b"(", arguments[1:-1])
    return lines


def wrapped(head: bytes, arguments: str) -> list[bytes]:
    """Return the lines of the prototype ``head`` + ``arguments`` + ``);``, the arguments in one column."""
    margin = pad_to(0, column(head), tabs=True)
    lines, line = [], head
    pieces = arguments.encode().split(b", ")
    for index, piece in enumerate(pieces):
        text = piece + (b"," if index < len(pieces) - 1 else b");")
        if line not in (head, margin):
            if column(line + b" " + text) <= LONGEST_LINE:
                line += b" " + text
                continue
            lines.append(line)
            line = margin
        line += text
    return [*lines, line]


def newline_of(data: bytes) -> bytes:
    """Return the line end of a file: that of its first line."""
    end = data.find(b"\n")
    return b"\r\n" if end > 0 and data[end - 1 : end] == b"\r" else b"\n"


def below(data: bytes, offset: int, lines: Iterable[bytes]) -> Splice:
    """Return the splice that puts lines, given without line ends, below the line of ``offset``."""
    newline = newline_of(data)
    text = newline.join(lines)
    end = data.find(b"\n", offset)
    if end < 0:
        return Splice(len(data), 0, newline + text)
    return Splice(end + 1, 0, text + newline)
