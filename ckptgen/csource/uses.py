"""Where a table is used, and how: what a name's surroundings say of it.

Every occurrence of the name in code that is neither its declaration nor its export is one use.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ckptgen.csource.initializers import outer_tag
from ckptgen.csource.text import Directive, SourceText, without_directives


class UseKind(StrEnum):
    """What the text around a name does with it."""

    ASSIGNED = "assigned"
    """``x->i_fop = &T``, ``.fops = &T``: ``target`` is the member's name, ``holder`` the initialized struct's tag."""
    ARGUMENT = "argument"
    """``f(..., &T)``: ``target`` is the function."""
    ELEMENT = "element"
    """``{ "x", &T }``: ``holder`` is the initialized struct's tag."""
    COMPARED = "compared"
    """``f_op == &T``."""
    ALIAS = "alias"
    """``#define A T``: ``target`` is the macro."""
    RETURNED = "returned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a table's name; ``line`` is one-based, ``offset`` the name's zero-based byte offset in the file,
    ``text`` the start of the statement as it stands there.
    """

    path: str
    line: int
    offset: int
    name: str
    kind: UseKind
    target: str
    holder: str
    text: str


_STEPS = re.compile(rb"[(),]|[=!]=|(?<![=!<>+\-*/|&^%])=(?!=)")
_DECLARED = re.compile(rb"(?<!\w)struct\s+\w+\s+[\w\s,\[\]]*\Z")
_EXPORTED = re.compile(rb"(?<!\w)EXPORT_\w*\s*\(\s*\Z")
_COMPARED_BEFORE = re.compile(rb"[=!]=\s*(?:\(\s*)?&?\s*\Z")
_COMPARED_AFTER = re.compile(rb"(?:\s*\[[^\]]*\])?\s*[=!]=")
_CALLEE = re.compile(rb"(\w+(?:\s*##\s*\w+)*)\s*\Z")
_LEFT_SIDE = re.compile(rb"(\w+)\s*(?:\[[^\]]*\]\s*)*\Z")
_ALIAS = re.compile(rb"\s*(\w+)[ \t]+[(&\s]*\Z")
_NO_CALL = {b"if", b"while", b"for", b"switch", b"return", b"sizeof", b"likely", b"unlikely", b"WARN_ON", b"BUG_ON"}
_LONGEST_QUOTE = 100
_LONGEST_STATEMENT = 2000
_REACH = 80
"""How many bytes before a name are read for its statement, and for the word right before it."""


def find_uses(text: SourceText, names: Iterable[str]) -> Iterator[Use]:
    """Yield the uses of the ``names`` in a file, by name and then by offset."""
    for name, at in text.occurrences(names):
        use = _classify(text, name, at)
        if use is not None:
            yield use


_DECLARATOR_END = re.compile(rb"(?:\s*\[[^\]]*\])*(?:\s+__\w+(?:\([^)]*\))?)*\s*[=;,]")


def defines_itself(text: SourceText, name: str) -> bool:
    """Tell whether the file defines a struct variable of this name: there the name means that one."""
    for _, at in text.occurrences([name]):
        before = _statement(text.code, 0, at, flatten=True)
        end = at + len(name.encode("utf-8", "surrogateescape"))
        declared = not _is_open(before) and b"=" not in before and _DECLARED.search(before)
        if declared and b"extern" not in before.split() and _DECLARATOR_END.match(text.code, end):
            return True
    return False


def _classify(text: SourceText, name: str, at: int) -> Use | None:
    directive = text.directive_at(at)
    if directive is not None and directive.keyword != "define":
        return None
    code = text.macro_view(directive) if directive else text.code
    end = at + len(name.encode("utf-8", "surrogateescape"))
    low = directive.body if directive else 0
    before = _statement(code, low, at, flatten=directive is None)
    start = at - len(before)
    if directive and start == low:
        return _in_macro_head(text, name, at, directive)
    declared = b"struct" in before and b"=" not in before and not _is_open(before) and _DECLARED.search(before)
    if declared or _EXPORTED.search(before[-_REACH:]) or before.rstrip().endswith((b".", b"->")):
        return None
    kind, target = _context(before, code[end : end + 40])
    holder = ""
    if kind in (UseKind.ASSIGNED, UseKind.ELEMENT):
        initializer = text.enclosing_brace(code, at)
        is_designator = kind is UseKind.ELEMENT or re.search(rb"\.\s*" + target.encode() + rb"\s*=[^=]*\Z", before)
        holder = outer_tag(text, code, at) if initializer >= 0 and is_designator else ""
        outside = code[max(0, initializer - _REACH) : max(0, initializer)]
        if kind is UseKind.ELEMENT and not holder and not re.search(rb"=\s*\Z", outside):
            kind = UseKind.OTHER
    quote = text.folded(start, min(text.line_end(end), start + 4 * _LONGEST_QUOTE))[:_LONGEST_QUOTE]
    return Use(text.path, text.line(at), at, name, kind, target, holder, quote)


def _is_open(before: bytes) -> bool:
    """Tell whether a parenthesis is still open: a whole ``MACRO(...)`` may stand before a declaration."""
    return before.count(b"(") > before.count(b")")


def _statement(code: bytes, low: int, at: int, *, flatten: bool) -> bytes:
    """Return the text between the start of the statement and ``at``; with ``flatten``, preprocessor lines are blank."""
    window = code[max(low, code.rfind(b"\n", low, max(low, at - _LONGEST_STATEMENT)) + 1) : at]
    if flatten and b"#" in window:
        window = without_directives(window)
    return window[max(window.rfind(stop) + 1 for stop in (b";", b"{", b"}")) :]


def _in_macro_head(text: SourceText, name: str, at: int, directive: Directive) -> Use | None:
    """Classify a name in a macro's body before any statement: an alias if the body is nothing but the name."""
    match = _ALIAS.match(text.code, directive.body, at)
    rest = text.code[at + len(name.encode("utf-8", "surrogateescape")) : directive.end].strip(b" \t\r)")
    quote = text.folded(directive.start, directive.end)[:_LONGEST_QUOTE]
    if match and not rest:
        return Use(text.path, text.line(at), at, name, UseKind.ALIAS, match[1].decode("ascii", "replace"), "", quote)
    if text.code[directive.body : at].strip() == b"":
        # The macro is itself called by this name.
        return None
    kind, target = _context(text.code[directive.body : at], text.code[at + len(name) : at + len(name) + 40])
    return Use(text.path, text.line(at), at, name, kind, target, "", quote)


def _context(before: bytes, after: bytes) -> tuple[UseKind, str]:
    """Return what is done with an expression, from the text between the statement's start and it."""
    if _COMPARED_BEFORE.search(before[-_REACH:]) or _COMPARED_AFTER.match(after):
        return UseKind.COMPARED, ""
    levels: list[tuple[int, int]] = [(0, -1)]
    for match in _STEPS.finditer(before) if b"(" in before or b"=" in before else ():
        opening, assigned = levels[-1]
        if match[0] == b"(":
            levels.append((match.start(), -1))
        elif match[0] == b")":
            levels.pop()
            levels = levels or [(0, -1)]
        elif match[0] == b",":
            levels[-1] = (opening, -1)
        elif match[0] == b"=":
            levels[-1] = (opening, match.start())
    for depth in range(len(levels) - 1, -1, -1):
        opening, assigned = levels[depth]
        if assigned >= 0:
            left = _LEFT_SIDE.search(before, max(0, assigned - _REACH), assigned)
            return UseKind.ASSIGNED, left[1].decode("ascii", "replace") if left else ""
        callee = _CALLEE.search(before, max(0, opening - _REACH), opening) if depth else None
        if callee and callee[1] not in _NO_CALL:
            return UseKind.ARGUMENT, re.sub(r"\s+", "", callee[1].decode("ascii", "replace"))
    if re.match(rb"\s*(?:\w+\s*:\s*)?return\b", before):
        return UseKind.RETURNED, ""
    return UseKind.ELEMENT, ""


def identifiers_with(data: bytes, parts: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the identifiers in ``data``, comments included, that hold one of the ``parts``, each once.

    Of a very long one, no more than ``LONGEST_NAME`` bytes before its first part are kept.
    """
    found: dict[bytes, None] = {}
    for pattern in _from_part(tuple(parts)):
        for match in pattern.finditer(data):
            at = match.start()
            head = data[max(0, at - LONGEST_NAME) : at].translate(_WORD_BYTES).rpartition(b" ")[2]
            found[head + match[0]] = None
    return tuple(found)


def has_part(name: bytes, parts: Iterable[bytes]) -> bool:
    """Tell whether ``identifiers_with`` finds the name, given that it is an identifier of bearable length."""
    return any(part in name for part in parts)


@cache
def _from_part(parts: tuple[bytes, ...]) -> tuple[re.Pattern[bytes], ...]:
    """Return the patterns for the rest of an identifier from its first part on, one for the parts that begin alike.

    A pattern that begins with a literal is searched for as fast as ``bytes.find`` does; one for whole identifiers, or
    for parts that have nothing in common, would be tried at every byte of the file.
    """
    alike: dict[bytes, list[bytes]] = {}
    for part in parts:
        alike.setdefault(part[:2], []).append(re.escape(part))
    return tuple(re.compile(rb"(?:%s)\w*" % b"|".join(some)) for some in alike.values())


LONGEST_NAME = 200
"""Far above what C has; keeps a hostile file from taking time that grows with the square of its size."""
_WORD_BYTES = bytes(byte if byte < 0x80 and (chr(byte).isalnum() or byte == 0x5F) else 0x20 for byte in range(0x100))
"""A translation that turns every byte that is not part of an identifier into a blank."""
