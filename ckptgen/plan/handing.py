"""What a tree's code does with tables that are not const: each use, read in its own file as far as that tells."""

import posixpath
import re
from collections import ChainMap
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from ckptgen.csource.braces import matching_parenthesis
from ckptgen.csource.giving import Giving, GivingKind, Operand, giving_at
from ckptgen.csource.layout import Layout, layout_before
from ckptgen.csource.pointee import FILE_SCOPE, Declared, Place, Pointee, Scopes, find_variable, pointee
from ckptgen.csource.text import SourceText
from ckptgen.tree.model import NoContentError, Tree


@dataclass(frozen=True, slots=True)
class AskedUse:
    """One use to be read: ``offset`` is the zero-based byte offset of ``name``, which stands for ``operand`` of the
    table. ``call`` tells that the name is a macro's and the parentheses behind it belong to it, ``own`` is the
    offset of the table's brace where the use is in the table's own file. ``whole`` is the table's name where ``name``
    is a part of it.
    """

    path: str
    offset: int
    name: str
    operand: Operand
    call: bool = False
    own: int = -1
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """What a use does with the table.

    ``declared`` is the type of what takes its address, where the file itself declares it. The struct of a member or
    item is ``layout``, where it has no name of its own, else that with the tag ``holder``, or the struct that the
    members ``chain`` lead to from there. ``line`` is one-based. ``macro`` is the macro in whose body the use is, and
    ``called`` whether it has parameters; ``others`` are the uses of a variable that has its type by ``typeof``.
    """

    use: AskedUse
    line: int
    giving: Giving
    declared: Declared | None = None
    holder: str = ""
    chain: tuple[str, ...] = ()
    layout: Layout | None = None
    macro: str = ""
    called: bool = False
    others: tuple[AskedUse, ...] = ()


def read_uses(tree: Tree, asked: Iterable[AskedUse], struct: str) -> dict[AskedUse, Handing]:
    """Read the uses in one pass over the files that they stand in."""
    by_path: dict[str, list[AskedUse]] = {}
    for use in sorted(set(asked), key=lambda use: (use.path, use.offset, use.name, use.operand, use.whole)):
        by_path.setdefault(use.path, []).append(use)
    if not by_path:
        return {}
    uses = {path: tuple(each) for path, each in by_path.items()}
    scan = tree.scan([], partial(_file_handings, uses=uses, struct=struct), sorted(uses))
    return {handing.use: handing for handings in scan.results for handing in handings}


def _file_handings(
    path: str, data: bytes, *, uses: Mapping[str, tuple[AskedUse, ...]], struct: str
) -> tuple[Handing, ...]:
    scopes = Scopes(SourceText(path, data))
    return tuple(_handing(scopes, use, struct) for use in uses.get(path, ()))


Named = tuple[str, str, int]
"""A table: its name, its path, and the zero-based byte offset of its brace."""


Headers = Mapping[str, bytes]
"""The macros of headers that put words together with ``##``: by name, from the name to the end of the body."""


def find_hidden(tree: Tree, named: Mapping[str, Sequence[Named]]) -> dict[Named, list[AskedUse]]:
    """Return the uses of tables that do not spell the name in code: in the text of ``alias`` and ``asm``, in a
    ``#pragma``, and where a macro puts it together with ``##``; and macros that have the name too.

    ``named`` are the tables that a file may name, by its path; the headers that it includes are looked through besides.
    """
    found: dict[Named, list[AskedUse]] = {}
    included = included_headers(tree, named)
    everywhere = {path: list(tables) for path, tables in named.items()}
    for path, headers in included.items():
        for table in named[path]:
            word = table[0].encode("utf-8", "surrogateescape")
            for header in (header for header, data in headers.items() if table[1] == path and word in data):
                everywhere.setdefault(header, []).append(table)
    pasting = {header: _pasting(data) for headers in included.values() for header, data in headers.items()}
    macros = {path: dict(ChainMap(*(pasting[header] for header in headers))) for path, headers in included.items()}
    work = partial(_file_hidden, named=everywhere, macros=macros)
    scan = tree.scan([], work, sorted(everywhere)) if everywhere else None
    for uses in scan.results if scan else ():
        for table, use in uses:
            found.setdefault(table, []).append(use)
    return found


_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"\n]+)[>\"]", re.MULTILINE)
_DEEPEST = 4
_FUNCTION_LIKE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+((\w+)\([^()]*\)(?:[^\\\n]|\\\r?\n|\\.)*)", re.MULTILINE)
_HALF_A_NAME = re.compile(rb"[(,]\s*(?:_[a-z]\w*|[a-z]\w*_)\s*[,)]")


def included_headers(tree: Tree, paths: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Return the headers that each file includes by itself, or through headers of its own folders: texts by path.

    A header of include/ is read for what it holds, not for what it includes in turn.
    """
    texts: dict[str, bytes] = {}
    return {path: dict(_included(tree, path, texts, 0)) for path in paths}


def _included(tree: Tree, path: str, texts: dict[str, bytes], depth: int) -> Iterator[tuple[str, bytes]]:
    if path not in texts:
        texts[path] = tree.read(path)
    for quote, name in _INCLUDE.findall(texts[path]):
        word = name.decode("utf-8", "surrogateescape")
        folders = ["include"] if quote == b"<" else [posixpath.dirname(path), "include"]
        places = (posixpath.normpath(posixpath.join(folder, word)) for folder in folders)
        header = next((place for place in places if _read(tree, place, texts) is not None), "")
        if header:
            yield header, texts[header]
            if depth < _DEEPEST and not header.startswith("include/"):
                yield from _included(tree, header, texts, depth + 1)


def _read(tree: Tree, path: str, texts: dict[str, bytes]) -> bytes | None:
    """Return a header's text, also from ``texts``, where it is kept; None where the tree has none that can be read."""
    if path not in texts and not path.startswith("..") and tree.exists(path):
        with suppress(NoContentError):
            texts[path] = tree.read(path)
    return texts.get(path)


def _pasting(data: bytes) -> dict[str, bytes]:
    """Return the macros of a header that put words together: by ``##``, by another one of the header that does, or by
    half a name that they hand on.
    """
    macros = {match[2]: match[1] for match in _FUNCTION_LIKE.finditer(data)}
    joining = {name for name, body in macros.items() if b"##" in body}
    while (
        more := {name for name, body in macros.items() if not joining.isdisjoint(re.findall(rb"\w+", body))} - joining
    ):
        joining |= more
    halves = {name for name, body in macros.items() if _HALF_A_NAME.search(body, len(name) + 1)}
    return {name.decode("ascii", "replace"): macros[name] for name in sorted(joining | halves)}


def _file_hidden(
    path: str, data: bytes, *, named: Mapping[str, Sequence[Named]], macros: Mapping[str, Headers]
) -> tuple[tuple[Named, AskedUse], ...]:
    text = SourceText(path, data)
    headers = macros.get(path, {})
    pasted = _pasted_words(text, headers) if headers or b"##" in text.code else frozenset[bytes]()
    found: list[tuple[Named, AskedUse]] = []
    for table in named.get(path, ()):
        found += [(table, use) for use in (*_symbols(text, table), *_renamed(text, table))]
        if _is_made_of(table[0].encode("utf-8", "surrogateescape"), pasted):
            found += [(table, use) for use in _pieces(text, table, _calls(text, headers, table[0]))]
    return tuple(found)


def _pasted_words(text: SourceText, headers: Headers) -> frozenset[bytes]:
    """Return all words that a macro may put together in a file."""
    return frozenset(re.findall(rb"\w+", b" ".join([text.code, *headers.values()])))


def _is_made_of(name: bytes, words: Container[bytes]) -> bool:
    """Tell whether several of the words, one after the other, make the name."""
    reached = {0}
    for end in range(1, len(name) + 1):
        if any(name[start:end] in words for start in reached if end - start < len(name)):
            reached.add(end)
    return len(name) in reached


def _symbols(text: SourceText, table: Named) -> Iterator[AskedUse]:
    """Yield the places in strings, and in ``#pragma``, that may give the table another name."""
    name, word, own = table[0], table[0].encode("utf-8", "surrogateescape"), _brace(text, table)
    for directive in text.directives if b"pragma" in text.code else ():
        if directive.keyword == "pragma":
            places = text.words(word, text.code[: directive.end])
            yield from (AskedUse(text.path, at, name, Operand.SYMBOL) for at in places if at > directive.start)
    for at in text.words(word, text.data) if b'"' in text.code else ():
        if text.code[at : at + 1] != b'"':
            continue
        giving = giving_at(text, at, name, operand=Operand.SYMBOL)
        alone = text.data[at - 1 : at] == text.data[at + len(word) : at + len(word) + 1] == b'"'
        if giving.kind is GivingKind.UNCLEAR or (alone and text.enclosing_brace(text.flat, at) < 0):
            yield AskedUse(text.path, at, name, Operand.SYMBOL, own=own)


def _brace(text: SourceText, table: Named) -> int:
    return table[2] if table[1] == text.path else -1


def _renamed(text: SourceText, table: Named) -> Iterator[AskedUse]:
    """Yield the macros that have the table's name and stand for another one, in no other branch of a conditional."""
    name, word, own = table[0], table[0].encode("utf-8", "surrogateescape"), _brace(text, table)
    for at in text.words(word) if b"define" in text.code else ():
        directive = text.directive_at(at)
        if directive is None or directive.keyword != "define" or text.code[directive.body : at].strip():
            continue
        other = text.code[at + len(word) : directive.end].strip()
        arms, elsewhere = text.arms(at), text.arms(own) if own >= 0 else ()
        exclusive = any(a.start == b.start and a.branch != b.branch for a in arms for b in elsewhere)
        if re.fullmatch(rb"[A-Za-z_]\w*", other) and other not in (b"NULL", word) and not exclusive:
            yield AskedUse(text.path, at, name, Operand.SYMBOL)


def _calls(text: SourceText, headers: Headers, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield the offset and the text of the arguments of each call of a macro that may put the name together: one of
    the ``headers``, or of the file's own.
    """
    heads = {
        head.start(1): (head[1].decode("ascii", "replace"), text.code[head.start(1) : directive.end])
        for directive in text.directives
        if directive.keyword == "define" and (head := _MACRO_HEAD.match(text.code, directive.body)) and head[2]
    }
    macros = [*headers.items(), *heads.values()]
    joining = {macro for macro, body in macros if may_join(body, name)}
    while handing_on := {macro for macro, body in macros if not joining.isdisjoint(identifiers(body))} - joining:
        joining |= handing_on
    for _, at in text.occurrences(joining):
        opening = re.compile(rb"\w+\s*\(").match(text.code, at)
        closing = matching_parenthesis(text.code, opening.end() - 1) if opening and at not in heads else -1
        if opening and closing >= 0:
            yield opening.end(), text.code[opening.end() : closing]


def identifiers(code: bytes) -> set[str]:
    """Return the words of a piece of code."""
    return {word.decode("ascii", "replace") for word in re.findall(rb"\w+", code)}


_JOINED = re.compile(rb"\w+(?:[\s\\]*##[\s\\]*\w+)+")


def may_join(macro: bytes, name: str) -> bool:
    """Tell whether ``##`` may put the name together in a macro, given from its own name to the end of its
    body.
    """
    head = re.match(rb"\w+\(([^()]*)\)", macro)
    chains = {tuple(re.findall(rb"\w+", chain)) for chain in _JOINED.findall(macro)} if b"##" in macro else set()
    parameters = {word.strip() for word in head[1].split(b",")} if head else set()
    for chain in chains:
        pattern = re.compile(b"".join(rb"\w*" if word in parameters else re.escape(word) for word in chain))
        if pattern.fullmatch(name.encode("utf-8", "surrogateescape")):
            return True
    return False


def _pieces(text: SourceText, table: Named, calls: Iterable[tuple[int, bytes]]) -> Iterator[AskedUse]:
    """Yield the arguments of macros that are a part of the table's name."""
    name, own = table[0], _brace(text, table)
    for start, arguments in calls:
        for match in re.finditer(rb"\w+", arguments):
            piece = match[0].decode("ascii", "replace")
            if piece in name and piece != name:
                yield AskedUse(text.path, start + match.start(), piece, Operand.PIECE, own=own, whole=name)


_MACRO_HEAD = re.compile(rb"[ \t]*(\w+)(\()?")


def _handing(scopes: Scopes, use: AskedUse, struct: str) -> Handing:
    text, line = scopes.text, scopes.text.line(use.offset)
    directive = text.directive_at(use.offset)
    spelled = directive is None and use.operand not in (Operand.SYMBOL, Operand.PIECE)
    if spelled and use.own >= 0 and scopes.meaning(use.name, use.offset) != scopes.meaning(use.name, use.own):
        return Handing(use, line, Giving(GivingKind.READ, detail="it is another variable of this name"))
    if directive is not None and use.operand is Operand.SYMBOL:
        what = "a #pragma names it" if directive.keyword == "pragma" else "a macro has its name"
        if directive.keyword == "pragma" or not text.code[directive.body : use.offset].strip():
            return Handing(use, line, Giving(GivingKind.UNCLEAR, detail=what))
    giving = giving_at(text, use.offset, use.name, operand=use.operand, call=use.call)
    handing = Handing(use, line, giving)
    if giving.kind is GivingKind.TYPED:
        return _typed(scopes, handing)
    if giving.kind is GivingKind.MEMBER and not giving.base:
        return _in_initializer(scopes, handing, struct)
    if directive is None:
        return _in_code(scopes, handing, struct)
    head = _MACRO_HEAD.match(text.code, directive.body)
    macro = head[1].decode("ascii", "replace") if head else ""
    return replace(handing, macro=macro, called=head is not None and head[2] is not None)


def _in_code(scopes: Scopes, handing: Handing, struct: str) -> Handing:
    """Complete what the file declares of what takes the address, outside a macro's body."""
    giving, at = handing.giving, handing.use.offset
    match giving.kind:
        case GivingKind.VARIABLE:
            declared = find_variable(scopes, giving.target, at, struct)
            if declared is not None and declared.like == handing.use.name:
                # It becomes const with the table; what is done with it is followed from there.
                declared = replace(declared, pointee=Pointee.CONST)
            return replace(handing, declared=declared)
        case GivingKind.RETURNED:
            return replace(handing, declared=_returned(scopes.text, at, struct))
        case GivingKind.MEMBER if all(giving.base):
            base = find_variable(scopes, giving.base[0], at, struct)
            return replace(handing, holder=base.tag if base else "", chain=giving.base[1:])
        case GivingKind.ITEM:
            return _in_initializer(scopes, handing, struct)
    return handing


def _typed(scopes: Scopes, handing: Handing) -> Handing:
    """Complete what is known of a variable that has the table's type by ``typeof``: all its uses."""
    giving, text = handing.giving, scopes.text
    name = giving.target
    if name == handing.use.name:
        return replace(handing, giving=Giving(GivingKind.READ, detail="it is declared"))
    declared = next((each for each in scopes.declarations(name) if each.at == giving.at), None)
    hidden = declared is None or declared.place not in (Place.FILE, Place.BLOCK)
    if hidden or (declared and declared.place is Place.FILE and b"static" not in declared.words):
        said = f"its type is given by typeof to {name}, whose uses are not known"
        return replace(handing, giving=Giving(GivingKind.UNCLEAR, detail=said))
    array = text.flat[giving.at + len(name) :][:40].lstrip().startswith(b"[")
    operand = Operand.ADDRESS if array and giving.operand is Operand.TABLE else giving.operand
    meaning = giving.at if declared and declared.place is Place.BLOCK else FILE_SCOPE
    others = tuple(
        AskedUse(text.path, at, name, operand)
        for at in text.words(name.encode("utf-8", "surrogateescape"))
        if text.directive_at(at) is not None or (_is_use(scopes, name, at) and scopes.meaning(name, at) == meaning)
    )
    return replace(handing, others=others)


def _is_use(scopes: Scopes, name: str, at: int) -> bool:
    """Tell whether a variable's name is neither a member's, nor that of a declaration."""
    before = scopes.text.flat[max(0, at - 40) : at].rstrip()
    return not before.endswith((b".", b"->")) and scopes.at(at, len(name.encode("utf-8", "surrogateescape"))) is None


def _returned(text: SourceText, at: int, struct: str) -> Declared | None:
    """Return the type that the function around ``at`` returns."""
    brace = text.enclosing_brace(text.flat, at)
    while brace >= 0 and (outer := text.enclosing_brace(text.flat, brace)) >= 0:
        brace = outer
    head = text.statement_before(brace).partition(b"(")[0] if brace >= 0 else b""
    return Declared(pointee(head, struct), "", text.line(brace)) if head.strip() else None


_VARIABLE_BEFORE = re.compile(rb"(?P<name>\w+)\s*(?P<bounds>(?:\[[^\]]*\]\s*)*)(?:__\w+(?:\s*\([^()]*\))?\s*)*=\s*\Z")
_MEMBER_BEFORE = re.compile(rb"[{,]\s*\.\s*(?P<name>\w+)\s*(?:\[[^\]]*\]\s*)*=\s*\Z")
_LITERAL_BEFORE = re.compile(rb"\(\s*(?:const\s+)?struct\s+(?P<tag>\w+)\s*(?:\[[^\]]*\]\s*)?\)\s*\Z")


def _in_initializer(scopes: Scopes, handing: Handing, struct: str) -> Handing:
    """Read the braces around an item or a designator: which variable they initialize, and what that is."""
    text, use, giving = scopes.text, handing.use, handing.giving
    brace = text.enclosing_brace(text.flat, use.offset)
    chain: tuple[str, ...] = ()
    bare = 0
    while brace >= 0:
        low = max(0, brace - 400)
        literal = _LITERAL_BEFORE.search(text.flat, low, brace)
        if literal:
            holder = "" if bare else literal["tag"].decode("ascii", "replace")
            return replace(handing, giving=giving, holder=holder, chain=chain)
        member = _MEMBER_BEFORE.search(text.flat, low, brace)
        if member is None and (variable := _VARIABLE_BEFORE.search(text.flat, low, brace)):
            return _initialized(scopes, replace(handing, giving=giving, chain=chain), struct, variable, bare)
        name = (member["name"].decode("ascii", "replace"),) if member else ()
        if member and not bare and not chain and giving.kind is GivingKind.ITEM:
            # An array of pointers that is a member.
            giving = Giving(GivingKind.MEMBER, *name)
        else:
            chain, bare = name + chain, bare + (member is None)
        brace = text.enclosing_brace(text.flat, brace)
    return replace(handing, giving=giving)


def _initialized(scopes: Scopes, handing: Handing, struct: str, variable: re.Match[bytes], bare: int) -> Handing:
    """Complete what is handed to a part of a variable's initializer; ``bare`` are the braces around it that name no
    member: those of an array's elements, or of members that are structs.
    """
    name, giving = variable["name"].decode("ascii", "replace"), handing.giving
    direct = bare == variable["bounds"].count(b"[") and (giving.kind is GivingKind.MEMBER or giving.index >= 0)
    layout = layout_before(scopes.text, variable.start(), struct)
    if layout is not None:
        return replace(handing, layout=layout if direct and not handing.chain else None)
    declared = find_variable(scopes, name, variable.end(), struct)
    if declared is not None and giving.kind is not GivingKind.MEMBER and declared.pointee is not Pointee.OTHER:
        return replace(handing, giving=Giving(GivingKind.VARIABLE, name), declared=declared)
    return replace(handing, holder=declared.tag if declared and direct else "")
