"""Which declaration a name means where it is used, and what a declared pointer points to: the struct, const or not.

This is the one place that knows scopes: a local variable or a parameter hides the file's own one, and the member of a
struct is none of them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.csource.braces import Nesting, matching_brace, matching_parenthesis, skip_space, top_level_commas
from ckptgen.csource.text import Directive, SourceText


class Pointee(StrEnum):
    """What a pointer may do with what it points to."""

    CONST = "const"
    """``const struct S *`` or ``const void *``."""
    WRITABLE = "writable"
    """``struct S *`` or ``void *``."""
    OTHER = "other"
    """No pointer to the struct, nor to anything: an integer, a type with a name of its own, ``...``."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The type that a declaration gives a variable: as far as it concerns the struct, and the tag of its own struct
    (empty without one). ``line`` is one-based. ``like`` is the variable whose type ``typeof`` takes for it.
    """

    pointee: Pointee
    tag: str
    line: int
    like: str = ""


class Place(StrEnum):
    """Where a declaration is."""

    FILE = "file"
    """At the top level of the file, or ``extern`` in a block."""
    BLOCK = "block"
    PARAMETER = "parameter"
    MEMBER = "member"
    """Of a struct or a union."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declarator: ``at`` is the zero-based byte offset of its name, ``start`` that of the first specifier.

    ``before`` is the text of the specifiers and of what its own declarator has before the name, attributes blanked.
    ``together`` tells that the declaration has another declarator before this one.
    """

    at: int
    start: int
    place: Place
    before: bytes
    together: bool

    @property
    def words(self) -> list[bytes]:
        """The words of ``before``: specifiers, qualifiers, attributes without parentheses."""
        return _WORD.findall(self.before)


FILE_SCOPE = -1
"""What ``Scopes.meaning`` returns for a name that no local declaration hides."""

_CONST = re.compile(rb"(?<!\w)(?:const|__const|__const__)(?!\w)")
_TAG = re.compile(rb"(?<!\w)(?:struct|union)\s+(\w+)")
_WORD = re.compile(rb"[A-Za-z_]\w*")
_NO_TYPE = set(b"return else goto case do sizeof typeof if while for switch define".split())
_QUALIFIERS = set(
    b"const volatile restrict __restrict __restrict__ static extern register auto inline typedef __const".split()
)
_AFTER = re.compile(rb"(?:\[[^\]]*\]\s*)*(?:[;,)]|=(?!=)|:(?!:)|(?:__\w+|asm)\b)")
_NEVER_BEFORE = b"&=.?|+-/%<>!~^[:(#\"'"
_WITH_PARENTHESES = re.compile(rb"(?<!\w)((?:__)?typeof(?:_unqual)?(?:__)?|__\w+|asm|_Alignas)\s*\(")
_TYPEOF = re.compile(rb"(?:__)?typeof(?:_unqual)?(?:__)?\Z")
_LIKE = re.compile(rb"typeof(?:__)?\s*\(\s*(\w+)\s*\)")
_BODY_OF = re.compile(rb"(?<!\w)(struct|union|enum)(?:\s+__\w+)*(?:\s+\w+)?(?:\s+__\w+)*\s*\Z")
_ATTRIBUTES = re.compile(rb"\s*(?:__\w+\s*)*")
_DECLARATIONS = re.compile(rb"(?:\s*[A-Za-z_][\w\s*,\[\]]*;)*\s*\{")
_MACRO_PARAMETERS = re.compile(rb"[ \t]*\w+\(([^()]*)\)")
_LOCAL = re.compile(rb"[{;][\s\\]*(?:(?:static|const)\s+)*(?:struct\s+\w+|\w+)[\s*]+(\w+)\s*[;=,\[]")
_DECLARES = re.compile(rb"(?<!\w)struct\s+\w+\s+(\w+)")
_LONGEST = 1500
"""Bytes of a statement before a name that are read for its declaration."""


def pointee(declaration: bytes, struct: str) -> Pointee:
    """Return what the declaration of a pointer points to; ``declaration`` ends where its name stands, or goes on."""
    named = re.search(rb"(?<!\w)(?:struct\s+" + re.escape(struct.encode()) + rb"|void)(?!\w)", declaration)
    star = min((at for at in (declaration.find(b"*"), declaration.find(b"[")) if at >= 0), default=-1)
    if named is None or star < named.end():
        return Pointee.OTHER
    return Pointee.CONST if _CONST.search(declaration, 0, star) else Pointee.WRITABLE


def without_attributes(code: bytes) -> bytes:
    """Return ``code`` with each ``__attribute__((...))``, ``__word(...)`` and ``asm(...)`` blank, and each
    ``typeof(...)`` one word; same length.
    """
    at = 0
    while match := _WITH_PARENTHESES.search(code, at):
        closing = matching_parenthesis(code, match.end() - 1)
        at = closing + 1 if closing >= 0 else match.end()
        if closing >= 0:
            filler = b"_" if _TYPEOF.match(match[1]) else b" "
            kept = match[1] if filler == b"_" else b""
            code = code[: match.start()] + kept + filler * (at - match.start() - len(kept)) + code[at:]
    return code


_INITIALIZED = re.compile(rb"\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*=\s*(?:\([^()]*\)\s*)?\{")


def is_initialized(text: SourceText, behind: int) -> bool:
    """Tell whether braces initialize the variable whose declared name ends at the byte offset ``behind``."""
    return _INITIALIZED.match(without_attributes(text.flat[behind : behind + 500])) is not None


class Scopes:
    """The declarations of one file's names, each name's looked for once. Offsets are zero-based byte offsets."""

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self._nesting: Nesting | None = None
        self._known: dict[str, tuple[Declaration, ...]] = {}
        self._spans: dict[int, tuple[int, int]] = {}
        self._own: dict[int, frozenset[bytes]] = {}

    def declarations(self, name: str) -> tuple[Declaration, ...]:
        """Return the declarations of the name outside preprocessor lines, in order."""
        if name not in self._known:
            word = name.encode("utf-8", "surrogateescape")
            found = (self.at(at, len(word)) for at in self.text.words(word, self.text.flat))
            self._known[name] = tuple(each for each in found if each is not None)
        return self._known[name]

    def meaning(self, name: str, at: int) -> int:
        """Return what the name means at an offset in code: the offset of the innermost local declaration that hides
        the file's own, or FILE_SCOPE.

        A declaration under a conditional hides nothing outside its branch.
        """
        best = FILE_SCOPE
        for each in self.declarations(name):
            if each.place in (Place.BLOCK, Place.PARAMETER) and each.at <= at < self.span(each)[1]:
                arms = self.text.arms(each.at)
                if self.text.arms(at)[: len(arms)] == arms:
                    best = each.at
        return best

    def own(self, macro: Directive) -> frozenset[bytes]:
        """Return the names that mean something of the macro's own in its body: its parameters, unless it declares a
        table by one, and the variables of its blocks.
        """
        if macro.start not in self._own:
            view = self.text.code[macro.body : macro.end]
            head = _MACRO_PARAMETERS.match(view)
            parameters = set(head[1].replace(b" ", b"").split(b",")) if head else set()
            depth, done, local = 0, 0, set()
            for match in _LOCAL.finditer(view):
                piece, done = view[done : match.start(1)], match.start(1)
                depth += piece.count(b"{") - piece.count(b"}")
                local |= {match[1]} if depth > 0 else set()
            declared = set(_DECLARES.findall(view, head.end() if head else 0))
            self._own[macro.start] = frozenset((parameters - declared) | local)
        return self._own[macro.start]

    def enclosing(self, at: int) -> int:
        """Return the offset of the innermost ``{`` that is open right before ``at``, or -1."""
        if self._nesting is None:
            self._nesting = Nesting(self.text.flat)
        return self._nesting.enclosing(at)

    def body_of(self, brace: int) -> bytes:
        """Return ``struct``, ``union`` or ``enum`` where the brace opens the definition of one, else nothing."""
        if brace < 0:
            return b""
        head = _BODY_OF.search(without_attributes(self.text.flat[max(0, brace - 200) : brace]))
        return head[1] if head else b""

    def at(self, at: int, length: int) -> Declaration | None:
        """Return the declaration that the name at ``at`` is the declarator of; None for another use."""
        flat = self.text.flat
        after = skip_space(flat, at + length)
        last = flat[max(0, at - 200) : at].rstrip()[-1:]
        if last in _NEVER_BEFORE or not _AFTER.match(flat, after):
            return None
        start = self._statement(at)
        brace = self.enclosing(at)
        body = self.body_of(brace)
        bitfield = flat[after : after + 1] == b":"
        if body == b"enum" or (bitfield and not body):
            return None
        statement = flat[start:at]
        opening = self.enclosing(start - 1) if start and flat[start - 1 : start] == b"}" else -1
        if self.body_of(opening):
            # ``struct { ... } x``: the body is left out.
            behind, start = start, self._statement(opening)
            statement = flat[start:opening] + b" " * (behind - opening) + flat[behind:at]
        return self._declared(without_attributes(statement), start, at, body)

    def _statement(self, at: int) -> int:
        flat, low = self.text.flat, max(0, at - _LONGEST)
        return max(low, *(flat.rfind(mark, low, at) + 1 for mark in (b";", b"{", b"}")))

    def _declared(self, statement: bytes, start: int, at: int, body: bytes) -> Declaration | None:
        opened = _unclosed(statement)
        loop = opened >= 0 and re.search(rb"(?<!\w)for\s*\Z", statement[:opened]) is not None
        piece_at = 0 if opened < 0 else opened + 1
        piece = statement[piece_at:]
        commas, _ = top_level_commas(piece, 0, len(piece))
        together = bool(commas) and (opened < 0 or loop)
        if commas and not together:
            piece_at, piece = piece_at + commas[-1] + 1, piece[commas[-1] + 1 :]
        typed = _together(piece, commas) if together else _specifiers(piece)
        if typed is None:
            return None
        first, before = typed
        inside = self.enclosing(at) >= 0
        if opened >= 0 and not loop and inside and not body and not _is_certain(before):
            # An argument: ``f(a * b)``.
            return None
        place = Place.PARAMETER if opened >= 0 and not loop else Place.BLOCK if inside else Place.FILE
        if body:
            place = Place.MEMBER
        elif place is Place.BLOCK and b"extern" in before.split():
            place = Place.FILE
        elif place is Place.FILE and self._is_old_parameter(statement, at):
            place = Place.PARAMETER
        return Declaration(at, start + piece_at + first, place, before, together)

    def _is_old_parameter(self, statement: bytes, at: int) -> bool:
        """Tell whether the declaration is between the parentheses of a function's head and its body."""
        flat = self.text.flat
        end = flat.find(b";", at)
        follows = _DECLARATIONS.match(flat, end + 1) if end >= 0 else None
        return follows is not None and b"=" not in flat[at:end]

    def span(self, declaration: Declaration) -> tuple[int, int]:
        """Return where a local declaration holds; it ends no later than the function does, whatever is unbalanced."""
        at = declaration.at
        if at not in self._spans:
            end = self._end(declaration)
            closed = self.text.flat.find(b"\n}", at)
            self._spans[at] = (at, min(end, closed if closed >= 0 else end))
        return self._spans[at]

    def _end(self, declaration: Declaration) -> int:
        flat, at = self.text.flat, declaration.at
        before = flat[self._statement(at) : at]
        opened = _unclosed(before)
        if declaration.place is Place.PARAMETER and opened < 0:
            return matching_brace(flat, flat.find(b"{", at))
        if opened < 0:
            return matching_brace(flat, self.enclosing(at))
        closing = matching_parenthesis(flat, at - len(before) + opened)
        if closing < 0:
            return at
        follows = _ATTRIBUTES.match(without_attributes(flat[closing + 1 : closing + 200]))
        behind = closing + 1 + (follows.end() if follows else 0)
        if flat[behind : behind + 1] == b"{":
            return matching_brace(flat, behind)
        return closing if declaration.place is Place.PARAMETER else flat.find(b";", closing)


def _unclosed(statement: bytes) -> int:
    """Return the offset of the innermost parenthesis that is still open, or -1."""
    depth = 0
    for at in range(len(statement) - 1, -1, -1):
        if statement[at : at + 1] == b")":
            depth += 1
        elif statement[at : at + 1] == b"(":
            depth -= 1
            if depth < 0:
                return at
    return -1


_SPECIFIERS = re.compile(rb"(?:[A-Za-z_]\w*[\s*]+)+\Z")


def _specifiers(piece: bytes) -> tuple[int, bytes] | None:
    """Return where the specifiers before a name begin in the piece, and the text from there on; None without a type."""
    found = _SPECIFIERS.search(piece)
    if found is None:
        return None
    words = _WORD.findall(found[0])
    ahead = piece[: found.start()].rstrip()
    if words[0] in _NO_TYPE or not set(words) - _QUALIFIERS or (ahead and not ahead.endswith(b")")):
        return None
    if ahead and re.search(rb"(?<!\w)(?:if|while|for|switch)\s*\(", ahead) and not _is_certain(found[0]):
        return None
    return found.start(), found[0]


def _together(piece: bytes, commas: list[int]) -> tuple[int, bytes] | None:
    """Do the same for a declarator that follows others."""
    first, own = re.sub(rb"=.*", b"", piece[: commas[0]], flags=re.DOTALL), piece[commas[-1] + 1 :]
    declarator = re.search(rb"[\s*](\w+)\s*(?:\[[^\]]*\]\s*)*\Z", first)
    if declarator is None or not re.fullmatch(rb"[\s*]*(?:const\s*)?", own):
        return None
    typed = _specifiers(first[: declarator.start(1)])
    return None if typed is None else (typed[0], typed[1].partition(b"*")[0].rstrip() + b" " + own)


def _is_certain(before: bytes) -> bool:
    """Tell whether the specifiers cannot be an expression, as ``a *`` can."""
    words = _WORD.findall(before)
    return b"*" not in before or words[0] in (_QUALIFIERS | {b"struct", b"union", b"enum", b"void", b"char", b"int"})


def find_variable(scopes: Scopes, name: str, at: int, struct: str) -> Declared | None:
    """Return the declaration in the file of the variable that ``name`` means at the offset ``at``, or None.

    The innermost block around ``at`` that declares it counts, then the function's parameters, then the file.
    """
    text, hidden = scopes.text, scopes.meaning(name, at)
    found = [
        each
        for each in scopes.declarations(name)
        if (each.at == hidden if hidden >= 0 else each.place is Place.FILE and each.at < at)
    ]
    if not found:
        return None
    tag = _TAG.search(found[-1].before)
    bounds = b"[" if text.flat[found[-1].at + len(name) :][:40].lstrip().startswith(b"[") else b""
    own = tag[1].decode("ascii", "replace") if tag else ""
    like = _LIKE.search(text.flat, found[-1].start, found[-1].at)
    return Declared(
        pointee(found[-1].before + bounds, struct),
        own,
        text.line(found[-1].at),
        like[1].decode("ascii", "replace") if like else "",
    )
