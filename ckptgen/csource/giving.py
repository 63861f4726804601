"""What one use of a table does with it: reads it, writes it, or gives its address to something, and to what.

This is about types, where ``uses.py`` is about how a table is installed: the place that takes an address has a
declaration, and that says whether it takes the address of a const object.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ckptgen.csource.text import SourceText


class GivingKind(StrEnum):
    """What becomes of the table, or of its address."""

    READ = "read"
    """Nothing that a const object could not bear: ``detail`` says what."""
    WRITTEN = "written"
    MEMBER = "member"
    """To the member ``target``: of the struct ``holder`` where an initializer names it, else of ``base``."""
    ARGUMENT = "argument"
    """To parameter ``index`` (zero-based) of the function or macro ``target``."""
    VARIABLE = "variable"
    """To the variable ``target``, or to what it points to."""
    ITEM = "item"
    """An initializer's item without a designator, at position ``index``; -1 behind an array's ``[i] =``."""
    RETURNED = "returned"
    UNCLEAR = "unclear"
    """``detail`` says what is done with it."""


@dataclass(frozen=True, slots=True)
class Giving:
    """``base`` is the chain of names that a member is reached by, outermost first: ``p->a.fops`` has ``p``, ``a``; an
    empty name stands for what is no name, and an empty chain for a designator. ``value`` tells that the table itself
    is given, not its address.
    """

    kind: GivingKind
    target: str = ""
    detail: str = ""
    index: int = -1
    base: tuple[str, ...] = ()
    value: bool = False


_TOKEN = re.compile(rb"\w+|->|##|[=!<>+\-*/%|&^]=|<<|>>|&&|\|\||\+\+|--|[^\s\w]")
_MACRO_HEAD = re.compile(rb"[ \t]*\w+(?:\([^()]*\))?")
_BEHIND = re.compile(rb"(?P<indices>(?:\s*\[[^\]]*\])*)(?P<members>(?:\s*(?:\.|->)\s*\w+\s*(?:\[[^\]]*\])*)*)\s*")
_ASSIGNS = re.compile(rb"(?:<<|>>|[+\-*/%|&^])?=(?!=)|\+\+|--")
_COMPARES = re.compile(rb"[=!]=|\?|&&|\|\|")
_AMPERSAND = re.compile(rb"(?<!&)&[\s(]*\Z")
_STEPS_BEFORE = re.compile(rb"(?:\+\+|--)[\s(]*\Z")
_EXTERN = re.compile(rb"(?<!\w)extern\s[\w\s]*\Z")
_TAG = re.compile(rb"(?<!\w)(?:struct|union|enum)\s+\Z")
_REACH = 40
"""How many bytes around a name are read for its operators."""
_WINDOWS = (1_000, 20_000, 400_000)
"""How many bytes before a name are read for what takes it: seldom more than the first."""
_READ_IN = {
    **dict.fromkeys((b"sizeof", b"ARRAY_SIZE", b"__alignof__", b"offsetof"), "it is measured"),
    **dict.fromkeys(
        (b"if", b"while", b"for", b"switch", b"likely", b"unlikely", b"WARN_ON", b"BUG_ON", b"WARN_ON_ONCE"),
        "it is tested",
    ),
}
_COMPARISONS = {b"==", b"!=", b"<", b">", b"<=", b">=", b"&&", b"||", b"!"}
_CLOSERS = {b")": b"(", b"]": b"[", b"}": b"{"}
_CONST_CAST = re.compile(rb"(?<!\w)const(?!\w)[^*]*\*")


def giving_at(text: SourceText, at: int, name: str, *, array: bool = False, pointer: bool = False) -> Giving:
    """Return what the use of ``name`` at the byte offset ``at`` does with the table.

    ``array`` tells that the name is an array's, ``pointer`` that it stands for an address already.
    """
    directive = text.directive_at(at)
    view = text.macro_view(directive) if directive else text.flat
    head = _MACRO_HEAD.match(view, directive.body) if directive else None
    low = head.end() if head else 0
    return giving_in(view, low, at, at + len(name.encode("utf-8", "surrogateescape")), array=array, pointer=pointer)


def giving_in(view: bytes, low: int, at: int, end: int, *, array: bool = False, pointer: bool = False) -> Giving:
    """Do the same for the name between ``at`` and ``end`` of a view, in which nothing before ``low`` counts."""
    name = _read_name(view, low, at, end, (array, pointer))
    return _written(name) or _declared(name) or _by_member(name) or _by_address(name) or _taken(name)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with what stands beside it: ``members`` are those behind it, ``before`` and ``behind`` the text around
    all that; ``start`` is the offset of the ``&`` before it, or its own.
    """

    view: bytes
    low: int
    start: int
    before: bytes
    members: bytes
    behind: bytes
    ampersand: bool
    points: bool
    """The name alone stands for an address: an array's, or a macro's."""
    address: bool
    """So does the name as it is used."""


def _read_name(view: bytes, low: int, at: int, end: int, kind: tuple[bool, bool]) -> _Name:
    array, pointer = kind
    match = _BEHIND.match(view, end)
    assert match is not None  # it matches the empty text
    before, behind = view[max(low, at - _REACH) : at], view[match.end() : match.end() + 2 * _REACH]
    ampersand = _AMPERSAND.search(before)
    if ampersand or b"(" in before[-4:]:
        behind = behind.lstrip(b" \t\n\r)")
    start = at - len(before) + ampersand.start() if ampersand else at
    address = bool(ampersand) or pointer or (array and not match["indices"])
    members = match["members"].strip()
    return _Name(view, low, start, before, members, behind, bool(ampersand), array or pointer, address)


def _written(name: _Name) -> Giving | None:
    """Return the assignment that the name, or a member of it, is the left side of."""
    if not _STEPS_BEFORE.search(name.before) and not _ASSIGNS.match(name.behind):
        return None
    if name.members:
        return Giving(GivingKind.WRITTEN, detail=f"its {name.members.decode('ascii', 'replace')} is assigned")
    return None if name.points else Giving(GivingKind.WRITTEN, detail="it is assigned")


def _declared(name: _Name) -> Giving | None:
    """Return that the name is another thing's: a tag, or what a program declares as its own view of the kernel's."""
    if _TAG.search(name.before):
        return Giving(GivingKind.READ, detail="it is the tag of a type")
    return Giving(GivingKind.READ, detail="it is declared") if _EXTERN.search(name.before) else None


def _by_member(name: _Name) -> Giving | None:
    if not name.members or (name.members.startswith(b"->") and not name.points):
        return None
    if name.ampersand:
        return Giving(GivingKind.UNCLEAR, detail="the address of its member is taken")
    member = re.split(rb"\W+", name.members.strip(b".->"))[0].decode("ascii", "replace")
    return Giving(GivingKind.READ, target=member, detail="its member is read")


def _by_address(name: _Name) -> Giving | None:
    """Return what is done on the spot with the table's address: ``(&x)->open``, ``&x == p``."""
    through = re.match(rb"->\s*\w+\s*(?:\[[^\]]*\]\s*)*", name.behind) if name.address else None
    if through and _ASSIGNS.match(name.behind, through.end()):
        return Giving(GivingKind.WRITTEN, detail="is assigned through its address")
    if through:
        return Giving(GivingKind.READ, detail="is read through its address")
    if name.address and _COMPARES.match(name.behind):
        return Giving(GivingKind.READ, detail="its address is compared")
    return None


def _taken(name: _Name) -> Giving:
    """Return what takes the address, or the value, by what stands before it."""
    found = None
    for window in _WINDOWS:
        found = _taker(name.view, max(name.low, name.start - window), name.start)
        if found is not None or name.start - window <= name.low:
            break
    found = found or Giving(GivingKind.UNCLEAR, detail="what takes it could not be read")
    if name.address or found.kind is GivingKind.UNCLEAR:
        return found
    # By value to a function, or by its name to a macro; else the value is read.
    by_value = found.kind is GivingKind.ARGUMENT
    return replace(found, value=True) if by_value else Giving(GivingKind.READ, detail="its value is read")


@dataclass(slots=True)
class _Walk:
    """The state of reading tokens from right to left."""

    commas: int = 0
    ternary: bool = False
    fresh: bool = True
    """Nothing stands between here and the operand but brackets around it."""


def _taker(view: bytes, low: int, start: int) -> Giving | None:
    """Return what takes the operand that begins at ``start``; None where the text from ``low`` on does not tell."""
    matches = list(_TOKEN.finditer(view, low, start))
    tokens = [match[0] for match in matches]
    walk, at = _Walk(), len(tokens) - 1
    while at >= 0:
        token = tokens[at]
        if token in _CLOSERS:
            opened = _opening(tokens, at)
            if opened >= 0 and walk.fresh and token == b")":
                return _cast(view[matches[opened].end() : matches[at].start()])
            walk.fresh, at = False, opened - 1
            continue
        found = _at_token(tokens, at, walk)
        if found is not None:
            return found
        walk.fresh, at = token == b"(", at - 1
    return None


def _at_token(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving | None:
    """Return what one token before the operand makes of it; None to read on."""
    match tokens[at]:
        case b"(":
            found = _before_parenthesis(tokens, at, walk)
            walk.commas = 0
        case b"{":
            found = _in_braces(tokens, at, walk)
        case b";":
            found = Giving(GivingKind.UNCLEAR, detail="it is a statement")
        case b",":
            walk.commas, found = walk.commas + 1, None
        case _:
            found = None if walk.commas else _before_operand(tokens, at, walk)
    return found


def _opening(tokens: Sequence[bytes], at: int) -> int:
    """Return the index of the bracket that the closing one at ``at`` belongs to, or -1."""
    depth = 0
    while at >= 0:
        depth += (tokens[at] in _CLOSERS) - (tokens[at] in _CLOSERS.values())
        if depth == 0:
            return at
        at -= 1
    return -1


def _cast(inside: bytes) -> Giving:
    said = b" ".join(inside.split()).decode("ascii", "replace")
    if _CONST_CAST.search(inside):
        return Giving(GivingKind.READ, detail=f"it is cast to {said}")
    return Giving(GivingKind.UNCLEAR, detail=f"its address is cast to ({said})")


def _before_parenthesis(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving | None:
    """Return what calls or tests the operand in the parentheses; None where these only group."""
    before = tokens[at - 1] if at else b""
    if before in _READ_IN:
        return Giving(GivingKind.READ, detail=_READ_IN[before])
    if before in (b")", b"]"):
        return _called_through(tokens, at, walk)
    if before in (b"return", b"else", b"case") or not _is_name(before):
        return None
    if at > 1 and tokens[at - 2] == b"##":
        return Giving(GivingKind.UNCLEAR, detail="the function's name is put together")
    return Giving(GivingKind.ARGUMENT, _name(before), index=walk.commas)


def _called_through(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving:
    """Return what is called by ``(*p->f)(...)`` or ``f[i](...)``: the pointer's own name stands for it."""
    opened = _opening(tokens, at - 1)
    if tokens[at - 1] == b"]":
        names = [tokens[opened - 1]] if opened > 0 else []
    else:
        starred = opened >= 0 and b"*" in tokens[opened : opened + 2]
        names = [token for token in tokens[opened:at] if _is_name(token)] if starred else []
    if not names:
        return Giving(GivingKind.UNCLEAR, detail="it is given to something that is no name")
    return Giving(GivingKind.ARGUMENT, _name(names[-1]), index=walk.commas)


def _in_braces(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving:
    before = tokens[at - 1] if at else b""
    if before in (b"=", b",", b"{", b":"):
        return Giving(GivingKind.ITEM, index=walk.commas)
    return Giving(GivingKind.UNCLEAR, detail="it is an item of a compound literal, or a statement")


def _before_operand(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving | None:
    """Return what the token before the operand makes of it; None to read on."""
    token = tokens[at]
    if token == b"=":
        return _assigned(tokens, at - 1)
    if token in (b"?", b":"):
        return _conditional(tokens, at, walk)
    if token == b"return":
        return Giving(GivingKind.RETURNED)
    if walk.ternary or token in (b"+", b"-"):
        return None
    if token == b"sizeof" or token in _COMPARISONS:
        return Giving(GivingKind.READ, detail=_READ_IN.get(token, "its address is compared"))
    return Giving(GivingKind.UNCLEAR, detail=f"it stands behind {_name(token)}")


def _conditional(tokens: Sequence[bytes], at: int, walk: _Walk) -> Giving | None:
    label = tokens[at] == b":" and at > 1 and not walk.ternary and tokens[at - 2] in (b"{", b",")
    if label:
        return Giving(GivingKind.MEMBER, _name(tokens[at - 1]), base=())
    walk.ternary = True
    return None


def _assigned(tokens: Sequence[bytes], at: int) -> Giving:
    """Return what stands left of a ``=``, its last token being at ``at``."""
    at = _past_indices(tokens, at)
    if at < 0 or tokens[at] in (b"{", b","):
        return Giving(GivingKind.ITEM)
    if not re.match(rb"[A-Za-z_]", tokens[at]) or (at and tokens[at - 1] == b"##"):
        return Giving(GivingKind.UNCLEAR, detail="it is assigned to something that is no name")
    target = _name(tokens[at])
    base: list[str] = []
    member = False
    while at > 0 and tokens[at - 1] in (b".", b"->"):
        member = True
        at = _past_indices(tokens, at - 2)
        if at < 0 or tokens[at] in (b"{", b",", b";", b"("):
            # A designator.
            return Giving(GivingKind.MEMBER, target, base=tuple(reversed(base)))
        if tokens[at] == b")":
            opened = _opening(tokens, at)
            inner = tokens[opened + 1 : at]
            base.append(_name(inner[-1]) if len(inner) == 2 and inner[0] in (b"*", b"&") else "")
            break
        base.append(_name(tokens[at]))
    if not member:
        return Giving(GivingKind.VARIABLE, target)
    return Giving(GivingKind.MEMBER, target, base=tuple(reversed(base)))


def _past_indices(tokens: Sequence[bytes], at: int) -> int:
    while at >= 0 and tokens[at] == b"]":
        at = _opening(tokens, at) - 1
    return at


def _is_name(token: bytes) -> bool:
    return token[:1].isalpha() or token[:1] == b"_"


def _name(token: bytes) -> str:
    return token.decode("ascii", "replace")
