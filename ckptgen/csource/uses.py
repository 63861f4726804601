"""Where a table is used, and how: what a name's surroundings say of it.

Every occurrence of the name in code that is neither its declaration nor its export is one use.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter

from ckptgen.csource.initializers import outer_tag
from ckptgen.csource.pointee import Place, Scopes, is_initialized
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
_EXPORTED = re.compile(rb"(?<!\w)EXPORT_\w*SYMBOL\w*\s*\(\s*\Z")
_AT_TOP = re.compile(rb"(?:static|extern|struct|const)\b[\w\s]*\Z")
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
    """Yield the uses of the ``names`` in a file, by name and then by offset.

    What a local variable or a parameter of the same name is used for is no use, unless that one is a table itself.
    """
    scopes = Scopes(text)
    for name, places in groupby(text.occurrences(names), key=itemgetter(0)):
        uses, hiding = [], False
        for _, at in places:
            found = _classify(text, scopes, name, at)
            hiding |= found is True
            uses += [found] if isinstance(found, Use) else []
        yield from (use for use in uses if not hiding or not _is_hidden(text, scopes, use))


def _is_hidden(text: SourceText, scopes: Scopes, use: Use) -> bool:
    """Tell whether a local variable that is no table stands for the name at the use."""
    if text.directive_at(use.offset) is not None:
        return False
    local = scopes.meaning(use.name, use.offset)
    return local >= 0 and not is_initialized(text, local + len(use.name.encode("utf-8", "surrogateescape")))


def defines_itself(text: SourceText, name: str) -> bool:
    """Tell whether the file defines a variable of this name: there the name means that one."""
    scopes = Scopes(text)
    for _, at in text.occurrences([name]):
        if may_be_declared(_statement(text.code, 0, at, flatten=True)) and text.directive_at(at) is None:
            declared = scopes.at(at, len(name.encode("utf-8", "surrogateescape")))
            if declared and declared.place is Place.FILE and not {b"extern", b"typedef"} & set(declared.words):
                return True
    return False


_TYPE_BEFORE = re.compile(rb"(?:[\w)]\s+|\*\s*|\)|,\s*|\A\s*)\Z")
_NO_TYPE = re.compile(rb"\s*(?:return|goto|else|case)\b")
_TAGGED = re.compile(rb"(?<!\w)(?:struct|union|enum)\s+\Z")


def may_be_declared(before: bytes) -> bool:
    """Tell at a glance whether the name behind ``before`` may be a declared one's: nearly all uses are not."""
    return _TYPE_BEFORE.search(before[-_REACH:]) is not None and not _NO_TYPE.match(before)


def _classify(text: SourceText, scopes: Scopes, name: str, at: int) -> Use | bool:
    """Return the use at an offset; where it is none, whether it may be a declaration that hides the file's own."""
    directive = text.directive_at(at)
    code = text.macro_view(directive) if directive else text.code
    if directive and (
        directive.keyword != "define" or name.encode("utf-8", "surrogateescape") in scopes.own(directive)
    ):
        return False
    low = directive.body if directive else 0
    before = _statement(code, low, at, flatten=directive is None)
    start = at - len(before)
    if directive and start == low:
        return _in_macro_head(text, name, at, directive) or False
    if (
        _EXPORTED.search(before[-_REACH:])
        or before.rstrip().endswith((b".", b"->"))
        or (directive is None and _is_at_the_top(code, start, before))
    ):
        return False
    if directive:
        declared = b"=" not in before and not _is_open(before) and _DECLARED.search(before)
        return False if declared else _use(text, name, at, before, code)
    found = None
    if may_be_declared(before) and not _TAGGED.search(before[-_REACH:]):
        found = scopes.at(at, len(name.encode("utf-8", "surrogateescape")))
    if found is not None:
        return found.place in (Place.BLOCK, Place.PARAMETER)
    return _use(text, name, at, before, code)


def _is_at_the_top(code: bytes, start: int, before: bytes) -> bool:
    """Tell whether the statement is a declaration at the start of a line: it is no local one."""
    first = len(before) - len(before.lstrip())
    declares = _AT_TOP.match(before, first) is not None and not _is_open(before)
    return declares and code[max(0, start + first - 1) : start + first] in (b"\n", b"")


def _use(text: SourceText, name: str, at: int, before: bytes, code: bytes) -> Use:
    end, start = at + len(name.encode("utf-8", "surrogateescape")), at - len(before)
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
