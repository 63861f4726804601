"""What a C file says of one struct in one configuration: a small parser of declarations and initializers.

It goes by types, from the declaration down through the initializer, and knows C's rules for designators. Nothing of it
is shared with ckptgen. What it cannot follow for certain it marks, so that nobody is blamed for it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product, takewhile

from tests.fuzz.declarations import Array, Declarations, Env, Struct, Type, Where, member_of
from tests.fuzz.lexer import BrokenError, Line, Token, lines_of, words
from tests.fuzz.preprocessor import Macro, names_in_conditions, pasted, preprocess

MOST_CONFIGURATIONS = 8
_BINARY = {"+", "-", "*", "/", "%", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "^", "|", "&&", "||", "?", ":"}
_PREFIX = {"&", "*", "+", "-", "!", "~", "++", "--", "sizeof", "__extension__", "&&"}
_OPERANDS = {"name", "number", "string", "char"}
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing between a table's braces.

    ``value`` are the tokens of its value with macros expanded, ``spelled`` as written. It is ``hidden`` where only the
    definition of a macro, or another file, could say what it brings; ``expanded`` where a macro brought it.
    """

    path: Path
    value: tuple[str, ...]
    spelled: tuple[str, ...]
    start: int
    hidden: bool = False
    expanded: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One initializer of the struct: ``open``/``close`` are the offsets of its braces, -1 where it has none.

    ``broken`` says why nothing can be asked of it; ``start`` is the offset of its declaration's first token, ``end``
    that behind its last one. ``form`` is how it is declared, for people.
    """

    name: str
    form: str
    open: int
    close: int
    items: tuple[Item, ...]
    broken: str
    expanded: bool
    in_macro: bool
    start: int
    end: int
    const: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A file in one configuration: its tables in the order of their braces, and what it declares const or not.

    ``macros`` are the spans of its definitions; ``cut`` tells that it may have more: a macro's body does not hold
    together on its own, or something of an unknown type is initialized.
    """

    tables: tuple[Found, ...]
    declared: tuple[tuple[str, bool], ...]
    macros: tuple[tuple[int, int], ...]
    cut: bool


class _Initializers(Declarations):
    """Reads the initializers of the struct on the way."""

    def __init__(self, struct: str, tokens: list[Token], env: Env, *, in_macro: bool = False) -> None:
        super().__init__(tokens, env, in_macro=in_macro)
        self.struct = struct
        self.tables: list[Found] = []

    # --- initializers -------------------------------------------------------------------------------------------------

    def _initializer(self, found: Type, lo: int, hi: int, where: Where) -> None:
        self._require_value(lo, hi)
        if self._text(lo, hi) == "{":
            self._braces(found, lo, where)
        else:
            self.expressions(lo, hi, where)

    def _braces(self, found: Type, opening: int, where: Where) -> None:
        if isinstance(found, Struct) and found.tag == self.struct:
            self._table(found, opening, where)
        elif isinstance(found, Struct) and self._holds(found):
            self._holder(found, opening, where)
        elif isinstance(found, Array) and self._holds(found):
            self._array(found, opening, where)
        else:
            self.unknown |= found is None
            self.expressions(opening + 1, self.m[opening], where)

    def _holds(self, found: Type) -> bool:
        if isinstance(found, Array):
            return self._holds(found.of)
        if not isinstance(found, Struct):
            return False
        return found.tag == self.struct or any(self._holds(inner) for _, inner in found.members or ())

    def _designators(self, lo: int, hi: int) -> tuple[list[str], int]:
        """Return the designators, ``name`` or ``[index]``, and the index of the value."""
        found: list[str] = []
        at = lo
        if hi - lo > 1 and self.t[lo].kind == "name" and self.t[lo + 1].text == ":":
            return [self.t[lo].text], lo + 2
        while at < hi:
            if self.t[at].text == "." and at + 1 < hi and self.t[at + 1].kind == "name":
                found.append(self.t[at + 1].text)
                at += 2
            elif self.t[at].text == "[":
                self._require(self.m[at] > at + 1)
                found.append("[" + " ".join(t.text for t in self.t[at + 1 : self.m[at]]) + "]")
                at = self.m[at] + 1
            else:
                break
        if found and self._text(at, hi) == "=":
            return found, at + 1
        # An old form of GNU C: [1] { ... }
        return (found, at) if found and found[-1].startswith("[") and at < hi else ([], lo)

    def _holder(self, found: Struct, opening: int, where: Where) -> None:
        members = found.members or []
        cursor = 0
        parts = self._split(opening + 1, self.m[opening])
        for number, (lo, hi) in enumerate(parts):
            if lo == hi:
                self._require(hi == self.m[opening])
                continue
            designators, at = self._designators(lo, hi)
            if designators:
                cursor = self._designated(found, designators, at, hi, where)
                continue
            inner = members[cursor][1] if 0 <= cursor < len(members) else None
            if 0 <= cursor < len(members) and (self.t[at].text == "{" or not isinstance(inner, Struct | Array)):
                self._initializer(inner, at, hi, where.below(f".{members[cursor][0]}", "positional in a holder"))
                cursor += 1
                continue
            self._require_value(at, hi)
            self.expressions(at, hi, where)
            plain = list(takewhile(lambda part: part[0] < part[1] and not self._designators(*part)[0], parts[number:]))
            if self._holds(inner) and not self._is_copy(at) and len(plain) > self._before_it(inner):
                self._without_braces(at, where)
            cursor = cursor + 1 if self._is_copy(at) or self.t[at].kind == "string" else -1

    def _before_it(self, found: Type) -> int:
        """Return how many values without braces there can be before the first one for the struct."""
        if not isinstance(found, Struct) or found.tag == self.struct:
            return 0
        count = 0
        for _, inner in found.members or ():
            if isinstance(inner, Struct | Array):
                return count + self._before_it(inner)
            count += 1
        return count

    def _is_copy(self, at: int) -> bool:
        """Tell whether a value seems to be a whole struct: a compound literal, or the name of something."""
        token = self.t[at]
        return token.text == "(" or (token.kind == "name" and isinstance(self.env.variables.get(token.text), Struct))

    def _designated(self, found: Type, designators: list[str], at: int, hi: int, where: Where) -> int:
        """Read a value with its designators; return the position of what follows in the outermost struct, or -1."""
        cursor = -1
        for depth, word in enumerate(designators):
            if isinstance(found, Struct) and found.tag == self.struct:
                self._without_braces(at, where)
            if word.startswith("["):
                found = found.of if isinstance(found, Array) else None
                where = where.below(word)
                continue
            reached = member_of(found, word)
            if reached is None:
                found = None
                break
            if depth == 0:
                cursor = reached[0] + 1
            found = reached[1]
            where = where.below(f".{word}", where.form if where.form.endswith("holder") else f"{where.form} holder")
        self._initializer(found, at, hi, where)
        return cursor if len(designators) == 1 else -1

    def _array(self, found: Array, opening: int, where: Where) -> None:
        index = 0
        for lo, hi in self._split(opening + 1, self.m[opening]):
            if lo == hi:
                self._require(hi == self.m[opening])
                continue
            designators, at = self._designators(lo, hi)
            if designators:
                self._designated(found, designators, at, hi, where)
                label = designators[0][1:-1].split(" ")[-1]
                index = int(label) + 1 if label.isdecimal() else index + 1
                continue
            if self.t[at].text != "{" and not self._is_copy(at):
                self._without_braces(at, where)
            self._initializer(found.of, at, hi, where.below(f"[{index}]"))
            index += 1

    def _without_braces(self, at: int, where: Where) -> None:
        token = self.t[at]
        made = Found(
            where.name,
            f"{where.form}, no braces",
            -1,
            -1,
            (),
            "it has no braces of its own",
            token.expanded,
            self.in_macro,
            where.start,
            token.outer_end,
            where.const,
        )
        self.tables.append(made)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, found: Struct, opening: int, where: Where) -> None:
        closing = self.m[opening]
        brace, last = self.t[opening], self.t[closing]
        broken = ""
        items: list[Item] = []
        try:
            items = self._items(found, opening, where)
        except BrokenError as error:
            broken = str(error)
        same = brace.expanded == last.expanded
        self.tables.append(
            Found(
                where.name,
                where.form,
                brace.start,
                last.start,
                tuple(items),
                broken,
                brace.expanded or not same,
                self.in_macro,
                where.start,
                last.outer_end,
                where.const,
            )
        )

    def _items(self, found: Struct, opening: int, where: Where) -> list[Item]:
        items: list[Item] = []
        cursor = 0
        parts = self._split(opening + 1, self.m[opening])
        for number, (lo, hi) in enumerate(parts):
            for start in self._pieces(lo, hi, items):
                designators, at = self._designators(start, hi)
                path = tuple(designators)
                if not designators and self._is_macro(start, hi):
                    items.append(self._item(("?", self.t[start].text), start, start, hi, hidden=True))
                    continue
                if not designators:
                    path = (_nth(found, cursor),)
                    cursor += 1
                else:
                    reached = member_of(found, designators[0])
                    cursor = reached[0] + 1 if reached and len(designators) == 1 else -1
                self._require_value(at, hi)
                items.append(self._item(path, start, at, hi))
                self.expressions(at, hi, where)
            if lo == hi and number + 1 < len(parts):
                raise BrokenError("a comma without an entry before it")
        return items

    def _pieces(self, lo: int, hi: int, items: list[Item]) -> Iterator[int]:
        """File includes, and macros that an entry follows without a comma; yield where the entry starts."""
        while lo < hi:
            if self.t[lo].kind == "include":
                items.append(self._item(("#include",), lo, lo, lo + 1, hidden=True))
                lo += 1
                continue
            end = self.m[lo + 1] + 1 if self._text(lo + 1, hi) == "(" else lo + 1
            if self.t[lo].kind != "name" or self._text(end, hi) not in (".", "#include"):
                break
            if self._text(end, hi) == "." and self._designators(end, hi)[0] == []:
                break
            items.append(self._item(("?", self.t[lo].text), lo, lo, end, hidden=True))
            lo = end
        if lo < hi:
            yield lo

    def _is_macro(self, lo: int, hi: int) -> bool:
        token = self.t[lo]
        if token.kind != "name" or not re.fullmatch(r"[A-Z_][A-Z0-9_]*", token.text) or token.text == "NULL":
            return False
        end = self.m[lo + 1] + 1 if self._text(lo + 1, hi) == "(" else lo + 1
        return end == hi

    def _item(self, path: Path, start: int, at: int, hi: int, *, hidden: bool = False) -> Item:
        tokens = self.t[at:hi]
        expanded = self.t[start].expanded
        value = tuple(token.text for token in tokens)
        spelled = value
        if any(token.expanded for token in tokens):
            spelled = (str(min(t.outer_start for t in tokens)), str(max(t.outer_end for t in tokens)), "")
        return Item(path, value, spelled, self.t[start].outer_start, hidden, expanded)

    def _require_value(self, lo: int, hi: int) -> None:
        """Raise BrokenError unless this is what a value can look like: operands and operators in turn."""
        if self._text(lo, hi) == "{":
            if self.m[lo] != hi - 1:
                raise BrokenError("something behind a value in braces")
            return
        operand, questions = False, 0
        while lo < hi:
            token = self.t[lo]
            if not operand:
                operand, lo = self._operand(lo, hi)
            elif token.text in ("(", "["):
                lo = self.m[lo] + 1
            elif token.text in (".", "->") and lo + 1 < hi and self.t[lo + 1].kind == "name":
                lo += 2
            elif token.text in _BINARY:
                questions += {"?": 1, ":": -1}.get(token.text, 0)
                operand, lo = False, lo + 1
            elif token.kind == self.t[lo - 1].kind == "string":
                lo += 1
            else:
                raise BrokenError("a value that is none")
        if not operand or questions:
            raise BrokenError("a value that is none")

    def _operand(self, at: int, hi: int) -> tuple[bool, int]:
        """Return whether an operand is complete behind what is at ``at``, and the index behind it."""
        token = self.t[at]
        if token.text != "(":
            if token.kind in _OPERANDS and token.text != "sizeof":
                return True, at + 1
            if token.text not in _PREFIX:
                raise BrokenError("a value that is none")
            return False, at + 1
        at = self.m[at] + 1
        if self._text(at, hi) == "{":
            return True, self.m[at] + 1
        # In front of another operand it is a cast.
        cast = at < hi and (self.t[at].kind in _OPERANDS or self.t[at].text in ("(", "!", "~"))
        return not cast, at


def _nth(found: Struct, cursor: int) -> str:
    members = found.members
    if members is None or not 0 <= cursor < len(members) or not members[cursor][0]:
        return f"#{cursor}"
    return members[cursor][0]


# --- a file -----------------------------------------------------------------------------------------------------------


def configurations(lines: Sequence[Line], also: Sequence[str] = ()) -> list[frozenset[str]]:
    """Return the sets of defined names to read a file with: all combinations, or a few where there are too many."""
    names = list(dict.fromkeys([*also, *names_in_conditions(lines)]))
    if 2 ** len(names) <= MOST_CONFIGURATIONS:
        taken = product((False, True), repeat=len(names))
        return [frozenset(name for name, on in zip(names, each, strict=True) if on) for each in taken]
    single = [frozenset([name]) for name in names]
    return [frozenset(), frozenset(names), *single][:MOST_CONFIGURATIONS]


def read(struct: str, text: str, lines: Sequence[Line], on: frozenset[str]) -> Reading:
    """Read a file in one configuration; raises BrokenError where it is no C."""
    unit = preprocess(lines, on)
    env = Env()
    parser = _Initializers(struct, unit.tokens, env)
    parser.scope(0, len(unit.tokens))
    tables = list(parser.tables)
    cut = parser.unknown
    for macro in unit.defined:
        try:
            tables += _in_macro(struct, macro, env)
        except BrokenError:
            cut = True
    tables = [_with_spelling(table, text) for table in tables if table.start >= 0]
    tables.sort(key=lambda table: (table.open, table.expanded))
    spans = tuple((macro.start, macro.end) for macro in unit.defined)
    return Reading(tuple(tables), tuple(parser.declared), spans, cut)


def _in_macro(struct: str, macro: Macro, env: Env) -> list[Found]:
    if len(macro.body) < 4:
        return []
    tokens = pasted(macro.body)
    parser = _Initializers(struct, tokens, env.copy(), in_macro=True)
    parser.scope(0, len(tokens))
    return parser.tables


def _with_spelling(table: Found, text: str) -> Found:
    """Give what a macro brought its spelling in the file."""
    if not any(item.spelled[-1:] == ("",) for item in table.items):
        return table
    items = []
    for item in table.items:
        spelled = item.spelled
        if spelled[-1:] == ("",):
            spelled = words(text[int(spelled[0]) : int(spelled[1])])
        items.append(Item(item.path, item.value, spelled, item.start, item.hidden, item.expanded))
    return Found(
        table.name,
        table.form,
        table.open,
        table.close,
        tuple(items),
        table.broken,
        table.expanded,
        table.in_macro,
        table.start,
        table.end,
        table.const,
    )


def lines_with(header: str, text: str) -> tuple[Line, ...]:
    """Return the lines of a file behind those of a header that it includes first, whose offsets are below zero."""
    return (*lines_of(header, -len(header)), *lines_of(text))


def readings(struct: str, text: str, also: Sequence[str] = (), header: str = "") -> dict[frozenset[str], Reading | str]:
    """Read a file in each of its configurations; a text says why it cannot be read in that one."""
    lines = lines_with(header, text)
    found: dict[frozenset[str], Reading | str] = {}
    for on in configurations(lines, also):
        try:
            found[on] = read(struct, text, lines, on)
        except BrokenError as error:
            found[on] = str(error)
        except RecursionError:
            found[on] = "nested too deeply"
    return found


def final(items: Sequence[Item]) -> dict[Path, tuple[str, ...]]:
    """Return what a table ends up with: of two values for one place the later one, with all that is in it."""
    ended: dict[Path, tuple[str, ...]] = {}
    for item in items:
        for path in [path for path in ended if path[: len(item.path)] == item.path]:
            del ended[path]
        ended[item.path] = item.value
    return ended
