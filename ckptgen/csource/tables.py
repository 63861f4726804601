"""Finding every initializer of one struct type in a file.

A type is the struct itself or a holder: a typedef or a macro that names it, or a struct or union that has it inside, at
any depth. Each place that names one of them is read in the same way: what it declares, and what initializes that.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ckptgen.csource.braces import (
    matching_brace,
    matching_parenthesis,
    next_byte,
    skip_space,
    skip_space_back,
    top_level_commas,
)
from ckptgen.csource.entries import read_entries
from ckptgen.csource.initializers import Found, outer_name, outer_tag, walk
from ckptgen.csource.model import Form, Table
from ckptgen.csource.structs import (
    Holder,
    Kind,
    Step,
    before_struct,
    body_head,
    declared_members,
    typedef_body,
    ways_in,
)
from ckptgen.csource.text import Directive, SourceText, is_word_byte, without_directives

_WORD = re.compile(rb"\w+(?:\s*##\s*\w+)*|##\s*\w+")
_QUALIFIERS = {b"const", b"volatile", b"static", b"extern", b"register", b"inline", b"auto"}
_EXTERN = re.compile(rb"(?<!\w)extern(?!\w)")
_TYPEDEF = re.compile(rb"(?<!\w)typedef(?!\w)")
_TYPEOF_BEFORE = re.compile(rb"(?<!\w)(?:typeof|__typeof__|__typeof|typeof_unqual)\s*\(\s*(?:(?:const|volatile)\s+)*\Z")
_TYPEOF = re.compile(rb"typeof(?:__|_unqual)?\s*\(")
_TYPEOF_OF = re.compile(rb"typeof(?:__|_unqual)?\s*\(\s*([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*)\)")
_UNMATCHED = "do not match"
_STATIC = re.compile(rb"(?<!\w)static(?!\w)")
_STATEMENT_START = re.compile(rb"[;{}]")
_DECLARATION_STOP = re.compile(rb"[;{]")
TAGGED = (re.compile(rb"struct[\s\\]+(\w+)"), re.compile(rb"union[\s\\]+(\w+)"))
"""Each begins with a literal, which is found ten times as fast as a choice of two."""
_SPLIT_HEAD = re.compile(rb"(?:struct|union)\s*\n[ \t\f\v]*#")
_BEHIND_DIRECTIVE = re.compile(rb"\n[ \t\f\v]*#[^\n]*\n\s*\Z")
_KEYWORD_BEFORE = re.compile(rb"(?:(?<!\w)(?:struct|union|enum|goto)\s+|\.\s*|->\s*)\Z")
_NAMED_TYPE = re.compile(rb"(?<!\w)(struct|union)\s+(\w+)")
_BESIDE_POINTERS = re.compile(rb"[^;(){}]*,[^;(){}]*(?:=|(?<!\*);)")
"""Behind a type: a pointer in a list of declarators, which goes on."""
_POINTER = re.compile(rb"\*[^,;(){}]*")
_BRACES_FOLLOW = re.compile(rb"[^;(){}]*=\s*(?=\{)")
_LITERAL_BEFORE = re.compile(rb"\(\s*(?:const\s+)?\Z")
_LITERAL_BEHIND = re.compile(rb"\s*(?:const\s*)?((?:\[[^\]]*\]\s*)*)\)\s*(?=\{)")
_CAST = re.compile(rb"\(\s*([^(){};]*?)\s*\)\s*(?=\{)")
_MACRO_VALUE = re.compile(r"[A-Z_][A-Z0-9_]*\s*(\(.*\))?")
_MACRO_HEAD = re.compile(rb"[ \t]*(\w+)(\([^()]*\))?")
_LONGEST_DECLARATION = 4000
_MOST_WORDS = 20
_MOST_DIMENSIONS = 8
_MOST_UNMATCHED = 20
_MOST_ROUNDS = 12
"""Bounds on C text: bytes up to a declaration's brace, words in a declarator, dimensions of an array, tables without an
end in a file, types that hold each other in a chain.

Each is far above what C has, and keeps a hostile file from taking time that grows with the square of its size.
"""
_REACH = 400
"""How many bytes before a table's first token its storage class is looked for."""
_STRUCT: Kind = (0, ())


@dataclass(frozen=True, slots=True)
class Unread:
    """A place that looks like a table and could not be read; ``line`` is one-based."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the struct type that has no braces of its own.

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
    holders: list[Holder] = field(default_factory=list)
    """The types that the file itself defines around the struct, or as names for it."""
    braces: set[int] = field(default_factory=set)
    """The offsets of the opening braces of every initializer that was understood, arrays' outer ones too."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A type that is named at ``start``; ``after`` is the offset behind it, ``view`` the text to read on in, ``macro``
    the ``#define`` that it stands in. ``declared`` is the name that it declares itself, where a macro does so.
    """

    start: int
    after: int
    view: bytes
    macro: Directive | None
    kinds: tuple[Kind, ...]
    declared: str = ""


def find_tables(text: SourceText, struct: str, holders: Iterable[Holder] = (), *, own: bool = True) -> FileTables:
    """Find the initializers of ``struct`` in a file: plain, arrays, compound literals, members of other structs, and
    those in macro bodies.

    ``holders`` are types that other files define. Without ``own``, only what these are needed for is looked for.
    """
    reader = _Reader(text, struct, holders)
    reader.read(own=own)
    return reader.found


class _Reader:
    """Reads one file: the mentions of the struct, then those of each type that turns up, round after round."""

    def __init__(self, text: SourceText, struct: str, holders: Iterable[Holder]) -> None:
        self.text = text
        self.struct = struct
        self.found = FileTables(text.path)
        self._tags: dict[bytes, dict[Kind, None]] = {struct.encode(): {_STRUCT: None}}
        self._names: dict[bytes, dict[Kind, None]] = {}
        self._macros: dict[bytes, tuple[str | int, ...]] = {}
        self._fresh: dict[str, dict[Kind, None]] = {}
        self._bodies: dict[int, dict[Kind, None]] = {}
        self._seen: set[int] = set()
        self._members: dict[str, set[str]] = {}
        for holder in holders:
            self._learn(holder)

    def read(self, *, own: bool) -> None:
        if own:
            for mention in self._of_struct():
                self._declared(mention)
                if self._hopeless():
                    break
        done = 0
        while self._fresh and done < _MOST_ROUNDS:
            fresh, self._fresh, done = self._fresh, {}, done + 1
            for mention in self._of_types(fresh):
                self._declared(mention)
        self._read_typeof()
        self._read_unknown_holders()
        self._note_split_words()
        self.found.unread = list(dict.fromkeys(self.found.unread))

    def _hopeless(self) -> bool:
        unread = self.found.unread
        if len(unread) <= _MOST_UNMATCHED or not unread[-1].reason.endswith(_UNMATCHED):
            return False
        unread.append(Unread(self.text.path, unread[-1].line, "what follows is not read any more"))
        return True

    # --- types ---

    def _learn(self, holder: Holder) -> None:
        """Remember what a type is; what is new about it is looked for in the next round."""
        kind = (holder.dims, holder.steps)
        word = holder.word.encode("utf-8", "surrogateescape")
        known = (self._tags if " " in holder.name else self._names).setdefault(word, {})
        if holder.member:
            self._members.setdefault(holder.member, set()).add(holder.word if " " in holder.name else "")
        if holder.declares:
            self._macros[word] = holder.declares
        if holder.name and kind not in known:
            known[kind] = None
            self._fresh.setdefault(holder.name, {})[kind] = None

    def _define(self, holder: Holder) -> None:
        if holder not in self.found.holders:
            self.found.holders.append(holder)
        self._learn(holder)

    def _kinds_of(self, declared: bytes) -> tuple[Kind, ...]:
        """Return what the type in a declaration is, from the text before the declared name."""
        tagged = _NAMED_TYPE.search(declared)
        if tagged:
            return tuple(self._tags.get(tagged[2], ()))
        return tuple(kind for word in _WORD.findall(declared) for kind in self._names.get(word, ()))

    # --- mentions ---

    def _of_struct(self) -> Iterator[_Mention]:
        """Yield each ``struct S`` in code, in order; learn that S is a typedef's name, where it is."""
        word, code = self.struct.encode(), self.text.code
        for offset in self.text.words(word):
            start, after = before_struct(code, offset), offset + len(word)
            if start < 0 and _BEHIND_DIRECTIVE.search(code, max(0, offset - _REACH), offset):
                start = before_struct(self.text.flat, offset)
            if start >= 0:
                yield from self._mention(start, after, (_STRUCT,))
            elif next_byte(code, after) == b";" and (opening := typedef_body(self.text, offset)) >= 0:
                self._define(Holder(self.text.path, self.struct, (), opening, self.text.line(offset)))

    def _of_types(self, fresh: Mapping[str, Iterable[Kind]]) -> Iterator[_Mention]:
        """Yield each place that names one of the types, with what is new about it."""
        tags = {name.rpartition(" ")[2].encode(): tuple(kinds) for name, kinds in fresh.items() if " " in name}
        code = self.text.code
        views = [code] if any(tag in code for tag in tags) else []
        # A conditional may stand between the keyword and the tag.
        views += [self.text.flat] if views and _SPLIT_HEAD.search(code) else []
        found = {match.span(): match[1] for view in views for tagged in TAGGED for match in tagged.finditer(view)}
        for (start, after), tag in found.items():
            if tag in tags and not is_word_byte(code[start - 1 : start]):
                yield from self._mention(start, after, tags[tag])
        names = {name: tuple(kinds) for name, kinds in fresh.items() if " " not in name}
        for name, at in self.text.occurrences(names):
            if not _KEYWORD_BEFORE.search(code, max(0, at - 40), at):
                yield from self._mention(at, at + len(name.encode("utf-8", "surrogateescape")), names[name], name)

    def _mention(self, start: int, after: int, kinds: tuple[Kind, ...], name: str = "") -> Iterator[_Mention]:
        behind = next_byte(self.text.code, after)
        end = after + _LONGEST_DECLARATION
        if behind in (b";", b",") or (behind == b"*" and not _BESIDE_POINTERS.match(self.text.code, after, end)):
            # A forward declaration, an argument, a pointer: nothing is declared here.
            return
        directive = self.text.directive_at(start)
        if directive is not None and directive.keyword != "define":
            return
        view = self.text.macro_view(directive) if directive else _view(self.text, after)
        declared = ""
        if name.encode("utf-8", "surrogateescape") in self._macros:
            opening = skip_space(view, after)
            closing = matching_parenthesis(view, opening) if view[opening : opening + 1] == b"(" else -1
            declared = self._declared_by(name, view, opening, closing)
            after = max(after, closing + 1)
        before = skip_space_back(view, start, max(0, start - _REACH))
        if typeof := _TYPEOF_BEFORE.search(view, max(0, before - 40), start):
            behind_it = skip_space(view, after)
            if view[behind_it : behind_it + 1] == b")":
                start, after = typeof.start(), behind_it + 1
        yield _Mention(start, after, view, directive, kinds, declared)

    def _declared_by(self, macro: str, view: bytes, opening: int, closing: int) -> str:
        """Return the name that a use of a macro declares."""
        commas, _ = top_level_commas(view, opening + 1, max(opening, closing))
        starts = [opening, *commas] if closing >= 0 else []
        arguments = [self.text.folded(a + 1, b) for a, b in zip(starts, [*commas, closing], strict=False)]
        parts = self._macros[macro.encode("utf-8", "surrogateescape")]
        if any("=" in argument for argument in arguments):
            self._unread(opening, f"what the macro {macro} declares here could not be read")
        return "".join(part if isinstance(part, str) else "".join(arguments[part : part + 1]) for part in parts)

    # --- declarations ---

    def _declared(self, mention: _Mention) -> None:
        """Read what follows a type: one or more declarators, a compound literal, or the body of a struct."""
        view, at = mention.view, skip_space(mention.view, mention.after)
        literal = _LITERAL_BEHIND.match(view, mention.after) if view[at : at + 1] in (b")", b"c", b"[") else None
        if literal and _LITERAL_BEFORE.search(view, max(0, mention.start - _REACH), mention.start):
            self._literal(mention, literal)
            return
        if mention.macro is not None and self._macro(mention, mention.macro):
            return
        if view[at : at + 1] == b"{":
            # The definition of the type: what stands behind its body is declared, too.
            closing = matching_brace(view, at)
            at = skip_space(view, closing + 1) if closing >= 0 else len(view)
        while True:
            name, dims, at = _declarator(view, _past_pointers(view, at), mention.declared)
            at = skip_space(view, at)
            if not name or view[at : at + 1] not in (b"=", b";", b","):
                self._note_unread(mention, view, at)
                return
            if view[at : at + 1] == b"=":
                kinds = tuple((dims + own, steps) for own, steps in mention.kinds)
                at = self._initialized(mention, name, kinds, skip_space(view, at + 1))
            else:
                self._uninitialized(mention, name, dims)
            at = skip_space(view, at)
            if view[at : at + 1] != b"," or mention.declared or _in_parentheses(view, mention.start):
                return
            # The view was made for the first declarator.
            view = view if mention.macro else self.text.flat
            while view[at : at + 1] == b",":
                at = skip_space(view, at + 1)
            if view[at : at + 1] == b"{":
                self._unread(at, f"the braces before this one {_UNMATCHED}")
                return

    def _note_unread(self, mention: _Mention, view: bytes, at: int) -> None:
        """File a declaration that could not be read, if braces initialize what it declares."""
        braces = _BRACES_FOLLOW.match(view, at, at + _LONGEST_DECLARATION) if mention.macro is None else None
        if braces and braces.end() not in self.found.braces and _STRUCT in mention.kinds:
            self._unread(mention.start, "what is declared here could not be read")

    def _literal(self, mention: _Mention, behind: re.Match[bytes]) -> None:
        """Read a compound literal; it is named after what it is assigned to."""
        dims = behind[1].count(b"[")
        kinds = tuple((dims + own, steps) for own, steps in mention.kinds)
        name = _assigned_name(self.text, mention) or f"(struct {self.struct}):{self.text.line(mention.start)}"
        self._braces(mention, name, kinds, behind.end(), literal=True)

    def _uninitialized(self, mention: _Mention, name: str, dims: int) -> None:
        """File a declaration without an initializer: a typedef, a member, or a variable."""
        text, view = self.text, mention.view
        storage = _storage(view, mention.start)
        line = text.line(mention.start)
        whole = view if mention.macro else text.flat
        body = text.enclosing_brace(whole, mention.start)
        if _TYPEDEF.search(storage):
            for own, steps in mention.kinds:
                self._define(Holder(text.path, name, steps, -1, line, dims + own))
        elif body_head(whole, body):
            self._body(mention, whole, body)
        elif mention.macro is not None:
            # The members of a struct that a macro in its braces declares; at which position is not known.
            around = text.enclosing_brace(text.flat, mention.start)
            head = body_head(text.flat, around)
            tag = _type_name(head) if head is not None else ""
            for own, steps in mention.kinds if head is not None else ():
                self._define(Holder(text.path, tag, (Step(name, -1, dims + own), *steps), around, line))
        elif _STRUCT in mention.kinds and not (dims or _EXTERN.search(storage) or _in_parentheses(view, mention.start)):
            self.found.variables.append(Variable(text.path, name, line, mention.start, ""))

    def _macro(self, mention: _Mention, macro: Directive) -> bool:
        """File a macro that is the type, or that declares a variable of it and leaves the initializer to its user; tell
        whether it is one.
        """
        text, view = self.text, mention.view
        head = _MACRO_HEAD.match(view, macro.body)
        before = view[head.end() : mention.start] if head else b"("
        name, dims, at = _declarator(view, mention.after, "")
        if head is None or view[at:].strip() or _WORD.sub(b"", before).strip() or _TYPEDEF.search(before):
            return False
        if not name and head[2] is not None:
            return False
        line = text.line(mention.start)
        given = [each.strip() for each in (head[2] or b"()")[1:-1].decode("ascii", "replace").split(",")]
        words = [each for each in name.split("##") if each]
        parts = tuple(given.index(each) if each in given else each for each in words)
        for own, steps in mention.kinds:
            self._define(Holder(text.path, head[1].decode("ascii", "replace"), steps, -1, line, dims + own, parts))
        return True

    def _body(self, mention: _Mention, view: bytes, opening: int) -> None:
        """Read the struct or union whose body holds a type, and those around it: each of them holds the struct."""
        text = self.text
        for _ in range(_MOST_ROUNDS):
            head = body_head(view, opening)
            closing = matching_brace(view, opening) if head else -1
            if head is None or closing < 0:
                return
            text.spend(closing - opening)
            known = self._bodies.setdefault(opening, {})
            ways = ways_in(declared_members(view, opening + 1, closing), self._kinds_of)
            new = tuple(kind for kind in dict.fromkeys((0, way) for way in ways) if kind not in known)
            known.update(dict.fromkeys(new))
            line = text.line(head.start())
            for _, steps in new:
                self._define(Holder(text.path, _type_name(head), steps, opening, line))
            if new and next_byte(view, closing + 1) != b";":
                self._declared(_Mention(head.start(), closing + 1, view, mention.macro, new))
            opening = text.enclosing_brace(view, opening)

    # --- initializers ---

    def _initialized(self, mention: _Mention, name: str, kinds: tuple[Kind, ...], at: int) -> int:
        """Read what follows ``=``; return the offset behind it."""
        text, view = self.text, mention.view
        if view[at : at + 1] == b"{":
            if mention.macro is None and self._head_split(mention.start, at):
                self._unread(mention.start, f"a conditional block begins between {name} and its braces")
            return self._braces(mention, name, kinds, at)
        cast = _CAST.match(view, at)
        if cast and self._kinds_of(cast[1]):
            return self._braces(mention, name, kinds, cast.end(), literal=True)
        end = min((e for e in (view.find(b";", at), view.find(b"}", at)) if e >= 0), default=len(view))
        value, line = text.folded(at, end), text.line(mention.start)
        if all(kind != _STRUCT for kind in kinds):
            return end
        if not value or (b"{" in view[at:end] and not value.startswith("(")):
            self._unread(mention.start, f"what initializes {name} could not be read")
            return end
        if view[at : at + 2] == b"<%":
            self._unread(mention.start, f"the braces of {name} are written as digraphs")
        elif _MACRO_VALUE.fullmatch(value):
            self._unread(mention.start, f"{name} is initialized by the macro {value}")
        else:
            self.found.variables.append(Variable(text.path, name, line, mention.start, value))
        return end

    def _unread(self, at: int, reason: str) -> None:
        self.found.unread.append(Unread(self.text.path, self.text.line(at), reason))

    def _braces(
        self, mention: _Mention, name: str, kinds: tuple[Kind, ...], opening: int, *, literal: bool = False
    ) -> int:
        """File the tables in the braces of a variable; return the offset behind them."""
        view = mention.view
        closing = matching_brace(view, opening)
        if any(not steps for _, steps in kinds):
            self.found.braces.add(opening)
        if closing < 0:
            self._unread(mention.start, f"the braces of {name} {_UNMATCHED}")
            return len(view)
        problem = ""
        if _STRUCT not in kinds and not mention.macro and self._crossed(opening, closing):
            problem = f"a conditional block crosses the braces of {name}"
            self._unread(mention.start, problem)
        if max(dims for dims, _ in kinds) > _MOST_DIMENSIONS:
            self._unread(mention.start, f"{name} is nested too deeply")
            return closing + 1
        for place in walk(self.text, view, opening, kinds, self._seen):
            self._place(mention, name, place, literal=literal, problem=problem)
        return closing + 1

    def _head_split(self, start: int, opening: int) -> bool:
        """Tell whether a conditional that begins in a declaration holds its braces: another branch may have others."""
        depth = 0
        for directive in self.text.directives_between(start, opening) if b"#" in self.text.code[start:opening] else ():
            depth += directive.opens
            depth -= directive.keyword == "endif"
        return depth > 0

    def _crossed(self, opening: int, closing: int) -> bool:
        """Tell whether a conditional begins before the braces and ends in them, or begins in them and ends behind."""
        depth = 0
        for directive in self.text.directives_between(opening, closing):
            depth += directive.opens
            if depth == 0 and directive.conditional:
                return True
            depth -= directive.keyword == "endif"
        return depth != 0

    def _place(self, mention: _Mention, variable: str, place: Found, *, literal: bool, problem: str) -> None:
        """File one place in an initializer that initializes the struct."""
        text, view, name = self.text, mention.view, variable + place.path
        if place.braces:
            self._table(mention, name, place, literal=literal and not place.path, problem=problem)
        elif place.rest:
            self._unread(place.at, f"{name} is initialized entry by entry")
        elif _CAST.match(view, place.at, place.end + 1):
            # A compound literal, which is found where it names its type.
            return
        elif view[place.at : place.at + 1].isalpha() or view[place.at : place.at + 1] == b"_":
            value = text.folded(place.at, min(place.end, text.line_end(place.at)))
            if not place.inside or _MACRO_VALUE.match(value):
                how = f"{name} is initialized by the macro {value}"
                self._unread(place.at, how if place.inside else f"the braces of {name} come from a macro")
        else:
            self._unread(place.at, f"{name} is initialized without braces of its own")

    def _table(self, mention: _Mention, name: str, place: Found, *, literal: bool, problem: str) -> None:
        view, opening = mention.view, place.at
        if opening in self._seen:
            return
        self._seen.add(opening)
        if place.last and next_byte(view, opening + 1) == b"}":
            # An empty last element ends an array.
            self.found.braces.add(opening)
            return
        form = Form.COMPOUND if literal else Form.PLAIN
        if place.path:
            form = Form.EMBEDDED if place.inside else Form.ARRAY
        start = opening if place.path else mention.start
        line_start = self.text.line_start(mention.start)
        local = line_start < mention.start and self.text.data[line_start] in b" \t"
        declarator = view[mention.after : min(opening, mention.after + _REACH)].partition(b"=")[0]
        static = _STATIC.search(_storage(view, mention.start) + declarator) is not None
        static = static or local or form in (Form.COMPOUND, Form.EMBEDDED)
        self._read(_Site(name, form, static, view, start, opening, mention.macro is not None, problem))

    def _read(self, site: "_Site") -> None:
        """Read the braces of ``site`` and file the table; where they do not match, file that instead."""
        text = self.text
        closing = matching_brace(site.view, site.opening)
        text.spend((closing if closing >= 0 else len(site.view)) - site.opening)
        self.found.braces.add(site.opening)
        if closing < 0:
            self._unread(site.start, f"the braces of {site.name} {_UNMATCHED}")
            return
        body = read_entries(text, site.view, site.opening, closing, macro=site.macro)
        table = Table(
            path=text.path,
            struct=self.struct,
            name=site.name,
            form=Form.MACRO if site.macro and site.form is Form.PLAIN else site.form,
            static=site.static,
            line=text.line(site.start),
            end_line=text.line(closing),
            start=site.start,
            open=site.opening,
            close=closing,
            in_macro=site.macro,
            entries=body.entries,
            problem=site.problem or body.problem,
            hidden=body.hidden,
        )
        self.found.tables.append(table)

    # --- what names no type ---

    def _note_split_words(self) -> None:
        """File each name of a type that a backslash splits over two lines: it is not read."""
        words = {b"struct", b"union", b"typeof", b"__typeof__", b"struct_group", *self._tags, *self._names}
        data = self.text.data
        for at in self.text.split_words:
            before = _WORD_END.search(data, max(0, at - _LONGEST_WORD), at)
            behind = _SPLIT.match(data, at)
            if data[at - 1 : at] == b"#":
                self._unread(at, "a backslash splits ##")
            if before and behind and before[0] + behind[1] in words:
                self._unread(before.start(), f"a backslash splits the name {(before[0] + behind[1]).decode()}")

    def _read_typeof(self) -> None:
        """Read ``typeof(x) y = {`` where ``x`` is a variable of the struct, or a member of a type that holds it."""
        text = self.text
        for found in _TYPEOF.finditer(text.code) if b"typeof" in text.code else ():
            macro = text.directive_at(found.start())
            near = found.start(), found.end() + _REACH
            split = macro is None and (
                b"#" in text.code[slice(*near)] or any(at in range(*near) for at in text.split_words)
            )
            view = text.macro_view(macro) if macro else text.flat if split else text.code
            match = _TYPEOF_OF.match(view, found.start())
            if match is None or not _IS_INITIALIZED.match(view, match.end()):
                continue
            if split and not _OPERAND.fullmatch(match[1].strip()):
                self._unread(found.start(), "a typeof whose operand is split over lines could not be read")
            elif self._is_struct(match[1].strip()) and (macro is None or macro.keyword == "define"):
                view = view if macro else _view(text, match.end())
                self._declared(_Mention(match.start(), match.end(), view, macro, (_STRUCT,)))

    def _is_struct(self, operand: bytes) -> bool:
        """Tell whether the operand of a ``typeof`` is of the struct type."""
        match = _OPERAND.fullmatch(operand)
        if match is None:
            return False
        word = match["name"].decode("ascii", "replace")
        if match["base"]:
            return word in self._members
        pointer = bool(match["star"]) or (bool(match["index"]) and not self._is_array(word))
        if not pointer and any(word in (table.name, table.variable) for table in self.found.tables):
            return bool(match["index"]) == self._is_array(word)
        stars = rb"[^;(){}=]*\*\s*(?:const\s+)?" if pointer else rb"(?:[^;(){}=]*,)?[^;(){}=*,]*?"
        declared = rb"struct\s+" + re.escape(self.struct.encode()) + rb"(?!\w)" + stars
        return re.search(declared + rb"(?<!\w)" + re.escape(match["name"]) + rb"(?!\w)", self.text.flat) is not None

    def _is_array(self, word: str) -> bool:
        return any(table.form is Form.ARRAY and table.variable == word for table in self.found.tables)

    def _read_unknown_holders(self) -> None:
        """Read ``.member = {`` where nothing tells of which type: in a macro's body, or in braces of a type that is
        not known here.
        """
        text = self.text
        members = sorted(member for member in self._members if member.encode() in text.code)
        if not members:
            return
        words = b"|".join(re.escape(member.encode()) for member in members)
        for match in re.finditer(rb"\.\s*(" + words + rb")\s*=\s*(?:\\\s*)?(?=\{)", text.code):
            directive = text.directive_at(match.start())
            opening = match.end()
            if opening in self._seen or (directive is not None and directive.keyword != "define"):
                continue
            view = text.macro_view(directive) if directive else text.flat
            member = match[1].decode()
            if outer_tag(text, view, opening) in ("", *self._members[member]):
                head = _MACRO_HEAD.match(text.code, directive.body) if directive else None
                macro = head[1].decode("ascii", "replace") if head else ""
                name = f"{outer_name(text, view, opening, macro)}.{member}"
                self._seen.add(opening)
                self._read(_Site(name, Form.EMBEDDED, True, view, opening, opening, bool(macro)))


_SPLIT = re.compile(rb"\\\s*(\w+)")
_WORD_END = re.compile(rb"\w+\Z")
_LONGEST_WORD = 100
_IS_INITIALIZED = re.compile(rb"[^;(){}=]*=[\s\\#\w]*[{(]")
_OPERAND = re.compile(
    rb"(?P<star>\*\s*)?\(?\s*(?P<base>(?:.*(?:\.|->))?)\s*(?P<name>\w+)\s*(?P<index>\[[^\]]*\])?\s*\)?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a table stands: ``start`` and ``opening`` are byte offsets, ``view`` is the text to read its braces in.
    ``problem`` says why it cannot be edited safely, whatever is between its braces.
    """

    name: str
    form: Form
    static: bool
    view: bytes
    start: int
    opening: int
    macro: bool
    problem: str = ""


def _type_name(head: re.Match[bytes]) -> str:
    """Return the name of a type by the head of its body; empty for one without a tag."""
    tag = head[2].decode("ascii", "replace")
    return f"{head[1].decode()} {tag}" if tag else ""


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


def _past_pointers(view: bytes, at: int) -> int:
    """Return the offset of the first of a list's declarators, from ``at`` on, that is no pointer."""
    while pointer := _POINTER.match(view, at):
        at = pointer.end()
        if view[at : at + 1] == b",":
            at = skip_space(view, at + 1)
    return at


def _declarator(view: bytes, at: int, declared: str = "") -> tuple[str, int, int]:
    """Read qualifiers, attributes, the name and array bounds; return (name, array dimensions, offset behind).

    The name is the first word that is neither a qualifier nor an attribute (``__read_mostly``, ``__section(...)``);
    where every word looks like an attribute, it is the first one, and where there is none, the macro that puts the name
    together, as it is written: ``NAME(x)``. It is empty where this is no declarator of a
    variable. ``declared`` is the name where a macro has declared it already.
    """
    words: list[bytes] = []
    dims, pasted = 0, ""
    while True:
        at = skip_space(view, at)
        byte = view[at : at + 1]
        if match := _WORD.match(view, at):
            at = skip_space(view, match.end())
            word = match[0]
            if view[at : at + 1] == b"(":
                closing = matching_parenthesis(view, at)
                if closing < 0 or not (word.startswith(b"__") or word.isupper()):
                    return "", 0, at
                if not word.startswith(b"__"):
                    pasted = re.sub(r"\s+", " ", view[match.start() : closing + 1].decode("utf-8", "surrogateescape"))
                at = closing + 1
            elif word in (b"struct", b"union") or len(words) > _MOST_WORDS:
                return "", 0, at
            elif word not in _QUALIFIERS:
                words.append(word)
        elif byte == b"[" and (words or declared):
            closing = view.find(b"]", at)
            if closing < 0:
                return "", 0, at
            dims, at = dims + 1, closing + 1
        else:
            break
    names = [word for word in words if not word.startswith(b"__")] or words
    # With `struct S x, *p`, or a cast, a parameter, a function or a member behind the words, nothing is declared here.
    name = re.sub(r"\s+", "", names[0].decode("utf-8", "surrogateescape")) if names else ""
    return declared or name or pasted, dims, at


_ASSIGNED = re.compile(rb"(" + rb"[\w.\->]+(?:\s*##\s*\w+)*" + rb")\s*=\s*&?\s*\(\s*(?:const\s+)?\Z")


def _assigned_name(text: SourceText, mention: _Mention) -> str:
    """Return what a compound literal is assigned to: a variable, or ``x.fops`` inside the initializer of ``x``.

    In a macro's body without one, the macro stands for the variable.
    """
    view = mention.view
    match = _ASSIGNED.search(view, max(0, mention.start - 120), mention.start)
    if match is None:
        return ""
    name = re.sub(r"\s+", "", match[1].decode("utf-8", "surrogateescape"))
    if not name.startswith("."):
        return name
    head = _MACRO_HEAD.match(view, mention.macro.body) if mention.macro else None
    outer = outer_name(text, view, mention.start, head[1].decode("ascii", "replace") if head else "")
    return f"{outer}{name}" if outer else ""


def _storage(view: bytes, start: int) -> bytes:
    """Return what stands before the ``struct`` keyword in the same statement."""
    low = max(0, start - _REACH)
    piece = view[low:start]
    last = max((m.end() for m in _STATEMENT_START.finditer(piece)), default=0)
    return piece[last:]


def _in_parentheses(view: bytes, start: int) -> bool:
    piece = _storage(view, start)
    return piece.count(b"(") > piece.count(b")")
