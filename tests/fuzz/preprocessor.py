"""What the preprocessor leaves of a file in one configuration: conditionals and the file's own macros."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.lexer import BrokenError, Line, Token, adjacent

_ENABLED = {"IS_ENABLED", "IS_BUILTIN", "IS_REACHABLE", "IS_MODULE"}
_OPERATORS = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"], ["+", "-"]]
_APPLY: dict[str, Callable[[int, int], int]] = {
    "||": lambda a, b: int(bool(a or b)),
    "&&": lambda a, b: int(bool(a and b)),
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&": lambda a, b: a & b,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "<<": lambda a, b: a << min(max(b, 0), 64),
    ">>": lambda a, b: a >> min(max(b, 0), 64),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
}
_KEYWORDS = {"static", "struct", "const", "typedef", "union", "extern", "int", "defined"}
_MOST_TOKENS = 20000
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Macro:
    """A ``#define``; ``parameters`` is None without parentheses. ``start``/``end`` span its line."""

    name: str
    parameters: tuple[str, ...] | None
    body: tuple[Token, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A file as the compiler gets it: its tokens, and all macros that were defined on the way."""

    tokens: list[Token]
    defined: tuple[Macro, ...]


# --- conditions -------------------------------------------------------------------------------------------------------


class _Condition:
    """Evaluates the expression of an ``#if``; raises BrokenError where it is none."""

    def __init__(self, tokens: Sequence[Token], known: Callable[[str], int | None]) -> None:
        self._tokens = [token.text for token in tokens]
        self._at = 0
        self._known = known

    def value(self) -> int:
        found = self._ternary()
        if self._at != len(self._tokens):
            raise BrokenError("an #if goes on behind its expression")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        text = self._peek()
        if not text or (wanted and text != wanted):
            raise BrokenError("an #if without an expression")
        self._at += 1
        return text

    def _ternary(self) -> int:
        condition = self._binary(0)
        if self._peek() != "?":
            return condition
        self._take()
        first = self._ternary()
        self._take(":")
        second = self._ternary()
        return first if condition else second

    def _binary(self, level: int) -> int:
        if level == len(_OPERATORS):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek() in _OPERATORS[level]:
            sign = self._take()
            left = _APPLY[sign](left, self._binary(level + 1))
        return left

    def _unary(self) -> int:
        text = self._take()
        if text in ("!", "-", "+", "~"):
            value = self._unary()
            return {"!": int(not value), "-": -value, "+": value, "~": ~value}[text]
        if text == "(":
            value = self._ternary()
            self._take(")")
            return value
        if text == "defined":
            return self._defined()
        if match := re.fullmatch(r"(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*", text):
            return int(match[1], 0 if match[1].lower().startswith("0x") else 10)
        if not re.fullmatch(r"[A-Za-z_]\w*", text):
            raise BrokenError("an #if with something else in it")
        if text in _ENABLED and self._peek() == "(":
            return self._defined()
        if self._peek() == "(":
            raise BrokenError("an #if that calls something")
        return self._known(text) or 0

    def _defined(self) -> int:
        brackets = self._peek() == "("
        if brackets:
            self._take()
        name = self._take()
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise BrokenError("defined without a name")
        if brackets:
            self._take(")")
        return int(self._known(name) is not None)


def names_in_conditions(lines: Sequence[Line]) -> list[str]:
    """Return the names that the conditionals of a file ask for, in order: what makes its configurations."""
    found: dict[str, None] = {}
    for line in lines:
        if line.directive and len(line.tokens) > 1 and line.tokens[1].text in ("if", "ifdef", "ifndef", "elif"):
            for token in line.tokens[2:]:
                if token.kind == "name" and token.text != "defined" and token.text not in _ENABLED:
                    found[token.text] = None
    return list(found)


# --- lines ------------------------------------------------------------------------------------------------------------


class _Reader:
    """Goes through the lines of a file in one configuration."""

    def __init__(self, on: frozenset[str]) -> None:
        self._on = on
        self._off: set[str] = set()
        self.macros: dict[str, Macro] = {}
        self.defined: list[Macro] = []
        self.tokens: list[Token] = []
        # Of each conditional: is this branch read, was one of it, may one be, was this the last one.
        self._stack: list[tuple[bool, bool, bool, bool]] = []

    def _known(self, name: str) -> int | None:
        if name in self.macros:
            body = self.macros[name].body
            simple = len(body) == 1 and body[0].text.isdecimal()
            return int(body[0].text) if simple else 0 if not body else 1
        return 1 if name in self._on and name not in self._off else None

    @property
    def _active(self) -> bool:
        return not self._stack or self._stack[-1][0]

    def read(self, lines: Sequence[Line]) -> Unit:
        for line in lines:
            if line.directive:
                self._directive(line)
            elif self._active:
                self.tokens += line.tokens
        if self._stack:
            raise BrokenError("an #if without its #endif")
        for token in self.tokens:
            if token.kind == "bad" or (token.kind == "sign" and token.text in ("#", "##")):
                raise BrokenError("no token")
        return Unit(self.tokens, tuple(self.defined))

    def _directive(self, line: Line) -> None:
        word = line.tokens[1].text if len(line.tokens) > 1 else ""
        rest = line.tokens[2:]
        if word in ("if", "ifdef", "ifndef"):
            taken = self._active and self._condition(word, rest)
            self._stack.append((taken, taken, self._active, False))
        elif word in ("elif", "elifdef", "elifndef", "else", "endif"):
            self._next_branch(word, rest)
        elif self._active:
            self._other(word, line)

    def _next_branch(self, word: str, rest: Sequence[Token]) -> None:
        if not self._stack:
            raise BrokenError(f"#{word} without #if")
        _, done, may, last = self._stack.pop()
        if word == "endif":
            return
        if last:
            raise BrokenError(f"#{word} behind #else")
        if word == "else":
            if rest:
                raise BrokenError("something behind #else")
            self._stack.append((may and not done, True, may, True))
            return
        taken = may and not done and self._condition(word.replace("el", "", 1), rest)
        self._stack.append((taken, done or taken, may, False))

    def _condition(self, word: str, rest: Sequence[Token]) -> bool:
        if word == "if":
            return bool(_Condition(rest, self._known).value())
        if len(rest) != 1 or rest[0].kind != "name":
            raise BrokenError(f"#{word} without a name")
        return (self._known(rest[0].text) is not None) == (word == "ifdef")

    def _other(self, word: str, line: Line) -> None:
        rest = line.tokens[2:]
        if word == "define":
            self._define(line)
        elif word == "undef":
            if len(rest) != 1:
                raise BrokenError("#undef without a name")
            self.macros.pop(rest[0].text, None)
            self._off.add(rest[0].text)
            self.tokens.append(line.tokens[0]._replace(kind="undef", text=rest[0].text))
        elif word == "error":
            raise BrokenError("#error")
        elif word in ("include", "include_next"):
            first = line.tokens[0]
            named = len(rest) == 1 and rest[0].kind in ("string", "name")
            if not named and [t.text for t in (*rest[:1], *rest[-1:])] != ["<", ">"]:
                raise BrokenError("#include of nothing")
            self.tokens.append(first._replace(kind="include", text="#include", end=line.tokens[-1].end))
        elif word not in ("pragma", "line", "warning", "ident", ""):
            raise BrokenError(f"#{word}")

    def _define(self, line: Line) -> None:
        rest = line.tokens[2:]
        if not rest or rest[0].kind != "name" or rest[0].text in _KEYWORDS:
            raise BrokenError("#define without a name")
        parameters: tuple[str, ...] | None = None
        body = rest[1:]
        if body and body[0].text == "(" and adjacent(rest[:2]):
            texts = [token.text for token in body]
            if ")" not in texts:
                raise BrokenError("#define without a )")
            end = texts.index(")")
            parameters = tuple(texts[1:end:2])
            if any(text != "," for text in texts[2:end:2]) or "," in parameters:
                raise BrokenError("parameters that are none")
            body = body[end + 1 :]
        self._off.discard(rest[0].text)
        if any(token.kind == "bad" for token in body):
            raise BrokenError("no token")
        macro = Macro(rest[0].text, parameters, body, line.tokens[0].start, line.tokens[-1].end)
        self.macros[macro.name] = macro
        self.defined.append(macro)
        # Macros take effect from here on: what was read so far is expanded with those of then.
        self.tokens.append(line.tokens[0]._replace(kind="define", text=macro.name))


def preprocess(lines: Sequence[Line], on: frozenset[str]) -> Unit:
    """Return what is left of a file where the names ``on`` are defined, its own macros expanded.

    Raises BrokenError where the preprocessor would refuse it.
    """
    unit = _Reader(on).read(lines)
    if not unit.defined:
        return Unit([token for token in unit.tokens if token.kind != "undef"], ())
    return Unit(_expanded(unit), unit.defined)


# --- macros -----------------------------------------------------------------------------------------------------------


def _expanded(unit: Unit) -> list[Token]:
    macros: dict[str, Macro] = {}
    coming = iter(unit.defined)
    out: list[Token] = []
    piece: list[Token] = []
    for token in unit.tokens:
        if token.kind not in ("define", "undef"):
            piece.append(token)
            continue
        out += expand(piece, macros)
        piece = []
        if token.kind == "undef":
            macros = {name: macro for name, macro in macros.items() if name != token.text}
        else:
            macros = {**macros, token.text: next(coming)}
    return out + expand(piece, macros)


def expand(
    tokens: list[Token], macros: dict[str, Macro], off: frozenset[str] = frozenset(), depth: int = 0
) -> list[Token]:
    """Return the tokens with these macros expanded, but for those of the names in ``off``."""
    if depth > _DEEPEST:
        raise BrokenError("macros in macros without an end")
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        macro = macros.get(token.text) if token.kind == "name" and token.text not in off else None
        if macro is None:
            out.append(token)
            at += 1
            continue
        arguments: list[list[Token]] = []
        end = at + 1
        if macro.parameters is not None:
            if end >= len(tokens) or tokens[end].text != "(":
                out.append(token)
                at += 1
                continue
            arguments, end = _arguments(tokens, end)
        span = (token.outer_start, tokens[end - 1].outer_end)
        body = _substituted(macro, arguments, macros, off, depth)
        body = [t._replace(outer_start=span[0], outer_end=span[1], expanded=True) for t in body]
        out += expand(body, macros, off | {macro.name}, depth + 1)
        if len(out) > _MOST_TOKENS:
            raise BrokenError("macros that grow without an end")
        at = end
    return out


def _arguments(tokens: list[Token], opening: int) -> tuple[list[list[Token]], int]:
    """Return the arguments of a call, and the index behind its parenthesis."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for index in range(opening, len(tokens)):
        text = tokens[index].text if tokens[index].kind == "sign" else ""
        if text in ("(", "[", "{"):
            depth += 1
        elif text in (")", "]", "}"):
            depth -= 1
        # Braces and brackets do not hold commas together, parentheses do: but nobody closes one within another.
        if depth == 0:
            return arguments, index + 1
        if text == "," and _parentheses(tokens, opening, index) == 1:
            arguments.append([])
        elif index > opening:
            arguments[-1].append(tokens[index])
    raise BrokenError("a macro call without an end")


def _parentheses(tokens: list[Token], start: int, end: int) -> int:
    said = [token.text for token in tokens[start:end] if token.kind == "sign"]
    return said.count("(") - said.count(")")


def _substituted(
    macro: Macro, arguments: list[list[Token]], macros: dict[str, Macro], off: frozenset[str], depth: int
) -> list[Token]:
    given = _given(macro, arguments)
    out: list[Token] = []
    body = macro.body
    at = 0
    while at < len(body):
        token = body[at]
        if token.text == "##" and out and at + 1 < len(body):
            right = given.get(body[at + 1].text, [body[at + 1]])
            if right:
                out[-1] = out[-1]._replace(text=out[-1].text + right[0].text)
                out += right[1:]
            at += 2
        elif token.text == "#" and at + 1 < len(body) and body[at + 1].text in given:
            text = " ".join(t.text for t in given[body[at + 1].text])
            out.append(token._replace(kind="string", text='"' + text.replace('"', "'") + '"'))
            at += 2
        elif token.kind == "name" and token.text in given:
            pasted = at + 1 < len(body) and body[at + 1].text == "##"
            argument = given[token.text]
            out += argument if pasted else expand(argument, macros, off, depth + 1)
            at += 1
        else:
            out.append(token)
            at += 1
    return out


def _given(macro: Macro, arguments: list[list[Token]]) -> dict[str, list[Token]]:
    """Return the argument of each parameter."""
    names = [name for name in macro.parameters or () if name != "..."]
    given = dict(zip(names, arguments, strict=False))
    if macro.parameters and "..." in macro.parameters:
        comma = Token("sign", ",", -1, -1, -1, -1)
        rest = arguments[len(names) :]
        joined = [t for index, argument in enumerate(rest) for t in ([comma] if index else []) + argument]
        given["__VA_ARGS__"] = joined
    elif macro.parameters is not None and len(arguments) != max(1, len(names)):
        raise BrokenError(f"{macro.name} is called with other arguments")
    for name in names:
        given.setdefault(name, [])
    return given


def pasted(body: Sequence[Token]) -> list[Token]:
    """Return a macro's body as it is written, with what ``##`` joins as one token."""
    out: list[Token] = []
    join = False
    for token in body:
        if token.text == "##" and out:
            join = True
        elif join:
            out[-1] = out[-1]._replace(kind="name", text=out[-1].text + token.text, end=token.end, outer_end=token.end)
            join = False
        else:
            out.append(token)
    return out
