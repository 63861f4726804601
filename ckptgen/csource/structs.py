"""What a struct declares: its members in order, and the types that hold another struct by value."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace, matching_parenthesis, skip_space, top_level_commas
from ckptgen.csource.text import SourceText

_FUNCTION_POINTER = re.compile(rb"\(\s*\*\s*(?:const\s+|__\w+\s+)*(\w+)\s*(?:\[[^\]]*\]\s*)*\)")
_LAST_WORD = re.compile(rb"(\w+)\s*((?:\[[^\]]*\]\s*)*)(?::\s*[\w+\-*/ ()]+)?(?:__\w+(?:\([^)]*\))?\s*)*\Z")
_ATTRIBUTE = re.compile(
    rb"(?<!\w)(?:__attribute__|__attribute|__aligned|__counted_by\w*|__printf)\s*\((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*\)"
)
_BODY_BEFORE = re.compile(
    rb"(?<!\w)(struct|union)(?:\s+__\w+(?:\s*\([^(){}]*(?:\([^()]*\)[^()]*)*\))?)*\s*(\w*)(?:\s+__\w+)*\s*\Z"
)
_GROUP = re.compile(rb"(?<!\w)(__struct_group|struct_group(?:_tagged|_attr)?)\s*\(")
_GROUP_HEADS = {b"struct_group": 1, b"struct_group_tagged": 2, b"struct_group_attr": 2, b"__struct_group": 3}
_GROUP_NAMES = {b"struct_group": 0, b"struct_group_tagged": 1, b"struct_group_attr": 0, b"__struct_group": 1}
"""How many arguments of each come before its members (include/linux/stddef.h), and which of them is its name."""
_ENDS = re.compile(rb"[;(){}\[\]]")
_REACH = 300
"""How many bytes before a struct's brace its head is looked for."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a struct, also one of a struct or union without a name inside it; ``line`` is one-based."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class StructDefinition:
    """Where a struct is defined, and its members in declared order (all branches of an ``#if``, in the text's order).

    ``open``/``close`` are the byte offsets of its braces.
    """

    path: str
    line: int
    open: int
    close: int
    members: tuple[Member, ...]

    def positions(self) -> dict[str, int]:
        """Return the zero-based position of each member; of one that branches declare twice, the first."""
        return {member.name: index for index, member in reversed(list(enumerate(self.members)))}

    @property
    def order(self) -> tuple[str, ...]:
        """The name of each member once, in the order of their positions."""
        return tuple(dict.fromkeys(member.name for member in self.members))


@dataclass(frozen=True, slots=True)
class Step:
    """A member on the way to the ops struct: its name (empty for a struct or union without one), its zero-based
    position, for initializers without designators, and how many array dimensions it has.
    """

    member: str
    index: int
    dims: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """A type that holds the ops struct by value, or is another name for it.

    ``name`` is as a declaration writes it: ``struct tag``, ``union tag``, or the name of a typedef or a macro; empty
    for a type without any. ``steps`` lead from it to the ops struct, outermost member first; there are none where it is
    the struct itself. ``dims`` are the array dimensions of a typedef. ``declares`` is the name that a macro with
    arguments declares: words, and the zero-based numbers of its parameters. ``opening`` is the byte offset of its
    definition's brace in ``path`` (-1 without one), ``line`` its one-based line.
    """

    path: str
    name: str
    steps: tuple[Step, ...]
    opening: int
    line: int
    dims: int = 0
    declares: tuple[str | int, ...] = ()

    @property
    def member(self) -> str:
        """The name of the last member on the way; empty where there is none."""
        return next((step.member for step in reversed(self.steps) if step.member), "")

    @property
    def word(self) -> str:
        """The identifier that each use of the type holds."""
        return self.name.rpartition(" ")[2]


def find_definition(text: SourceText, struct: str) -> StructDefinition | None:
    """Return the definition of ``struct``, a tag or the name of a typedef, in a file; None where it has none."""
    for offset in text.words(struct.encode()):
        start = before_struct(text.code, offset)
        if start >= 0:
            opening = skip_space(text.code, offset + len(struct))
            if text.code[opening : opening + 1] == b"{":
                return _definition(text, start, opening)
        elif (opening := typedef_body(text, offset)) >= 0:
            return _definition(text, opening, opening)
    return None


_BODY_END = re.compile(rb"\}\s*(?:__\w+\s*)*\Z")


def typedef_body(text: SourceText, offset: int) -> int:
    """Return the offset of the brace of ``typedef struct { ... } S``, a struct without a tag, where ``S`` stands at
    ``offset``; -1 elsewhere.
    """
    body = _BODY_END.search(text.code, max(0, offset - _REACH), offset)
    opening = text.enclosing_brace(text.flat, body.start()) if body else -1
    head = body_head(text.flat, opening)
    typedef = head is not None and not head[2] and b"typedef" in text.statement_before(head.start()).split()
    return opening if typedef else -1


def _definition(text: SourceText, start: int, opening: int) -> StructDefinition | None:
    closing = matching_brace(text.flat, opening)
    if closing < 0:
        return None
    named = _named(declared_members(text.flat, opening + 1, closing))
    members = tuple(Member(name, text.line(at)) for name, at in named)
    return StructDefinition(text.path, text.line(start), opening, closing, members)


def before_struct(code: bytes, offset: int) -> int:
    """Return the offset of the keyword ``struct`` before the tag at ``offset``, or -1."""
    low = max(0, offset - 80)
    if not code[low:offset].strip():
        # A comment is blank here.
        low = max(0, offset - _LONGEST_BLANK)
    match = _STRUCT_BEFORE.search(code, low, offset)
    return match.start() if match else -1


_LONGEST_BLANK = 4000
_STRUCT_BEFORE = re.compile(rb"(?<!\w)struct[\s\\]*(?:__\w+[\s\\]*(?:\(\([^;{}]*\)\)[\s\\]*)?)*\Z")


def body_head(view: bytes, opening: int) -> re.Match[bytes] | None:
    """Return the ``struct tag`` before the brace at ``opening`` (its groups: the keyword, the tag), or None where the
    brace opens no struct or union.
    """
    return _BODY_BEFORE.search(view, max(0, opening - _REACH), opening) if opening >= 0 else None


# --- members --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declared:
    """One member as it is declared.

    ``name`` is empty for a struct or union without one, ``start`` the byte offset of its declaration, ``type`` the text
    in front of its name; that is empty, and ``inside`` are its members, where its struct is defined on the spot.
    ``dims`` are its array dimensions. ``value`` tells that it holds its type by value: it is no pointer or function.
    """

    name: str
    start: int
    type: bytes
    dims: int
    value: bool
    inside: tuple["Declared", ...] = ()


def declared_members(view: bytes, start: int, end: int, depth: int = 0) -> Iterator[Declared]:
    """Yield the members that are declared in a span of a struct's body, which holds whole declarations."""
    while (start := skip_space(view, start)) < end:
        stop = _declaration_end(view, start, end)
        if depth <= _DEEPEST:
            yield from _members(view, start, stop, depth)
        start = stop + 1


_DEEPEST = 20
"""Structs in each other: more is no C that anybody wrote."""


def _declaration_end(view: bytes, start: int, end: int) -> int:
    """Return the offset of the ``;`` that ends the declaration at ``start``, past any brackets; ``end`` without one."""
    depth = 0
    for match in _ENDS.finditer(view, start, end):
        if match[0] == b";" and depth <= 0:
            return match.start()
        depth += (match[0] in b"([{") - (match[0] in b")]}")
    return end


def _members(view: bytes, start: int, end: int, depth: int) -> Iterator[Declared]:
    """Yield the members of one declaration."""
    group = _GROUP.match(view, start, end)
    if group is not None:
        yield from _group(view, start, group, depth)
        return
    opening = view.find(b"{", start, end)
    head = body_head(view, opening) if opening >= 0 else None
    if opening < 0:
        yield from _declarators(view[start:end], start)
    elif head is not None and head.start() >= start:
        closing = matching_brace(view, opening)
        inside = tuple(declared_members(view, opening + 1, closing, depth + 1)) if closing >= 0 else ()
        behind = _ATTRIBUTE.sub(b" ", view[closing + 1 : end]) if closing >= 0 else b""
        named = list(_declarators(b"struct " + behind, start)) if re.sub(rb"__\w+", b"", behind).strip() else []
        for each in named or [Declared("", start, b"", 0, True)]:
            yield Declared(each.name, start, b"", each.dims, each.value, inside if each.value else ())


def _group(view: bytes, start: int, group: re.Match[bytes], depth: int) -> Iterator[Declared]:
    """Yield what ``struct_group()`` makes of its members: a union of them with a struct that has them again."""
    closing = matching_parenthesis(view, group.end() - 1)
    commas, _ = top_level_commas(view, group.end(), closing)
    heads = _GROUP_HEADS[group[1]]
    if closing < 0 or len(commas) < heads:
        return
    arguments = [
        view[left:right].strip() for left, right in zip([group.end(), *(c + 1 for c in commas)], commas, strict=False)
    ]
    name = arguments[_GROUP_NAMES[group[1]]].decode("ascii", "replace")
    inside = tuple(declared_members(view, commas[heads - 1] + 1, closing, depth + 1))
    both = (Declared("", start, b"", 0, True, inside), Declared(name, start, b"", 0, True, inside))
    yield Declared("", start, b"", 0, True, both)


def _declarators(piece: bytes, start: int) -> Iterator[Declared]:
    """Yield the members of a declaration without braces, such as ``struct a x, *y[2]``."""
    bare = _ATTRIBUTE.sub(lambda match: b" " * len(match[0]), piece)
    commas, _ = top_level_commas(bare, 0, len(bare))
    bounds = zip([0, *(comma + 1 for comma in commas)], [*commas, len(bare)], strict=True)
    kind = b""
    for number, (left, right) in enumerate(bounds):
        part = bare[left:right]
        pointer = _FUNCTION_POINTER.search(part)
        match = pointer or _LAST_WORD.search(part, max(0, len(part) - _REACH))
        if match is None:
            # A macro that declares a member, such as DECLARE_BITMAP(): it has a position.
            yield Declared("", start, b"", 0, False)
            continue
        before = part[: match.start()]
        kind = before.partition(b"*")[0] if number == 0 else kind
        dims = 0 if pointer else match[2].count(b"[")
        yield Declared(match[1].decode("ascii", "replace"), start, kind, dims, not pointer and b"*" not in before)


def _named(members: Iterable[Declared]) -> Iterator[tuple[str, int]]:
    """Yield the members that the struct has, in order, with the offsets of their declarations: those of structs and
    unions without a name among them.
    """
    for member in members:
        if member.name:
            yield member.name, member.start
        elif member.inside:
            yield from _named(member.inside)


Kind = tuple[int, tuple[Step, ...]]
"""What a type is to the ops struct: the dimensions of an array of it, and the way to it inside; ``(0, ())`` is it."""


def ways_in(members: Iterable[Declared], lookup: Callable[[bytes], Iterable[Kind]]) -> Iterator[tuple[Step, ...]]:
    """Yield the ways from a struct with these members to the ops struct; ``lookup`` tells what a type's text is."""
    for index, member in enumerate(members):
        if not member.value:
            continue
        if member.inside:
            step = Step(member.name, index, member.dims)
            yield from ((step, *rest) for rest in ways_in(member.inside, lookup))
        else:
            for dims, rest in lookup(member.type):
                yield Step(member.name, index, member.dims + dims), *rest
