"""What the lists of a semantic patch say of a filesystem in this tree."""

from collections.abc import Iterable
from dataclasses import dataclass

from ckptgen.csource.model import Table
from ckptgen.plan.model import Evidence
from ckptgen.sempatch.model import Directories, Everywhere, Filesystem, ListEntry, SemanticPatch, Standing, Uses

READS_A_DIRECTORY = frozenset({"readdir", "iterate", "iterate_shared"})


def is_directory_table(table: Table) -> bool:
    """Tell whether the table serves directories: it has an entry for reading one, under any name it has had."""
    return any(entry.field in READS_A_DIRECTORY for entry in table.entries)


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a filesystem stands: ``entry`` is the list's line that decides, None for one that is on no list."""

    entry: ListEntry | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def standing(self) -> Standing | None:
        return self.entry.standing if self.entry else None

    @property
    def everywhere(self) -> bool:
        """Tell whether no list names it: it stands where every other one does."""
        return self.entry is not None and isinstance(self.entry.subject, Everywhere)

    @property
    def because(self) -> str:
        return self.entry.because if self.entry else ""


class Standings:
    """Answers where a filesystem stands; a list that names it beats one that describes it (``uses``)."""

    def __init__(self, patch: SemanticPatch, includers: Iterable[tuple[str, str, str, int]]) -> None:
        """``includers`` are (owner, header, path, line) of each file that includes a header that the lists ask for."""
        self._patch = patch
        self._named = {e.subject.name: e for e in patch.lists if isinstance(e.subject, Filesystem)}
        self._directories = {e.subject.name: e for e in patch.lists if isinstance(e.subject, Directories)}
        self._rest = next((e for e in patch.lists if isinstance(e.subject, Everywhere)), None)
        self._uses = [e for e in patch.lists if isinstance(e.subject, Uses)]
        self._includers: dict[tuple[str, str], tuple[str, int]] = {}
        for owner, header, path, line in includers:
            self._includers.setdefault((owner, header), (path, line))

    def of(self, name: str, *, directory: bool) -> Listed:
        """Return where the filesystem ``name`` stands, for its directories' tables or its files'."""
        if directory and name in self._directories:
            return self._listed(self._directories[name])
        if name in self._named:
            return self._listed(self._named[name])
        for entry in self._uses:
            header = entry.subject.name
            place = self._includers.get((name, header))
            if place is not None:
                use = Evidence("includes", f"{name} includes <linux/{header}.h>", *place)
                return Listed(entry, (*self._listed(entry).evidence, use))
        return self._listed(self._rest) if self._rest is not None else Listed(None)

    def includes(self, header: str) -> bool:
        """Tell whether any filesystem includes ``<linux/HEADER.h>``."""
        return any(name == header for _, name in self._includers)

    def named(self, name: str) -> bool:
        """Tell whether a list names the filesystem itself."""
        return name in self._named

    def _listed(self, entry: ListEntry) -> Listed:
        detail = f"on the {entry.standing} list" + (f": {entry.because}" if entry.because else "")
        return Listed(entry, (Evidence("list", detail, self._patch.path, entry.line),))
