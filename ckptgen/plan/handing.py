"""What a tree's code does with tables that are not const: each use, read in its own file as far as that tells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from ckptgen.csource.giving import Giving, GivingKind, giving_at
from ckptgen.csource.layout import Layout, layout_before
from ckptgen.csource.pointee import Declared, Pointee, find_variable, pointee
from ckptgen.csource.text import SourceText
from ckptgen.tree.model import Tree


@dataclass(frozen=True, slots=True)
class AskedUse:
    """One use to be read: ``offset`` is the zero-based byte offset of ``name``; ``array`` tells that the table is an
    array, ``address`` that the name, a macro's, stands for the table's address.
    """

    path: str
    offset: int
    name: str
    array: bool
    address: bool = False


@dataclass(frozen=True, slots=True)
class Handing:
    """What a use does with the table.

    ``declared`` is the type of what takes its address, where the file itself declares it. The struct of a member or
    item is ``layout``, where it has no name of its own, else that with the tag ``holder``, or the struct that the
    members ``chain`` lead to from there. ``line`` is one-based.
    """

    use: AskedUse
    line: int
    giving: Giving
    declared: Declared | None = None
    holder: str = ""
    chain: tuple[str, ...] = ()
    layout: Layout | None = None


def read_uses(tree: Tree, asked: Iterable[AskedUse], struct: str) -> dict[AskedUse, Handing]:
    """Read the uses in one pass over the files that they stand in."""
    by_path: dict[str, list[AskedUse]] = {}
    for use in sorted(set(asked), key=lambda use: (use.path, use.offset, use.name, use.address)):
        by_path.setdefault(use.path, []).append(use)
    if not by_path:
        return {}
    uses = {path: tuple(each) for path, each in by_path.items()}
    scan = tree.scan([], partial(_file_handings, uses=uses, struct=struct), sorted(uses))
    return {handing.use: handing for handings in scan.results for handing in handings}


def _file_handings(
    path: str, data: bytes, *, uses: Mapping[str, tuple[AskedUse, ...]], struct: str
) -> tuple[Handing, ...]:
    text = SourceText(path, data)
    return tuple(_handing(text, use, struct) for use in uses.get(path, ()))


def _handing(text: SourceText, use: AskedUse, struct: str) -> Handing:
    giving = giving_at(text, use.offset, use.name, array=use.array, pointer=use.address)
    line = text.line(use.offset)
    macro = text.directive_at(use.offset) is not None
    match giving.kind:
        case GivingKind.VARIABLE if not macro:
            return Handing(use, line, giving, find_variable(text, giving.target, use.offset, struct))
        case GivingKind.RETURNED if not macro:
            return Handing(use, line, giving, _returned(text, use.offset, struct))
        case GivingKind.MEMBER if giving.base and all(giving.base) and not macro:
            base = find_variable(text, giving.base[0], use.offset, struct)
            return Handing(use, line, giving, holder=base.tag if base else "", chain=giving.base[1:])
        case GivingKind.MEMBER if not giving.base:
            return _in_initializer(text, use, giving, line, struct)
        case GivingKind.ITEM if not macro:
            return _in_initializer(text, use, giving, line, struct)
    return Handing(use, line, giving)


def _returned(text: SourceText, at: int, struct: str) -> Declared | None:
    """Return the type that the function around ``at`` returns."""
    brace = text.enclosing_brace(text.flat, at)
    while brace >= 0 and (outer := text.enclosing_brace(text.flat, brace)) >= 0:
        brace = outer
    head = text.statement_before(brace).partition(b"(")[0] if brace >= 0 else b""
    return Declared(pointee(head, struct), "", text.line(brace)) if head.strip() else None


_VARIABLE_BEFORE = re.compile(rb"(?P<name>\w+)\s*(?P<bounds>(?:\[[^\]]*\]\s*)*)(?:__\w+(?:\s*\([^()]*\))?\s*)*=\s*\Z")
_MEMBER_BEFORE = re.compile(rb"[{,]\s*\.\s*(?P<name>\w+)\s*(?:\[[^\]]*\]\s*)*=\s*\Z")
_LITERAL_BEFORE = re.compile(rb"\(\s*(?:const\s+)?struct\s+(?P<tag>\w+)\s*(?:\[[^\]]*\]\s*)?\)\s*\Z")


def _in_initializer(text: SourceText, use: AskedUse, giving: Giving, line: int, struct: str) -> Handing:
    """Read the braces around an item or a designator: which variable they initialize, and what that is."""
    brace = text.enclosing_brace(text.flat, use.offset)
    chain: tuple[str, ...] = ()
    bare = 0
    while brace >= 0:
        low = max(0, brace - 400)
        literal = _LITERAL_BEFORE.search(text.flat, low, brace)
        if literal:
            holder = "" if bare else literal["tag"].decode("ascii", "replace")
            return Handing(use, line, giving, holder=holder, chain=chain)
        member = _MEMBER_BEFORE.search(text.flat, low, brace)
        if member is None and (variable := _VARIABLE_BEFORE.search(text.flat, low, brace)):
            return _initialized(text, Handing(use, line, giving, chain=chain), struct, variable, bare)
        name = (member["name"].decode("ascii", "replace"),) if member else ()
        if member and not bare and not chain and giving.kind is GivingKind.ITEM:
            # An array of pointers that is a member.
            giving = Giving(GivingKind.MEMBER, *name)
        else:
            chain, bare = name + chain, bare + (member is None)
        brace = text.enclosing_brace(text.flat, brace)
    return Handing(use, line, giving)


def _initialized(text: SourceText, handing: Handing, struct: str, variable: re.Match[bytes], bare: int) -> Handing:
    """Complete what is handed to a part of a variable's initializer; ``bare`` are the braces around it that name no
    member: those of an array's elements, or of members that are structs.
    """
    name, giving = variable["name"].decode("ascii", "replace"), handing.giving
    direct = bare == variable["bounds"].count(b"[") and (giving.kind is GivingKind.MEMBER or giving.index >= 0)
    layout = layout_before(text, variable.start(), struct)
    if layout is not None:
        return replace(handing, layout=layout if direct and not handing.chain else None)
    declared = find_variable(text, name, variable.end(), struct)
    if declared is not None and giving.kind is not GivingKind.MEMBER and declared.pointee is not Pointee.OTHER:
        return replace(handing, giving=Giving(GivingKind.VARIABLE, name), declared=declared)
    return replace(handing, holder=declared.tag if declared and direct else "")
