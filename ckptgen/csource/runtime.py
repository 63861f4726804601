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
    for name, is_member in sorted({*((name, False) for name in names), *((name, True) for name in members)}):
        word = name.encode()
        for at in text.words(word):
            match = _WRITE.match(text.code, at + len(word))
            before = text.code[max(0, at - 60) : at]
            # `struct S x = y;` declares, and `.x = y` or `p->x = y` is somebody else's member of the same name.
            member_of = _MEMBER_ACCESS.search(before) is not None
            right_kind = (
                member_of if is_member else not member_of and match and (match[1] or not _DECLARES.search(before))
            )
            if match and is_member and not match[1] and not _IS_STRUCT.match(match[2].strip()):
                # Another struct's pointer of the same name.
                continue
            if match and right_kind and text.directive_at(at) is None:
                field = (match[1] or b"").decode("ascii", "replace")
                yield RuntimeWrite(text.path, name, field, text.folded(*match.span(2)), text.line(at))
