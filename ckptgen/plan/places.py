"""The directory of a table: where its owner lives, and what the files there say of a symbol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ckptgen.csource.symbols import SymbolPlaces
from ckptgen.plan.answers import Answer
from ckptgen.plan.model import Evidence
from ckptgen.plan.needs import Needs
from ckptgen.plan.owners import Owners
from ckptgen.sempatch.conditions import DirectoryDefines, DirectoryUses


@dataclass(frozen=True, slots=True)
class DirectoryFacts:
    """What a table's directory says: the first place there that uses each symbol, and the first that defines it.

    ``place`` is a file or a folder of the tree; ``needs`` tells which symbols it was searched for.
    """

    place: str
    needs: Needs
    used: Mapping[str, tuple[str, int]]
    defined: Mapping[str, tuple[str, int]]


class Directories:
    """Answers which directory a path belongs to, and what is known of it."""

    def __init__(self, owners: Owners, needs: Needs, found: Iterable[SymbolPlaces]) -> None:
        self._owners, self._needs = owners, needs
        self._known: dict[tuple[str, bool], DirectoryFacts] = {}
        self._below: dict[str, list[SymbolPlaces]] = {}
        self._right_in: dict[str, list[SymbolPlaces]] = {}
        for each in sorted(found, key=lambda each: (each.path, each.symbol)):
            parts = each.path.split("/")
            for length in range(1, len(parts) + 1):
                self._below.setdefault("/".join(parts[:length]), []).append(each)
            self._right_in.setdefault("/".join(parts[:-1]), []).append(each)

    def of(self, path: str) -> DirectoryFacts | None:
        """Return what is known of the directory that the file ``path`` belongs to; None where nothing was asked."""
        if not self._needs.symbols:
            return None
        place, whole = self._place(path)
        known = self._known.get((place, whole))
        if known is None:
            found = (self._below if whole else self._right_in).get(place, [])
            used = _first((each.symbol, each.path, each.used) for each in found)
            defined = _first((each.symbol, each.path, each.defined) for each in found)
            known = self._known[place, whole] = DirectoryFacts(place, self._needs, used, defined)
        return known

    def _place(self, path: str) -> tuple[str, bool]:
        """Return the file or folder, and whether the folders in it count too: those of a filesystem do.

        A file right in fs/ is a place of its own; elsewhere it is the folder that the file is in.
        """
        if self._owners.in_filesystem(path):
            places = self._owners.places(self._owners.of(path))
            around = [place for place in places if path == place or path.startswith(f"{place}/")]
            return max(around, key=len, default=path), True
        folder = path.rpartition("/")[0]
        return (path, True) if folder == "fs" else (folder, False)


def answer_directory(condition: DirectoryDefines | DirectoryUses, facts: DirectoryFacts | None) -> Answer:
    """Return whether the table's directory defines or uses the symbol."""
    match condition:
        case DirectoryDefines(symbol):
            verb, bare = "defines", "define"
        case DirectoryUses(symbol):
            verb, bare = "uses", "use"
    needs = facts.needs if facts is not None else Needs()
    if facts is None or symbol not in (needs.defined if bare == "define" else needs.used):
        return Answer(None, f"the table's directory was not searched for {symbol}")
    place = (facts.defined if bare == "define" else facts.used).get(symbol)
    if place is None:
        return Answer(False, f"{facts.place} does not {bare} {symbol}")
    what = f"{facts.place} {verb} {symbol}"
    return Answer(True, what, (Evidence("directory", what, *place),))


def _first(found: Iterable[tuple[str, str, int]]) -> dict[str, tuple[str, int]]:
    places: dict[str, tuple[str, int]] = {}
    for symbol, path, line in found:
        if line:
            places.setdefault(symbol, (path, line))
    return places
