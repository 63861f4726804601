"""Making a table const: its own declaration, and those that other files have of it.

``const`` stands before ``struct``, behind ``static``, as in the kernel. What puts a writable object into a section
cannot stay on a const one, which the compiler would refuse as a section type conflict. The kernel's authors dropped
``__read_mostly``, since a const object is not written at all (b54452b07a7 "const: struct nla_policy", ec1b4cf74c8 "net:
mark net_proto_ops as const"), and made ``__initdata`` ``__initconst`` (e8c3b42057b "ia64/pv_ops/xen: use __initconst
instead of __initdata for const data"). Other attributes that may name a section are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ckptgen.csource.braces import matching_brace, matching_parenthesis, skip_space, top_level_commas
from ckptgen.csource.model import Form, Table
from ckptgen.csource.pointee import Declaration, Place, Scopes, is_initialized, without_attributes
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices

if TYPE_CHECKING:
    from pycparser import c_ast, c_parser

_CONST = re.compile(rb"(?<!\w)const(?!\w)")
_ATTRIBUTE = re.compile(rb"(?<!\w)(?:__\w+|asm(?=\s*\())")
_HARMLESS = set(
    b"maybe_unused unused used always_unused visible externally_visible packed weak aligned force visibility nonstring "
    b"deprecated __cacheline_aligned __cacheline_aligned_in_smp".split()
)
_NAMING = set(b"asm alias weakref weak_alias ifunc symver".split())
_READ_MOSTLY, _INITDATA, _INITCONST = b"__read_mostly", b"__initdata", b"__initconst"


@dataclass(frozen=True, slots=True)
class _Head:
    """The declaration in front of a table's braces, as zero-based byte offsets: from its first word over the ``struct``
    keyword and the variable's name (up to ``behind``) to the ``=`` or ``;``.
    """

    start: int
    struct: int
    name: int
    behind: int
    end: int
    view: bytes
    text: SourceText

    @property
    def const(self) -> bool:
        """Whether it is const, whatever the configuration is."""
        return any(always for always in self._qualified())

    @property
    def sometimes(self) -> bool:
        """Whether it is const in one configuration, and not in another."""
        found = list(self._qualified())
        return bool(found) and not any(found)

    def _qualified(self) -> Iterator[bool]:
        """Yield for each ``const``, spelled or by a macro of the file, whether no conditional leaves it out."""
        arms = self.text.arms(self.struct)
        for match in _CONST.finditer(self.view, self.start, self.name):
            own = self.text.arms(match.start())
            yield arms[: len(own)] == own
        for word in re.findall(rb"[A-Za-z_]\w*", self.view[self.start : self.struct]):
            bodies = list(_macro_bodies(self.text, word))
            if any(_CONST.search(body) for body in bodies):
                yield all(_CONST.search(body) for body in bodies)


def _macro_bodies(text: SourceText, word: bytes) -> Iterator[bytes]:
    """Yield what each ``#define`` of the file says that the word stands for."""
    for at in text.words(word) if b"define" in text.code else ():
        directive = text.directive_at(at)
        if directive and directive.keyword == "define" and not text.code[directive.body : at].strip():
            yield text.code[at + len(word) : directive.end]


def is_const(text: SourceText, table: Table) -> bool:
    """Tell whether the table is const: the variable that it is, or is a part of."""
    if table.form is Form.COMPOUND and (literal := _literal(text, table)) is not None:
        return _CONST.search(literal) is not None
    head = _head(text, table)
    if head is not None:
        return head.const
    if table.form is not Form.EMBEDDED:
        return _CONST.search(_before_name(text, table)) is not None
    outer = _outer(text, table)
    return outer is not None and _CONST.search(outer) is not None


def no_declaration(table: Table) -> str:
    """Return why there is no ``struct S x`` to make const, or an empty text where there is one."""
    match table.form:
        case Form.EMBEDDED:
            return f"it is a part of {table.variable}, and has no declaration of its own"
        case Form.COMPOUND:
            return "it is a compound literal, and has no declaration of its own"
    return ""


def holds_as_const(text: SourceText, holder: Holder, struct: str) -> bool:
    """Tell whether the struct ``holder``, which ``text`` defines, declares its member const: ``const struct S m;``."""
    closing = matching_brace(text.flat, holder.opening)
    declared = re.compile(
        rb"(?:(?<!\w)const\s+struct\s+%(struct)s|(?<!\w)struct\s+%(struct)s\s+const)\s+%(member)s(?!\w)"
        % {
            b"struct": re.escape(struct.encode("utf-8", "surrogateescape")),
            b"member": re.escape(holder.member.encode("utf-8", "surrogateescape")),
        }
    )
    return declared.search(text.flat, holder.opening, max(holder.opening, closing)) is not None


def constify_table(text: SourceText, table: Table) -> tuple[Splice, ...]:
    """Return the proven splices that make the table const in its own declaration; none where it is.

    The table has a declaration of its own, see ``no_declaration``; for an element of an array the splices are those of
    the array. Raises RefusedError where it cannot be made const alone,
    InternalError where the proof fails.
    """
    if is_const(text, table):
        return ()
    if table.in_macro:
        raise RefusedError("it is made by a macro, so that its uses are not known")
    head = _head(text, table) if table.form in (Form.PLAIN, Form.ARRAY) else None
    if head is None and _before_name(text, table):
        raise RefusedError(f"its declaration gives the type by another name than struct {table.struct}")
    if head is None:
        raise RefusedError("its declaration is unclear")
    braces = text.flat.find(b"{", head.end), _end_of_braces(text, head) - 1
    if any(text.arms(head.struct) != text.arms(brace) for brace in braces):
        raise RefusedError("a conditional block begins or ends between its declaration and its braces")
    if head.sometimes:
        raise RefusedError("it is const in one configuration only")
    if re.match(rb"\s*,", text.flat[_end_of_braces(text, head) :]):
        raise RefusedError("it is declared together with another variable")
    splices = _splices(text, head)
    _prove(text, table, splices)
    return splices


def constify_declarations(text: SourceText, struct: str, name: str, at_least: int = 0) -> tuple[Splice, ...]:
    """Return the proven splices that make const what a file declares of ``struct name`` without an initializer.

    Raises RefusedError where one of them cannot be changed alone, or there are not ``at_least`` so many as another
    reading of the file has found; InternalError where the proof fails.
    """
    heads = list(_declarations(text, struct, name))
    if len(heads) < at_least:
        raise RefusedError(f"{text.path} declares it in a way that is not understood")
    splices = tuple(splice for head in heads if not head.const for splice in _splices(text, head))
    if not splices:
        return ()
    after = SourceText(text.path, apply_splices(text.data, splices))
    grown = list(_declarations(after, struct, name))
    if len(grown) != len(heads) or not all(head.const for head in grown):
        raise InternalError(f"the edit of the declarations of {name} in {text.path} could not be proven")
    return splices


def _splices(text: SourceText, head: _Head) -> tuple[Splice, ...]:
    """Return what makes one declaration const: the qualifier, and what becomes of its attributes."""
    splices = [Splice(head.struct, 0, b"const ")]
    tag = re.compile(rb"struct\s+\w+").match(head.view, head.struct)
    behind_tag = tag.end() if tag else head.struct
    for start, end in ((head.start, head.struct), (behind_tag, head.name), (head.behind, head.end)):
        if b"volatile" in head.view[start:end].split():
            raise RefusedError("it is volatile")
        for span in _attributes(head.view, start, end):
            splices += _attribute(text, head, span)
    return tuple(sorted(splices, key=lambda splice: splice.offset))


def _attributes(view: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each attribute begins and ends, with its parentheses."""
    at = start
    while match := _ATTRIBUTE.search(view, at, end):
        opening = skip_space(view, match.end())
        at = match.end()
        if view[opening : opening + 1] == b"(" and opening < end:
            at = max(at, matching_parenthesis(view, opening) + 1)
        yield match.start(), at


def _attribute(text: SourceText, head: _Head, span: tuple[int, int]) -> Iterator[Splice]:
    start, end = span
    attribute = head.view[start:end]
    if attribute == _INITDATA:
        yield Splice(start, len(attribute), _INITCONST)
    elif attribute == _READ_MOSTLY:
        data, begin = text.data, start
        # The white space before it goes too, as long as something else separates what stands around it.
        while start > head.start and data[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        if begin == head.start or data[start - 1 : start] == b"\n":
            start = begin
            while data[end : end + 1] in (b" ", b"\t"):
                end += 1
        yield Splice(start, end - start, b"")
    else:
        names = set(_attribute_names(attribute))
        said = text.folded(start, end)
        if names & _NAMING:
            raise RefusedError(f"its attribute {said} gives it another name")
        if not names <= _HARMLESS:
            raise RefusedError(f"its attribute {said} may put it into a section for data that is written")


def _attribute_names(attribute: bytes) -> Iterator[bytes]:
    """Yield the names of the attributes without the underscores around them: of each in ``__attribute__((...))``."""
    match = re.match(rb"__attribute(?:__)?\s*\(\s*\((.*)\)\s*\)\Z", attribute, re.DOTALL)
    inside = match[1] if match else attribute
    commas, _ = top_level_commas(inside, 0, len(inside))
    for left, right in zip([0, *(at + 1 for at in commas)], [*commas, len(inside)], strict=True):
        named = re.match(rb"\s*(?:__)?(\w*?)(?:__)?\s*(?:\(|\Z)", inside[left:right])
        if named is None or named[1]:
            yield named[1] if named else inside[left:right]


# --- reading the declaration ---

_MACRO_HEAD = re.compile(rb"[ \t]*\w+(?:\([^()]*\))?")
_LONGEST = 2000
"""Bytes between the start of a declaration and its braces: far above what C has."""


def _view(text: SourceText, table: Table) -> tuple[bytes, int]:
    """Return the text to read the table's declaration in, and the offset before which nothing belongs to it."""
    directive = text.directive_at(table.open) if table.in_macro else None
    if directive is None:
        return text.flat, 0
    head = _MACRO_HEAD.match(text.code, directive.body)
    return text.macro_view(directive), head.end() if head else directive.body


def _statement(view: bytes, low: int, end: int) -> int:
    """Return the offset behind the last ``;``, ``{`` or ``}`` before ``end``, no smaller than ``low``."""
    low = max(low, end - _LONGEST)
    return max(low, *(view.rfind(mark, low, end) + 1 for mark in (b";", b"{", b"}")))


_SPECIFIERS = re.compile(
    rb"(?:(?<!\w)(?:[A-Za-z_]\w*|__\w+\s*\([^()]*\)|__attribute__\s*\(\([^;{}]*?\)\))\s+)*\Z", re.DOTALL
)


def _first_word(view: bytes, start: int, struct: int) -> int:
    """Return where the specifiers before ``struct`` begin: a macro without semicolon may stand in front of them."""
    found = _SPECIFIERS.search(view[start:struct])
    return start + found.start() if found else struct


def _head(text: SourceText, table: Table) -> _Head | None:
    """Return the declaration of the table's variable, or None where it is no variable of the struct."""
    view, low = _view(text, table)
    brace = table.open
    parts = (part.encode("utf-8", "surrogateescape") for part in re.split(r"(##)", table.variable) if part)
    name = rb"\s*".join(map(re.escape, parts))
    struct_tag = re.escape(table.struct.encode("utf-8", "surrogateescape"))
    pattern = re.compile(
        rb"(?<!\w)struct\s+%s(?=\s)[^;{}=]*?(?<!\w)(%s)(?!\w)[^;{}=]*=\s*(?:\([^()]*\)\s*)?\Z" % (struct_tag, name)
    )
    while brace >= low:
        start = _statement(view, low, brace)
        match = pattern.search(view[start:brace])
        if match:
            struct, (named, behind) = start + match.start(), (start + match.start(1), start + match.end(1))
            end = view.rfind(b"=", start, brace)
            return _Head(_first_word(view, start, struct), struct, named, behind, end, view, text)
        brace = text.enclosing_brace(view, brace)
    return None


def _before_name(text: SourceText, table: Table) -> bytes:
    """Return what stands before the table's name in its declaration; nothing where that is not found."""
    view, low = _view(text, table)
    named = re.compile(rb"(?<!\w)" + re.escape(table.variable.encode("utf-8", "surrogateescape")) + rb"(?!\w)[^;{}=]*=")
    brace = table.open
    while brace >= low:
        start = _statement(view, low, brace)
        if match := named.search(view, start, brace):
            return view[start : match.start()]
        brace = text.enclosing_brace(view, brace)
    return b""


_VARIABLE = re.compile(rb"[\w#]+\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*=\s*\Z")


def _outer(text: SourceText, table: Table) -> bytes | None:
    """Return the declaration of the variable that an embedded table is a part of, up to its name."""
    view, low = _view(text, table)
    brace = text.enclosing_brace(view, table.open)
    while brace >= low:
        start = _statement(view, low, brace)
        variable = _VARIABLE.search(view, max(start, brace - 400), brace)
        before = view[start : variable.start()] if variable else b"."
        if b"." not in before and b"=" not in before:
            closed = view[start - 1 : start] == b"}"
            # ``static const struct { ... } x = {``
            opening = text.enclosing_brace(view, start - 1) if closed else -1
            return view[_statement(view, low, opening) : opening] + before if opening >= 0 else before
        brace = text.enclosing_brace(view, brace)
    return None


def _literal(text: SourceText, table: Table) -> bytes | None:
    """Return what stands in the parentheses of ``(struct S){`` where no variable is declared with it."""
    view, low = _view(text, table)
    match = re.search(rb"\(([^()]*)\)\s*\Z", view[max(low, table.open - 200) : table.open])
    return match[1] if match and _head(text, table) is None else None


def _end_of_braces(text: SourceText, head: _Head) -> int:
    return matching_brace(text.flat, text.flat.find(b"{", head.end)) + 1


_DECLARATION_END = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*(?=([;,=]))")
_BUILT_IN = set(b"void char short int long unsigned signed extern static".split())


def _declarations(text: SourceText, struct: str, name: str) -> Iterator[_Head]:
    """Yield the declarations of the variable that have no initializer; raises RefusedError for one in a macro's body,
    of several variables, or by another name of the type, unless it is const.

    A struct's member, a parameter or a local variable of this name is none.
    """
    word = name.encode("utf-8", "surrogateescape")
    pattern = re.compile(rb"struct\s+" + re.escape(struct.encode("utf-8", "surrogateescape")) + rb"(?!\w)")
    _require_no_macro(text, pattern, word)
    for each in Scopes(text).declarations(name):
        behind = each.at + len(word)
        variable = each.place is Place.FILE and b"*" not in each.before and b"typedef" not in each.words
        if not variable or is_initialized(text, behind):
            continue
        found, line = pattern.search(text.flat, each.start, each.at), text.line(each.at)
        end = _DECLARATION_END.match(without_attributes(text.flat[behind : behind + _LONGEST]))
        if found is None and not _CONST.search(each.before) and not _is_another_s(text, each, name):
            raise RefusedError(f"{text.path}:{line} declares it by another name of its type, which stays as it is")
        if found is None or end is None:
            continue
        head = _Head(each.start, found.start(), each.at, behind, behind + end.end(), text.flat, text)
        if head.sometimes:
            raise RefusedError(f"{text.path}:{line} declares it const in one configuration only")
        if not head.const and (each.together or end[1] != b";"):
            raise RefusedError(f"{text.path}:{line} declares it together with another variable")
        yield head


def _is_another_s(text: SourceText, declaration: Declaration, name: str) -> bool:
    """Tell whether a declaration becomes const by itself (``extern typeof(x) x``), or is another program's view."""
    own = re.search(
        rb"typeof\w*\s*\(\s*%s\s*\)" % name.encode("utf-8", "surrogateescape"),
        text.flat[declaration.start : declaration.at],
    )
    words = set(declaration.words)
    return own is not None or words <= _BUILT_IN or not words.isdisjoint((b"struct", b"union", b"enum"))


def _require_no_macro(text: SourceText, pattern: re.Pattern[bytes], word: bytes) -> None:
    for at in text.words(word):
        directive = text.directive_at(at)
        if directive is None:
            continue
        start = max(text.code.rfind(mark, directive.body, at) + 1 for mark in (b";", b"{", b"}"))
        before = text.code[max(directive.body, start) : at]
        body = text.code[directive.body : at]
        if body.count(b"{") > body.count(b"}") and b"extern" not in before.split():
            # A variable of the macro's own block.
            continue
        found, end = pattern.search(before), _DECLARATION_END.match(text.code, at + len(word))
        if found is None or end is None or _CONST.search(before) or before.count(b"(") > before.count(b")"):
            continue
        if not re.search(rb"[*=(]", without_attributes(before[found.end() :])):
            raise RefusedError(f"{text.path}:{text.line(at)} declares it in a macro")


# --- the proof ---


def _prove(text: SourceText, table: Table, splices: tuple[Splice, ...]) -> None:
    """Raise InternalError unless the edited file has the same tables with the same entries, this one const now."""
    after = SourceText(text.path, apply_splices(text.data, splices))
    old, new = (tables_of(each, struct=table.struct) for each in (text, after))
    shapes = [[(each.name, each.form, each.static, _said(each)) for each in tables] for tables in (old, new)]
    index = next((at for at, each in enumerate(old) if each.open == table.open), -1)
    if shapes[0] != shapes[1] or index < 0 or not is_const(after, new[index]):
        raise InternalError(f"the edit of {table.key} could not be proven: the table is not the old one, const")
    others = [at for at, each in enumerate(old) if each.variable != table.variable]
    if any(is_const(text, old[at]) != is_const(after, new[at]) for at in others):
        raise InternalError(f"the edit of {table.key} could not be proven: another table is const now")
    _prove_qualifier(after, new[index])


def _said(table: Table) -> list[tuple[str, str]]:
    return [(entry.field, entry.value) for entry in table.entries]


def _prove_qualifier(text: SourceText, table: Table) -> None:
    """Let pycparser read the declaration without its attributes: it must say const of the struct."""
    from pycparser import c_ast

    head = _head(text, table)
    assert head is not None  # is_const has read it
    pieces = (head.view[head.start : head.name], head.view[head.behind : head.end])
    before, behind = (re.sub(rb"(?<!\w)__\w+", b" ", without_attributes(piece)) for piece in pieces)
    bare = before + head.view[head.name : head.behind] + re.sub(rb"\[[^\]]*\]", b"[1]", behind) + b";"
    tree = _parsed(bare.decode("ascii", "replace"))
    declared = tree.ext[0]
    kind = declared.type
    while isinstance(kind, c_ast.ArrayDecl):
        kind = kind.type
    if declared.name != table.variable or "const" not in kind.quals or table.struct != getattr(kind.type, "name", ""):
        raise InternalError(f"the edit of {table.key} could not be proven: pycparser does not read it as const")


def _parsed(declaration: str) -> "c_ast.FileAST":
    """Return what pycparser reads; raises RefusedError where it cannot."""
    from pycparser import c_parser

    try:
        return _parser().parse(declaration)
    except (c_parser.ParseError, AssertionError, RecursionError) as failure:
        raise RefusedError(f"its declaration cannot be parsed, so no edit can be proven ({failure})") from failure


@cache
def _parser() -> "c_parser.CParser":
    """Return the one parser of the process: making it costs far more than reading a declaration."""
    from pycparser import c_parser

    return c_parser.CParser()
