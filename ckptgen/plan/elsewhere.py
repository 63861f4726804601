"""Where code names a member outside the tables, as ``->member`` or ``x.member =``; of which struct is not checked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.text import SourceText
from ckptgen.sempatch.model import Remove, Rename, Replace, SemanticPatch
from ckptgen.tree.model import Tree
from ckptgen.tree.together import Question

_OBJECT = re.compile(rb"(?:[A-Za-z_]\w*|\))(?:\s*(?:\.|->)\s*\w+|\s*\[[^\[\]]*\])*\s*\Z")
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
    needles = [sign + field.encode() for field in fields for sign in (b"->", b".")]
    return needles, partial(_places, fields=tuple(fields))


def find_elsewhere(tree: Tree, fields: Sequence[str]) -> tuple[Elsewhere, ...]:
    """Return the places all over the tree, in the order of the paths and lines."""
    if not fields:
        return ()
    return tuple(place for places in tree.scan(*question_elsewhere(fields)).results for place in places)


def _places(path: str, data: bytes, *, fields: tuple[str, ...]) -> tuple[Elsewhere, ...] | None:
    # An object and its member are in one line: what a macro among entries is followed by in the next is a designator.
    either = b"|".join(re.escape(field.encode()) for field in fields)
    named = re.compile(rb"(?:->\s*(%s)(?!\w)|[\w)\]][ \t]*\.\s*(%s)\s*=(?!=))" % (either, either))
    # Most files only have designators: they need no second look.
    if named.search(data) is None:
        return None
    text = SourceText(path, data)
    found = [
        Elsewhere((match[1] or match[2]).decode(), path, text.line(at), _line(text, at))
        for match in named.finditer(text.code)
        if match[1] or _is_member(text.code, match.start())
        for at in [match.start(1) if match[1] else match.start(2)]
    ]
    return tuple(dict.fromkeys(found)) or None


def _is_member(code: bytes, at: int) -> bool:
    """Tell whether the ``.`` that follows the byte ``at`` is behind an object, and not behind another designator."""
    before = code[max(0, at - _REACH) : at + 1]
    match = _OBJECT.search(before)
    return match is not None and not before[: match.start()].rstrip().endswith(b".")


def _line(text: SourceText, at: int) -> str:
    return text.folded(text.line_start(at), text.line_end(at))
