"""What takes a table's address, as the tree declares it: parameters of functions, members of structs, variables.

All that is asked for is looked for in one pass; only a macro that hands its argument on calls for another one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.braces import matching_parenthesis, skip_space, top_level_commas
from ckptgen.csource.layout import Layout, layout_at, struct_around
from ckptgen.csource.pointee import Place, Pointee, Scopes, is_initialized, pointee
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import may_be_declared
from ckptgen.plan.needles import needles_for
from ckptgen.tree.model import Tree


@dataclass(frozen=True, slots=True)
class Asked:
    """Names to look for. ``functions`` may be macros, or members that point to functions; ``holders`` are structs' tags
    whose layout is asked for, ``members`` names of members of any struct, ``variables`` those of pointers and of tables
    that no file's own text declares. Declarations count in headers and in the ``users``, paths of C files.
    """

    struct: str
    functions: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return self.functions | self.members | self.holders | self.variables


@dataclass(frozen=True, slots=True)
class Function:
    """A prototype or a definition, or a member that points to a function: what each parameter points to."""

    path: str
    line: int
    name: str
    parameters: tuple[Pointee, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """A ``#define`` of the name. ``parameters`` is None for one without parentheses; ``body`` is code without
    comments, in one line.
    """

    path: str
    line: int
    name: str
    parameters: tuple[str, ...] | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Member:
    """A member that is a pointer to the struct or to anything, of the struct ``holder`` (empty for one without tag)."""

    path: str
    line: int
    name: str
    holder: str
    pointee: Pointee


@dataclass(frozen=True, slots=True)
class PointerVariable:
    """A pointer variable that a header declares."""

    path: str
    line: int
    name: str
    pointee: Pointee


@dataclass(frozen=True, slots=True)
class TableDeclaration:
    """A declaration of a variable of the struct, without an initializer, outside the file that defines it."""

    path: str
    line: int
    name: str


Taker = Function | Macro | Member | Layout | PointerVariable | TableDeclaration


def find_takers(tree: Tree, asked: Asked) -> tuple[Taker, ...]:
    """Return all declarations of what is asked for, in the order of their paths: one pass over the tree."""
    if not asked.names:
        return ()
    needles = needles_for(name.encode("utf-8", "surrogateescape") for name in asked.names)
    scan = tree.scan(needles, partial(_file_takers, asked=asked))
    return tuple(taker for takers in scan.results for taker in takers)


def _file_takers(path: str, data: bytes, *, asked: Asked) -> tuple[Taker, ...] | None:
    if not path.endswith(".h") and path not in asked.users and not _may_declare(data, asked):
        return None
    text = SourceText(path, data)
    own = path.endswith(".h") or path in asked.users
    takers: list[Taker] = []
    for name, at in text.occurrences(asked.names):
        if name in asked.variables and (declared := _table_declaration(text, name, at, asked)):
            takers.append(declared)
        elif own:
            takers += _at(text, name, at, asked)
    return (*takers, *_further_macros(text, takers)) or None


def _further_macros(text: SourceText, takers: Iterable[Taker]) -> Iterator[Macro]:
    """Yield the macros of a C file that its own macros among the ``takers`` use: what they hand an argument on to."""
    known = {taker.name: taker for taker in takers if isinstance(taker, Macro)}
    if not known or text.path.endswith(".h"):
        return
    heads: dict[str, list[tuple[int, int]]] = {}
    for directive in text.directives:
        head = _MACRO_NAME.match(text.code, directive.body) if directive.keyword == "define" else None
        if head:
            heads.setdefault(head[1].decode("ascii", "replace"), []).append((head.start(1), directive.end))
    pending = list(known.values())
    while pending:
        words = {word.decode("ascii", "replace") for word in re.findall(rb"\w+", pending.pop().body)}
        for name in sorted(words & heads.keys() - known.keys()):
            for at, end in heads[name]:
                known[name] = _macro(text, name, at, end)
                pending.append(known[name])
                yield known[name]


_MACRO_NAME = re.compile(rb"[ \t]*(\w+)")


def _may_declare(data: bytes, asked: Asked) -> bool:
    """Tell whether a C file that no use is in may declare one of the tables without defining it."""
    return any(name.encode("utf-8", "surrogateescape") in data for name in asked.variables)


def _at(text: SourceText, name: str, at: int, asked: Asked) -> Iterator[Taker]:
    directive = text.directive_at(at)
    if directive is not None:
        if directive.keyword == "define" and not text.code[directive.body : at].strip():
            yield _macro(text, name, at, directive.end)
        return
    if name in asked.functions and (function := _function(text, name, at, asked.struct)) is not None:
        yield function
    if name in asked.holders and (layout := layout_at(text, name, at, asked.struct)) is not None:
        yield layout
    if name in asked.members and (member := _member(text, name, at, asked.struct)) is not None:
        yield member
    if name in asked.variables and (variable := _variable(text, name, at, asked.struct)) is not None:
        yield variable


def _macro(text: SourceText, name: str, at: int, end: int) -> Macro:
    view = text.code[:end].replace(b"\\\n", b" \n").replace(b"\\\r\n", b" \r\n")
    behind = at + len(name)
    parameters = None
    if view[behind : behind + 1] == b"(" and (closing := matching_parenthesis(view, behind)) >= 0:
        words = view[behind + 1 : closing].decode("ascii", "replace").split(",")
        parameters = tuple(word.strip() for word in words)
        behind = closing + 1
    return Macro(text.path, text.line(at), name, parameters, b" ".join(view[behind:end].split()))


def _function(text: SourceText, name: str, at: int, struct: str) -> Function | None:
    """Return the prototype, the definition, or the member that points to a function, if ``name`` at ``at`` is one."""
    flat = text.flat
    before = text.statement_before(at)
    behind = skip_space(flat, at + len(name.encode()))
    points = before.rstrip().endswith(b"*") and b"(" in before[-20:]
    if points and flat[behind : behind + 1] == b")":
        behind = skip_space(flat, behind + 1)
    elif text.enclosing_brace(flat, at) >= 0 or not _is_type(before):
        return None
    closing = matching_parenthesis(flat, behind) if flat[behind : behind + 1] == b"(" else -1
    if closing < 0:
        return None
    commas, _ = top_level_commas(flat, behind + 1, closing)
    pieces = zip([behind, *commas], [*commas, closing], strict=True)
    parameters = tuple(pointee(flat[left + 1 : right], struct) for left, right in pieces)
    return Function(text.path, text.line(at), name, parameters)


_DECLARED_BEFORE = re.compile(rb"(?<!\w)(?:struct|union)\s+\w+[\s*]+(?!__)\w*[a-z]\w*\s*(?:\[[^\]]*\]\s*)*\Z")
"""A variable is declared already: what follows is an attribute."""


def _is_type(before: bytes) -> bool:
    """Tell whether what stands before a function's name can be the type that it returns: no call is still open."""
    ends_in_one = re.search(rb"[\w*]\s*\Z", before) is not None and not _DECLARED_BEFORE.search(before)
    return ends_in_one and b"=" not in before and before.count(b"(") == before.count(b")")


def _member(text: SourceText, name: str, at: int, struct: str) -> Member | None:
    """Return the member that is declared at ``at``, if it is one and may take the table's address."""
    opening = text.enclosing_brace(text.flat, at)
    holder = struct_around(text, opening)
    if holder is None:
        return None
    before = text.statement_before(at)
    kind = pointee(before, struct)
    if kind is Pointee.OTHER or b"(" in before:
        return None
    return Member(text.path, text.line(at), name, holder, kind)


def _variable(text: SourceText, name: str, at: int, struct: str) -> PointerVariable | None:
    if text.enclosing_brace(text.flat, at) >= 0:
        return None
    before = text.statement_before(at)
    kind = pointee(before, struct)
    if kind is Pointee.OTHER or b"(" in before or b"=" in before:
        return None
    return PointerVariable(text.path, text.line(at), name, kind)


_DECLARATORS_BEFORE = rb"(?!\w)(?:\s+const)?\s+(?:\w+(?:\s*\[[^\]]*\])?\s*,\s*|__\w+(?:\s*\([^()]*\))?\s+)*\Z"
_DECLARATION_END = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*(?:__\w+(?:\s*\([^()]*\))?\s*)*[;,]")


def _table_declaration(text: SourceText, name: str, at: int, asked: Asked) -> TableDeclaration | None:
    """Return the declaration of a table at ``at``, in a macro's body too, if it is one; whatever its type is called."""
    declares = _declares_in_macro if text.directive_at(at) else _declares
    return TableDeclaration(text.path, text.line(at), name) if declares(text, name, at, asked.struct) else None


def _declares(text: SourceText, name: str, at: int, struct: str) -> bool:
    length = len(name.encode("utf-8", "surrogateescape"))
    found = Scopes(text).at(at, length) if may_be_declared(text.statement_before(at)) else None
    if found is None or found.place is not Place.FILE or b"*" in found.before or b"typedef" in found.words:
        return False
    if struct.encode() not in found.words and not {b"const", b"struct", b"void"}.isdisjoint(found.words):
        # Another program's view of it.
        return False
    declared = text.path.endswith(".h") or b"extern" in found.words
    return declared and not is_initialized(text, at + length)


def _declares_in_macro(text: SourceText, name: str, at: int, struct: str) -> bool:
    macro = text.directive_at(at)
    assert macro is not None  # the caller has seen it
    view = text.macro_view(macro)
    before = view[macro.body : at]
    declared = re.search(rb"(?<!\w)struct\s+" + re.escape(struct.encode()) + _DECLARATORS_BEFORE, before)
    if declared is None or not _DECLARATION_END.match(view, at + len(name.encode("utf-8", "surrogateescape"))):
        return False
    storage = re.split(rb"[;{}]", before[: declared.start()])[-1]
    return storage.count(b"(") <= storage.count(b")") and (text.path.endswith(".h") or b"extern" in storage.split())
