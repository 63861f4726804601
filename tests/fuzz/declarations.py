"""A parser of C declarations, as far as it takes to know the type of what is initialized: nothing of ckptgen."""

from dataclasses import dataclass, field

from tests.fuzz.lexer import BrokenError, Token, matching

_STORAGE = {"static", "extern", "register", "auto", "inline", "__inline", "__inline__", "typedef", "__extension__"}
_QUALIFIERS = {"const", "volatile", "restrict", "__restrict", "__volatile__", "__const"}
_BASIC = {"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "bool"}
_TYPEOF = {"typeof", "__typeof__", "__typeof", "typeof_unqual"}
_KEYWORDS = {"return", "if", "else", "while", "do", "for", "switch", "case", "default", "goto", "break", "continue"}
_STARTS = _STORAGE | _QUALIFIERS | _BASIC | _TYPEOF | {"struct", "union", "enum"}
_GROUPS = {"struct_group": 0, "struct_group_attr": 0, "struct_group_tagged": 1, "__struct_group": 1}
"""The macros of the kernel that name a part of a struct, with the position of the name."""
_FIRST_MEMBER = {"struct_group": 1, "struct_group_attr": 2, "struct_group_tagged": 2, "__struct_group": 3}
_NO_STATEMENT = {",", ".", "=", ")", "]", "[", "->", ":", "?"}


@dataclass(slots=True)
class Struct:
    tag: str
    members: "list[tuple[str, Type]] | None" = None
    """In order, with an empty name for an anonymous one; None where they are not known."""


@dataclass(slots=True)
class Array:
    of: "Type"


@dataclass(slots=True)
class Pointer:
    to: "Type"


Type = Struct | Array | Pointer | None
"""None is a type of which nothing matters."""


@dataclass(slots=True)
class Env:
    structs: dict[str, Struct] = field(default_factory=dict)
    typedefs: dict[str, tuple[Type, bool]] = field(default_factory=dict)
    variables: dict[str, Type] = field(default_factory=dict)

    def copy(self) -> "Env":
        return Env(dict(self.structs), dict(self.typedefs), dict(self.variables))


@dataclass(slots=True)
class Specifiers:
    type: Type = None
    seen: bool = False
    typedef: bool = False
    const: bool = False
    form: str = "struct"


@dataclass(frozen=True, slots=True)
class Where:
    """The declaration that an initializer belongs to."""

    name: str
    form: str
    start: int
    const: bool = False

    def below(self, part: str, form: str = "") -> "Where":
        return Where(self.name + part, form or self.form, self.start, self.const)


class Declarations:
    """Reads the declarations of a stretch of tokens; an initializer's braces are for who derives from it."""

    def __init__(self, tokens: list[Token], env: Env, *, in_macro: bool = False) -> None:
        self.t = tokens
        self.m = matching(tokens)
        self.env = env
        self.in_macro = in_macro
        self.declared: list[tuple[str, bool]] = []
        self._depth = 0
        self.unknown = False
        """Something of a type that is not known is initialized."""

    # --- statements -------------------------------------------------------------------------------------------------

    def scope(self, lo: int, hi: int) -> None:
        while lo < hi:
            lo = max(lo + 1, self._statement(lo, hi))

    def _block(self, opening: int) -> int:
        outer, self.env = self.env, self.env.copy()
        self._depth += 1
        self.scope(opening + 1, self.m[opening])
        self._depth -= 1
        self.env = outer
        return self.m[opening] + 1

    def _statement(self, at: int, hi: int) -> int:
        text = self.t[at].text
        following = self._text(at + 1, hi)
        if text == "{":
            self._require(self._inside)
            return self._block(at)
        if text == ";" or self.t[at].kind == "include":
            return at + 1
        if text == "case":
            while at < hi and self.t[at].text not in (":", ";"):
                at += 1
            return at + 1
        if following == ":" and self.t[at].kind == "name":
            return at + 2
        start = self._declaration_start(at, hi)
        return self._expression_statement(at, hi) if start < 0 else self._declaration(at, start, hi)

    @property
    def _inside(self) -> bool:
        """Tell whether this is text of a function, or of a macro, which may be any piece of C."""
        return self._depth > 0 or self.in_macro

    def _require(self, holds: bool) -> None:
        if not holds:
            raise BrokenError("no C")

    def _text(self, at: int, hi: int) -> str:
        return self.t[at].text if at < hi else ""

    def _declaration_start(self, at: int, hi: int) -> int:
        """Return the index of the first specifier of a declaration, behind words that are not known; or -1."""
        while at < hi and self.t[at].kind == "name" and self.t[at].text not in _KEYWORDS:
            if self._starts_type(at):
                return at
            at = self.m[at + 1] + 1 if self._text(at + 1, hi) == "(" else at + 1
        return -1

    def _starts_type(self, at: int) -> bool:
        return self.t[at].text in _STARTS or self.t[at].text in self.env.typedefs

    def _expression_statement(self, at: int, hi: int) -> int:
        before = ""
        first = at
        self._require(self.t[at].kind == "name" or (self._inside and self.t[at].text not in _NO_STATEMENT))
        while at < hi:
            text = self.t[at].text
            if text == ";":
                return at + 1
            if text == "{" and before != "=":
                self._require(self._inside or before == ")")
                return self._block(at)
            if before == ")" and self._depth == 0 and self.t[at].kind == "name" and self._starts_type(at):
                # A macro call that needs no semicolon.
                return at
            self._require(self._inside or self.t[at].kind == "name" or (text in ("(", "*", "=", "{") and at > first))
            self._require(self._inside or text != "=" or at > first + 1)
            self._require(text not in _STARTS or before == "sizeof")
            self.unknown |= text == "=" and self._text(at + 1, hi) == "{"
            if text == "(" and before == "for" and at + 1 < hi and self._starts_type(at + 1):
                self.scope(at + 1, self.m[at])
                at = self.m[at]
            before = self.t[at].text
            after = self._step(at, hi)
            if after == at + 1 and before in ("(", "[", "{"):
                self.expressions(after, self.m[at])
                after = self.m[at] + 1
            before = self.t[after - 1].text
            at = after
        self._require(self.in_macro or before == ")")
        return hi

    # --- expressions --------------------------------------------------------------------------------------------------

    def expressions(self, lo: int, hi: int, where: Where | None = None) -> None:
        while lo < hi:
            lo = self._step(lo, hi, where)

    def _step(self, at: int, hi: int, where: Where | None = None) -> int:
        """Return the index behind one token, or behind a compound literal or statement expression, which is read."""
        if self.t[at].text != "(" or at + 1 >= hi:
            return at + 1
        closing = self.m[at]
        if self.t[at + 1].text == "{":
            self._block(at + 1)
            return closing
        if self._starts_type(at + 1) and self._text(closing + 1, hi) == "{":
            found, const = self._type_name(at + 1, closing)
            here = where or Where("", "", self.t[at].outer_start)
            self._braces(found, closing + 1, Where(here.name, "compound literal", self.t[at].outer_start, const))
            return self.m[closing + 1] + 1
        return at + 1

    def _type_name(self, lo: int, hi: int) -> tuple[Type, bool]:
        specifiers, at = self._specifiers(lo, hi)
        found = specifiers.type
        while at < hi:
            text = self.t[at].text
            if text == "*":
                found = Pointer(found)
            elif text == "[":
                found = Array(found)
                at = self.m[at]
            elif text == "(":
                found = None
                at = self.m[at]
            else:
                self._require(text in _QUALIFIERS or text.startswith("__"))
            at += 1
        return found, specifiers.const

    # --- declarations -------------------------------------------------------------------------------------------------

    def _declaration(self, first: int, at: int, hi: int) -> int:
        specifiers, at = self._specifiers(at, hi)
        while at < hi:
            name, found, function, at = self._declarator(at, hi, specifiers.type)
            if name and not specifiers.typedef:
                self.env.variables[name] = found
                self.declared.append((name, specifiers.const))
            elif name:
                self.env.typedefs[name] = (found, specifiers.const)
            text = self._text(at, hi)
            if text == "=":
                self._require(bool(name) and not function)
                end = self._end_of_initializer(at + 1, hi)
                form = specifiers.form + (" array" if isinstance(found, Array) else "")
                where = Where(name, form, self.t[first].outer_start, specifiers.const)
                self._initializer(found, at + 1, end, where)
                at = end
                text = self._text(at, hi)
            if text == "{" and function:
                return self._block(at)
            if text != ",":
                self._require(text == ";" or (self.in_macro and at >= hi))
                return at + 1
            at += 1
        self._require(self.in_macro)
        return hi

    def _end_of_initializer(self, at: int, hi: int) -> int:
        while at < hi and self.t[at].text not in (",", ";"):
            at = self.m[at] + 1 if self.t[at].text in ("(", "[", "{") else at + 1
        return at

    def _specifiers(self, at: int, hi: int) -> tuple[Specifiers, int]:
        found = Specifiers()
        while at < hi and self.t[at].kind == "name":
            text = self.t[at].text
            following = self._text(at + 1, hi)
            if text in _STORAGE:
                found.typedef |= text == "typedef"
            elif text in _QUALIFIERS:
                found.const |= text in ("const", "__const")
            elif text in ("struct", "union"):
                self._require(not found.seen)
                found.type, at = self._struct(at + 1, hi)
                found.seen = True
                continue
            elif text == "enum":
                at = self._enum(at + 1, hi)
                found.seen = True
                continue
            elif text in _TYPEOF and following == "(":
                found.type, const = self._typeof(at + 2, self.m[at + 1])
                found.const |= const
                found.seen, found.form = True, "typeof"
                at = self.m[at + 1]
            elif text in _BASIC:
                found.seen = True
            elif text in self.env.typedefs and not found.seen:
                found.type, const = self.env.typedefs[text]
                found.const |= const
                found.seen, found.form = True, "typedef"
            elif text.startswith("__"):
                at = self.m[at + 1] if following == "(" else at
            elif not found.seen and at + 1 < hi and (self.t[at + 1].kind == "name" or following in ("*", "(")):
                if following == "(" and self._text(at + 2, hi) != "*":
                    break
                found.seen = True
            else:
                break
            at += 1
        return found, at

    def _enum(self, at: int, hi: int) -> int:
        while at < hi and self.t[at].kind == "name":
            at += 1
            if self.t[at - 1].text not in _QUALIFIERS and not self.t[at - 1].text.startswith("__"):
                break
        return self.m[at] + 1 if self._text(at, hi) == "{" else at

    def _struct(self, at: int, hi: int) -> tuple[Type, int]:
        tag = ""
        while at < hi and self.t[at].kind == "name":
            text = self.t[at].text
            if text.startswith("__attribute") or (text.startswith("__") and self._text(at + 1, hi) != "{"):
                at = self.m[at + 1] + 1 if self._text(at + 1, hi) == "(" else at + 1
                continue
            tag = text
            at += 1
            break
        if self._text(at, hi) != "{":
            self._require(bool(tag))
            known = self.env.structs.get(tag)
            if known is None and tag:
                known = self.env.structs[tag] = Struct(tag)
            return known, at
        made = Struct(tag, self._members(at + 1, self.m[at]))
        if tag:
            waiting = self.env.structs.get(tag)
            if waiting is not None and waiting.members is None:
                waiting.members = made.members
                made = waiting
            self.env.structs[tag] = made
        return made, self.m[at] + 1

    def _members(self, at: int, hi: int) -> list[tuple[str, Type]]:
        members: list[tuple[str, Type]] = []
        while at < hi:
            text = self.t[at].text
            if text == ";" or self.t[at].kind == "include":
                at += 1
            elif text in _GROUPS and self._text(at + 1, hi) == "(":
                members.append(("", Struct("", self._group(text, at + 1))))
                at = self.m[at + 1] + 1
            else:
                at = max(at + 1, self._member(at, hi, members))
        return members

    def _group(self, word: str, opening: int) -> list[tuple[str, Type]]:
        parts = self._split(opening + 1, self.m[opening])
        if len(parts) <= _FIRST_MEMBER[word]:
            raise BrokenError("a group of members without any")
        inside = self._members(parts[_FIRST_MEMBER[word]][0], self.m[opening])
        return [*inside, (self.t[parts[_GROUPS[word]][0]].text, Struct("", inside))]

    def _member(self, at: int, hi: int, members: list[tuple[str, Type]]) -> int:
        specifiers, at = self._specifiers(at, hi)
        while at < hi:
            before = at
            name, found, function, at = self._declarator(at, hi, specifiers.type)
            if self._text(at, hi) == ":":
                at = self._end_of_initializer(at, hi)
            self._require(bool(name) or self.t[at - 1].text in ("}", ":") or self.t[before - 1].kind != "name")
            if (name or at == before) and not function:
                members.append((name, found))
            text = self._text(at, hi)
            if text != ",":
                self._require(text == ";")
                return at + 1
            at += 1
        self._require(False)
        return at

    def _declarator(self, at: int, hi: int, base: Type) -> tuple[str, Type, bool, int]:
        """Return the name, its type, whether it is a function, and the index behind."""
        found, function, arrays = base, False, 0
        names: list[str] = []
        while at < hi:
            token = self.t[at]
            if token.text == "*":
                found = Pointer(found)
            elif token.text == "[":
                arrays += 1
                at = self.m[at]
            elif token.text == "(" and not names:
                inside = [t for t in self.t[at + 1 : self.m[at]] if t.kind == "name" and t.text not in _QUALIFIERS]
                names = [inside[0].text] if inside else [""]
                found = Pointer(None) if self._text(at + 1, hi) == "*" else found
                at = self.m[at]
            elif token.text == "(":
                function = not isinstance(found, Pointer) or base is not None or arrays == 0
                if isinstance(found, Pointer) and found.to is None and names and self.t[at - 1].text == ")":
                    function = False
                at = self.m[at]
            elif token.kind == "name" and token.text not in _QUALIFIERS:
                if token.text.startswith("__") and self._text(at + 1, hi) == "(":
                    at = self.m[at + 1]
                elif token.text in _STARTS:
                    break
                else:
                    names.append(token.text)
            elif token.kind != "name":
                break
            at += 1
        plain = [name for name in names if not name.startswith("__")] or names
        for _ in range(arrays):
            found = Array(found)
        self._require(len(plain) < 2)
        return (plain[0] if plain else ""), found, function, at

    def _typeof(self, lo: int, hi: int) -> tuple[Type, bool]:
        self._require(lo < hi)
        if self._starts_type(lo):
            return self._type_name(lo, hi)
        stars = 0
        while lo < hi and self.t[lo].text in ("*", "&", "("):
            if self.t[lo].text == "(":
                hi = self.m[lo]
            stars += {"*": 1, "&": -1, "(": 0}[self.t[lo].text]
            lo += 1
        found = self.env.variables.get(self._text(lo, hi))
        lo += 1
        while lo < hi:
            if self.t[lo].text == "[":
                found = pointed(found)
                lo = self.m[lo] + 1
            elif self.t[lo].text in (".", "->") and lo + 1 < hi:
                found = pointed(found) if self.t[lo].text == "->" else found
                reached = member_of(found, self.t[lo + 1].text)
                found = reached[1] if reached else None
                lo += 2
            else:
                return None, False
        for _ in range(stars):
            found = pointed(found)
        return (found if stars >= 0 else Pointer(found)), False

    def _split(self, lo: int, hi: int) -> list[tuple[int, int]]:
        """Return the stretches between the commas of a list; the last one may be empty."""
        parts, start, at = [], lo, lo
        while at < hi:
            text = self.t[at].text
            if text == ",":
                parts.append((start, at))
                start = at + 1
            at = self.m[at] + 1 if text in ("(", "[", "{") else at + 1
        return [*parts, (start, hi)]

    # --- for who derives from it ------------------------------------------------------------------------------------

    def _initializer(self, found: Type, lo: int, hi: int, where: Where) -> None:
        raise NotImplementedError

    def _braces(self, found: Type, opening: int, where: Where) -> None:
        raise NotImplementedError


def pointed(found: Type) -> Type:
    return found.to if isinstance(found, Pointer) else found.of if isinstance(found, Array) else None


def member_of(found: Type, name: str) -> tuple[int, Type] | None:
    """Return the position and the type of a member, also through anonymous ones."""
    if not isinstance(found, Struct):
        return None
    for index, (known, inner) in enumerate(found.members or ()):
        if known == name:
            return index, inner
        if not known and (reached := member_of(inner, name)):
            return index, reached[1]
    return None
