"""Macros: what a file defines, and what a text becomes where they stand in it.

The branches of the configuration may each define a macro: an expansion is made with each of the definitions in turn.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckptgen.csource.braces import skip_space_back
from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText, is_word_byte
from ckptgen.csource.values import normal_value

_DEFINED = re.compile(rb"#[ \t]*define[ \t]+(\w+)")
_HEAD = re.compile(rb"\s*(\w+)(?:\(([^()]*)\))?")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z_]\w*|\.?\d[\w.]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\s+|##|->|\.\.\.|.", re.DOTALL)
_QUOTED = re.compile(rb"\s*\"([^\"\n]+)\"")
_BROUGHT = re.compile(
    r"(?:\.\s*(\w+(?:\s*(?:\.\s*\w+|\[[^\[\]]*\]))*)\s*=(?!=)|(\w+)\s*:(?!:))\s*(.*)", re.DOTALL | re.ASCII
)
_ROW = re.compile(r"[A-Za-z_]\w*(?:\s+[A-Za-z_]\w*)*\s*(?=\.|\Z)", re.ASCII)
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(", re.ASCII)
_ANYTHING = "##"
"""What no value is the same as, and none is known to differ from."""
_MOST_RESULTS = 32
"""Combinations of definitions that are tried for one text."""
_MOST_STEPS = 400
"""Macros that are replaced for one result."""
_MOST_WORK = 50_000
"""Tokens that are looked at for one result."""


@dataclass(frozen=True, slots=True)
class Macro:
    """One ``#define``. ``parameters`` is None for a macro without a list of them; the last one may end in ``...``.

    ``body`` has no comments and single blanks. ``line`` is one-based.
    """

    name: str
    parameters: tuple[str, ...] | None
    body: str
    path: str
    line: int

    @property
    def is_parameter(self) -> bool:
        """Whether it is a parameter of the macro that a table is in, which stands for anything."""
        return self.body == _ANYTHING

    @property
    def place(self) -> str:
        """Where it is defined, as ``path:line``."""
        return f"{self.path}:{self.line}"


Macros = Mapping[str, Sequence[Macro]]
"""The definitions that a file can mean, by name."""


@dataclass(frozen=True, slots=True)
class FileMacros:
    """What one file says of the names that its tables use as macros, or may.

    ``known`` are its own definitions; ``unknown`` are the names that it neither defines nor declares. Where there are
    any, ``quoted`` are the paths that its ``#include "..."`` lines name from its own folder. ``parameters`` are those
    of the macros that tables are in, each with the offset of its table's opening brace: such a name is anything.
    """

    path: str
    known: tuple[Macro, ...]
    unknown: tuple[str, ...]
    quoted: tuple[str, ...] = ()
    parameters: tuple[tuple[int, Macro], ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a text becomes with one choice among the definitions, and the macros that were replaced, in order."""

    text: str
    used: tuple[Macro, ...] = ()


def defined_names(data: bytes) -> set[bytes]:
    """Return the names that the text defines as macros, also in comments: a quick look."""
    return set(_DEFINED.findall(data)) if b"define" in data else set()


def macros_among(text: SourceText, names: Collection[str]) -> tuple[Macro, ...]:
    """Return the file's definitions of the names, and of those that their bodies name, in the order of the text."""
    wanted = {name.encode("utf-8", "surrogateescape") for name in names}
    if wanted.isdisjoint(defined_names(text.data)):
        return ()
    every: dict[str, list[Macro]] = {}
    for macro in _definitions(text):
        every.setdefault(macro.name, []).append(macro)
    found: set[str] = set()
    waiting = {name for name in names if name in every}
    while waiting:
        found |= waiting
        bodies = (macro.body for name in waiting for macro in every[name])
        waiting = {name for body in bodies for name in _NAME.findall(body) if name in every} - found
    return tuple(sorted((m for name in found for m in every[name]), key=lambda macro: (macro.line, macro.name)))


def read_file_macros(text: SourceText, tables: Iterable[Table], fields: Collection[str]) -> FileMacros | None:
    """Return what a file says of the macros among its tables' entries, and of the names in their values for
    ``fields``; None where there are none.
    """
    values: dict[str, bool] = {}
    parameters: list[tuple[int, Macro]] = []
    for table in tables:
        for entry in table.entries:
            if not entry.field or entry.field in fields:
                values[entry.value] = values.get(entry.value, False) or not entry.field
        parameters += [(table.open, each) for each in _parameters(text, table)]
    names = {name for value in values for name in open_names(value, {})}
    known = macros_among(text, names) if names else ()
    mine: dict[str, list[Macro]] = {}
    for macro in known:
        mine.setdefault(macro.name, []).append(macro)
    left = {name: needed for value, needed in values.items() for name in open_names(value, mine) if name not in mine}
    declared = declared_among(text, [name for name, needed in left.items() if not needed])
    unknown = tuple(sorted(left.keys() - declared))
    if not (known or unknown or parameters):
        return None
    return FileMacros(text.path, known, unknown, quoted_includes(text) if unknown else (), tuple(parameters))


def _parameters(text: SourceText, table: Table) -> Iterator[Macro]:
    """Yield the parameters of the macro that the table is in; what one stands for cannot be read."""
    directive = text.directive_at(table.start) if table.in_macro else None
    head = _HEAD.match(text.code, directive.body, directive.end) if directive else None
    if directive and head and head[2] is not None:
        line = text.line(directive.start)
        for name in _listed(head[2]):
            yield Macro(name.removesuffix("...") or "__VA_ARGS__", None, _ANYTHING, text.path, line)


def _listed(parameters: bytes) -> list[str]:
    """Return the names between a macro's parentheses."""
    each = (b"".join(name.replace(b"\\", b" ").split()) for name in parameters.split(b","))
    return [name.decode("utf-8", "surrogateescape") for name in each if name]


def declared_among(text: SourceText, names: Iterable[str]) -> set[str]:
    """Return those of the names that the file declares: behind the name of a type, or a ``*``."""
    declared: set[str] = set()
    for name, at in text.occurrences(names):
        if name not in declared:
            end = skip_space_back(text.code, at)
            before = text.code[max(0, end - 1) : end]
            if (is_word_byte(before) or before == b"*") and text.directive_at(at) is None:
                declared.add(name)
    return declared


def quoted_includes(text: SourceText) -> tuple[str, ...]:
    """Return the paths that the file's ``#include "..."`` lines name, from its own folder."""
    folder = posixpath.dirname(text.path)
    found = []
    for directive in text.directives:
        if directive.keyword == "include":
            # What is between the quotes is blank in the view without literals.
            match = _QUOTED.match(text.data, directive.body, directive.end)
            named = match[1].decode("utf-8", "surrogateescape") if match else ""
            path = posixpath.normpath(posixpath.join(folder, named))
            if named and not path.startswith(("..", "/")):
                found.append(path)
    return tuple(dict.fromkeys(found))


def _definitions(text: SourceText) -> Iterator[Macro]:
    for directive in text.directives:
        if directive.keyword == "define" and (macro := macro_at(text, directive.body, directive.end)) is not None:
            yield macro


def macro_at(text: SourceText, body: int, end: int) -> Macro | None:
    """Return the macro whose definition is between the offsets: behind the word ``define``, and its last line's end."""
    match = _HEAD.match(text.code, body, end)
    if match is None:
        return None
    parameters = tuple(_listed(match[2])) if match[2] is not None else None
    name = match[1].decode("utf-8", "surrogateescape")
    return Macro(name, parameters, text.folded(match.end(), end), text.path, text.line(match.start(1)))


def expansions(value: str, macros: Macros) -> tuple[Expansion, ...] | None:
    """Return what the text can become, each text once; None where that is too much to follow."""
    if not macros or not any(name in macros for name in _NAME.findall(value)):
        return (Expansion(value),)
    results: dict[str, Expansion] = {}
    waiting: list[Mapping[str, Macro]] = [{}]
    tried = 0
    while waiting:
        chosen = waiting.pop()
        tried += 1
        if tried > _MOST_RESULTS * 2 or len(results) > _MOST_RESULTS:
            return None
        run = _Expander(macros, chosen)
        try:
            text = "".join(token.text for token in run.expand(_tokens(value)))
        except _ChoiceError as fork:
            waiting += [{**chosen, fork.name: macro} for macro in reversed(macros[fork.name])]
            continue
        except _TooMuchError:
            return None
        text = " ".join(text.split())
        results.setdefault(text, Expansion(text, tuple(dict.fromkeys(run.used))))
    return tuple(results.values())


def brought_entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield the field and the value of each entry in the text of an expanded macro; no field for anything else."""
    start = depth = 0
    for at, sign in enumerate(f"{text},"):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth <= 0:
            piece = text[start:at].strip()
            match = _BROUGHT.fullmatch(piece)
            if match:
                yield re.sub(r"\s+", "", match[1] or match[2]), match[3].strip()
            elif piece:
                yield "", piece
            start = at + 1


def open_names(value: str, macros: Macros) -> Iterator[str]:
    """Yield the names that may be macros and are not known: of a macro entry, or of an entry's value."""
    if value.isidentifier() and value not in macros:
        yield value
        return
    for expansion in expansions(value, macros) or ():
        for field, left in brought_entries(expansion.text):
            normal = "" if field else normal_value(left)
            # Macros may follow each other without a comma, and an entry may follow them so.
            row = _ROW.match(_without_arguments(normal))
            if row and row[0]:
                yield from _NAME.findall(row[0])
                yield from _CALLED.findall(normal)


def _without_arguments(text: str) -> str:
    """Return the text with a blank for what is in parentheses, and these."""
    kept, depth = [], 0
    for sign in text:
        depth += sign == "("
        kept.append(" " if depth else sign)
        depth -= sign == ")"
    return " ".join("".join(kept).split())


class _TooMuchError(Exception):
    """The expansion does not end, or is too long."""


class _ChoiceError(Exception):
    """A macro has several definitions, and none of them has been chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class _Token:
    """A token; a name among ``hidden`` came of the replacement of that macro, and is not replaced again."""

    text: str
    hidden: frozenset[str] = frozenset()


def _tokens(text: str) -> list[_Token]:
    return [_Token(" " if piece.isspace() else piece) for piece in _TOKEN.findall(text)]


class _Expander:
    """Replaces macros as the C standard has it (6.10.3), with one definition of each."""

    def __init__(self, macros: Macros, chosen: Mapping[str, Macro]) -> None:
        self._macros = macros
        self._chosen = chosen
        self._work = 0
        self.used: list[Macro] = []

    def expand(self, tokens: Sequence[_Token]) -> list[_Token]:
        done: list[_Token] = []
        rest = list(reversed(tokens))
        while rest:
            token = rest.pop()
            macro = None if token.text in token.hidden else self._macro(token.text)
            if macro is None:
                done.append(token)
            elif macro.parameters is None:
                rest += reversed(self._replaced(macro, {}, token.hidden | {macro.name}))
            elif (given := self._arguments(rest)) is None:
                done.append(token)
            else:
                named = _by_parameter(macro.parameters, given)
                rest += reversed(self._replaced(macro, named, token.hidden | {macro.name}))
            self._count(1)
        return done

    def _count(self, tokens: int) -> None:
        self._work += tokens
        if self._work > _MOST_WORK:
            raise _TooMuchError

    def _arguments(self, rest: list[_Token]) -> list[list[_Token]] | None:
        before = len(rest)
        given = _arguments(rest)
        self._count(before if given is None else before - len(rest))
        return given

    def _macro(self, name: str) -> Macro | None:
        known = self._macros.get(name)
        if not known:
            return None
        if len(known) > 1 and name not in self._chosen:
            raise _ChoiceError(name)
        return self._chosen.get(name, known[0])

    def _replaced(self, macro: Macro, given: Mapping[str, list[_Token]], hidden: frozenset[str]) -> list[_Token]:
        """Return the macro's body with its arguments: expanded first, but where they are pasted or made a string."""
        self.used.append(macro)
        if len(self.used) > _MOST_STEPS:
            raise _TooMuchError
        body = _tokens(re.sub(r"\s*##\s*", "##", macro.body))
        result: list[_Token] = []
        at = 0
        while at < len(body):
            text = body[at].text
            pasted = body[at + 1].text == "##" if at + 1 < len(body) else False
            if text == "##" and at + 1 < len(body):
                at += 1
                _paste(result, given.get(body[at].text, [body[at]]), variadic=body[at].text in given)
            elif text == "#" and at + 1 < len(body) and body[at + 1].text in given:
                at += 1
                result.append(_Token('""'))
            elif text in given:
                result += given[text] if pasted else self.expand(given[text])
            else:
                result.append(body[at])
            at += 1
        self._count(len(result))
        return [_Token(token.text, token.hidden | hidden) for token in result]


def _paste(left: list[_Token], right: Sequence[_Token], *, variadic: bool) -> None:
    """Put the first token of ``right`` onto the last one of ``left``; GNU C drops a comma before no arguments."""
    right = [token for token in right if token.text] or []
    if left and left[-1].text == "," and variadic:
        if right:
            left += right
        else:
            left.pop()
        return
    if left and right and left[-1].text != " ":
        last = left.pop()
        left.append(_Token(last.text + right[0].text, last.hidden & right[0].hidden))
        left += right[1:]
    else:
        left += right


def _arguments(rest: list[_Token]) -> list[list[_Token]] | None:
    """Take a list of arguments off the end of ``rest``, which is in reverse; None where none begins there."""
    at = len(rest) - 1
    while at >= 0 and rest[at].text == " ":
        at -= 1
    if at < 0 or rest[at].text != "(":
        return None
    found: list[list[_Token]] = [[]]
    depth = 0
    for index in range(at, -1, -1):
        text = rest[index].text
        depth += (text == "(") - (text == ")")
        if depth == 0:
            del rest[index:]
            return [_stripped(argument) for argument in found]
        if text == "," and depth == 1:
            found.append([])
        elif index < at:
            found[-1].append(rest[index])
    return None


def _stripped(tokens: list[_Token]) -> list[_Token]:
    while tokens and tokens[0].text == " ":
        tokens = tokens[1:]
    while tokens and tokens[-1].text == " ":
        tokens = tokens[:-1]
    return tokens


def _by_parameter(parameters: Sequence[str], given: Sequence[list[_Token]]) -> dict[str, list[_Token]]:
    named: dict[str, list[_Token]] = {}
    for index, parameter in enumerate(parameters):
        if parameter.endswith("..."):
            rest = given[index:]
            joined = [token for number, each in enumerate(rest) for token in ([_Token(",")] * bool(number) + each)]
            named[parameter.removesuffix("...") or "__VA_ARGS__"] = joined
        else:
            named[parameter] = given[index] if index < len(given) else []
    return named
