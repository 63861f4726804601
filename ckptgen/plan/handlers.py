"""The handlers of the tables: what is known of the functions that their entries name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckptgen.csource.functions import Function, NamedFunction, function_named
from ckptgen.csource.model import Table
from ckptgen.plan.collect import Collection
from ckptgen.plan.needs import fields_read_anywhere
from ckptgen.plan.owners import Owners
from ckptgen.plan.search import collect_functions, collect_named
from ckptgen.sempatch.model import Everywhere, SemanticPatch
from ckptgen.tree.model import Tree

_OPEN = "open"


@dataclass(frozen=True, slots=True)
class HandlerFacts:
    """What is known of one function that a table names: what the table's file says of it, and, where that does not
    define it, the definitions in its folder that it can mean, in the order of the paths; ``searched`` tells whether
    the folder was searched for it.
    """

    here: NamedFunction
    elsewhere: tuple[Function, ...] = ()
    searched: bool = False

    @property
    def functions(self) -> tuple[Function, ...]:
        """The definitions that the table's name for it stands for, as far as found."""
        return (self.here.function,) if self.here.function is not None else self.elsewhere


class Handlers:
    """The functions that the tables of a tree name, by the table's file and their name."""

    def __init__(self, tree: Tree, patch: SemanticPatch, collection: Collection, owners: Owners) -> None:
        self._fields = collection.needs.fields
        self._named = {(each.path, each.name): each for facts in collection.facts for each in facts.functions}
        missed = _missed(collection)
        self._named |= {(each.path, each.name): each for each in collect_named(tree, missed)}
        fields = tuple(sorted({_OPEN, *fields_read_anywhere(patch)}))
        self._elsewhere = self._search(tree, patch, collection.tables, owners, fields)

    def opens(self, table: Table) -> tuple[Function, ...]:
        """Return the definitions of the table's open handlers, as far as found."""
        return tuple(f for value in table.values(_OPEN) for f in self._of(table.path, value).functions)

    def asked(self, table: Table) -> tuple[HandlerFacts, ...]:
        """Return what is known of the table's handlers that the predicates ask about."""
        return tuple(self._of(table.path, name) for name in _names(table, self._fields))

    def _of(self, path: str, name: str) -> HandlerFacts:
        here = self._named.get((path, name), NamedFunction(name, path, None))
        found = self._elsewhere.get((_folder(path), name))
        return HandlerFacts(here, found or (), found is not None)

    def _search(
        self, tree: Tree, patch: SemanticPatch, tables: Iterable[Table], owners: Owners, fields: Sequence[str]
    ) -> dict[tuple[str, str], tuple[Function, ...]]:
        """Return the functions that no table's own file defines, by folder and name: listed filesystems' folders are
        searched.
        """
        listed = {entry.subject.name for entry in patch.lists}
        everywhere = any(isinstance(entry.subject, Everywhere) for entry in patch.lists)
        found: dict[tuple[str, str], tuple[Function, ...]] = {}
        for table in tables:
            searched = owners.of(table.path) in listed or (everywhere and owners.in_filesystem(table.path))
            for name in _names(table, fields) if searched and _folder(table.path) != "fs" else ():
                named = self._named.get((table.path, name))
                if named is None or named.function is None:
                    found[_folder(table.path), name] = ()
        folders = sorted({folder for folder, _ in found})
        for function in collect_functions(tree, {name for _, name in found}, folders):
            key = (_folder(function.path), function.name)
            # A static function of another source file is somebody else's.
            if key in found and (function.path.endswith(".h") or not function.static):
                found[key] = (*found[key], function)
        return found


def _missed(collection: Collection) -> Mapping[str, Sequence[str]]:
    """Return the handlers that the first pass did not look for, by file: those of tables in structs of headers."""
    fields = collection.needs.fields
    if not fields:
        return {}
    read = {(t.path, t.open) for facts in collection.facts if facts.scan is not None for t in facts.scan.tables}
    missed: dict[str, set[str]] = {}
    for table in collection.tables:
        if (table.path, table.open) not in read:
            missed.setdefault(table.path, set()).update(_names(table, fields))
    return {path: sorted(names) for path, names in sorted(missed.items()) if names}


def _names(table: Table, fields: Iterable[str]) -> Iterator[str]:
    """Yield each function that the table names for the fields, once."""
    named = (function_named(value) for field in fields for value in table.values(field))
    yield from dict.fromkeys(name for name in named if name)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
