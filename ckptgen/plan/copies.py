"""Private copies of shared tables: where each goes, and why one cannot be made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ckptgen.csource.functions import find_function
from ckptgen.csource.headers import declared_names
from ckptgen.csource.model import Table
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use, UseKind
from ckptgen.errors import InternalError
from ckptgen.plan.collect import Collection
from ckptgen.plan.facts import TableFacts
from ckptgen.plan.installs import describe, installs
from ckptgen.plan.model import CopyState, PlannedCopy
from ckptgen.plan.needles import needles_for
from ckptgen.plan.owners import Owners
from ckptgen.rewrite.includes import includes
from ckptgen.rewrite.model import Edit, RefusedError
from ckptgen.rewrite.private import (
    Original,
    Target,
    copy_drift,
    make_private_copy,
    named_values,
    private_name,
)
from ckptgen.sempatch.model import Add, Copy, SemanticPatch
from ckptgen.tree.model import Tree

_REDIRECTED = (UseKind.ASSIGNED, UseKind.ARGUMENT, UseKind.ELEMENT)
_OTHERS_OWN = ("arch/", "drivers/", "samples/", "sound/", "tools/")
_ANYWHERE = ("NULL", "THIS_MODULE")
"""Names that every file of a module knows."""


@dataclass(frozen=True, slots=True)
class Copier:
    """What the copies of one plan are made from."""

    tree: Tree
    patch: SemanticPatch
    change: Add
    collection: Collection
    tables: Sequence[TableFacts]
    owners: Owners

    def plan(self) -> tuple[PlannedCopy, ...]:
        """Return what becomes of each copy that the semantic patch asks for, in its order."""
        return tuple(self._plan(copy) for copy in self.patch.copies)

    def _plan(self, copy: Copy) -> PlannedCopy:
        facts = [f for f in self.tables if (f.table.path, f.table.name) == (copy.path, copy.table)]
        name = private_name(copy.table, copy.filesystem)
        if not facts:
            return PlannedCopy(copy, None, name, "", CopyState.UNUSED, "there is no such table")
        original = facts[0]
        own = self._own(original, copy.filesystem)
        existing = [
            f.table
            for f in self.tables
            # A table that merely has this name was never a copy.
            if f.table.variable == name and f.table.values(self.change.field) and f.owner == copy.filesystem
        ]
        places = tuple(describe(use) for use in own)
        if existing and not own:
            return self._existing(copy, original.table, name, existing[0])
        if not own:
            return PlannedCopy(
                copy, original.table, name, "", CopyState.UNUSED, f"{copy.filesystem} does not use it here"
            )
        path = own[0].path
        try:
            edit = self._edit(copy, original, name, own)
        except RefusedError as refusal:
            return PlannedCopy(copy, original.table, name, path, CopyState.REFUSED, str(refusal), places)
        except InternalError as failure:
            return PlannedCopy(copy, original.table, name, path, CopyState.REFUSED, failure.what, places)
        return PlannedCopy(copy, original.table, name, path, CopyState.NEW, copy.because, places, (edit,))

    def _own(self, facts: TableFacts, filesystem: str) -> list[Use]:
        uses = [use for use in facts.uses if installs(use) and self.owners.of(use.path) == filesystem]
        return sorted(uses, key=lambda use: (use.path, use.offset))

    def _existing(self, copy: Copy, original: Table, name: str, table: Table) -> PlannedCopy:
        drift = copy_drift(original, table, self.change.field)
        state = CopyState.DRIFTED if drift else CopyState.PRESENT
        reason = f"it {drift}, unlike {original.name} now" if drift else "it is there already"
        return PlannedCopy(copy, original, name, table.path, state, reason)

    def _edit(self, copy: Copy, facts: TableFacts, name: str, own: Sequence[Use]) -> Edit:
        original = Original(SourceText(copy.path, self.tree.read(copy.path)), facts.table)
        files = sorted({use.path for use in own})
        if len(files) > 1:
            raise RefusedError(f"{copy.filesystem} uses it in {', '.join(files)}, and a private copy is static to one")
        odd = [use for use in own if use.kind not in _REDIRECTED]
        if odd:
            raise RefusedError(f"{odd[0].path}:{odd[0].line} uses it in a way that cannot be redirected")
        self._refuse_comparison(copy, facts)
        text = SourceText(files[0], self.tree.read(files[0]))
        if any(True for _ in text.words(name.encode())):
            raise RefusedError(f"{files[0]} has something called {name} already")
        names = [value for value in named_values(original.table) if value not in _ANYWHERE]
        found = self._declarations([*names, original.table.name], name, files[0])
        headers = self._headers(original, text, own[0].offset, names, found)
        target = Target(text, name, tuple(use.offset for use in own), headers)
        definition = self.collection.definition
        positions = definition.positions() if definition else {}
        return make_private_copy(original, target, self.change, positions.get, self.patch.option)

    def _declarations(self, names: Sequence[str], own: str, path: str) -> dict[str, tuple[str, ...]]:
        """Return the headers under include/ that declare or define each of the names, shortest path first.

        Raises RefusedError where a header that the file ``path`` may include declares something of the ``own`` name.
        """
        folder = path.rpartition("/")[0]
        places = ["include", *([folder] if folder else [])]
        found = find_declarations(self.tree, [*names, own], places)
        headers = sorted(header for header in found.get(own, ()) if header.endswith(".h"))
        if headers:
            raise RefusedError(f"{headers[0]} declares something called {own} already")
        return {
            name: tuple(path for path in paths if path.startswith("include/"))
            for name, paths in found.items()
            if name in names
        }

    def _refuse_comparison(self, copy: Copy, facts: TableFacts) -> None:
        """A file with the private copy would no longer be what such a comparison looks for."""
        aliased = (use for _, use in facts.aliased)
        for use in (*facts.uses, *aliased):
            if use.kind is UseKind.COMPARED and self._reaches(use.path, copy.filesystem):
                raise RefusedError(f"{use.path}:{use.line} compares with it, which a private copy would not pass")

    def _reaches(self, path: str, filesystem: str) -> bool:
        """Tell whether code in ``path`` may see the filesystem's files: its own code, and what all share."""
        elsewhere = path.startswith(_OTHERS_OWN) or self.owners.in_filesystem(path)
        return not elsewhere or self.owners.of(path) == filesystem

    def _headers(
        self,
        original: Original,
        text: SourceText,
        at: int,
        names: Sequence[str],
        found: Mapping[str, tuple[str, ...]],
    ) -> tuple[str, ...]:
        """Return what the file must include to name the original's handlers at ``at``; raises RefusedError.

        ``found`` says which headers declare each of the handlers' ``names``, and the original.
        """
        for name in names:
            function = find_function(original.text, name)
            if function is not None and function.static:
                raise RefusedError(f"its {name} is static to {original.text.path}:{function.line}")
        definition = self.collection.definition
        visible = {definition.path} if definition else set()
        visible |= set(found.get(original.table.name, ()))
        needed: list[str] = []
        for name in names:
            headers = found.get(name, ())
            if not headers:
                raise RefusedError(f"no header under include/ declares its {name}")
            spelled = [f"<{header.removeprefix('include/')}>" for header in headers]
            seen = not visible.isdisjoint(headers) or not set(needed).isdisjoint(spelled)
            if not seen and not any(includes(text, each, at) for each in spelled):
                needed.append(spelled[0])
        return tuple(needed)


def find_declarations(tree: Tree, names: Iterable[str], places: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the files in these folders that declare or define each name, shortest path first."""
    wanted = tuple(sorted(set(names)))
    work = partial(_declared, names=wanted)
    rows = tree.scan(needles_for(name.encode() for name in wanted), work, places).results
    found: dict[str, list[str]] = {}
    for path, declared in rows:
        for name in declared:
            found.setdefault(name, []).append(path)
    return {name: tuple(sorted(paths, key=lambda p: (len(p), p))) for name, paths in found.items()}


def _declared(path: str, data: bytes, *, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    present = [name for name in names if name.encode() in data]
    declared = declared_names(SourceText(path, data), present) if present else ()
    return (path, declared) if declared else None
