"""Which tables are const, which can be made so, and why the others cannot.

A table that is not const is followed: each use of its name is read in its own file, and what takes its address is
looked up in the declarations of the tree itself. Where all of them take a const object, the table's declarations become
const. What is written, or given to something that is not const or whose declaration is unclear, is refused.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial

from ckptgen.csource.giving import GivingKind, Operand
from ckptgen.csource.model import Form, Table
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection
from ckptgen.plan.editing import Outcome
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.handing import AskedUse, Handing, Named, find_hidden, included_headers, read_uses
from ckptgen.plan.model import Evidence
from ckptgen.plan.search import collect_uses, search_uses, sees
from ckptgen.plan.takers import Asked, TableDeclaration, Taker
from ckptgen.plan.taking import Takers, collect_takers
from ckptgen.rewrite.constify import constify_declarations, constify_table, holds_as_const, is_const, no_declaration
from ckptgen.rewrite.model import Edit, RefusedError, Splice
from ckptgen.tree.model import Tree
from ckptgen.tree.recall import recall

Key = tuple[str, int]
"""A table's path, and the zero-based byte offset of its opening brace."""


def constness(tree: Tree, facts: Sequence[TableFacts], collection: Collection) -> Mapping[Key, Outcome]:
    """Return how each table stands, by its path and the offset of its brace: with the edits that make it const, or why
    it cannot be, or why there is nothing to do: it is const already, or has no declaration of its own.

    The edits are those of its own file and of each file that declares it. Tables that share a declaration (an array's
    elements, two branches of a conditional) have the same splices in their edits. The evidence is its uses.

    Only tables that may become const cost more than a look: a pass over the files that use them, and one over the tree
    for the declarations of what takes those that no use forbids by itself.
    """
    const = _const_tables(tree, [each.table for each in facts], collection)
    settled = {_key(each.table): _settled(each.table, const) for each in facts}
    result = {key: Outcome(settled=said) for key, said in settled.items() if said}
    open_ones = [each for each in facts if not settled[_key(each.table)]]
    if not open_ones:
        return result
    struct = open_ones[0].table.struct
    included = _uses_of_included(tree, open_ones, collection)
    hidden = _hidden_uses(tree, open_ones, collection)
    asked = {_key(each.table): _asked(tree, each, included.get(each.table.variable, ()), hidden) for each in open_ones}
    handings = read_uses(tree, [use for uses in asked.values() for use in uses], struct)
    static = {_key(each.table) for each in open_ones if each.table.static and not each.table.path.endswith(".h")}
    # A static table's name in a header's code is another one's: only its macros are read where the table is.
    used = {
        key: [
            handings[use]
            for use in uses
            if key not in static or use.path == key[0] or handings[use].macro or use.operand is Operand.SYMBOL
        ]
        for key, uses in asked.items()
    }
    result.update((key, refused) for key, uses in used.items() if (refused := _forbidden(uses)) is not None)
    rest = [each for each in open_ones if _key(each.table) not in result]
    result.update(_by_their_takers(tree, struct, rest, used))
    return _with_namesakes(open_ones, result)


# --- what is const already ---


def _settled(table: Table, const: Container[Key]) -> str:
    return "it is const already" if _key(table) in const else no_declaration(table)


def _const_tables(tree: Tree, tables: Iterable[Table], collection: Collection) -> frozenset[Key]:
    by_path: dict[str, list[Table]] = {}
    for table in tables:
        by_path.setdefault(table.path, []).append(table)
    places = {path: tuple((t.start, t.open, t.form) for t in each) for path, each in by_path.items()}
    if not places:
        return frozenset()
    said = tree.scan([], partial(_const_at_a_glance, places=places), sorted(places)).results
    const = {(path, opening) for path, openings in said for opening in openings}
    for path, each in by_path.items():
        left = tuple(table for table in each if _key(table) not in const)
        if left:
            const.update((path, opening) for opening in recall(tree, _const_ones, path=path, tables=left))
    held = _Held(tree, collection)
    const.update(_key(t) for each in by_path.values() for t in each if _key(t) not in const and held.const(t))
    return frozenset(const)


def _const_at_a_glance(
    path: str, data: bytes, *, places: Mapping[str, tuple[tuple[int, int, Form], ...]]
) -> tuple[str, tuple[int, ...]]:
    """Return the braces of the tables in front of whose ``struct`` the same line has ``const``: nearly all that are."""
    plain = (Form.PLAIN, Form.MACRO)
    return path, tuple(
        opening
        for start, opening, form in places.get(path, ())
        if form in plain and _ends_in_const(data[data.rfind(b"\n", 0, start) + 1 : start])
    )


def _ends_in_const(line: bytes) -> bool:
    """Tell whether the start of a line ends in ``const``, and not in that of a comment or a directive."""
    return line.split()[-1:] == [b"const"] and not any(mark in line for mark in (b"#", b"/", b'"'))


class _Held:
    """The structs that hold a table by value, as far as they are known, and whether they hold it as a const member."""

    def __init__(self, tree: Tree, collection: Collection) -> None:
        self._tree = tree
        self._headers = collection.holders
        self._own = {scan.path: scan.holders for scan in collection.scans if scan.holders}

    def const(self, table: Table) -> bool:
        if table.form is not Form.EMBEDDED:
            return False
        member = table.name.rpartition(".")[2]
        own = [holder for holder in self._own.get(table.path, ()) if holder.member == member]
        holders = own or [holder for holder in self._headers if holder.member == member]
        return bool(holders) and all(
            recall(self._tree, _holds_as_const, holder=holder, struct=table.struct) for holder in holders
        )


def _holds_as_const(tree: Tree, holder: Holder, struct: str) -> bool:
    return holds_as_const(SourceText(holder.path, tree.read(holder.path)), holder, struct)


def _const_ones(tree: Tree, path: str, tables: tuple[Table, ...]) -> tuple[int, ...]:
    text = SourceText(path, tree.read(path))
    return tuple(table.open for table in tables if is_const(text, table))


# --- what its uses say ---


def _uses_of_included(tree: Tree, facts: Iterable[TableFacts], collection: Collection) -> dict[str, list[Use]]:
    """Return the uses of static tables in other files: of one that a header defines in each file that includes it, of
    another one in the macros of headers.
    """
    static = [each.table for each in facts if each.table.static and each.table.variable.isidentifier()]
    everywhere = sorted({table.variable for table in static if table.path.endswith(".h")})
    found: dict[str, list[Use]] = {}
    for use in collect_uses(tree, everywhere, collection.facts):
        found.setdefault(use.name, []).append(use)
    others: dict[str, set[str]] = {}
    for table in static:
        if not table.path.endswith(".h"):
            others.setdefault(table.path, set()).add(table.variable)
    headers: dict[str, set[str]] = {}
    for path, texts in included_headers(tree, others).items():
        for name in others[path]:
            word = name.encode("utf-8", "surrogateescape")
            headers.setdefault(name, set()).update(header for header, data in texts.items() if word in data)
    headers = {name: places for name, places in headers.items() if places}
    for use in search_uses(tree, sorted(headers), sorted(set().union(*headers.values()))):
        if use.path in headers[use.name]:
            found.setdefault(use.name, []).append(use)
    return found


def _hidden_uses(tree: Tree, facts: Iterable[TableFacts], collection: Collection) -> dict[Named, list[AskedUse]]:
    """Return the uses that do not spell the table's name in code."""
    tables = [each.table for each in facts if not each.table.in_macro and each.table.variable.isidentifier()]
    named: dict[str, list[Named]] = {}
    external: dict[bytes, list[Named]] = {}
    for table in tables:
        named.setdefault(table.path, []).append(_named(table))
        if _is_external(table):
            external.setdefault(table.variable.encode("utf-8", "surrogateescape"), []).append(_named(table))
    for file in collection.facts if external else ():
        for word in external.keys() & set(file.names):
            named.setdefault(file.path, []).extend(external[word])
    return find_hidden(tree, {path: tuple(dict.fromkeys(each)) for path, each in named.items()})


def _named(table: Table) -> Named:
    return table.variable, table.path, table.open


def _asked(
    tree: Tree, facts: TableFacts, included: Iterable[Use], hidden: Mapping[Named, Sequence[AskedUse]]
) -> tuple[AskedUse, ...]:
    """Return the uses to be read; none of a table that a macro makes, whose name is another one wherever the macro is
    used.
    """
    if facts.table.in_macro:
        return ()
    table, array = facts.table, facts.table.form is Form.ARRAY
    uses = facts.uses
    others = [use for use in included if use.path != table.path] if table.static else []
    if others:
        data = tree.read(table.path)
        uses += tuple(use for use in others if table.path.endswith(".h") or sees(table.path, data, use.path))
    operand = Operand.ADDRESS if array else Operand.TABLE
    spelled = (
        AskedUse(use.path, use.offset, use.name, operand, own=table.open if use.path == table.path else -1)
        for use in uses
    )
    return tuple(dict.fromkeys([*spelled, *hidden.get(_named(table), ())]))


def _forbidden(uses: Iterable[Handing]) -> Outcome | None:
    """Return the refusal of a table that one of its uses writes, or is unclear about; None where there is none."""
    against = [each for each in uses if each.giving.kind in (GivingKind.WRITTEN, GivingKind.UNCLEAR)]
    if not against:
        return None
    evidence = tuple(_evidence(each, each.giving.detail, "") for each in against)
    return Outcome(refusal=f"{evidence[0].place}: {evidence[0].detail}", evidence=evidence)


def _by_their_takers(
    tree: Tree, struct: str, facts: Sequence[TableFacts], used: Mapping[Key, Sequence[Handing]]
) -> Iterator[tuple[Key, Outcome]]:
    """Yield what the declarations of all that takes the tables say of each."""
    if not facts:
        return
    handings = [handing for each in facts for handing in used[_key(each.table)]]
    external = frozenset(each.table.variable for each in facts if _is_external(each.table))
    users = frozenset(handing.use.path for handing in handings) | {each.table.path for each in facts}
    takers, found = collect_takers(tree, handings, Asked(struct, variables=external, users=users))
    declarations = _by_variable(found)
    for each in facts:
        yield _key(each.table), _decided(tree, each, used[_key(each.table)], takers, declarations)


def _decided(
    tree: Tree,
    facts: TableFacts,
    handings: Sequence[Handing],
    takers: Takers,
    declarations: Mapping[str, tuple[TableDeclaration, ...]],
) -> Outcome:
    table = facts.table
    answers = [(handing, takers.answer(handing)) for handing in handings]
    evidence = tuple(_evidence(handing, answer.refusal, answer.detail) for handing, answer in answers)
    try:
        declared = declarations.get(table.variable, ()) if _is_external(table) else ()
        edits = recall(tree, _edits, table=table, places=tuple(Counter(each.path for each in declared).items()))
    except RefusedError as refusal:
        return Outcome(refusal=str(refusal), evidence=evidence)
    except InternalError as failure:
        return Outcome(failure=failure.what, evidence=evidence)
    refused = next((answer for _, answer in answers if answer.refusal), None)
    if refused:
        return Outcome(refusal=f"{refused.place}: {refused.refusal}", evidence=evidence)
    return Outcome(edits, evidence=evidence)


def _evidence(handing: Handing, refusal: str, detail: str) -> Evidence:
    return Evidence("const:no" if refusal else "const:yes", refusal or detail, handing.use.path, handing.line)


def _with_namesakes(facts: Iterable[TableFacts], decided: dict[Key, Outcome]) -> dict[Key, Outcome]:
    """Refuse an external table where another one of the same name cannot be const, or would be so by another patch:
    they share their declarations.
    """
    groups: dict[str, list[TableFacts]] = {}
    for each in facts:
        if _is_external(each.table):
            groups.setdefault(each.table.variable, []).append(each)
    refused = {}
    for group in groups.values():
        for each in group:
            own, why = decided[_key(each.table)], _against(each, group, decided)
            if own.edits and why:
                refused[_key(each.table)] = Outcome(refusal=why, evidence=own.evidence)
    return decided | refused


def _against(facts: TableFacts, group: Iterable[TableFacts], decided: Mapping[Key, Outcome]) -> str:
    """Return what another table of the same name has against this one becoming const, or an empty text."""
    for other in group:
        place = f"{other.table.path}:{other.table.line} has another table of this name"
        if not decided[_key(other.table)].edits:
            return f"{place}, which cannot be const"
        if other.owner != facts.owner:
            return f"{place}, which is {other.owner}'s, and both share their declarations"
    return ""


# --- the edits ---


def _edits(tree: Tree, table: Table, places: tuple[tuple[str, int], ...]) -> tuple[Edit, ...]:
    """Return the edits of the table's own file and of the ``places`` that declare it, so many times each."""
    text = SourceText(table.path, tree.read(table.path))
    own = constify_table(text, table) + constify_declarations(text, table.struct, table.variable)
    edits = [_edit(text, table, own)]
    for path, times in places:
        if path != table.path:
            other = SourceText(path, tree.read(path))
            edits.append(_edit(other, table, constify_declarations(other, table.struct, table.variable, times)))
    return tuple(edit for edit in edits if edit.splices)


def _edit(text: SourceText, table: Table, splices: tuple[Splice, ...]) -> Edit:
    ordered = tuple(sorted(splices, key=lambda splice: splice.offset))
    return Edit(text.path, table.name, text.line(ordered[0].offset) if ordered else 0, ordered, shared=True)


def _by_variable(takers: Iterable[Taker]) -> dict[str, tuple[TableDeclaration, ...]]:
    found: dict[str, list[TableDeclaration]] = {}
    for taker in takers:
        if isinstance(taker, TableDeclaration):
            found.setdefault(taker.name, []).append(taker)
    return {name: tuple(each) for name, each in found.items()}


def _is_external(table: Table) -> bool:
    return not table.static and table.form in (Form.PLAIN, Form.ARRAY) and table.variable.isidentifier()


def _key(table: Table) -> Key:
    return table.path, table.open
