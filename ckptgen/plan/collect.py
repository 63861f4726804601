"""The passes over a tree: what the files say of one struct type, before anything is decided."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ckptgen.csource.functions import NamedFunction, find_named, function_named
from ckptgen.csource.macros import FileMacros, read_file_macros
from ckptgen.csource.model import Table
from ckptgen.csource.scan import FileScan, header_holders, may_say_something, scan_file, scan_for_holders, scan_text
from ckptgen.csource.structs import Holder, StructDefinition
from ckptgen.csource.symbols import SymbolPlaces, find_symbol
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import LONGEST_NAME, Use, find_uses, has_part, identifiers_with
from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Coverage, Region
from ckptgen.plan.needs import Needs
from ckptgen.tree.model import Skipped, Tree
from ckptgen.tree.reasons import SYMBOLIC_LINK
from ckptgen.tree.together import RememberingTree

_OPEN = "open"
_NOTHING = Needs()
NAME_PARTS = (b"ops", b"operations")
"""What nearly every table's name holds: identifiers that hold it are remembered in the first pass."""


_TYPEDEF = rb"(?<!\w)typedef\s+(?:const\s+)?struct\s+(\w+)\s*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\s*)?%s\s*;"


class UnknownStructError(CkptgenError):
    """The tree does not know the struct that a semantic patch or an option names."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file's tables, and what the file itself says of them.

    ``holds`` tells that the struct's name stands in it; ``scan`` is None where it says nothing of the struct in code.
    ``functions`` is what it says of the open handlers of its tables, and of the handlers that were asked for.
    ``names`` are the identifiers in it that look like tables' names, and those asked for that its text holds;
    ``embedded`` is what it says of the holders that were known beforehand, ``symbols`` of the symbols asked for,
    ``macros`` of the macros among its tables' entries.
    """

    path: str
    holds: bool
    scan: FileScan | None
    uses: tuple[Use, ...] = ()
    functions: tuple[NamedFunction, ...] = ()
    names: tuple[bytes, ...] = ()
    embedded: FileScan | None = None
    symbols: tuple[SymbolPlaces, ...] = ()
    macros: FileMacros | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """What the first pass over a tree gives.

    ``tables`` are in the order of path and offset; ``needs`` is what was asked beyond them.
    """

    tables: tuple[Table, ...]
    scans: tuple[FileScan, ...]
    facts: tuple[FileFacts, ...]
    definition: StructDefinition | None
    holders: tuple[Holder, ...]
    coverage: Coverage
    needs: Needs = _NOTHING


def collect_tables(
    tree: Tree,
    struct: str,
    under: Sequence[str] = (),
    *,
    uses: bool = False,
    also: Sequence[str] = (),
    needs: Needs = _NOTHING,
) -> Collection:
    """Find every table of ``struct``.

    With ``uses``, also find each file's uses of its own tables, their open handlers, and which files hold a name of
    ``also`` or an identifier that looks like a table's name. ``needs`` is what the predicates of the semantic patches
    ask for besides; it takes ``uses``.
    """
    tree = tree if isinstance(tree, RememberingTree) else RememberingTree(tree)
    needles, work, ahead = first_pass(tree, struct, under, uses=uses, also=also, needs=needs)
    scan = tree.scan(needles, work, under)
    embedded = [facts.embedded for facts in scan.results if facts.embedded is not None]
    first = [facts.scan for facts in scan.results if facts.scan is not None]
    holders = header_holders([*first, *_headers_outside(tree, struct, under)])
    more, holders = _scan_holders(tree, struct, holders, under, (ahead, embedded))
    scans = tuple(_merged([*first, *more]))
    tables = tuple(sorted((t for s in scans for t in s.tables), key=lambda table: (table.path, table.open)))
    unparsed = [Region(u.path, u.line, u.reason) for s in scans for u in s.unread]
    for file_scan in scans:
        unparsed += [Region(file_scan.path, line, MISSED) for line in file_scan.raw.missed]
    coverage = Coverage(
        scan.listed,
        sum(facts.holds for facts in scan.results),
        sum(s.raw.hits for s in scans),
        sum(s.raw.in_comments for s in scans),
        len(tables),
        sum(skipped.reason == SYMBOLIC_LINK for skipped in scan.skipped),
        tuple(unparsed),
    )
    coverage = with_skipped(coverage, tree.skipped)
    # The kernel's own definition is in include/; a tool's or an architecture's may have the same name.
    definitions = [s.definition for s in scans if s.definition is not None]
    definition = min(definitions, key=lambda d: (not d.path.startswith("include/"), d.path), default=None)
    return Collection(tables, scans, scan.results, definition, holders, coverage, needs)


def struct_behind(tree: Tree, name: str, under: Sequence[str] = ()) -> str:
    """Return the tag of the struct that the tree has a typedef ``name`` for; empty where it has none.

    Of a tree narrowed to ``under``, the headers count that its files may include.
    """
    folders = [folder for folder in header_folders(under) if tree.exists(folder)] if under else []
    found = tree.scan([name.encode()], partial(_struct_behind, name=name), [*folders, *under]).results
    # As for a definition, the kernel's own headers count first.
    return min(found, key=lambda each: (not each[0].startswith("include/"), each), default=("", ""))[1]


def _struct_behind(path: str, data: bytes, *, name: str) -> tuple[str, str] | None:
    match = re.search(_TYPEDEF % re.escape(name.encode()), SourceText(path, data).flat)
    return (path, match[1].decode("ascii", "replace")) if match else None


def with_skipped(coverage: Coverage, skipped: Iterable[Skipped]) -> Coverage:
    """Return the coverage with what passes could not read among the places that were not understood, each once."""
    regions = {Region(each.path, 0, each.reason) for each in skipped if each.reason != SYMBOLIC_LINK}
    every = sorted(regions.union(coverage.unparsed), key=lambda region: (region.path, region.line, region.reason))
    return replace(coverage, unparsed=tuple(every))


FirstPass = tuple[list[bytes], Callable[[str, bytes], FileFacts | None], tuple[Holder, ...]]
"""The needles and the work of the first pass, and the holders that it knows beforehand."""


def first_pass(
    tree: Tree,
    struct: str,
    under: Sequence[str] = (),
    *,
    uses: bool = False,
    also: Sequence[str] = (),
    needs: Needs = _NOTHING,
) -> FirstPass:
    """Return the question that ``collect_tables`` asks of every file first; the arguments are its own."""
    words = tuple(name.encode() for name in also)
    ahead = _holders_ahead(tree, struct) if not under else ()
    needles = [*(NAME_PARTS if uses else ()), *words, struct.encode(), *(holder.word.encode() for holder in ahead)]
    needles += [symbol.encode() for symbol in needs.symbols]
    # A needle that holds another one finds nothing of its own.
    needles = [needle for needle in needles if not any(o != needle and o in needle for o in needles)]
    parts = NAME_PARTS if uses else ()
    work = partial(_file_facts, struct=struct, parts=parts, also=words, holders=ahead, needs=needs)
    return needles, work, ahead


MISSED = "an initializer that the raw count sees and the scanner does not"


def _file_facts(
    path: str,
    data: bytes,
    *,
    struct: str,
    parts: tuple[bytes, ...],
    also: tuple[bytes, ...] = (),
    holders: tuple[Holder, ...] = (),
    needs: Needs = _NOTHING,
) -> FileFacts | None:
    names = identifiers_with(data, parts) if parts else ()
    holds = _holds(data, struct.encode(), parts, names)
    if parts:
        names += tuple(word for word in also if word in data)
    embedded = text = None
    if holders:
        embedded = scan_for_holders(path, data, struct=struct, holders=holders)
    symbols: tuple[SymbolPlaces, ...] = ()
    if any(symbol.encode() in data for symbol in needs.symbols):
        text = SourceText(path, data)
        symbols = _symbols(text, needs)
    if not holds:
        found = names or embedded or symbols
        return FileFacts(path, False, None, names=names, embedded=embedded, symbols=symbols) if found else None
    scan = None
    if may_say_something(data, struct):
        text = text or SourceText(path, data)
        scan = scan_text(text, struct)
    if text is None or scan is None:
        return FileFacts(path, True, scan, names=names, embedded=embedded, symbols=symbols)
    macros = read_file_macros(text, scan.tables, needs.values)
    if not parts:
        return FileFacts(path, True, scan, names=names, embedded=embedded, symbols=symbols, macros=macros)
    uses = tuple(find_uses(text, {table.variable for table in scan.tables}))
    functions = _functions(text, scan.tables, needs.fields)
    return FileFacts(path, True, scan, uses, functions, names, embedded, symbols, macros)


def _symbols(text: SourceText, needs: Needs) -> tuple[SymbolPlaces, ...]:
    found = (find_symbol(text, symbol, defined=symbol in needs.defined) for symbol in needs.symbols)
    return tuple(each for each in found if each is not None)


def _functions(text: SourceText, tables: Sequence[Table], fields: Sequence[str]) -> tuple[NamedFunction, ...]:
    """Return what the file of the ``tables`` says of their open handlers, and of those for ``fields``."""
    asked = {function_named(value) for table in tables for field in fields for value in table.values(field)}
    names = asked | {function_named(value) for table in tables for value in table.values(_OPEN)}
    named = (find_named(text, name, given=name in asked) for name in sorted(names) if name)
    return tuple(each for each in named if each.function or each.macros or each.given)


def _holds(data: bytes, struct: bytes, parts: tuple[bytes, ...], names: tuple[bytes, ...]) -> bool:
    """Tell whether the struct's name stands in the file.

    Where it has one of the parts itself, the identifiers with a part tell, and the text need not be looked at again.
    """
    if has_part(struct, parts) and len(struct) <= LONGEST_NAME:
        return any(struct in name for name in names)
    return struct in data


def _holders_ahead(tree: Tree, struct: str) -> tuple[Holder, ...]:
    """Return the holders that include/ defines, where finding them first saves a pass over the whole tree.

    A revision's pass unpacks every file; a directory's costs a grep, and most kernels have no such holder.
    """
    if tree.commit is None or not tree.exists("include"):
        return ()
    return header_holders(tree.scan([struct.encode()], partial(_header, struct=struct), ["include"]).results)


def _headers_outside(tree: Tree, struct: str, under: Sequence[str]) -> tuple[FileScan, ...]:
    """Read the headers that a narrowed pass leaves out and its files may include."""
    if not under:
        return ()
    folders = [folder for folder in header_folders(under) if tree.exists(folder)]
    return tree.scan([struct.encode()], partial(_header, struct=struct), folders).results


def header_folders(under: Sequence[str]) -> list[str]:
    """Return where the headers are that a pass narrowed to ``under`` may include: include/ and their own folders."""
    return sorted({place.strip("/").rsplit("/", 1)[0] for place in under if "/" in place.strip("/")} | {"include"})


def _header(path: str, data: bytes, *, struct: str) -> FileScan | None:
    return scan_file(path, data, struct=struct) if path.endswith(".h") else None


def _scan_holders(
    tree: Tree,
    struct: str,
    holders: tuple[Holder, ...],
    under: Sequence[str],
    known: tuple[tuple[Holder, ...], list[FileScan]],
) -> tuple[list[FileScan], tuple[Holder, ...]]:
    """Look for tables inside initializers of types that a header defines, then of those that hold such a type, and so
    on; return what was found, and all these types.

    ``known`` are holders that were looked for everywhere already, and what was found.
    """
    scans: list[FileScan] = []
    fresh, every = holders, dict.fromkeys(holders)
    for _ in range(_MOST_ROUNDS):
        found: list[FileScan] = []
        for reach, group in holders_by_reach(fresh, under):
            if not reach and group == known[0]:
                found += known[1]
            else:
                # All that are known are needed to read a struct that holds a new one.
                visible = group if fresh is holders else tuple(every)
                work = partial(scan_for_holders, struct=struct, holders=visible)
                found += tree.scan(sorted({holder.word.encode() for holder in group}), work, reach).results
        scans += found
        fresh = tuple(holder for holder in header_holders(found) if holder not in every)
        if not fresh:
            break
        every.update(dict.fromkeys(fresh))
    return scans, tuple(every)


_MOST_ROUNDS = 8
"""So many types that hold each other in a chain of headers are followed."""


def holders_by_reach(holders: Iterable[Holder], under: Sequence[str]) -> list[tuple[Sequence[str], tuple[Holder, ...]]]:
    """Return the holders in groups, each with the places under ``under`` that can see it (everywhere when empty).

    A header under include/ can be seen from everywhere, another one from its own folder.
    """
    groups: dict[tuple[str, ...], list[Holder]] = {}
    for holder in holders:
        folder = holder.path.rsplit("/", 1)[0] if "/" in holder.path else ""
        everywhere = not folder or holder.path.startswith("include/") or "/include/" in holder.path
        groups.setdefault(() if everywhere else (folder,), []).append(holder)
    reached = [(_narrowed(folders, under), tuple(group)) for folders, group in sorted(groups.items())]
    return [(reach, group) for reach, group in reached if reach is not None]


def _narrowed(folders: tuple[str, ...], under: Sequence[str]) -> Sequence[str] | None:
    """Return where to look when a pass over ``folders`` is narrowed to ``under``; None for nowhere."""
    if not folders or not under:
        return folders or under
    inside = [f for f in folders if any(f == u or f.startswith(f"{u}/") for u in under)]
    inside += [u for u in under if any(u.startswith(f"{f}/") for f in folders)]
    return inside or None


def _merged(scans: Iterable[FileScan]) -> list[FileScan]:
    """Drop what a second pass found again."""
    seen: set[tuple[str, int]] = set()
    merged = []
    for scan in scans:
        tables = tuple(t for t in scan.tables if (t.path, t.open) not in seen)
        seen.update((t.path, t.open) for t in tables)
        merged.append(
            FileScan(
                scan.path, tables, scan.unread, scan.variables, scan.writes, scan.holders, scan.definition, scan.raw
            )
        )
    return merged
