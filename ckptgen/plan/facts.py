"""What is known of the tables before the verdicts: who uses them, through which names, and their handlers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ckptgen.csource.functions import Function
from ckptgen.csource.macros import Macros
from ckptgen.csource.model import Form, Table
from ckptgen.csource.uses import Use
from ckptgen.plan.collect import Collection
from ckptgen.plan.definitions import Definitions, conditions_of
from ckptgen.plan.entrywise import Contents, contents_of
from ckptgen.plan.handlers import HandlerFacts, Handlers
from ckptgen.plan.installs import installs
from ckptgen.plan.needs import values_of
from ckptgen.plan.owners import Owners
from ckptgen.plan.places import Directories, DirectoryFacts
from ckptgen.plan.search import collect_aliases, collect_includers, collect_uses
from ckptgen.plan.standing import Standings
from ckptgen.sempatch.model import SemanticPatch, Uses
from ckptgen.tree.model import Tree


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table with its evidence.

    ``uses`` go by the table's own name; ``aliased`` are uses through a macro, each behind its ``#define``: they hold
    only in that macro's branch of the configuration. ``opens`` are the definitions of its open handlers, as far as
    found; ``handlers`` are the functions, and ``directory`` is the place, that the semantic patch asks about.
    ``macros`` are the definitions that its entries can mean, ``conditions`` those of its conditionals (as in
    ``Contents``).
    """

    table: Table
    owner: str
    uses: tuple[Use, ...]
    aliased: tuple[tuple[Use, Use], ...]
    opens: tuple[Function, ...]
    handlers: tuple[HandlerFacts, ...] = ()
    directory: DirectoryFacts | None = None
    macros: Macros = field(default_factory=dict)
    conditions: Mapping[int, tuple[str, bool]] = field(default_factory=dict)

    @property
    def contents(self) -> Contents:
        """What the table says of each field."""
        return contents_of(self.table, self.macros, self.conditions)


@dataclass(frozen=True, slots=True)
class TreeFacts:
    """All tables with their evidence, and the lists as they hold in this tree."""

    tables: tuple[TableFacts, ...]
    standings: Standings


def gather_facts(tree: Tree, patch: SemanticPatch, collection: Collection) -> TreeFacts:
    """Make the passes that the tables call for."""
    owners = Owners(patch.owners)
    external = sorted({t.variable for t in collection.tables if not t.static and t.variable.isidentifier()})
    found = collect_uses(tree, external, collection.facts)
    by_name: dict[str, list[Use]] = {}
    for use in found:
        by_name.setdefault(use.name, []).append(use)
    own = list(dict.fromkeys(use for facts in collection.facts for use in facts.uses))
    own_by_file: dict[tuple[str, str], list[Use]] = {}
    for use in own:
        own_by_file.setdefault((use.path, use.name), []).append(use)
    aliases = collect_aliases(tree, [*found, *own])
    handlers = Handlers(tree, patch, collection, owners)
    definitions = Definitions(tree, collection, values_of(patch))
    directories = Directories(owners, collection.needs, (each for facts in collection.facts for each in facts.symbols))
    tables = []
    for table in collection.tables:
        uses: list[Use] = []
        if table.form is not Form.EMBEDDED and table.variable.isidentifier():
            uses = own_by_file.get((table.path, table.variable), [])
            if not table.static:
                others = by_name.get(table.variable, [])
                uses = sorted([*uses, *(u for u in others if u.path != table.path)], key=lambda u: (u.path, u.line))
        # A macro for another file's static table of this name is none of this one's.
        own_names = set(uses)
        aliased = tuple(pair for pair in aliases.get(table.variable, ()) if pair[0] in own_names)
        asked, directory = handlers.asked(table), directories.of(table.path)
        opens, owner = handlers.opens(table), owners.of(table.path)
        macros = definitions.of(table)
        conditions = conditions_of(tree, table)
        tables.append(TableFacts(table, owner, tuple(uses), aliased, opens, asked, directory, macros, conditions))
    names = {facts.owner for facts in tables} | {name for facts in tables for name in users_of(facts, owners)}
    standings = read_standings(tree, patch, names, owners)
    return TreeFacts(tuple(tables), standings)


def read_standings(tree: Tree, patch: SemanticPatch, names: Iterable[str], owners: Owners) -> Standings:
    """Return the lists as they hold in this tree for the filesystems ``names``."""
    headers = [entry.subject.name for entry in patch.lists if isinstance(entry.subject, Uses)]
    bare = Standings(patch, ())
    asked = sorted({place for name in names if not bare.named(name) for place in owners.places(name)})
    folders = [place for place in asked if place.startswith("fs/") and tree.exists(place)]
    includers = collect_includers(tree, headers, folders)
    return Standings(patch, [(owners.of(path), header, path, line) for header, path, line in includers])


def users_of(facts: TableFacts, owners: Owners) -> tuple[str, ...]:
    """Return the owners of the places that give the table to something, by its own name or through an alias."""
    aliased = {owners.of(use.path) for _, use in facts.aliased if installs(use)}
    return tuple(sorted(direct_users_of(facts, owners) | aliased))


def direct_users_of(facts: TableFacts, owners: Owners) -> frozenset[str]:
    """Return the owners of the places that use the table by its own name."""
    return frozenset(owners.of(use.path) for use in facts.uses if installs(use))
