"""What a function's body does, as far as its text tells: nothing, returning a constant, naming its parameters."""

import bisect
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.braces import matching_brace, top_level_commas
from ckptgen.csource.text import Directive, SourceText

Span = tuple[int, int]
"""Zero-based byte offsets: that of the first byte, and that of the byte behind the last."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, empty where it has none, and the one-based line where the body first names it (0: it
    does not); ``optional`` where it does so under a conditional inside the body only.
    """

    name: str
    line: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Task:
    """What a body does. ``empty`` and ``constant`` (it does no more than return a constant) are None where branches of
    a conditional differ or the text does not tell; ``returns`` is what it returns where it does nothing else.
    """

    empty: bool | None
    constant: bool | None
    returns: str


def function_end(text: SourceText, brace: int) -> int:
    """Return the offset of the ``}`` that ends the body at ``brace``, or -1."""
    end = matching_brace(text.code, brace)
    if end < 0 or b"#" in text.code[brace:end]:
        # Each branch of a conditional can open the same block: only one of them counts.
        end = matching_brace(_one_branch(text, brace), brace)
    return end


def _one_branch(text: SourceText, start: int) -> bytes:
    """Return ``code`` with what is before ``start`` blank, and behind it each directive, and all branches but one of
    each conditional.
    """
    pieces, done = [b" " * start], start
    outside = (False, True)
    levels = [outside]
    """Of each open conditional: whether its branch is left out, and whether one of its branches is kept already."""
    for directive in _directives_from(text, start):
        left_out, kept = levels[-1]
        piece = text.code[done : directive.start]
        pieces += [b" " * len(piece) if left_out else piece, b" " * (directive.end - directive.start)]
        done = directive.end
        if directive.opens:
            never = text.code[directive.body : directive.end].strip() == b"0"
            levels.append((left_out or never, left_out or not never))
        elif directive.keyword.startswith("el"):
            levels[-1] = (kept, True)
        elif directive.keyword == "endif":
            levels = levels[:-1] or [outside]
    return b"".join([*pieces, b"" if levels[-1][0] else text.code[done:]])


def _directives_from(text: SourceText, start: int) -> Iterator[Directive]:
    directives = text.directives
    return iter(directives[bisect.bisect_left(directives, start, key=lambda each: each.start) :])


def conditional_spans(text: SourceText, start: int, end: int) -> tuple[Span, ...]:
    """Return what stands in conditionals that begin between ``start`` and ``end``, outermost ones only."""
    if b"#" not in text.code[start:end]:
        return ()
    spans: list[Span] = []
    depth, opened = 0, start
    for directive in text.directives_between(start, end):
        if directive.opens:
            opened = opened if depth else directive.start
            depth += 1
        elif directive.keyword == "endif" and depth:
            depth -= 1
            spans += [] if depth else [(opened, directive.end)]
    return (*spans, (opened, end)) if depth else tuple(spans)


# --- parameters -----------------------------------------------------------------------------------------------------

_POINTER_NAME = re.compile(rb"\(\s*\*\s*(?:const\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)*\)\s*\(")
_ATTRIBUTE = re.compile(rb"(?:__\w*unused\w*|__attribute__\s*\(\(.*\)\))\s*\Z", re.DOTALL)
_BOUNDS = re.compile(rb"(?:\[[^\]]*\]\s*)+\Z")
_WORD = re.compile(rb"[A-Za-z_]\w*")
_TYPE_WORDS = frozenset(b"void char short int long float double signed unsigned bool _Bool".split())
_TAGS = {b"struct", b"union", b"enum"}


def read_parameters(
    text: SourceText, span: Span, body: tuple[int, bytes], spans: Sequence[Span], *, old: bool = False
) -> tuple[Parameter, ...] | None:
    """Return the parameters between a definition's parentheses; None where the list cannot be read.

    ``body`` is the body's offset and its text without directives, ``spans`` are its conditionals; ``old`` tells that
    the list has names alone.
    """
    listed = text.code[span[0] : span[1]]
    commas, balanced = top_level_commas(text.code, *span)
    if not balanced or b"#" in listed:
        return None
    if listed.strip() in (b"", b"void"):
        return ()
    starts, ends = (span[0], *(comma + 1 for comma in commas)), (*commas, span[1])
    pieces = [text.code[start:end] for start, end in zip(starts, ends, strict=True)]
    names = [piece.strip() if old else _parameter_name(piece) for piece in pieces]
    return tuple(_parameter(text, name, body, spans) for name in names)


def _parameter_name(piece: bytes) -> bytes:
    """Return the name that a parameter's declaration gives it, or nothing."""
    if pointer := _POINTER_NAME.search(piece):
        return pointer[1]
    bare = _BOUNDS.sub(b"", _ATTRIBUTE.sub(b"", piece.strip()).strip()).strip()
    words = _WORD.findall(bare)
    if not words or not bare.endswith(words[-1]) or words[-1] in _TYPE_WORDS:
        return b""
    named = [word for word in words if word != b"const"]
    return b"" if len(named) == 1 or (len(named) == 2 and named[0] in _TAGS) else words[-1]


def _parameter(text: SourceText, name: bytes, body: tuple[int, bytes], spans: Sequence[Span]) -> Parameter:
    start, code = body
    places = [start + at for at in text.words(name, code) if not is_member(code, at)] if name else []
    always = [at for at in places if not any(low <= at < high for low, high in spans)]
    line = text.line((always or places)[0]) if places else 0
    return Parameter(name.decode("ascii", "replace"), line, bool(places) and not always)


def is_member(code: bytes, at: int) -> bool:
    """Tell whether the word at ``at`` is that of a struct's member."""
    before = code[max(0, at - 20) : at].rstrip()
    return before.endswith((b"->", b".")) and not before.endswith(b"...")


# --- constants ------------------------------------------------------------------------------------------------------

_CAST = re.compile(
    rb"\(\s*(?:(?:const|unsigned|signed|__\w+)\s+)*(?:(?:struct|union|enum)\s+\w+|\w+_t|[us]\d+|__\w+"
    rb"|void|char|short|int|long|bool|unsigned|signed)(?:\s+(?:int|long|const))*\s*\**\s*\)"
)
_TOKEN = re.compile(
    rb"\s*(?:(?P<literal>\.?\d(?:[eEpP][+-]|[\w.])*|\"+)|(?P<call>[A-Za-z_]\w*)\s*(?=\()|(?P<word>[A-Za-z_]\w*)"
    rb"|(?P<sign><<|>>|&&|\|\||[-~!+*/%&|^()<>?:]))"
)
_UPPER = re.compile(rb"[A-Z][A-Z0-9_]+\Z")
_PLAIN = {b"NULL", b"true", b"false"}
_MAKERS = {b"ERR_PTR", b"BIT", b"BIT_ULL", b"GENMASK", b"IS_ENABLED", b"IS_BUILTIN", b"IS_MODULE", b"IS_REACHABLE"}
"""Calls of these with constants are constants themselves, and do nothing else."""
_IDLE = re.compile(rb"(?:return|\(\s*void\s*\)\s*\w+)?\Z")
_RETURN = re.compile(rb"return(?!\w)\s*")
_EMPTY_BLOCK = re.compile(rb"(?:\A|(?<=;))\s*\{[\s;]*\}")


def read_task(body: bytes, brace: int, spans: Sequence[Span], parameters: Collection[str]) -> Task:
    """Return what a body without directives does, which begins with the ``{`` at offset ``brace`` of the file.

    ``spans`` are its conditionals, ``parameters`` the names of the function's parameters.
    """
    inner, low = body[1:], brace + 1
    names = {name.encode() for name in parameters}
    empty: bool | None
    empty, constant, returned = _work(inner, names)
    if spans and not constant:
        outside = bytearray(inner)
        for start, end in spans:
            outside[start - low : end - low] = b" " * len(outside[start - low : end - low])
        certain = _work(bytes(outside), names)
        empty = None if certain[0] else empty
        constant = None if certain[1] is not False else constant
    return Task(empty, constant, " or ".join(" ".join(each.decode("utf-8", "replace").split()) for each in returned))


def _work(code: bytes, parameters: Collection[bytes]) -> tuple[bool, bool | None, tuple[bytes, ...]]:
    """Return whether the statements do nothing, whether they only return a constant, and what they return."""
    returned: list[bytes] = []
    *statements, rest = (piece.strip() for piece in _EMPTY_BLOCK.sub(b"", code).split(b";"))
    if rest:
        return False, False, ()
    for statement in statements:
        if _IDLE.match(statement):
            continue
        start = _RETURN.match(statement)
        if start is None:
            return False, False, ()
        returned.append(statement[start.end() :])
    answers = [_is_constant(each, parameters) for each in returned]
    constant = False if False in answers else None if None in answers else True
    return not answers, constant, tuple(dict.fromkeys(returned))


def _is_constant(expression: bytes, parameters: Collection[bytes]) -> bool | None:
    """Tell whether an expression is a constant; None where a name may be a constant or a variable."""
    code = _CAST.sub(b" ", re.sub(rb"(?<!\w)sizeof\s*\([^()]*\)", b"0", expression)).strip()
    at, unclear = 0, False
    while at < len(code):
        token = _TOKEN.match(code, at)
        if token is None:
            return False
        at = token.end()
        called, word = token["call"], token["word"]
        if called is not None and called not in _MAKERS:
            if not _UPPER.match(called):
                return False
            unclear = True
        elif word is not None and word not in _PLAIN and not _UPPER.match(word):
            if word in parameters:
                return False
            unclear = True
    return None if unclear else True
