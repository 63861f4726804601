"""The passes over a tree: what the files say of one struct type, before anything is decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.functions import Function, find_function
from ckptgen.csource.model import Table
from ckptgen.csource.scan import FileScan, header_holders, may_say_something, scan_for_holders, scan_text
from ckptgen.csource.structs import Holder, StructDefinition
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use, UseKind, find_uses, holds_a_name
from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Coverage, Region
from ckptgen.tree.model import Tree

_OPEN = "open"


class UnknownStructError(CkptgenError):
    """The tree does not know the struct that a semantic patch or an option names."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file's tables, and what the file itself says of them."""

    scan: FileScan
    uses: tuple[Use, ...]
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """What the first pass over a tree gives. ``tables`` are in the order of path and offset."""

    tables: tuple[Table, ...]
    scans: tuple[FileScan, ...]
    facts: tuple[FileFacts, ...]
    definition: StructDefinition | None
    holders: tuple[Holder, ...]
    coverage: Coverage


def collect_tables(tree: Tree, struct: str, under: Sequence[str] = (), *, uses: bool = False) -> Collection:
    """Find every table of ``struct``; with ``uses``, each file's uses of its own tables and their open handlers too."""
    scan = tree.scan([struct.encode()], partial(_file_facts, struct=struct, uses=uses), under)
    holders = header_holders(facts.scan for facts in scan.results)
    extra = _scan_holders(tree, struct, holders, under)
    scans = tuple(_merged([*(facts.scan for facts in scan.results), *extra]))
    tables = tuple(sorted((t for s in scans for t in s.tables), key=lambda table: (table.path, table.open)))
    unparsed = [Region(u.path, u.line, u.reason) for s in scans for u in s.unread]
    unparsed += [Region(skipped.path, 0, skipped.reason) for skipped in scan.skipped]
    for file_scan in scans:
        unparsed += [Region(file_scan.path, line, MISSED) for line in file_scan.raw.missed]
    coverage = Coverage(
        scan.listed,
        scan.matched,
        sum(s.raw.hits for s in scans),
        sum(s.raw.in_comments for s in scans),
        len(tables),
        tuple(sorted(set(unparsed), key=lambda region: (region.path, region.line, region.reason))),
    )
    definition = next((s.definition for s in scans if s.definition is not None), None)
    return Collection(tables, scans, scan.results, definition, holders, coverage)


MISSED = "an initializer that the raw count sees and the scanner does not"


def _file_facts(path: str, data: bytes, *, struct: str, uses: bool) -> FileFacts | None:
    if not may_say_something(data, struct):
        return None
    text = SourceText(path, data)
    scan = scan_text(text, struct)
    if scan is None:
        return None
    if not uses:
        return FileFacts(scan, (), ())
    names = {table.variable for table in scan.tables}
    opens = {value for table in scan.tables for value in table.values(_OPEN)}
    functions = (find_function(text, name) for name in sorted(opens) if name.isidentifier())
    return FileFacts(scan, tuple(find_uses(text, names)), tuple(f for f in functions if f is not None))


def _scan_holders(tree: Tree, struct: str, holders: tuple[Holder, ...], under: Sequence[str]) -> list[FileScan]:
    """Look for tables inside initializers of structs that a header defines.

    A header under include/ can be seen from everywhere, another one from its own folder.
    """
    groups: dict[tuple[str, ...], list[Holder]] = {}
    for holder in holders:
        folder = holder.path.rsplit("/", 1)[0] if "/" in holder.path else ""
        everywhere = not folder or holder.path.startswith("include/") or "/include/" in holder.path
        groups.setdefault(() if everywhere else (folder,), []).append(holder)
    scans: list[FileScan] = []
    for folders, group in sorted(groups.items()):
        reach = _narrowed(folders, under)
        if reach is None:
            continue
        work = partial(scan_for_holders, struct=struct, holders=tuple(group))
        scans += tree.scan(sorted({holder.tag.encode() for holder in group}), work, reach).results
    return scans


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


# --- uses across files ----------------------------------------------------------------------------------------------


def collect_uses(tree: Tree, names: Iterable[str], under: Sequence[str] = ()) -> tuple[Use, ...]:
    """Find the uses of external names all over the tree (or ``under`` it), and of the macros that stand for them."""
    wanted = frozenset(name.encode("utf-8", "surrogateescape") for name in names)
    if not wanted:
        return ()
    needles = needles_for(wanted)
    found = tree.scan(needles, partial(_file_uses, needles=needles, names=wanted), under)
    return tuple(use for uses in found.results for use in uses)


def _file_uses(
    path: str, data: bytes, *, needles: tuple[bytes, ...], names: frozenset[bytes]
) -> tuple[Use, ...] | None:
    present = holds_a_name(data, needles, names)
    if not present:
        return None
    text = SourceText(path, data)
    return tuple(find_uses(text, (name.decode("utf-8", "surrogateescape") for name in present))) or None


FEW = 4
"""A substring that fewer names than this share is not worth a search of its own: the names are searched for instead."""


def needles_for(names: frozenset[bytes]) -> tuple[bytes, ...]:
    """Return substrings such that each of the names holds one, as few as go together with being rare in other text.

    Every name's last word (``_operations``, ``_fops``) is a candidate; what few names share is searched for by full
    name.
    """
    by_ending: dict[bytes, list[bytes]] = {}
    for name in names:
        ending = name[name.rfind(b"_") :] if b"_" in name.strip(b"_") else name
        by_ending.setdefault(ending, []).append(name)
    needles: list[bytes] = []
    for ending, members in sorted(by_ending.items()):
        needles += [ending] if len(members) >= FEW else members
    # A needle that holds another one finds nothing of its own.
    return tuple(sorted(n for n in needles if not any(o != n and o in n for o in needles)))


def collect_functions(tree: Tree, names: Iterable[str], under: Sequence[str]) -> tuple[Function, ...]:
    """Find the definitions of the functions ``names`` under the given folders."""
    wanted = tuple(sorted(set(names)))
    if not wanted or not under:
        return ()
    found = tree.scan([name.encode() for name in wanted], partial(_file_functions, names=wanted), under)
    return tuple(function for functions in found.results for function in functions)


def _file_functions(path: str, data: bytes, *, names: tuple[str, ...]) -> tuple[Function, ...] | None:
    text = SourceText(path, data)
    return tuple(f for name in names if (f := find_function(text, name)) is not None) or None


def collect_aliases(tree: Tree, uses: Iterable[Use]) -> dict[str, tuple[tuple[Use, Use], ...]]:
    """Find what is done with each table under another name: pairs of the ``#define`` and the use, by the table's name.

    A macro in a source file holds there, one in a header in the header's folder, one under include/ everywhere.
    """
    result: dict[str, tuple[tuple[Use, Use], ...]] = {}
    for alias in uses:
        if alias.kind is UseKind.ALIAS and alias.target.isidentifier():
            folder = alias.path.rsplit("/", 1)[0] if "/" in alias.path else ""
            under = [] if alias.path.startswith("include/") else [folder] if alias.path.endswith(".h") else [alias.path]
            found = collect_uses(tree, [alias.target], [u for u in under if u])
            pairs = tuple((alias, use) for use in found if use.kind is not UseKind.ALIAS)
            result[alias.name] = result.get(alias.name, ()) + pairs
    return result


def collect_includers(tree: Tree, headers: Iterable[str], under: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    """Find who includes ``<linux/NAME.h>`` for each NAME under the given folders: (NAME, path, one-based line)."""
    wanted = tuple(sorted(set(headers)))
    if not wanted or not under:
        return ()
    found = tree.scan([f"linux/{name}.h".encode() for name in wanted], partial(_file_includes, names=wanted), under)
    return tuple(row for rows in found.results for row in rows)


def _file_includes(path: str, data: bytes, *, names: tuple[str, ...]) -> tuple[tuple[str, str, int], ...] | None:
    text = SourceText(path, data)
    rows = []
    for directive in text.directives:
        # The name in <> or "" is blank in the view without literals.
        header = text.data[directive.body : directive.end].strip() if directive.keyword == "include" else b""
        rows += [
            (name, path, text.line(directive.start))
            for name in names
            if header.startswith(f"<linux/{name}.h>".encode())
        ]
    return tuple(rows) or None
