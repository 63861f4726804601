"""What a header declares."""

import re
from collections.abc import Iterable

from ckptgen.csource.text import SourceText

_BEHIND = re.compile(rb"\s*[(\[;,=]")


def declared_names(text: SourceText, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of the names the header declares at its top level, or defines as a macro, in the given order."""
    return tuple(name for name in names if _declares(text, name))


def _declares(text: SourceText, name: str) -> bool:
    word = name.encode("utf-8", "surrogateescape")
    for at in text.words(word):
        directive = text.directive_at(at)
        if directive is not None:
            if directive.keyword == "define" and not text.code[directive.body : at].strip():
                return True
            continue
        if text.enclosing_brace(text.flat, at) >= 0 or not _BEHIND.match(text.code, at + len(word)):
            continue
        before = text.statement_before(at).strip()
        # A type stands before a declared name; an argument's name stands in brackets.
        if before and b"(" not in before:
            return True
    return False
