"""Finding every initializer of one struct type in a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ckptgen.csource.braces import matching_brace, matching_parenthesis, skip_space
from ckptgen.csource.entries import read_entries
from ckptgen.csource.initializers import elements, outer_name
from ckptgen.csource.model import Form, Table
from ckptgen.csource.text import SourceText, without_directives

_WORD = re.compile(rb"\w+(?:\s*##\s*\w+)*|##\s*\w+")
_QUALIFIERS = {b"const", b"volatile", b"static", b"extern", b"register", b"inline", b"auto"}
_STRUCT_BEFORE = re.compile(rb"(?<!\w)struct[\s\\]*\Z")
_EXTERN = re.compile(rb"(?<!\w)extern(?!\w)")
_UNMATCHED = "do not match"
_STATIC = re.compile(rb"(?<!\w)static(?!\w)")
_STATEMENT_START = re.compile(rb"[;{}]")
_DECLARATION_STOP = re.compile(rb"[;{]")
_LONGEST_DECLARATION = 4000
_MOST_WORDS = 20
_DEEPEST_ARRAY = 8
_MOST_UNMATCHED = 20
"""Bounds on C text: bytes up to a declaration's brace, words in a declarator, tables without an end in a file.

Each is far above what C has, and keeps a hostile file from taking time that grows with the square of its size.
"""
_REACH = 400
"""How many bytes before a table's first token its storage class is looked for."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that looks like a table and could not be read; ``line`` is one-based."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable or member of the struct type that has no braces of its own.

    ``start`` is the byte offset of its ``struct`` keyword, ``copy_of`` what it is initialized from (empty if it is
    not).
    """

    path: str
    name: str
    line: int
    start: int
    copy_of: str


@dataclass(slots=True)
class FileTables:
    """What one file holds of one struct type."""

    path: str
    tables: list[Table] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    """Declared without an initializer, or initialized by a copy."""
    braces: set[int] = field(default_factory=set)
    """The offsets of the opening braces of every initializer that was understood, arrays' outer ones too."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """``struct S`` at ``start``; ``after`` is the offset behind S, ``view`` the text to read on in."""

    start: int
    after: int
    view: bytes
    macro: bool


def find_tables(text: SourceText, struct: str) -> FileTables:
    """Find the initializers of ``struct`` in a file: plain, arrays, compound literals, and those in macro bodies."""
    found = FileTables(text.path)
    for mention in _mentions(text, struct.encode()):
        _read_declarators(text, struct, mention, found)
        if len(found.unread) > _MOST_UNMATCHED and found.unread[-1].reason.endswith(_UNMATCHED):
            found.unread.append(Unread(text.path, text.line(mention.after), "what follows is not read any more"))
            break
    return found


def _mentions(text: SourceText, struct: bytes) -> Iterator[_Mention]:
    """Yield each ``struct S`` in code, in order."""
    for offset in text.words(struct):
        start = before_struct(text.code, offset)
        directive = text.directive_at(offset) if start >= 0 else None
        if start < 0 or (directive is not None and directive.keyword != "define"):
            continue
        after = offset + len(struct)
        view = text.macro_view(directive) if directive else _view(text, after)
        yield _Mention(start, after, view, directive is not None)


def before_struct(code: bytes, offset: int) -> int:
    """Return the offset of the keyword ``struct`` before the tag at ``offset``, or -1."""
    match = _STRUCT_BEFORE.search(code, max(0, offset - 80), offset)
    return match.start() if match else -1


def _view(text: SourceText, after: int) -> bytes:
    """Return the text to read a declaration in: without preprocessor lines if there are any up to its end."""
    code = text.code
    stop = _DECLARATION_STOP.search(code, after, after + _LONGEST_DECLARATION)
    if stop is None:
        return code
    end = matching_brace(code, stop.start()) if stop[0] == b"{" else stop.start()
    if code.find(b"#", after, end if end >= 0 else len(code)) < 0:
        return code
    lines = [code[line.start : line.end] for line in text.directives_between(after, end)] if end >= 0 else [b"{"]
    if any(b"{" in line or b"}" in line for line in lines):
        # The end is not where it seems to be.
        return text.flat
    return code[:after] + without_directives(code[after:end]) + code[end:]


def _read_declarators(text: SourceText, struct: str, mention: _Mention, found: FileTables) -> None:
    """Read what follows ``struct S``: one or more declarators, or a compound literal."""
    view, at = mention.view, skip_space(mention.view, mention.after)
    literal = _compound_brace(view, mention)
    if literal >= 0:
        name = _assigned_name(text, view, mention) or f"(struct {struct}):{text.line(mention.start)}"
        if literal not in found.braces:
            _add_table(text, struct, mention, found, name=name, opening=literal, form=Form.COMPOUND)
        return
    while True:
        name_bytes, array, at = _declarator(view, at)
        if name_bytes is None:
            return
        name = re.sub(r"\s+", "", name_bytes.decode("utf-8", "surrogateescape"))
        at = skip_space(view, at)
        if view[at : at + 1] == b"=":
            at = _read_initializer(text, struct, mention, found, name, array, skip_space(view, at + 1))
        elif view[at : at + 1] in (b";", b",") and not array and _declares_here(view, mention.start):
            found.variables.append(Variable(text.path, name, text.line(mention.start), mention.start, ""))
        at = skip_space(view, at)
        if view[at : at + 1] != b"," or _in_parentheses(view, mention.start):
            return
        at += 1


def _declarator(view: bytes, at: int) -> tuple[bytes | None, bool, int]:
    """Read qualifiers, attributes, the name and array bounds; return (name, is an array, offset behind).

    The name is the first word that is neither a qualifier nor an attribute (``__read_mostly``, ``__section(...)``);
    where every word looks like an attribute, it is the first one. None: this is no declarator of a variable.
    """
    words: list[bytes] = []
    array = False
    while True:
        at = skip_space(view, at)
        byte = view[at : at + 1]
        if match := _WORD.match(view, at):
            at = skip_space(view, match.end())
            word = match[0]
            if view[at : at + 1] == b"(":
                closing = matching_parenthesis(view, at)
                if closing < 0 or not (word.startswith(b"__") or word.isupper()):
                    return None, False, at
                at = closing + 1
            elif word == b"struct" or len(words) > _MOST_WORDS:
                return None, False, at
            elif word not in _QUALIFIERS:
                words.append(word)
        elif byte == b"[" and words:
            closing = view.find(b"]", at)
            if closing < 0:
                return None, False, at
            array, at = True, closing + 1
        else:
            break
    names = [word for word in words if not word.startswith(b"__")] or words
    # With `struct S x, *p`, or a cast, a parameter, a function or a member behind the words, nothing is declared here.
    return (names[0] if names else None), array, at


def _compound_brace(view: bytes, mention: _Mention) -> int:
    """Return the offset of the brace of ``(struct S){``, ``(const struct S) {`` or ``(struct S[]){``; -1 if it is
    none.
    """
    match = re.compile(rb"\s*(?:const\s*)?(?:\[[^\]]*\]\s*)?\)\s*(?=\{)").match(view, mention.after)
    if not match:
        return -1
    before = re.compile(rb"\(\s*(?:const\s+)?\Z").search(view, max(0, mention.start - 40), mention.start)
    return match.end() if before else -1


_ASSIGNED = re.compile(rb"(" + rb"[\w.\->]+(?:\s*##\s*\w+)*" + rb")\s*=\s*&?\s*\(\s*(?:const\s+)?\Z")


def _assigned_name(text: SourceText, view: bytes, mention: _Mention) -> str:
    """Return what a compound literal is assigned to: a variable, or ``x.fops`` inside the initializer of ``x``."""
    match = _ASSIGNED.search(view, max(0, mention.start - 120), mention.start)
    if match is None:
        return ""
    name = re.sub(r"\s+", "", match[1].decode("utf-8", "surrogateescape"))
    return f"{outer_name(text, view, mention.start, '')}{name}" if name.startswith(".") else name


def _declares_here(view: bytes, start: int) -> bool:
    """Tell whether ``struct S`` at ``start`` declares a variable of this file: no extern one, no parameter."""
    return _EXTERN.search(_storage(view, start)) is None and not _in_parentheses(view, start)


def _storage(view: bytes, start: int) -> bytes:
    """Return what stands before the ``struct`` keyword in the same statement."""
    low = max(0, start - _REACH)
    piece = view[low:start]
    last = max((m.end() for m in _STATEMENT_START.finditer(piece)), default=0)
    return piece[last:]


def _in_parentheses(view: bytes, start: int) -> bool:
    piece = _storage(view, start)
    return piece.count(b"(") > piece.count(b")")


def _read_initializer(
    text: SourceText, struct: str, mention: _Mention, found: FileTables, name: str, array: bool, at: int
) -> int:
    """Read what follows ``=``; return the offset behind it."""
    view = mention.view
    if view[at : at + 1] == b"{":
        return _read_braces(text, struct, mention, found, name, array, at)
    literal = re.compile(rb"\(\s*(?:const\s+)?struct\s+" + struct.encode() + rb"\s*(?:const\s*)?\)\s*").match(view, at)
    if literal and view[literal.end() : literal.end() + 1] == b"{":
        _add_table(text, struct, mention, found, name=name, opening=literal.end(), form=Form.COMPOUND)
        closing = matching_brace(view, literal.end())
        return closing + 1 if closing >= 0 else len(view)
    end = min((e for e in (view.find(b";", at), view.find(b"}", at)) if e >= 0), default=len(view))
    value = text.folded(at, end)
    line = text.line(mention.start)
    if re.fullmatch(r"[A-Z_][A-Z0-9_]*\s*(\(.*\))?", value):
        found.unread.append(Unread(text.path, line, f"{name} is initialized by the macro {value}"))
    else:
        found.variables.append(Variable(text.path, name, line, mention.start, value))
    return end


def _read_braces(
    text: SourceText, struct: str, mention: _Mention, found: FileTables, name: str, array: bool, opening: int
) -> int:
    view = mention.view
    closing = matching_brace(view, opening)
    if closing < 0:
        found.braces.add(opening)
        found.unread.append(Unread(text.path, text.line(mention.start), f"the braces of {name} {_UNMATCHED}"))
        return len(view)
    if not array:
        _add_table(text, struct, mention, found, name=name, opening=opening, form=Form.PLAIN)
        return closing + 1
    found.braces.add(opening)
    _read_elements(text, struct, mention, found, name, opening, closing)
    return closing + 1


def _read_elements(
    text: SourceText, struct: str, mention: _Mention, found: FileTables, name: str, opening: int, closing: int
) -> None:
    """File each element of an array; an array of arrays goes on inside, an empty last element ends the array."""
    view = mention.view
    listed = list(elements(text, view, opening, closing))
    for position, (element, brace) in enumerate(listed, 1):
        inner = skip_space(view, brace + 1) if brace >= 0 else -1
        if brace >= 0 and view[inner : inner + 1] == b"{" and name.count("[") > _DEEPEST_ARRAY:
            found.unread.append(Unread(text.path, text.line(brace), f"{name} is nested too deeply"))
        elif brace >= 0 and view[inner : inner + 1] == b"{":
            end = matching_brace(view, brace)
            _read_elements(text, struct, mention, found, f"{name}[{element}]", brace, end if end >= 0 else closing)
        elif brace >= 0 and view[inner : inner + 1] == b"}" and position == len(listed):
            found.braces.add(brace)
        elif brace >= 0:
            _add_table(text, struct, mention, found, name=f"{name}[{element}]", opening=brace, form=Form.ARRAY)
        else:
            found.unread.append(
                Unread(text.path, text.line(opening), f"the braces of {name}[{element}] come from a macro")
            )


def _add_table(
    text: SourceText, struct: str, mention: _Mention, found: FileTables, *, name: str, opening: int, form: Form
) -> None:
    start = opening if form is Form.ARRAY else mention.start
    local = text.line_start(mention.start) < mention.start and text.data[text.line_start(mention.start)] in b" \t"
    declarator = mention.view[mention.after : min(opening, mention.after + _REACH)].partition(b"=")[0]
    storage = _storage(mention.view, mention.start) + declarator
    static = local or form is Form.COMPOUND or _STATIC.search(storage) is not None
    add_table(text, struct, found, Site(name, form, static, mention.view, start, opening, mention.macro))


@dataclass(frozen=True, slots=True)
class Site:
    """Where a table stands: ``start`` and ``opening`` are byte offsets, ``view`` is the text to read its braces in."""

    name: str
    form: Form
    static: bool
    view: bytes
    start: int
    opening: int
    macro: bool


def add_table(text: SourceText, struct: str, found: FileTables, site: Site) -> None:
    """Read the braces of ``site`` and file the table; where they do not match, file that instead."""
    closing = matching_brace(site.view, site.opening)
    found.braces.add(site.opening)
    line = text.line(site.start)
    if closing < 0:
        found.unread.append(Unread(text.path, line, f"the braces of {site.name} {_UNMATCHED}"))
        return
    body = read_entries(text, site.view, site.opening, closing, macro=site.macro)
    table = Table(
        path=text.path,
        struct=struct,
        name=site.name,
        form=Form.MACRO if site.macro and site.form is Form.PLAIN else site.form,
        static=site.static,
        line=line,
        end_line=text.line(closing),
        start=site.start,
        open=site.opening,
        close=closing,
        in_macro=site.macro,
        entries=body.entries,
        problem=body.problem,
    )
    found.tables.append(table)
