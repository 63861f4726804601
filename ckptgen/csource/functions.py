"""Function definitions: where they stand and what they call directly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ckptgen.csource.braces import matching_brace, matching_parenthesis, skip_space
from ckptgen.csource.text import SourceText, without_directives

_CALL = re.compile(rb"(?<![\w.>])([A-Za-z_]\w*)\s*\(")
_MEMBER_WRITE = re.compile(rb"->\s*(\w+)\s*=(?!=)")
_KEYWORDS = {b"if", b"while", b"for", b"switch", b"return", b"sizeof"}


@dataclass(frozen=True, slots=True)
class Function:
    """A function's definition: the names it calls and the members it writes, each with its one-based line; ``static``
    where no other file can name it.
    """

    name: str
    path: str
    line: int
    static: bool
    calls: tuple[tuple[str, int], ...]
    writes: tuple[tuple[str, int], ...]


_ANNOTATIONS = re.compile(rb"(?:\s*__\w+(?:\s*\([^()]*\))?)*\s*")


def find_function(text: SourceText, name: str) -> Function | None:
    """Return the definition of function ``name`` in a file, or None.

    Where the branches of a conditional define it several times, the calls and writes of all count.
    """
    found: list[Function] = []
    for at in text.words(name.encode("utf-8", "surrogateescape")):
        opening = skip_space(text.code, at + len(name))
        if text.code[opening : opening + 1] != b"(":
            continue
        closing = matching_parenthesis(text.code, opening)
        annotated = _ANNOTATIONS.match(text.code, closing + 1) if closing >= 0 else None
        brace = annotated.end() if annotated else -1
        if brace < 0 or text.code[brace : brace + 1] != b"{" or text.directive_at(at) is not None:
            continue
        end = matching_brace(text.code, brace)
        body = without_directives(text.code[brace : end if end >= 0 else len(text.code)])
        calls = ((m[1], brace + m.start(1)) for m in _CALL.finditer(body) if m[1] not in _KEYWORDS)
        writes = ((m[1], brace + m.start(1)) for m in _MEMBER_WRITE.finditer(body))
        static = b"static" in text.statement_before(at).split()
        found.append(Function(name, text.path, text.line(at), static, _placed(text, calls), _placed(text, writes)))
    if not found:
        return None
    calls_of_all = tuple(call for function in found for call in function.calls)
    return replace(found[0], calls=calls_of_all, writes=tuple(write for f in found for write in f.writes))


def _placed(text: SourceText, found: Iterable[tuple[bytes, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((word.decode("ascii", "replace"), text.line(at)) for word, at in found)
