"""Where a file defines a symbol (a function, a variable, a struct, a macro), and where its code names it."""

import re
from dataclasses import dataclass

from ckptgen.csource.braces import skip_space
from ckptgen.csource.functions import read_head
from ckptgen.csource.text import SourceText

_TAG_BEFORE = re.compile(rb"(?<!\w)(?:struct|union|enum)\s+(?:__\w+\s+)*\Z")
_TAG_BODY = re.compile(rb"\s*(?:__\w+(?:\s*\([^()]*\))?\s*)*\{")
_VARIABLE_END = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*(?:__\w+(?:\s*\([^;=]*?\))?\s*)*[=;,]")
_POINTER_BEFORE = re.compile(rb"\(\s*\*\s*(?:const\s+)?\Z")
_POINTER_END = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*\)\s*\([^;{}]*\)\s*[=;,]")
_INITIALIZER = re.compile(rb"=[^=,(){}]*,")
_NO_VARIABLE = {b"extern", b"typedef", b"return", b"goto"}


@dataclass(frozen=True, slots=True)
class SymbolPlaces:
    """What one file says of a symbol: the one-based line where its code first names it, and the one where it defines it
    (0: it does not, or nobody asked).
    """

    path: str
    symbol: str
    used: int
    defined: int


def find_symbol(text: SourceText, symbol: str, *, defined: bool) -> SymbolPlaces | None:
    """Return the symbol's places in a file, None where its code does not name it; with ``defined``, look for a
    definition too.
    """
    word = symbol.encode()
    first, definition = -1, -1
    for at in text.words(word):
        first = at if first < 0 else first
        if not defined:
            break
        if _is_definition(text, at, at + len(word)):
            definition = at
            break
    if first < 0:
        return None
    return SymbolPlaces(text.path, symbol, text.line(first), text.line(definition) if definition >= 0 else 0)


def _is_definition(text: SourceText, at: int, end: int) -> bool:
    directive = text.directive_at(at)
    if directive is not None:
        return directive.keyword == "define" and not text.code[directive.body : at].strip()
    if _TAG_BEFORE.search(text.code, max(0, at - 80), at):
        return _TAG_BODY.match(text.code, end) is not None
    opening = skip_space(text.code, end)
    if text.code[opening : opening + 1] == b"(":
        return read_head(text, opening) is not None and _at_top(text, at)
    before, ends = text.statement_before(at), _VARIABLE_END
    if pointer := _POINTER_BEFORE.search(before):
        before, ends = before[: pointer.start()], _POINTER_END
    if ends.match(text.flat, end) is None:
        return False
    before = _INITIALIZER.sub(b",", before)
    words = set(before.replace(b"*", b" ").split())
    return bool(words) and words.isdisjoint(_NO_VARIABLE) and not {*before} & {*b"(=.>"} and _at_top(text, at)


def _at_top(text: SourceText, at: int) -> bool:
    """Tell whether no braces are open at the offset."""
    return text.enclosing_brace(text.flat, at) < 0
