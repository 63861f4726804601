"""Whether what takes a table's address takes that of a const object, by the declarations that the tree has of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ckptgen.csource.giving import Giving, GivingKind, giving_in
from ckptgen.csource.layout import Layout
from ckptgen.csource.pointee import Pointee
from ckptgen.plan.handing import Handing
from ckptgen.plan.takers import Asked, Function, Macro, Member, PointerVariable, Taker, find_takers
from ckptgen.tree.model import Tree

Placed = TypeVar("Placed", Function | Macro, Layout, PointerVariable)
_ROUNDS = 5
"""So many macros that hand their argument on to one another are followed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``refusal`` is empty where a const object may be given so; ``detail`` says what was found either way."""

    refusal: str
    detail: str = ""


@dataclass(slots=True)
class Takers:
    """What the tree declares, by name."""

    struct: str
    functions: dict[str, list[Function | Macro]] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    layouts: dict[str, list[Layout]] = field(default_factory=dict)
    variables: dict[str, list[PointerVariable]] = field(default_factory=dict)

    def add(self, takers: Iterable[Taker]) -> None:
        for taker in takers:
            match taker:
                case Function() | Macro():
                    self.functions.setdefault(taker.name, []).append(taker)
                case Member():
                    self.members.setdefault(taker.name, []).append(taker)
                case Layout():
                    self.layouts.setdefault(taker.name, []).append(taker)
                case PointerVariable():
                    self.variables.setdefault(taker.name, []).append(taker)

    def handed_on(self, giving: Giving) -> Iterator[Giving]:
        """Yield what the macros do with the argument that ``giving`` is, if it is given to any."""
        if giving.kind is GivingKind.ARGUMENT:
            for function in self.functions.get(giving.target, ()):
                if isinstance(function, Macro):
                    yield from handed_on(function, giving)

    def answer(self, handing: Handing) -> Answer:
        """Tell whether the use leaves a const table as good as the one that it has now."""
        return self._answer(handing.giving, handing, frozenset())

    def _answer(self, giving: Giving, handing: Handing, through: frozenset[str]) -> Answer:
        match giving.kind:
            case GivingKind.READ:
                return self._read(giving)
            case GivingKind.WRITTEN | GivingKind.UNCLEAR:
                return Answer(giving.detail)
            case GivingKind.ARGUMENT:
                return self._argument(giving, handing, through)
            case GivingKind.MEMBER:
                return self._member(giving.target, [] if through else self._layouts(handing), handing)
        return Answer("it is given to something in a macro") if through else self._direct(giving, handing)

    def _direct(self, giving: Giving, handing: Handing) -> Answer:
        """Answer for what only the use's own file tells of, and not a macro's body."""
        match giving.kind:
            case GivingKind.ITEM:
                return self._item(giving, handing)
            case GivingKind.VARIABLE:
                return self._variable(giving, handing)
        if handing.declared is None:
            return Answer("it is returned as a type that is unclear")
        return _of(handing.declared.pointee, "it is returned as", handing.use.path, handing.declared.line)

    def _read(self, giving: Giving) -> Answer:
        if any(giving.target in layout.arrays for layout in self.layouts.get(self.struct, ())):
            return Answer(f"the address of its array .{giving.target} is taken")
        return Answer("", giving.detail)

    # --- members ---

    def _layouts(self, handing: Handing) -> list[Layout]:
        """Return the definitions of the struct that a member or an item belongs to, as far as they are known."""
        if handing.layout is not None:
            return [handing.layout]
        holder, chain = self.resolve(handing)
        return [] if chain or not holder else _nearest(self.layouts.get(holder, ()), handing.use.path)

    def resolve(self, handing: Handing) -> tuple[str, tuple[str, ...]]:
        """Return the tag that the chain of a use leads to, with what is left of the chain where it leads no further."""
        holder, chain = handing.holder, handing.chain
        while holder and chain:
            layouts = _nearest(self.layouts.get(holder, ()), handing.use.path)
            field = next((field for layout in layouts for field in layout.fields if field.name == chain[0]), None)
            if field is None:
                break
            # A member without a tag is a struct inside, whose members are among those of the struct around it.
            holder, chain = field.tag or holder, chain[1:]
        return holder, chain

    def _member(self, name: str, layouts: Sequence[Layout], handing: Handing) -> Answer:
        kinds = [(layout, field.pointee) for layout in layouts for field in layout.fields if field.name == name]
        if kinds:
            layout, kind = max(kinds, key=lambda pair: _SEVERITY[pair[1]])
            return _of(kind, f"it is given to .{name} of {_struct(layout.name)},", layout.path, layout.line)
        # What a C file declares, no other file can see.
        found = [m for m in self.members.get(name, ()) if m.path.endswith(".h") or m.path == handing.use.path]
        if not found:
            return Answer(f"it is given to .{name}, which no struct declares as a pointer to struct {self.struct}")
        worst = max(found, key=lambda member: _SEVERITY[member.pointee])
        if worst.pointee is Pointee.CONST or all(member.pointee is worst.pointee for member in found):
            return _of(worst.pointee, f"it is given to a member .{name},", worst.path, worst.line)
        return Answer(
            f"it is given to a member .{name} of a struct that is not known here; that of {_struct(worst.holder)} "
            f"({worst.path}:{worst.line}) is not const"
        )

    def _item(self, giving: Giving, handing: Handing) -> Answer:
        layouts = self._layouts(handing)
        kinds = [
            (layout, layout.fields[giving.index])
            for layout in layouts
            if layout.flat and giving.index < len(layout.fields)
        ]
        if not kinds or giving.index < 0 or len(kinds) < len(layouts):
            return Answer(f"it is item {giving.index + 1} of an initializer whose members are unclear")
        layout, field = max(kinds, key=lambda found: _SEVERITY[found[1].pointee])
        what = f"it is given to .{field.name} of {_struct(layout.name)},"
        return _of(field.pointee, what, layout.path, layout.line)

    def _variable(self, giving: Giving, handing: Handing) -> Answer:
        if handing.declared is not None:
            kind, path, line = handing.declared.pointee, handing.use.path, handing.declared.line
            return _of(kind, f"it is given to {giving.target},", path, line)
        found = _nearest(self.variables.get(giving.target, ()), handing.use.path)
        if not found:
            return Answer(f"it is given to {giving.target}, whose declaration was not found")
        worst = max(found, key=lambda variable: _SEVERITY[variable.pointee])
        return _of(worst.pointee, f"it is given to {giving.target},", worst.path, worst.line)

    # --- arguments ---

    def _argument(self, giving: Giving, handing: Handing, through: frozenset[str]) -> Answer:
        name = giving.target
        found = [
            each
            for each in _nearest(self.functions.get(name, ()), handing.use.path)
            if name not in through or isinstance(each, Function)
        ]
        if not found:
            return Answer(f"it is given to {name}(), whose prototype was not found")
        answers = [
            self._by_macro(each, giving, handing, through | {name})
            if isinstance(each, Macro)
            else _by_function(each, giving)
            for each in found
        ]
        return next((answer for answer in answers if answer.refusal), answers[0])

    def _by_macro(self, macro: Macro, giving: Giving, handing: Handing, through: frozenset[str]) -> Answer:
        for inner in handed_on(macro, giving):
            answer = self._answer(inner, handing, through)
            if answer.refusal:
                refusal = f"it is given to the macro {macro.name} ({macro.path}:{macro.line}), where {answer.refusal}"
                return replace(answer, refusal=refusal)
        return Answer("", f"it is given to the macro {macro.name} ({macro.path}:{macro.line}), which does not write it")


_SEVERITY = {Pointee.CONST: 0, Pointee.OTHER: 1, Pointee.WRITABLE: 2}


def _struct(name: str) -> str:
    return f"struct {name}" if name else "a struct without a name"


def _of(kind: Pointee, what: str, path: str, line: int) -> Answer:
    match kind:
        case Pointee.CONST:
            return Answer("", f"{what} which is const ({path}:{line})")
        case Pointee.WRITABLE:
            return Answer(f"{what} which is not const ({path}:{line})")
        case Pointee.OTHER:
            return Answer(f"{what} which is no pointer to the struct ({path}:{line})")


def _by_function(function: Function, giving: Giving) -> Answer:
    what = f"it is given to {function.name}(),"
    if giving.value:
        return Answer("", f"{what} as a value ({function.path}:{function.line})")
    kind = function.parameters[giving.index] if giving.index < len(function.parameters) else Pointee.OTHER
    return _of(kind, what, function.path, function.line)


def _nearest(found: Sequence[Placed], path: str) -> list[Placed]:
    """Return the declarations that a file sees: its own, else its folder's, else those under include/, else all."""
    folder = path.rpartition("/")[0]
    for near in (
        [each for each in found if each.path == path],
        [each for each in found if each.path.rpartition("/")[0] == folder and each.path.endswith(".h")],
        [each for each in found if each.path.startswith("include/")],
    ):
        if near:
            return near
    return [each for each in found if each.path.endswith(".h")]


def handed_on(macro: Macro, giving: Giving) -> Iterator[Giving]:
    """Yield what a macro's body does with the argument that ``giving`` is."""
    if macro.parameters is None:
        other = macro.body.decode("ascii", "replace")
        yield replace(giving, target=other) if other.isidentifier() else _UNCLEAR
        return
    name = macro.parameters[giving.index] if giving.index < len(macro.parameters) else "..."
    if not name.isidentifier():
        yield _UNCLEAR
        return
    for match in re.finditer(rb"(?<![\w.])" + name.encode() + rb"(?!\w)", macro.body):
        before, behind = macro.body[: match.start()].rstrip(), macro.body[match.end() :].lstrip()
        if before.endswith(b"##") or behind.startswith(b"##"):
            yield _UNCLEAR
        elif not before.endswith(b"#"):
            # What is made a string of is only a name.
            yield giving_in(macro.body, 0, *match.span(), pointer=not giving.value)


_UNCLEAR = Giving(GivingKind.UNCLEAR, detail="what becomes of its argument is unclear")


def collect_takers(tree: Tree, handings: Sequence[Handing], asked: Asked) -> tuple[Takers, tuple[Taker, ...]]:
    """Look for all that the uses hand a table to, and for what is ``asked`` besides: one pass over the tree.

    A macro that hands its argument on calls for another one, and so does a struct inside a struct. Returns the
    declarations that were found, by name and as they were found.
    """
    takers, everything = Takers(asked.struct), list[Taker]()
    variables = {h.giving.target for h in handings if h.giving.kind is GivingKind.VARIABLE and h.declared is None}
    wanted = replace(asked, holders=asked.holders | {asked.struct}, variables=asked.variables | variables)
    pending = [handing.giving for handing in handings]
    done = Asked(asked.struct)
    for _ in range(_ROUNDS):
        wanted = replace(
            wanted,
            functions=_targets(pending, GivingKind.ARGUMENT) - done.functions,
            members=_targets(pending, GivingKind.MEMBER) - done.members,
            holders=(wanted.holders | {takers.resolve(handing)[0] for handing in handings}) - done.holders - {""},
        )
        if not wanted.names:
            break
        found = find_takers(tree, wanted)
        takers.add(found)
        everything += found
        done = replace(
            done,
            functions=done.functions | wanted.functions,
            members=done.members | wanted.members,
            holders=done.holders | wanted.holders,
        )
        pending = [inner for giving in pending for inner in takers.handed_on(giving)]
        wanted = Asked(asked.struct, users=asked.users)
    return takers, tuple(everything)


def _targets(givings: Iterable[Giving], kind: GivingKind) -> frozenset[str]:
    return frozenset(giving.target for giving in givings if giving.kind is kind)
