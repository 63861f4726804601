"""What one use of a table does with it: reads it, writes it, or gives its address to something, and to what.

This is about types, where ``uses.py`` is about how a table is installed: the place that takes an address has a
declaration, and that says whether it takes the address of a const object.

The expression is read outwards from the name, as C's grammar has it: what follows an operand binds first (``[0]``,
``.open``, ``->open``), then what is in front of it (``&``, ``*``, a cast), then the parentheses around both. That tells
what the expression denotes (``Operand``) when something else takes it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ckptgen.csource.text import SourceText


class Operand(StrEnum):
    """What an expression denotes, of a table."""

    TABLE = "table"
    """The table itself, or an element of it."""
    ADDRESS = "address"
    """Its address."""
    MEMBER = "member"
    """One of its members, or a part of one."""
    PLACE = "place"
    """The address of a member."""
    SYMBOL = "symbol"
    """Its name, in a string."""
    PIECE = "piece"
    """A part of its name, which ``##`` may complete."""


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
    TYPED = "typed"
    """``typeof`` gives its type to the variable ``target``."""
    RESULT = "result"
    """It is the value of the macro in whose body it is named."""
    UNCLEAR = "unclear"
    """``detail`` says what is done with it."""


@dataclass(frozen=True, slots=True)
class Giving:
    """``base`` is the chain of names that a member is reached by, outermost first: ``p->a.fops`` has ``p``, ``a``; an
    empty name stands for what is no name, and an empty chain for a designator.

    ``operand`` is what is given of the table, ``at`` the byte offset of ``target`` in the text that was read (-1 where
    that does not matter), ``arguments`` all of the call's, as far as they are single words (else empty).
    """

    kind: GivingKind
    target: str = ""
    detail: str = ""
    index: int = -1
    base: tuple[str, ...] = ()
    operand: Operand = Operand.ADDRESS
    at: int = -1
    arguments: tuple[str, ...] = ()


_TOKEN = re.compile(rb"\w+|->|##|(?:<<|>>)=|[=!<>+\-*/%|&^]=|<<|>>|&&|\|\||\+\+|--|[^\s\w]")
_MACRO_HEAD = re.compile(rb"[ \t]*\w+(?:\([^()]*\))?")
_WINDOWS = (1_000, 20_000, 400_000)
"""How many bytes before a name are read for what takes it: seldom more than the first."""
_BEHIND = 4_000
"""How many bytes behind a name are read for its operators."""
_READ_IN = {
    **dict.fromkeys((b"sizeof", b"ARRAY_SIZE", b"__alignof__", b"_Alignof", b"offsetof"), "it is measured"),
    **dict.fromkeys(
        (b"if", b"while", b"for", b"switch", b"likely", b"unlikely", b"WARN_ON", b"BUG_ON", b"WARN_ON_ONCE"),
        "it is tested",
    ),
    **dict.fromkeys(
        (b"_Generic", b"__builtin_expect", b"__builtin_constant_p", b"__builtin_prefetch"), "its value is read"
    ),
}
_ASSEMBLERS = {b"asm", b"__asm__", b"__asm", b"volatile", b"__volatile__", b"goto"}
_ALIASES = {b"alias", b"__alias__", b"weakref", b"__weakref__", b"ifunc"}
_TYPES_ALONE = {b"offsetof", b"__builtin_offsetof", b"__builtin_types_compatible_p"}
_STATEMENTS = {b"if", b"while", b"for", b"switch"}
_COMPARISONS = {b"==", b"!=", b"<", b">", b"<=", b">=", b"&&", b"||", b"!"}
_ASSIGNMENTS = {b"=", b"+=", b"-=", b"*=", b"/=", b"%=", b"|=", b"&=", b"^=", b"<<=", b">>="}
_STEPS = {b"++", b"--"}
_BINARY = _COMPARISONS | {b"+", b"-", b"*", b"/", b"%", b"&", b"|", b"^", b"<<", b">>", b"?"}
_TYPEOFS = {b"typeof", b"__typeof__", b"__typeof", b"typeof_unqual", b"__typeof_unqual__"}
_IN_DECLARATIONS = {b"__attribute__"} | _TYPEOFS
_NO_OPERAND = {b"return", b"else", b"case", b"do", b"goto", b"sizeof"} | _TYPEOFS
_TAGS = {b"struct", b"union", b"enum"}
_QUALIFIERS = {b"extern", b"const", b"volatile", b"static", b"register", b"restrict", b"__force", b"__user", b"__rcu"}
_CLOSERS = {b")": b"(", b"]": b"[", b"}": b"{"}
_OPENERS = {b"(": b")", b"[": b"]", b"{": b"}"}
_CONST_CAST = re.compile(rb"(?<!\w)const(?!\w)[^*]*\*")
_LVALUES = (Operand.TABLE, Operand.MEMBER)
_PLACES = (GivingKind.MEMBER, GivingKind.VARIABLE, GivingKind.ITEM, GivingKind.RETURNED)


def giving_at(text: SourceText, at: int, name: str, *, operand: Operand = Operand.TABLE, call: bool = False) -> Giving:
    """Return what the use of ``name`` at the byte offset ``at`` does with the table.

    ``operand`` is what the name stands for: an array's, and some macros', is an address. ``call`` tells that the
    parentheses behind the name belong to it.
    """
    directive = text.directive_at(at)
    view = text.macro_view(directive) if directive else text.flat
    head = _MACRO_HEAD.match(view, directive.body) if directive else None
    low = head.end() if head else 0
    end = at + len(name.encode("utf-8", "surrogateescape"))
    return giving_in(view, low, at, end, operand=operand, call=call, macro=directive is not None)


def giving_in(
    view: bytes, low: int, at: int, end: int, *, operand: Operand, call: bool = False, macro: bool = True
) -> Giving:
    """Do the same for the name between ``at`` and ``end`` of a view, in which nothing before ``low`` counts.

    ``macro`` tells that the view from ``low`` to its end is a macro's body.
    """
    right = list(_TOKEN.finditer(view, end, end + _BEHIND))
    for window in _WINDOWS:
        left = list(_TOKEN.finditer(view, max(low, at - window), at))
        whole = at - window <= low
        around = _Around(view, left, right, len(left) - 1, 0, operand, macro and whole)
        if call:
            around.right_at = _closing(around.after, 0) + 1
        found = _climb(around)
        if found is not None:
            return found
        if whole:
            break
    return Giving(GivingKind.UNCLEAR, detail="what takes it could not be read")


@dataclass(slots=True)
class _Around:
    """An operand that grows: the tokens ``left`` of it end at ``left_at``, those ``right`` of it begin at ``right_at``.

    ``member`` is the text of the first member that is reached from the table.
    """

    view: bytes
    left: list[re.Match[bytes]]
    right: list[re.Match[bytes]]
    left_at: int
    right_at: int
    operand: Operand
    macro: bool
    member: str = ""
    through: bool = False
    """It is reached through the table's address."""
    before: list[bytes] = field(init=False)
    after: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.before = [match[0] for match in self.left]
        self.after = [match[0] for match in self.right]

    @property
    def last(self) -> bytes:
        """The token before the operand, or nothing."""
        return self.before[self.left_at] if self.left_at >= 0 else b""

    @property
    def next(self) -> bytes:
        """The token behind the operand, or nothing."""
        return self.after[self.right_at] if self.right_at < len(self.after) else b""

    def dereference(self) -> None:
        """Let the operand be what it points to."""
        self.through |= self.operand is Operand.ADDRESS
        self.operand = _DEREFERENCED.get(self.operand, self.operand)

    def unary(self) -> bool:
        """Tell whether an operator before the operand has nothing on its own left side."""
        other = self.before[self.left_at - 1] if self.left_at > 0 else b""
        if other == b")":
            at = self.left_at - 1
            if self.operand is Operand.MEMBER and self.before[at - 2 : at - 1] == [b"("]:
                # ``(flags) & x.flags``, if that is no type.
                return self.before[at - 1].endswith(b"_t")
            return _is_cast_before(self.before, at) or _ends_head(self.before, at)
        return other not in (b"]", b'"') and (not (_is_name(other) or other.isdigit()) or other in _NO_OPERAND)


def _climb(around: _Around) -> Giving | None:
    """Return what takes the whole expression; None where the text that was read does not tell."""
    if around.operand in (Operand.SYMBOL, Operand.PIECE):
        return _taken_word(around)
    found: Giving | bool | None = True
    while found and not isinstance(found, Giving):
        found = _postfixed(around) or _prefixed(around)
    if isinstance(found, Giving):
        return found
    if around.next in _ASSIGNMENTS:
        return _assigned_to(around)
    return _lvalue_taken(around) if around.operand in _LVALUES else _address_taken(around)


def _address_taken(around: _Around) -> Giving | None:
    if around.next in _COMPARISONS or around.next == b"?":
        return Giving(GivingKind.READ, detail="its address is compared")
    taken = _taker(around)
    if around.operand is Operand.PLACE and taken and taken.kind in _PLACES:
        return Giving(GivingKind.UNCLEAR, detail="the address of its member is taken")
    return taken


# --- operators ------------------------------------------------------------------------------------------------------


def _postfixed(around: _Around) -> Giving | None:
    """Read what is behind the operand and binds to it; return what that makes of it, if it is the end."""
    while True:
        token, at = around.next, around.right_at
        if token in (b".", b"->") and at + 1 < len(around.after) and _is_name(around.after[at + 1]):
            if token == b"->" and around.operand is Operand.MEMBER:
                return _read(around)
            _reach_member(around)
        elif token == b"[" and around.operand is not Operand.SYMBOL:
            around.operand = _DEREFERENCED.get(around.operand, around.operand)
            around.right_at = _closing(around.after, at) + 1
        elif token == b"(" and around.operand is Operand.MEMBER:
            return _read(around)
        elif token in _STEPS:
            if around.operand in _LVALUES:
                return _assigned_to(around)
            around.right_at += 1
        else:
            return None


def _reach_member(around: _Around) -> None:
    around.through |= around.operand is Operand.ADDRESS
    start = around.right[around.right_at].start()
    around.operand, around.right_at = Operand.MEMBER, around.right_at + 2
    while around.next == b"[":
        around.right_at = _closing(around.after, around.right_at) + 1
    if not around.member:
        stop = around.right[around.right_at - 1].end()
        around.member = re.sub(r"\s+", "", around.view[start:stop].decode("ascii", "replace"))


def _assigned_to(around: _Around) -> Giving:
    if around.operand in (Operand.ADDRESS, Operand.PLACE):
        # A variable that holds the address gets another one.
        return Giving(GivingKind.READ, detail="another address is assigned")
    if around.through:
        return Giving(GivingKind.WRITTEN, detail="it is assigned through its address")
    return Giving(GivingKind.WRITTEN, detail=f"its {around.member} is assigned" if around.member else "it is assigned")


def _prefixed(around: _Around) -> Giving | bool:
    """Read one operator before the operand, or the parentheses around it; return whether there is one, or what it
    makes of the operand, if it is the end.
    """
    token = around.last
    if token == b"(" and around.next == b")":
        return _in_parentheses(around)
    if token == b")":
        return _cast_before(around)
    if token in (b"sizeof", b"_Alignof", b"__alignof__"):
        return Giving(GivingKind.READ, detail=_READ_IN[token])
    if token in _STEPS and around.operand in _LVALUES:
        return _assigned_to(around)
    return _operated(around, token) if token in _UNARY and around.unary() else False


_UNARY = {b"&", b"*", b"!", b"~", b"-", b"+", b"&&"}
_ADDRESSED = {Operand.TABLE: Operand.ADDRESS, Operand.MEMBER: Operand.PLACE}
_DEREFERENCED = {Operand.ADDRESS: Operand.TABLE, Operand.PLACE: Operand.MEMBER}


def _operated(around: _Around, token: bytes) -> Giving | bool:
    """Apply a unary operator to the operand."""
    value = around.operand in _LVALUES
    if value and (token not in (b"&", b"*") or (token == b"*" and around.operand is Operand.MEMBER)):
        return _read(around)
    if token == b"&":
        around.operand = _ADDRESSED.get(around.operand, around.operand)
    elif token == b"*":
        around.dereference()
    else:
        return Giving(GivingKind.READ, detail="its address is compared")
    around.left_at -= 1
    return True


def _in_parentheses(around: _Around) -> Giving | bool:
    """Read the parentheses right around the operand, unless they are those of a call."""
    before = around.before[around.left_at - 1] if around.left_at > 0 else b""
    if before in _TYPEOFS:
        return _typed(around)
    if before in _READ_IN:
        return Giving(GivingKind.READ, detail=_READ_IN[before])
    called = before in (b")", b"]") and not _groups(around.before, around.left_at - 1)
    if called or (_is_name(before) and before not in _NO_OPERAND) or before == b'"':
        return False
    around.left_at -= 1
    around.right_at += 1
    return True


def _groups(before: Sequence[bytes], at: int) -> bool:
    """Tell whether parentheses that follow the token at ``at`` only group: a cast or ``if (...)`` ends there."""
    return before[at] == b")" and (_is_cast_before(before, at) or _ends_head(before, at))


def _ends_head(before: Sequence[bytes], at: int) -> bool:
    """Tell whether the ``)`` at ``at`` ends the head of a statement, as in ``if (...)``."""
    opened = _opening(before, at)
    return opened > 0 and before[opened - 1] in _STATEMENTS


def _is_cast_before(before: Sequence[bytes], at: int) -> bool:
    """Tell whether the ``)`` at ``at`` ends a cast, by what is inside and before it."""
    opened = _opening(before, at)
    ahead = before[opened - 1] if opened > 0 else b""
    inside = before[opened + 1 : at]
    names = all(_is_name(token) or token in (b"*", b"(", b")") for token in inside)
    if opened < 0 or not inside or not names or (_is_name(ahead) and ahead not in _NO_OPERAND):
        return False
    if ahead == b")" and not _is_cast_before(before, opened - 1):
        return False
    return ahead != b"]" and (inside[-1] == b"*" or len(inside) > 1 or inside[0] not in (b"*", b"("))


def _cast_before(around: _Around) -> Giving | bool:
    opened = _opening(around.before, around.left_at)
    if opened < 0 or not _is_cast_before(around.before, around.left_at):
        return False
    if around.operand in _LVALUES:
        return _read(around)
    inside = around.view[around.left[opened].end() : around.left[around.left_at].start()]
    if b"*" in inside and opened > 0 and around.before[opened - 1] == b"*":
        # ``*(volatile typeof(x) *)&(x)``
        around.left_at = opened - 1
        if around.unary():
            around.dereference()
            around.left_at -= 1
            return True
    return _cast(inside, "its address" if around.operand is Operand.ADDRESS else "the address of its member")


def _cast(inside: bytes, what: str) -> Giving:
    said = b" ".join(inside.split()).decode("ascii", "replace")
    if _CONST_CAST.search(inside):
        return Giving(GivingKind.READ, detail=f"it is cast to {said}")
    return Giving(GivingKind.UNCLEAR, detail=f"{what} is cast to ({said})")


def _typed(around: _Around) -> Giving:
    """Return what the type of the operand, in the parentheses of ``typeof``, is given to."""
    at, right = around.left_at - 2, around.right_at + 1
    words = set()
    while at >= 0 and around.before[at] in _QUALIFIERS:
        words.add(around.before[at])
        at -= 1
    stars = 0
    while right < len(around.after) and (around.after[right] == b"*" or around.after[right] in _QUALIFIERS):
        stars += around.after[right] == b"*"
        words |= set() if stars else {around.after[right]}
        right += 1
    before = around.before[at] if at >= 0 else b""
    behind = around.after[right] if right < len(around.after) else b""
    pointer = stars > 0 or around.operand in (Operand.ADDRESS, Operand.PLACE)
    if b"const" in words and around.operand in _LVALUES:
        return Giving(GivingKind.READ, detail="its type is taken as const")
    opened = _list_opening(around.before, at)
    called = around.before[opened - 1] if before in (b"(", b",") and opened > 0 else b""
    if called in _TYPES_ALONE or before == b"sizeof" or (before == b"(" and behind == b")" and not pointer):
        return Giving(GivingKind.READ, detail="its type is measured, or that of a value")
    if before == b"(" and behind == b")" and _is_dereferenced(around, at, right):
        return Giving(GivingKind.READ, detail="its type is that of a value")
    declares = before in (b"", b";", b"{", b"}", b")", b"(") and _is_name(behind)
    follows = around.after[right + 1] if right + 1 < len(around.after) else b""
    if not declares or follows not in (b";", b"=", b"[") or _has_further(around.after, right):
        return Giving(GivingKind.UNCLEAR, detail="its type is given to something else by typeof")
    if before == b"{" and at > 0 and _of_a_struct(around.before[:at]):
        return Giving(GivingKind.UNCLEAR, detail="its type is given to a member by typeof")
    operand = Operand.ADDRESS if pointer else around.operand
    if around.operand in (Operand.MEMBER, Operand.PLACE):
        operand = Operand.PLACE if pointer else Operand.MEMBER
    return Giving(GivingKind.TYPED, _name(behind), operand=operand, at=around.right[right].start())


def _of_a_struct(before: Sequence[bytes]) -> bool:
    return any(token in _TAGS for token in before[-2:])


def _has_further(after: Sequence[bytes], at: int) -> bool:
    """Tell whether the declaration has a further declarator behind that of the name at ``at``."""
    depth = 0
    for token in after[at:]:
        depth += (token in _OPENERS) - (token in _CLOSERS)
        if depth < 0 or (depth == 0 and token == b";"):
            return False
        if depth == 0 and token == b",":
            return True
    return False


def _is_dereferenced(around: _Around, opened: int, closed: int) -> bool:
    """Tell whether ``*(typeof(x) *)p`` is a value: nothing is assigned to it."""
    if opened < 1 or around.before[opened - 1] != b"*":
        return False
    at = closed + 1
    while at < len(around.after) and around.after[at] in (b"&", b"*"):
        at += 1
    at = _closing(around.after, at) + 1 if around.after[at : at + 1] == [b"("] else at + 1
    # What encloses all that may be what is assigned to.
    while around.after[at : at + 1] == [b")"]:
        at += 1
    return not (set(around.after[at : at + 1]) & (_ASSIGNMENTS | _STEPS | {b".", b"->", b"["}))


# --- what takes a value ---------------------------------------------------------------------------------------------


def _read(around: _Around) -> Giving:
    if not around.member:
        return Giving(GivingKind.READ, detail="its value is read")
    member = re.split(r"\W+", around.member.strip(".->"))[0]
    detail = "it is read through its address" if around.through else "its member is read"
    return Giving(GivingKind.READ, target=member, detail=detail)


_AFTER_A_STATEMENT = {b"{", b"}", b";", b")", b"?", b":", b"[", b"else", b"do", b"goto"}
"""``[x.n]``, a statement, one side of a condition: none of them is assigned to."""


def _lvalue_taken(around: _Around) -> Giving | None:
    """Return what becomes of the table, or of a member of it, where no operator is left that binds to it alone."""
    last, following = around.last, around.next
    table = around.operand is Operand.TABLE
    if last == b"#" or b"##" in (last, following):
        found: Giving | None = Giving(GivingKind.UNCLEAR, detail="its name is put together")
    elif last in _TAGS:
        found = Giving(GivingKind.READ, detail="it is the tag of a type")
    elif following in _BINARY or last in _BINARY or last in (b"return", b"case") or last in _ASSIGNMENTS:
        found = _read(around)
    elif last in (b"(", b","):
        found = _listed(around)
    elif not last:
        found = _at_the_start(around)
    elif table and last == b")" and around.before[_opening(around.before, around.left_at) - 1] in _IN_DECLARATIONS:
        found = _declared(around)
    elif last in _AFTER_A_STATEMENT:
        found = _read(around)
    elif table and _is_name(last):
        found = _declared(around)
    else:
        found = Giving(GivingKind.UNCLEAR, detail=f"it stands behind {_name(last)}")
    return found


def _at_the_start(around: _Around) -> Giving | None:
    if not around.macro:
        return None
    if not around.next:
        return Giving(GivingKind.RESULT, around.member, operand=around.operand)
    if around.next == b";":
        return _read(around)
    return Giving(GivingKind.UNCLEAR, detail="the text of a macro begins with it")


def _declared(around: _Around) -> Giving:
    """Return that a declaration, which the body of a macro may have, is one of the name."""
    at = max((at for at, token in enumerate(around.before) if token in (b";", b"{", b"}", b"(")), default=-1)
    if b"const" in around.before[at + 1 :]:
        return Giving(GivingKind.READ, detail="it is declared const")
    return Giving(GivingKind.UNCLEAR, detail="it is declared, and not as const")


def _listed(around: _Around) -> Giving | None:
    """Return what the list is that the operand is one item of: arguments, or an initializer's."""
    at = _list_opening(around.before, around.left_at)
    if at < 0:
        return _at_the_start(around) if around.macro and around.last != b"," else None
    before = around.before[at - 1] if at else b""
    if around.before[at] in (b"{", b"["):
        found = _read(around)
    elif before in _READ_IN:
        found = Giving(GivingKind.READ, detail=_READ_IN[before])
    elif before == b'"' or before in _ASSEMBLERS:
        found = Giving(GivingKind.UNCLEAR, detail="it is an operand of assembler code")
    elif before == b"__builtin_choose_expr":
        found = Giving(GivingKind.UNCLEAR, detail=f"it is chosen by {_name(before)}()")
    elif not _is_name(before) or before in _NO_OPERAND:
        found = _read(around)
    else:
        found = _argument(around, at)
    return found


def _argument(around: _Around, at: int) -> Giving:
    """Return that the operand is an argument of the call whose parenthesis is at ``at`` of the tokens before it."""
    if at > 1 and around.before[at - 2] == b"##":
        return Giving(GivingKind.UNCLEAR, detail="the function's name is put together")
    index, depth = 0, 0
    for token in around.before[at + 1 : around.left_at + 1]:
        depth += (token in _OPENERS) - (token in _CLOSERS)
        index += depth == 0 and token == b","
    called = around.left[at - 1]
    return Giving(
        GivingKind.ARGUMENT,
        _name(called[0]),
        index=index,
        operand=around.operand,
        at=called.start(),
        arguments=call_arguments(around.view, called.end()),
    )


def call_arguments(view: bytes, at: int) -> tuple[str, ...]:
    """Return the arguments in the parentheses at a byte offset, each that is one word, else empty."""
    arguments: list[str] = []
    words: list[bytes] = []
    depth = 0
    for match in _TOKEN.finditer(view, at, at + _BEHIND):
        token = match[0]
        depth += (token in _OPENERS) - (token in _CLOSERS)
        if depth == 0 or (depth == 1 and token == b","):
            arguments.append(_name(words[0]) if len(words) == 1 else "")
            words = []
            if depth == 0:
                break
        elif (depth, token) != (1, b"(") or words:
            words.append(token)
    return tuple(arguments)


def _list_opening(before: Sequence[bytes], at: int) -> int:
    """Return the index of the bracket that is open before the token at ``at``, or -1."""
    depth = 0
    while at >= 0:
        depth += (before[at] in _CLOSERS) - (before[at] in _OPENERS)
        if depth < 0:
            return at
        at -= 1
    return -1


def _taken_word(around: _Around) -> Giving | None:
    """Return what takes the table's name, or a part of it."""
    at = _list_opening(around.before, around.left_at)
    before = around.before[at - 1] if at > 0 else b""
    if around.operand is Operand.SYMBOL and before in _ALIASES:
        return Giving(GivingKind.UNCLEAR, detail="another name is given to it")
    if around.operand is Operand.SYMBOL and before in _ASSEMBLERS:
        return Giving(GivingKind.UNCLEAR, detail="assembler code names it")
    if at >= 0 and around.before[at] == b"(" and _is_name(before):
        return _argument(around, at)
    if at < 0 and around.macro:
        return Giving(GivingKind.RESULT, operand=around.operand)
    return Giving(GivingKind.READ, detail="only its name is used")


# --- what takes an address ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """The state of reading tokens from right to left."""

    commas: int = 0
    ternary: bool = False


def _taker(around: _Around) -> Giving | None:
    """Return what takes the address; None where the text that was read does not tell."""
    walk, at = _Walk(), around.left_at
    tokens = around.before
    while at >= 0:
        token = tokens[at]
        if token in _CLOSERS:
            at = _opening(tokens, at) - 1
            continue
        found = _at_token(around, at, walk)
        if found is not None:
            return found if found.kind is not GivingKind.UNCLEAR else _statement_value(around, at) or found
        at -= 1
    if not around.macro:
        return None
    if around.next in (b",", b";"):
        return Giving(GivingKind.UNCLEAR, detail="the text of a macro begins with it")
    return Giving(GivingKind.RESULT, operand=around.operand)


def _statement_value(around: _Around, at: int) -> Giving | None:
    """Return what takes the value of ``({ ...; p; })``, where the operand is its last statement; None for another."""
    if around.before[at] not in (b";", b"{") or around.after[around.right_at : around.right_at + 3] != [
        b";",
        b"}",
        b")",
    ]:
        return None
    opened = _list_opening(around.before, around.left_at)
    if opened < 1 or around.before[opened] != b"{" or around.before[opened - 1] != b"(":
        return None
    around.left_at, around.right_at = opened - 2, around.right_at + 3
    return _climb(around)


def _at_token(around: _Around, at: int, walk: _Walk) -> Giving | None:
    """Return what one token before the operand makes of it; None to read on."""
    tokens = around.before
    match tokens[at]:
        case b"(":
            found = _before_parenthesis(around, at, walk)
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
        depth += (tokens[at] in _CLOSERS) - (tokens[at] in _OPENERS)
        if depth == 0:
            return at
        at -= 1
    return -1


def _closing(tokens: Sequence[bytes], at: int) -> int:
    """Return the index of the bracket that closes the one at ``at``; the last token's where none does."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += (tokens[index] in _OPENERS) - (tokens[index] in _CLOSERS)
        if depth == 0:
            return index
    return len(tokens) - 1


def _before_parenthesis(around: _Around, at: int, walk: _Walk) -> Giving | None:
    """Return what calls or tests the operand in the parentheses; None where these only group."""
    tokens = around.before
    before = tokens[at - 1] if at else b""
    if before in _READ_IN:
        return Giving(GivingKind.READ, detail=_READ_IN[before])
    if before == b'"':
        return Giving(GivingKind.UNCLEAR, detail="it is an operand of assembler code")
    if before == b")" and _is_cast_before(tokens, at - 1):
        return _cast(
            around.view[around.left[_opening(tokens, at - 1)].end() : around.left[at - 1].start()], "its address"
        )
    if before in (b")", b"]") and not _groups(tokens, at - 1):
        return _called_through(around, at, walk)
    if before in _NO_OPERAND or not _is_name(before):
        return None
    return _argument(around, at)


def _called_through(around: _Around, at: int, walk: _Walk) -> Giving:
    """Return what is called by ``(*p->f)(...)`` or ``f[i](...)``: the pointer's own name stands for it."""
    tokens = around.before
    opened = _opening(tokens, at - 1)
    if tokens[at - 1] == b"]":
        names = [tokens[opened - 1]] if opened > 0 else []
    else:
        starred = opened >= 0 and b"*" in tokens[opened : opened + 2]
        names = [token for token in tokens[opened:at] if _is_name(token)] if starred else []
    if not names:
        return Giving(GivingKind.UNCLEAR, detail="it is given to something that is no name")
    return Giving(GivingKind.ARGUMENT, _name(names[-1]), index=walk.commas, operand=around.operand)


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
