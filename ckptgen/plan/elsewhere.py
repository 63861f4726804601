"""Where code names a member outside the tables, as ``->member`` or ``x.member =``; of which struct is not checked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.braces import skip_space_back
from ckptgen.csource.text import SourceText, is_word_byte
from ckptgen.sempatch.model import Remove, Rename, Replace, SemanticPatch
from ckptgen.tree.model import Tree
from ckptgen.tree.together import Question

_OBJECT = re.compile(rb"(?:[A-Za-z_]\w*|\))(?:\s*(?:\.|->)\s*\w+|\s*\[[^\[\]]*\])*\Z")
_MACRO = re.compile(rb"\s*\w+(?:\([^()]*\))?")
_ASSIGNED = re.compile(rb"\s*=(?!=)")
"""What a member of an object is named behind; a designator has nothing but other designators before it."""
_REACH = 300
"""Bytes before a member in which the name of its object is looked for."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place that names a member in code; ``line`` is one-based, ``text`` is that line's code."""

    field: str
    path: str
    line: int
    text: str


def fields_elsewhere(patch: SemanticPatch) -> tuple[str, ...]:
    """Return the members whose entries the semantic patch takes away or gives another meaning, sorted."""
    changes = (change for change in patch.changes if isinstance(change, Remove | Rename | Replace))
    return tuple(sorted({change.field for change in changes}))


def question_elsewhere(fields: Sequence[str]) -> Question:
    """Return what to ask of each file for the places that name these members."""
    return [field.encode() for field in fields], partial(_places, fields=tuple(fields))


def find_elsewhere(tree: Tree, fields: Sequence[str]) -> tuple[Elsewhere, ...]:
    """Return the places all over the tree, in the order of the paths and lines."""
    if not fields:
        return ()
    return tuple(place for places in tree.scan(*question_elsewhere(fields)).results for place in places)


def _places(path: str, data: bytes, *, fields: tuple[str, ...]) -> tuple[Elsewhere, ...] | None:
    # Most files only have designators: they need no second look.
    if not any(True for field in fields for _ in _named(data, field.encode())):
        return None
    text = SourceText(path, data)
    found = sorted((at, field) for field in fields for at in _named(text.code, field.encode()))
    places = [Elsewhere(field, path, text.line(at), _line(text, at)) for at, field in found if not _begins(text, at)]
    return tuple(dict.fromkeys(places)) or None


def _named(code: bytes, word: bytes) -> Iterator[int]:
    """Yield the offset of each place that names the member of an object."""
    at = code.find(word)
    while at >= 0:
        end = at + len(word)
        if not (is_word_byte(code[at - 1 : at]) or is_word_byte(code[end : end + 1])):
            before = skip_space_back(code, at)
            if code[before - 2 : before] == b"->" or (
                code[before - 1 : before] == b"." and _ASSIGNED.match(code, end) and _is_member(code, before - 1)
            ):
                yield at
        at = code.find(word, end)


def _is_member(code: bytes, dot: int) -> bool:
    """Tell whether the ``.`` is behind an object, and not behind another designator.

    Both are in one line: what follows a macro among entries in the next line is a designator.
    """
    before = code[max(0, dot - _REACH) : dot].rstrip(b" \t")
    match = _OBJECT.search(before)
    return match is not None and not before[: match.start()].rstrip().endswith(b".")


def _begins(text: SourceText, at: int) -> bool:
    """Tell whether a macro's body begins with the member, as a designator."""
    directive = text.directive_at(at)
    if directive is None or directive.keyword != "define":
        return False
    head = text.code[directive.body : at].replace(b"\\", b" ").rstrip(b" \t\r\n.")
    return _MACRO.fullmatch(head) is not None


def _line(text: SourceText, at: int) -> str:
    return text.folded(text.line_start(at), text.line_end(at))
