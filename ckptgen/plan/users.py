"""Who uses one table, all over a tree: every mention of its name in code, and of the names that macros give it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use, defines_itself, find_uses
from ckptgen.plan.installs import installs
from ckptgen.plan.owners import Owners
from ckptgen.plan.search import collect_aliases
from ckptgen.tree.model import Tree


@dataclass(frozen=True, slots=True)
class Mention:
    """One use; ``alias`` is the ``#define`` that it goes through, None where it names the table itself."""

    use: Use
    alias: Use | None

    @property
    def installs(self) -> bool:
        """Whether it gives the table to something: not a comparison, nor a definition of another name."""
        return installs(self.use)


@dataclass(frozen=True, slots=True)
class User:
    """A filesystem or a part of the tree with its mentions, in the order of path and line."""

    name: str
    mentions: tuple[Mention, ...]

    @property
    def installs(self) -> bool:
        return any(mention.installs for mention in self.mentions)


@dataclass(frozen=True, slots=True)
class TableUsers:
    """One table, what its own file does with it, and its users by name.

    ``twins`` are other definitions of the same external name, which other configurations build.
    """

    table: Table
    owner: str
    own: tuple[Mention, ...]
    users: tuple[User, ...]
    twins: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class _FileMentions:
    path: str
    tables: tuple[Table, ...]
    uses: tuple[Use, ...]
    own: bool


def find_table_users(tree: Tree, struct: str, name: str, path: str, owners: Owners) -> tuple[TableUsers, ...]:
    """Return every table of ``struct`` that is called ``name`` (only the one in ``path`` where that is not empty).

    Empty where there is none. A static table is known in its own file only.
    """
    work = partial(_file_mentions, struct=struct, name=name)
    files = tree.scan([name.encode("utf-8", "surrogateescape")], work).results
    tables = [table for file in files for table in file.tables if path in ("", table.path)]
    everyone = [table for file in files for table in file.tables if not table.static]
    # A file with a static variable of this name means that one.
    shared = {table.path for table in everyone}
    external = [use for file in files if not file.own or file.path in shared for use in file.uses]
    mentions = _mentions_of(tree, name, external)
    found = []
    for table in tables:
        known = mentions
        if table.static:
            known = _mentions_of(tree, name, [use for file in files if file.path == table.path for use in file.uses])
        found.append(_table_users(table, known, owners, [t for t in everyone if t.path != table.path]))
    return tuple(found)


def _mentions_of(tree: Tree, name: str, uses: Sequence[Use]) -> list[Mention]:
    pairs = collect_aliases(tree, uses).get(name, ())
    return [Mention(use, None) for use in uses] + [Mention(use, alias) for alias, use in pairs]


def _file_mentions(path: str, data: bytes, *, struct: str, name: str) -> _FileMentions | None:
    text = SourceText(path, data)
    uses = tuple(find_uses(text, [name]))
    own = defines_itself(text, name)
    tables: tuple[Table, ...] = ()
    if own:
        tables = tuple(table for table in tables_of(text, struct=struct) if table.name == name)
    return _FileMentions(path, tables, uses, own) if uses or own else None


def _table_users(table: Table, mentions: Iterable[Mention], owners: Owners, twins: Iterable[Table]) -> TableUsers:
    ordered = sorted(mentions, key=lambda m: (m.use.path, m.use.line, m.alias is not None))
    owner = owners.of(table.path)
    own = tuple(m for m in ordered if m.use.path == table.path)
    by_name: dict[str, list[Mention]] = {}
    for mention in ordered:
        if mention.use.path != table.path:
            by_name.setdefault(owners.of(mention.use.path), []).append(mention)
    users = tuple(User(name, tuple(each)) for name, each in sorted(by_name.items()))
    return TableUsers(table, owner, own, users, tuple(sorted(twins, key=lambda t: t.path)))
