"""Which patch of an old version, which of what was generated for it, and which of the new one belong together."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from ckptgen.review.matching import match_patches
from ckptgen.review.model import Patch, Series
from ckptgen.review.reading import parse_patch
from ckptgen.review.tables import entry_changes
from ckptgen.series.mails import read_mail
from ckptgen.series.manifest import ManifestPatch, ManifestTable
from ckptgen.series.model import Phase
from ckptgen.series.origin import Origin
from ckptgen.series.phases import Part

Key = tuple[str, str]
"""A patch's phase and group."""


@dataclass(frozen=True, slots=True)
class Old:
    """One patch of the old version.

    ``mine`` is the patch as it is, None where a person has taken it out; ``was`` as it was generated, None where a
    person has put it in.
    """

    key: Key
    mine: Patch | None
    was: Patch | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the new version: ``part`` is what is to be generated there, None for a person's own patch; ``old``
    is None where the group is new.
    """

    key: Key
    part: Part | None
    old: Old | None


def generated_series(origin: Origin) -> Series:
    """Return the old version as it was generated; the number of each patch is its place, one-based."""
    patches = []
    for number, each in enumerate(origin.patches, 1):
        entry = ManifestPatch("", each.phase, each.group, "", _tables(origin, each.group), ())
        patches.append(replace(parse_patch(read_mail(each.content), f"{each.group}", number), entry=entry))
    return Series(origin.tree, tuple(patches), None, 1, None)


def _tables(origin: Origin, group: str) -> tuple[ManifestTable, ...]:
    return tuple(ManifestTable(t.path, t.name) for t in origin.tables if t.filesystem == group and t.verdict == "add")


def pair_old(old: Series, generated: Series) -> tuple[Old, ...]:
    """Pair the old version with what was generated for it: in the order of the old version, then what is not in it.

    A patch of a ckptgen folder is known by the manifest, others by what they change. Patches that the user supplied
    (the core ones) are left out: they are applied to the tree before anything is planned.
    """
    mine = [patch for patch in old.patches if patch.entry is None or patch.entry.phase != Phase.CORE]
    made = {(patch.entry.phase, patch.entry.group): patch for patch in generated.patches if patch.entry}
    known = {patch.name: (patch.entry.phase, patch.entry.group) for patch in mine if patch.entry}
    if old.manifest is None:
        pairs = match_patches(generated, replace(old, patches=tuple(mine)))
        known = {p.new.name: (p.old.entry.phase, p.old.entry.group) for p in pairs if p.old and p.new and p.old.entry}
    found = [_old(patch, known.get(patch.name), made) for patch in mine]
    here = {each.key for each in found}
    return (*found, *(Old(key, None, patch) for key, patch in made.items() if key not in here))


def _old(patch: Patch, key: Key | None, made: dict[Key, Patch]) -> Old:
    if key is None or key not in made:
        return Old((Phase.OWN, patch.message.subject), patch, None)
    return Old(key, patch, made[key])


def left_out(olds: Sequence[Old]) -> tuple[Old, ...]:
    """Return the generated patches that a person has taken out, except for those whose tables another patch changes."""
    covered = {_table(c.path, c.table) for old in olds if old.mine for c in entry_changes(old.mine)}
    return tuple(old for old in olds if old.mine is None and old.was and not _covers(covered, old.was))


def _covers(covered: Container[Key], was: Patch) -> bool:
    changes = entry_changes(was)
    return bool(changes) and all(_table(c.path, c.table) in covered for c in changes)


def _table(path: str, name: str) -> Key:
    return path, name


def align(olds: Sequence[Old], parts: Iterable[Part]) -> tuple[Slot, ...]:
    """Return the places of the new version in their order.

    Patches that stay keep the old version's order; a new group comes behind the one that is generated before it. What a
    person has taken out stays out.
    """
    gone = {old.key for old in olds if old.mine is None}
    wanted = [part for part in parts if _key(part) not in gone]
    by_key = {_key(part): part for part in wanted}
    slots = [
        Slot(old.key, by_key.get(old.key), old)
        for old in olds
        if old.mine and (old.key in by_key or old.key[0] == Phase.OWN)
    ]
    here = {slot.key for slot in slots}
    before: Key | None = None
    for part in wanted:
        key = _key(part)
        if key not in here:
            at = next((index + 1 for index, slot in enumerate(slots) if slot.key == before), 0)
            slots.insert(at, Slot(key, part, None))
        before = key
    return tuple(slots)


def _key(part: Part) -> Key:
    return str(part.phase), part.group
