"""Whether what takes a table's address takes that of a const object, by the declarations that the tree has of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ckptgen.csource.giving import Giving, GivingKind, Operand, giving_in
from ckptgen.csource.layout import Layout
from ckptgen.csource.pointee import Pointee, pointee
from ckptgen.plan.handing import AskedUse, Handing, read_uses
from ckptgen.plan.search import find_macro_uses
from ckptgen.plan.takers import Asked, Function, Macro, Member, PointerVariable, Taker, find_takers
from ckptgen.tree.model import Tree

Placed = TypeVar("Placed", Function | Macro, Layout, PointerVariable)
_ROUNDS = 10
"""So many macros that hand their argument on to one another are followed."""
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """``refusal`` is empty where a const object may be given so; ``detail`` says what was found either way."""

    refusal: str
    detail: str = ""
    place: str = ""
    """``PATH:LINE`` of what decides it: that of the use, or of one that the use leads to."""


@dataclass(slots=True)
class Wanted:
    """What an answer would need besides: names to be looked for, uses to be read, and macros, by the path of their
    ``#define`` and their name, whose uses are to be found.
    """

    functions: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    uses: set[AskedUse] = field(default_factory=set)
    macros: set[tuple[str, str]] = field(default_factory=set)


Frame = tuple[Macro, Giving]
"""A macro whose body is read, and what it was given."""


@dataclass(slots=True)
class Takers:
    """What the tree declares, by name, and the uses that have been read."""

    struct: str
    functions: dict[str, list[Function | Macro]] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    layouts: dict[str, list[Layout]] = field(default_factory=dict)
    variables: dict[str, list[PointerVariable]] = field(default_factory=dict)
    handings: dict[AskedUse, Handing] = field(default_factory=dict)
    macros: dict[tuple[str, str], tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """The uses of macros: paths and byte offsets."""
    looked_for: set[str] = field(default_factory=set)
    """The functions and macros that the tree has been searched for."""
    wanted: Wanted = field(default_factory=Wanted)

    def add(self, takers: Iterable[Taker]) -> None:
        for taker in takers:
            match taker:
                case Function() | Macro():
                    known = self.functions.setdefault(taker.name, [])
                    known += [taker] if taker not in known else []
                case Member():
                    self.members.setdefault(taker.name, []).append(taker)
                case Layout():
                    self.layouts.setdefault(taker.name, []).append(taker)
                case PointerVariable():
                    self.variables.setdefault(taker.name, []).append(taker)

    def answer(self, handing: Handing, seen: frozenset[AskedUse] = frozenset()) -> Answer:
        """Tell whether the use leaves a const table as good as the one that it has now.

        What is not known yet is added to ``wanted``, and the answer is a refusal until it is.
        """
        if handing.use in seen:
            return Answer("", "it is followed already")
        found = self._answer(handing.giving, handing, (), seen | {handing.use})
        return found if found.place else replace(found, place=f"{handing.use.path}:{handing.line}")

    def _answer(self, giving: Giving, handing: Handing, frames: tuple[Frame, ...], seen: frozenset[AskedUse]) -> Answer:
        match giving.kind:
            case GivingKind.READ:
                answer = self._read(giving)
            case GivingKind.WRITTEN | GivingKind.UNCLEAR:
                answer = Answer(giving.detail)
            case GivingKind.ARGUMENT:
                answer = self._argument(giving, handing, frames, seen)
            case GivingKind.MEMBER:
                self.wanted.members.add(giving.target)
                answer = self._member(giving.target, [] if frames else self._layouts(handing), handing)
            case GivingKind.TYPED:
                answer = self._typed(giving, handing, frames, seen)
            case GivingKind.RESULT:
                answer = self._result(giving, handing, frames, seen)
            case GivingKind.VARIABLE if frames:
                answer = _by_local(frames[-1][0], giving, self.struct)
            case _:
                inside = Answer("it is given to something in a macro")
                answer = inside if frames else self._direct(giving, handing)
        return answer

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
        if giving.target and any(giving.target in layout.arrays for layout in self.layouts.get(self.struct, ())):
            return Answer(f"the address of its array .{giving.target} is taken")
        return Answer("", giving.detail)

    # --- what is followed ---

    def _result(self, giving: Giving, handing: Handing, frames: tuple[Frame, ...], seen: frozenset[AskedUse]) -> Answer:
        """Answer for the value of a macro: what takes that, where the macro is used."""
        if not frames:
            return self._by_name(giving, handing, seen)
        (macro, given), outer = frames[-1], frames[:-1]
        call = macro.parameters is not None
        if outer:
            body, called = outer[-1][0].body, given.at + len(given.target)
            again = giving_in(body, 0, given.at, called, operand=giving.operand, call=call)
            return self._answer(_substituted(again, *outer[-1]), handing, outer, seen)
        if given.at < 0:
            return Answer("what becomes of the macro's value is unclear")
        return self._further(
            [AskedUse(handing.use.path, given.at, given.target, giving.operand, call, whole=handing.use.whole)], seen
        )

    def _by_name(self, giving: Giving, handing: Handing, seen: frozenset[AskedUse]) -> Answer:
        """Answer for a macro whose value the table is, or a part of it: for each of the macro's uses."""
        key = (handing.use.path, handing.macro)
        if key not in self.macros:
            self.wanted.macros.add(key)
            return Answer(_UNREAD)
        places = self.macros[key]
        uses = (
            AskedUse(path, at, handing.macro, giving.operand, handing.called, whole=handing.use.whole)
            for path, at in places
        )
        return self._further(uses, seen)

    def _typed(self, giving: Giving, handing: Handing, frames: tuple[Frame, ...], seen: frozenset[AskedUse]) -> Answer:
        """Answer for a variable that has the type of the table: it becomes const too."""
        if not frames:
            answer = self._further(handing.others, seen)
            said = f"its type is given by typeof to {giving.target}, where {answer.refusal}"
            return replace(answer, refusal=said) if answer.refusal else answer
        macro, given = frames[-1]
        before = macro.body[: giving.at]
        if giving.target in (macro.parameters or ()) or before.count(b"{") <= before.count(b"}"):
            return Answer("its type is given by typeof to a variable outside the macro")
        for match in _named(giving.target, macro.body):
            if match.start() != giving.at:
                inner = giving_in(macro.body, 0, *match.span(), operand=giving.operand)
                answer = self._answer(_substituted(inner, macro, given), handing, frames, seen)
                if answer.refusal:
                    return answer
        return Answer("", "its type is given by typeof to what is not written")

    def _further(self, uses: Iterable[AskedUse], seen: frozenset[AskedUse]) -> Answer:
        for use in uses:
            if use not in self.handings:
                self.wanted.uses.add(use)
                return Answer(_UNREAD)
            answer = self.answer(self.handings[use], seen)
            if answer.refusal:
                return answer
        return Answer("", "nothing writes what it stands for")

    # --- members ---

    def _layouts(self, handing: Handing) -> list[Layout]:
        """Return the definitions of the struct that a member or an item belongs to, as far as they are known."""
        if handing.layout is not None:
            return [handing.layout]
        holder, chain = self.resolve(handing)
        return [] if chain or not holder else _nearest(self.layouts.get(holder, ()), handing.use.path)

    def want_holders(self, handing: Handing) -> None:
        """Ask for the struct that a member or an item belongs to."""
        self.wanted.holders.add(self.resolve(handing)[0])

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
        self.wanted.variables.add(giving.target)
        found = _nearest(self.variables.get(giving.target, ()), handing.use.path)
        if not found:
            return Answer(f"it is given to {giving.target}, whose declaration was not found")
        worst = max(found, key=lambda variable: _SEVERITY[variable.pointee])
        return _of(worst.pointee, f"it is given to {giving.target},", worst.path, worst.line)

    # --- arguments ---

    def _argument(
        self, giving: Giving, handing: Handing, frames: tuple[Frame, ...], seen: frozenset[AskedUse]
    ) -> Answer:
        name = giving.target.removeprefix("__builtin_")
        own = any(each.path == handing.use.path for each in self.functions.get(name, ()))
        if not own and name not in self.looked_for:
            self.wanted.functions.add(name)
            return Answer(_UNREAD)
        through = {macro.name for macro, _ in frames}
        found = [
            each
            for each in _nearest(self.functions.get(name, ()), handing.use.path)
            if name not in through or isinstance(each, Function)
        ]
        if not found and giving.operand is Operand.PLACE:
            return Answer("the address of its member is taken")
        if not found and giving.operand is Operand.ADDRESS:
            return Answer(f"it is given to {name}(), whose prototype was not found")
        answers = [
            self._by_macro(each, giving, handing, frames, seen)
            if isinstance(each, Macro)
            else _by_function(each, giving)
            for each in found
        ]
        # What no header defines is no macro: a function takes a value.
        value = Answer("", f"it is given to {name}() as a value")
        return next((answer for answer in answers if answer.refusal), answers[0] if answers else value)

    def _by_macro(
        self, macro: Macro, giving: Giving, handing: Handing, frames: tuple[Frame, ...], seen: frozenset[AskedUse]
    ) -> Answer:
        if len(frames) >= _DEEPEST:
            return Answer("it is handed on by too many macros")
        inside = handed_on(macro, giving, handing.use.whole)
        # A write says more than that something is unclear beside it.
        for inner in sorted(inside, key=lambda inner: inner.kind is not GivingKind.WRITTEN):
            answer = self._answer(inner, handing, (*frames, (macro, giving)), seen)
            if answer.refusal and inner.kind is GivingKind.RESULT:
                return answer
            if answer.refusal:
                what = "a part of its name" if giving.operand is Operand.PIECE else "it"
                refusal = (
                    f"{what} is given to the macro {macro.name} ({macro.path}:{macro.line}), where {answer.refusal}"
                )
                return replace(answer, refusal=refusal)
        return Answer("", f"it is given to the macro {macro.name} ({macro.path}:{macro.line}), which does not write it")


_UNREAD = "what becomes of it is followed no further"
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
    if giving.operand not in (Operand.ADDRESS, Operand.PLACE):
        return Answer("", f"{what} as a value ({function.path}:{function.line})")
    kind = function.parameters[giving.index] if giving.index < len(function.parameters) else Pointee.OTHER
    if giving.operand is Operand.PLACE and kind is not Pointee.CONST:
        return Answer("the address of its member is taken")
    return _of(kind, what, function.path, function.line)


def _by_local(macro: Macro, giving: Giving, struct: str) -> Answer:
    """Answer for a variable to which a macro's body gives the address: one that it declares itself."""
    declared = re.search(rb"(?:\A|[;{(])([^;{}()=,]*[\s*])" + giving.target.encode() + rb"\s*(?:[;=]|\Z)", macro.body)
    if declared is None:
        return Answer(f"it is given to {giving.target}, whose declaration was not found")
    return _of(pointee(declared[1], struct), f"it is given to {giving.target},", macro.path, macro.line)


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


_VARIADIC = re.compile(rb",\s*##(?=\s*__VA_ARGS__)")


def handed_on(macro: Macro, giving: Giving, whole: str = "") -> Iterator[Giving]:
    """Yield what a macro's body does with the argument that ``giving`` is; ``whole`` is the table's name where that is
    a part of it.
    """
    if macro.parameters is None:
        other = macro.body.decode("ascii", "replace")
        yield replace(giving, target=other, at=-1) if other.isidentifier() else _UNCLEAR
        return
    fixed = [name for name in macro.parameters if not name.endswith("...")]
    variadic = macro.parameters[len(fixed)].removesuffix("...").strip() if len(fixed) < len(macro.parameters) else ""
    body = _VARIADIC.sub(lambda match: b"," + b" " * (len(match[0]) - 1), macro.body)
    if giving.index >= len(fixed):
        if len(fixed) == len(macro.parameters):
            yield _UNCLEAR
            return
        yield from _in_rest(body, (variadic or "__VA_ARGS__"), giving.index - len(fixed), macro, giving)
        return
    for match in _named(fixed[giving.index], body):
        found = _at_parameter(macro, body, match, giving, whole)
        if found is not None:
            yield _substituted(found, macro, giving)


def _named(name: str, body: bytes) -> Iterator[re.Match[bytes]]:
    return re.finditer(rb"(?<![\w.])(?<!->)" + re.escape(name.encode()) + rb"(?!\w)", body)


_JOINED = re.compile(rb"\w+(?:\s*##\s*\w+)*")


def _at_parameter(macro: Macro, body: bytes, match: re.Match[bytes], giving: Giving, whole: str) -> Giving | None:
    """Return what one place in a macro's body that names a parameter does with it; None where it is another name."""
    before, behind = body[: match.start()].rstrip(), body[match.end() :].lstrip()
    joined = before.endswith(b"##") or behind.startswith(b"##")
    if giving.operand is not Operand.PIECE:
        if joined:
            return _UNCLEAR
        operand = Operand.SYMBOL if before.endswith(b"#") else giving.operand
        return giving_in(body, 0, *match.span(), operand=operand)
    if not joined:
        return None if before.endswith(b"#") else giving_in(body, 0, *match.span(), operand=Operand.PIECE)
    chain = next(each for each in _JOINED.finditer(body) if each.end() >= match.end())
    arguments = dict(zip(macro.parameters or (), giving.arguments, strict=False))
    words = [word.decode("ascii", "replace") for word in re.findall(rb"\w+", chain[0])]
    if "".join(arguments.get(word, word) for word in words) != whole:
        return None
    return giving_in(body, 0, *chain.span(), operand=Operand.TABLE)


def _in_rest(body: bytes, name: str, offset: int, macro: Macro, giving: Giving) -> Iterator[Giving]:
    """Yield what becomes of an argument that ``...`` takes, the zero-based number ``offset`` of them."""
    for match in _named(name, body):
        string = body[: match.start()].rstrip().endswith(b"#")
        found = giving_in(body, 0, *match.span(), operand=Operand.SYMBOL if string else giving.operand)
        if found.operand is Operand.SYMBOL:
            yield _substituted(found, macro, giving)
            continue
        if found.kind is GivingKind.ARGUMENT:
            arguments = found.arguments[: found.index] + giving.arguments[giving.index - offset :]
            found = replace(found, index=found.index + offset, arguments=arguments)
            yield _substituted(found, macro, giving)
        else:
            yield _UNCLEAR if found.kind is not GivingKind.READ else found


def _substituted(found: Giving, macro: Macro, giving: Giving) -> Giving:
    """Return what a macro's body does, with the macro's own arguments for the names of its parameters."""
    own = dict(zip(macro.parameters or (), giving.arguments, strict=False))
    if found.kind is not GivingKind.ARGUMENT or not own:
        return found
    arguments = tuple(own.get(word, word) for word in found.arguments)
    return replace(found, target=own.get(found.target) or found.target, arguments=arguments)


_UNCLEAR = Giving(GivingKind.UNCLEAR, detail="what becomes of its argument is unclear")


def collect_takers(tree: Tree, handings: Sequence[Handing], asked: Asked) -> tuple[Takers, tuple[Taker, ...]]:
    """Look for all that the uses hand a table to, and for what is ``asked`` besides: one pass over the tree.

    Each answer that needs more calls for another one: a macro that hands its argument on, a struct inside a struct,
    the value of a macro. Returns the declarations that were found, by name and as they were found.
    """
    takers, everything = Takers(asked.struct, handings={each.use: each for each in handings}), list[Taker]()
    takers.wanted.holders.add(asked.struct)
    takers.wanted.variables |= asked.variables
    done = Asked(asked.struct)
    for _ in range(_ROUNDS):
        for handing in handings:
            takers.answer(handing)
            takers.want_holders(handing)
        wanted = takers.wanted
        takers.wanted = Wanted()
        names = Asked(
            asked.struct,
            functions=frozenset(wanted.functions) - done.functions,
            members=frozenset(wanted.members) - done.members,
            holders=frozenset(wanted.holders) - done.holders - {""},
            variables=frozenset(wanted.variables) - done.variables,
            users=asked.users,
        )
        if not (names.names or wanted.uses or wanted.macros):
            break
        found = find_takers(tree, names)
        takers.add(found)
        takers.looked_for |= names.functions
        everything += found
        takers.handings.update(read_uses(tree, wanted.uses, asked.struct))
        takers.macros.update(find_macro_uses(tree, wanted.macros))
        done = _joined(done, names)
    return takers, tuple(everything)


def _joined(done: Asked, names: Asked) -> Asked:
    return replace(
        done,
        functions=done.functions | names.functions,
        members=done.members | names.members,
        holders=done.holders | names.holders,
        variables=done.variables | names.variables,
    )
