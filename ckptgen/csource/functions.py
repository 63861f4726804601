"""Function definitions: where they stand, what they call directly, and what else a predicate asks of their bodies."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ckptgen.csource.bodies import (
    Parameter,
    Task,
    conditional_spans,
    function_end,
    is_member,
    read_parameters,
    read_task,
)
from ckptgen.csource.braces import matching_parenthesis, skip_space
from ckptgen.csource.text import SourceText, without_directives

_CALL = re.compile(rb"(?<!\w)([A-Za-z_]\w*)\s*\(")
_TYPE_BEFORE = re.compile(rb"(?<!\w)(?!(?:return|else|do|case)\s)[A-Za-z_]\w*\s+\Z")
_MEMBER_WRITE = re.compile(rb"->\s*(\w+)\s*=(?!=)")
_KEYWORDS = {b"if", b"while", b"for", b"switch", b"return", b"sizeof"}


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of a function, of which branches of a conditional can hold several.

    ``calls`` are the names it calls and ``writes`` the members it writes, each with its one-based line;
    ``optional`` are the names that it calls under a conditional inside its body only. ``parameters`` is None where the
    list of them could not be read. ``static`` tells that no other file can name it.
    """

    line: int
    static: bool
    calls: tuple[tuple[str, int], ...]
    writes: tuple[tuple[str, int], ...]
    optional: tuple[str, ...]
    parameters: tuple[Parameter, ...] | None
    task: Task


@dataclass(frozen=True, slots=True)
class Function:
    """A function by all its definitions in one file, of which there is at least one."""

    name: str
    path: str
    definitions: tuple[Definition, ...]

    @property
    def line(self) -> int:
        """The one-based line of the first definition."""
        return self.definitions[0].line

    @property
    def static(self) -> bool:
        """Whether no other file can name it."""
        return self.definitions[0].static

    @property
    def calls(self) -> tuple[tuple[str, int], ...]:
        """What any of the definitions calls: names with their one-based lines."""
        return tuple(call for each in self.definitions for call in each.calls)

    @property
    def writes(self) -> tuple[tuple[str, int], ...]:
        """The members that any of the definitions writes, with their one-based lines."""
        return tuple(write for each in self.definitions for write in each.writes)


@dataclass(frozen=True, slots=True)
class Given:
    """A place that gives a function to a member, ``.member = f`` or ``x->member = f``: the one-based line, and the
    function's zero-based byte offset.
    """

    member: str
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class NamedFunction:
    """What one file says of a function that it names.

    ``function`` is None where the file does not define it. ``macros`` are the macros of that name without arguments:
    what each stands for, with its one-based line. ``given`` is filled only where it was asked for.
    """

    name: str
    path: str
    function: Function | None
    macros: tuple[tuple[str, int], ...] = ()
    given: tuple[Given, ...] = ()


_NAMED = re.compile(r"[&(\s]*([A-Za-z_]\w*)[)\s]*", re.ASCII)


def function_named(value: str) -> str:
    """Return the name of the function that an entry's value is, also as ``&f`` or ``(f)``, or an empty string."""
    match = _NAMED.fullmatch(value)
    named = match is not None and match[1] != "NULL" and value.count("(") == value.count(")")
    return match[1] if match and named else ""


_ANNOTATIONS = re.compile(rb"(?:\s*__\w+(?:\s*\([^()]*\))?)*\s*")
_NAMES_ALONE = re.compile(rb"\s*\w+(?:\s*,\s*\w+)*\s*\Z")
_DECLARATIONS = re.compile(rb"(?:\s*[A-Za-z_][\w\s*,\[\]()]*;)+\s*")


def find_function(text: SourceText, name: str) -> Function | None:
    """Return the function ``name`` with all its definitions in a file, or None."""
    definitions = tuple(_definitions(text, name))
    return Function(name, text.path, definitions) if definitions else None


def _definitions(text: SourceText, name: str) -> Iterator[Definition]:
    for at in text.words(name.encode("utf-8", "surrogateescape")):
        opening = skip_space(text.code, at + len(name))
        head = read_head(text, opening)
        if head is not None and text.directive_at(at) is None:
            yield _definition(text, at, head)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands between a definition's name and its body, as zero-based byte offsets: what is between the
    parentheses, and the ``{``. ``old`` tells that the list has names alone, which are declared behind it.
    """

    arguments: tuple[int, int]
    brace: int
    old: bool


def read_head(text: SourceText, opening: int) -> Head | None:
    """Return the head whose list of parameters begins at ``opening``, or None where no definition goes on there."""
    closing = matching_parenthesis(text.code, opening) if text.code[opening : opening + 1] == b"(" else -1
    if closing < 0:
        return None
    annotated = _ANNOTATIONS.match(text.code, closing + 1)
    brace, old = annotated.end() if annotated else -1, False
    if text.code[brace : brace + 1] != b"{" and _NAMES_ALONE.match(text.code, opening + 1, closing):
        declared = _DECLARATIONS.match(text.code, closing + 1)
        old = declared is not None and text.enclosing_brace(text.flat, opening) < 0
        brace = declared.end() if declared and old else brace
    return Head((opening + 1, closing), brace, old) if text.code[brace : brace + 1] == b"{" else None


def _definition(text: SourceText, at: int, head: Head) -> Definition:
    brace = head.brace
    closed = function_end(text, brace)
    end = closed if closed >= 0 else len(text.code)
    body = without_directives(text.code[brace:end])
    spans = conditional_spans(text, brace, end)
    calls = [(m[1], brace + m.start(1)) for m in _CALL.finditer(body) if _is_call(body, m)]
    writes = ((m[1], brace + m.start(1)) for m in _MEMBER_WRITE.finditer(body))
    optional: set[bytes] = set()
    if closed < 0:
        # What follows may be somebody else's: what is not there is certain, and nothing else.
        spans = ((brace, end),)
    if spans:
        always = {word for word, place in calls if not any(start <= place < stop for start, stop in spans)}
        optional = {word for word, _ in calls} - always
    return Definition(
        text.line(at),
        b"static" in text.statement_before(at).split(),
        _placed(text, calls),
        _placed(text, writes),
        tuple(sorted(word.decode("ascii", "replace") for word in optional)),
        parameters := read_parameters(text, head.arguments, (brace, body), spans, old=head.old),
        read_task(body, brace, spans, [each.name for each in parameters or ()]),
    )


def _is_call(body: bytes, match: re.Match[bytes]) -> bool:
    """Tell whether what looks like a call is one: of no member, and not a declaration."""
    at = match.start(1)
    declared = _TYPE_BEFORE.search(body, max(0, at - _REACH), at)
    return match[1] not in _KEYWORDS and not is_member(body, at) and declared is None


def _placed(text: SourceText, found: Iterable[tuple[bytes, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((word.decode("ascii", "replace"), text.line(at)) for word, at in found)


def find_named(text: SourceText, name: str, *, given: bool) -> NamedFunction:
    """Return what a file says of the function ``name``; with ``given``, also the members that it is given to."""
    places = tuple(_given(text, name)) if given else ()
    return NamedFunction(name, text.path, find_function(text, name), tuple(_macros(text, name)), places)


def _macros(text: SourceText, name: str) -> Iterator[tuple[str, int]]:
    if b"#" not in text.code:
        return
    for at in text.words(name.encode("utf-8", "surrogateescape")):
        end = at + len(name.encode("utf-8", "surrogateescape"))
        directive = text.directive_at(at)
        if directive is None or directive.keyword != "define" or text.code[directive.body : at].strip():
            continue
        if text.code[end : end + 1] != b"(":
            yield text.folded(end, directive.end), text.line(at)


_TO_MEMBER = re.compile(
    rb"(?:(?:\.|->)\s*(\w+)\s*(?:\[[^\]]*\]\s*)*=(?!=)|(?:[{,]|^[ \t]+)\s*(\w+)\s*:)"
    rb"(?P<chosen>(?:[^;{}=,?]|[=!<>]=)*\?(?:(?:[^;{}=,]|[=!<>]=)*:)?)?"
    rb"[\s&(]*(?:\((?:[^();{}=]|\([^();{}]*\))*\)[\s&(]*)?\Z",
    re.MULTILINE,
)
"""A member, and what stands between it and the function: nothing, a cast, or the condition of a choice."""
_FURTHER = b"([.?-+*/|&<>=%^:"
_REACH = 200


def _given(text: SourceText, name: str) -> Iterator[Given]:
    word = name.encode("utf-8", "surrogateescape")
    for at in text.words(word):
        match = _TO_MEMBER.search(text.code, max(0, at - _REACH), at)
        if match is None or (chosen := match["chosen"] or b"").count(b"(") != chosen.count(b")"):
            continue
        behind = at + len(word)
        while text.code[behind : behind + 1] == b")" or text.code[behind : behind + 1].isspace():
            behind += 1
        further = text.code[behind : behind + 1] or b";"
        # What goes on is an expression that the function is only a part of, such as its call; a choice goes on with
        # what is chosen otherwise.
        if further not in _FURTHER or (chosen and further == b":"):
            yield Given((match[1] or match[2]).decode("ascii", "replace"), text.line(at), at)
