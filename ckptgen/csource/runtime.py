"""Assignments to a table at run time: ``x.open = f;``, ``x = y;``, ``p->fops.read = g;``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckptgen.csource.text import SourceText


@dataclass(frozen=True, slots=True)
class RuntimeWrite:
    """One assignment; ``field`` is empty where the whole table is copied, ``line`` is one-based."""

    path: str
    name: str
    field: str
    value: str
    line: int


_WRITE = re.compile(rb"(?:\s*\[[^\]]*\])?(?:\s*\.\s*(\w+))?\s*=(?!=)\s*([^;{]*);")
_MEMBER_ACCESS = re.compile(rb"(?:->|[\w)\]]\s*\.)\s*\Z")
_IS_STRUCT = re.compile(rb"(?!NULL\Z)\*?\s*[A-Za-z_][\w.]*(?:(?:->|\[)[\w.\]]+)*\Z")
_DECLARES = re.compile(rb"(?:\w\s+|\*\s*|\.\s*|>)\Z")


def find_runtime_writes(text: SourceText, names: Iterable[str], members: Iterable[str]) -> Iterator[RuntimeWrite]:
    """Yield the assignments to the variables ``names`` and to the by-value ``members`` of other structs."""
    variables, held = set(names), set(members)
    for name, at in text.occurrences(variables | held):
        match = _WRITE.match(text.code, at + len(name.encode("utf-8", "surrogateescape")))
        if match and _is_write(text.code, at, match, name in variables, name in held) and not text.directive_at(at):
            field = (match[1] or b"").decode("ascii", "replace")
            yield RuntimeWrite(text.path, name, field, text.folded(*match.span(2)), text.line(at))


def _is_write(code: bytes, at: int, match: re.Match[bytes], variable: bool, held: bool) -> bool:
    """Tell whether an assignment is one to a table: a variable by its name, or a member that holds one by value."""
    before = code[max(0, at - 60) : at]
    if _MEMBER_ACCESS.search(before):
        # What is no struct is given to another struct's pointer of the same name.
        return held and bool(match[1] or _IS_STRUCT.match(match[2].strip()))
    # `struct S x = y;` declares, and `.x = y` is somebody else's member.
    return variable and bool(match[1] or not _DECLARES.search(before))
