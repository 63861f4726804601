"""The definitions of the macros that tables name: those of their own files, else of the headers that these can see."""

import re
from collections import ChainMap
from collections.abc import Collection as Container
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.macros import (
    FileMacros,
    Macro,
    Macros,
    declared_among,
    macros_among,
    open_names,
    quoted_includes,
    read_file_macros,
)
from ckptgen.csource.model import Entry, Table
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import identifiers_with
from ckptgen.csource.values import is_null, normal_value
from ckptgen.plan.collect import Collection
from ckptgen.plan.needles import needles_for
from ckptgen.tree.model import Tree

_MOST_ROUNDS = 6
"""Passes for the same tables: each finds the macros that the bodies found before name."""
_MOST_LEVELS = 3
"""Headers that include each other by ``#include "..."``."""


@dataclass(frozen=True, slots=True)
class _Header:
    """What one header says: its macros of the names that were asked for, which of the names it declares, and which
    paths it includes by ``"..."``.
    """

    path: str
    macros: tuple[Macro, ...]
    declared: tuple[str, ...]
    quoted: tuple[str, ...]


class Definitions:
    """The macros that the tables of a tree can mean.

    ``compared`` are values that those of tables are compared with: what is one of them need not be looked for.
    """

    def __init__(self, tree: Tree, collection: Collection, compared: Container[str] = ()) -> None:
        self._tree = tree
        self._compared = frozenset(map(normal_value, compared))
        self._values = frozenset(collection.needs.values)
        self._files = {each.macros.path: each.macros for each in collection.facts if each.macros is not None}
        self._files |= self._missed(collection)
        self._found: dict[str, dict[str, tuple[Macro, ...]]] = {}
        self._declared: set[str] = set()
        self._included: dict[str, frozenset[str]] = {}
        self._views: dict[str, dict[str, Sequence[Macro]]] = {}
        tables = [table for table in collection.tables if table.path in self._files]
        for everywhere in (False, True):
            looked: set[str] = set()
            for _ in range(_MOST_ROUNDS):
                names = {name for table in tables for name in self._missing(table, macros_only=everywhere)} - looked
                if not names:
                    break
                looked |= names
                self._look_up(names, tables, everywhere=everywhere)

    def of(self, table: Table) -> Macros:
        """Return the definitions that the names in the table's entries can mean."""
        file = self._files.get(table.path)
        if file is None:
            return {}
        view = self._view(table.path)
        own: dict[str, Sequence[Macro]] = {
            macro.name: (macro,) for start, macro in file.parameters if start == table.open
        }
        return ChainMap(own, view) if own else view

    def _view(self, path: str) -> dict[str, Sequence[Macro]]:
        if path not in self._views:
            view: dict[str, Sequence[Macro]] = {}
            for name, by_header in self._found.items():
                seen = [header for header in by_header if self._sees(path, header)] or by_header
                view[name] = tuple(macro for header in sorted(seen) for macro in by_header[header])
            own: dict[str, list[Macro]] = {}
            for macro in self._files[path].known:
                own.setdefault(macro.name, []).append(macro)
            self._views[path] = {**view, **own}
        return self._views[path]

    def _sees(self, path: str, header: str) -> bool:
        """Tell whether the file can include the header without a path of its own from elsewhere."""
        anywhere = header.startswith("include/") or "/include/" in header
        return anywhere or _folder(header) == _folder(path) or header in self._included.get(path, ())

    def _missing(self, table: Table, *, macros_only: bool) -> Iterator[str]:
        """Yield the names in the table that may be macros, and of which no definition is known."""
        file, view = self._files[table.path], self._view(table.path)
        for entry in table.entries:
            if entry.field and (macros_only or not self._is_compared(entry)):
                continue
            for name in open_names(entry.value, view):
                declared = entry.field and name in entry.value and name not in file.unknown
                if name not in view and not declared and name not in self._declared and name != "__VA_ARGS__":
                    yield name

    def _is_compared(self, entry: Entry) -> bool:
        """Tell whether the entry's value has to be looked into."""
        plain = is_null(entry.value) or normal_value(entry.value) in self._compared
        return entry.field in self._values and not plain

    def _look_up(self, names: Container[str], tables: Iterable[Table], *, everywhere: bool) -> None:
        """Search the headers for definitions of the names: those of include/ and the like first, unless everywhere."""
        self._views.clear()
        if everywhere:
            self._scan(names, [])
            return
        machines = {"/".join(table.path.split("/")[:2]) for table in tables if table.path.startswith("arch/")}
        folders = ["include", *(f"{machine}/include" for machine in sorted(machines))]
        self._scan(names, [folder for folder in folders if self._tree.exists(folder)] or None)
        left = {name for name in names if name not in self._found} - self._declared
        asking = sorted(path for path, file in self._files.items() if not left.isdisjoint(file.unknown))
        self._read_included(left, asking)

    def _scan(self, names: Container[str], places: Sequence[str] | None) -> None:
        """Read the headers in some places that hold one of the names; all of the tree for no place, none for None."""
        if not names or places is None:
            return
        needles = needles_for(name.encode("utf-8", "surrogateescape") for name in names)
        work = partial(_read_header, names=tuple(sorted(names)), needles=needles)
        self._learn(self._tree.scan(needles, work, places).results)

    def _learn(self, headers: Iterable[_Header]) -> None:
        for header in headers:
            self._declared.update(header.declared)
            for macro in header.macros:
                known = self._found.setdefault(macro.name, {}).get(header.path, ())
                self._found[macro.name][header.path] = tuple(dict.fromkeys((*known, macro)))

    def _read_included(self, names: Container[str], asking: Sequence[str]) -> None:
        """Read the headers that some files include by ``"..."``, for definitions of the names."""
        reach = {path: set(self._files[path].quoted) for path in asking}
        read: dict[str, tuple[str, ...]] = {}
        needles = needles_for(name.encode("utf-8", "surrogateescape") for name in names)
        work = partial(_read_header, names=tuple(sorted(names)), needles=needles, included=True)
        for _ in range(_MOST_LEVELS if names else 0):
            places = sorted({header for headers in reach.values() for header in headers} - read.keys())
            places = [place for place in places if place.endswith(".h") and self._tree.exists(place)]
            if not places:
                break
            found = self._tree.scan([], work, places).results
            self._learn(found)
            read |= dict.fromkeys(places, ()) | {header.path: header.quoted for header in found}
            for headers in reach.values():
                headers |= {further for header in tuple(headers) for further in read.get(header, ())}
        self._included |= {path: frozenset(headers) for path, headers in reach.items()}

    def _missed(self, collection: Collection) -> Mapping[str, FileMacros]:
        """Return what the files say whose tables are in structs of headers: the first pass did not know these."""
        read = {(t.path, t.open) for facts in collection.facts if facts.scan is not None for t in facts.scan.tables}
        missed: dict[str, list[Table]] = {}
        for table in collection.tables:
            asked = any(not entry.field or self._is_compared(entry) for entry in table.entries)
            if (table.path, table.open) not in read and (asked or table.in_macro):
                missed.setdefault(table.path, []).append(table)
        if not missed:
            return {}
        tables = {path: tuple(found) for path, found in missed.items()}
        work = partial(_read_file, tables=tables, fields=collection.needs.values)
        # A file that has tables of both kinds has the macros of both.
        both = {}
        for found in self._tree.scan([], work, sorted(missed)).results:
            first = self._files.get(found.path)
            both[found.path] = _joined(first, found) if first else found
        return both


_NAMED = re.compile(r"(!?)\s*(?:defined\b)?\s*\(?\s*(\w+)\s*\)?|(!?)\s*IS_ENABLED\s*\(\s*(\w+)\s*\)", re.ASCII)


def conditions_of(tree: Tree, table: Table) -> dict[int, tuple[str, bool]]:
    """Return what each conditional is about that an entry is in, by its start: a name, and whether its first branch is
    there with that name defined. Only for a table that sets a member in several conditionals; others are left out.
    """
    starts: dict[str, set[int]] = {}
    for entry in table.entries:
        if entry.field:
            starts.setdefault(entry.field, set()).update(arm.start for arm in entry.arms)
    asked = {start for each in starts.values() if len(each) > 1 for start in each}
    if not asked:
        return {}
    text = SourceText(table.path, tree.read(table.path))
    found = {}
    for start in sorted(asked):
        directive = text.directive_at(start)
        said = text.folded(directive.body, directive.end) if directive else ""
        if directive and directive.keyword in ("ifdef", "ifndef"):
            found[start] = (said, directive.keyword == "ifdef")
        elif match := _NAMED.fullmatch(said):
            found[start] = (match[2] or match[4], not (match[1] or match[3]))
    return found


def _joined(first: FileMacros, second: FileMacros) -> FileMacros:
    return FileMacros(
        first.path,
        tuple(dict.fromkeys((*first.known, *second.known))),
        tuple(sorted({*first.unknown, *second.unknown})),
        first.quoted or second.quoted,
        (*first.parameters, *second.parameters),
    )


def _read_file(
    path: str, data: bytes, *, tables: Mapping[str, tuple[Table, ...]], fields: tuple[str, ...]
) -> FileMacros | None:
    return read_file_macros(SourceText(path, data), tables.get(path, ()), fields)


def _read_header(
    path: str, data: bytes, *, names: tuple[str, ...], needles: tuple[bytes, ...], included: bool = False
) -> _Header | None:
    words = set(identifiers_with(data, needles))
    here = [name for name in names if name.encode("utf-8", "surrogateescape") in words]
    if not path.endswith(".h") or not (here or included):
        return None
    text = SourceText(path, data)
    macros = macros_among(text, here)
    defined = {macro.name for macro in macros}
    declared = tuple(sorted(declared_among(text, [name for name in here if name not in defined])))
    quoted = quoted_includes(text) if included else ()
    return _Header(path, macros, declared, quoted) if macros or declared or quoted else None


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
