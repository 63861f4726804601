"""Which patch of an old version, which of what was generated for it, and which of the new one belong together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ckptgen.plan.model import CHANGED
from ckptgen.review.matching import match_patches
from ckptgen.review.model import EntryChange, FileDiff, Patch, Series
from ckptgen.review.reading import parse_patch
from ckptgen.review.tables import entry_changes
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.series.mails import read_mail
from ckptgen.series.manifest import ManifestPatch, ManifestTable
from ckptgen.series.model import Phase
from ckptgen.series.origin import Origin, OriginPatch
from ckptgen.series.phases import Part


class Key(NamedTuple):
    """What a patch is filed under: its phase and its group, and the zero-based place of the change that it makes among
    those of the semantic patch.
    """

    phase: str
    group: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class Old:
    """One patch of the old version.

    ``mine`` is the patch as it is, None where a person has taken it out; ``was`` as it was generated, None where a
    person has put it in. Where a person's patch does what several generated ones do, ``was`` has the message of the
    first and the diffs of all, and ``more`` are the keys of the others.
    """

    key: Key
    mine: Patch | None
    was: Patch | None
    more: tuple[Key, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        return self.key, *self.more


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the new version: ``parts`` are what is to be generated there, none for a person's own patch; ``old``
    is None where the group is new.
    """

    key: Key
    parts: tuple[Part, ...]
    old: Old | None

    @property
    def part(self) -> Part | None:
        """What is to be generated, as one patch."""
        if len(self.parts) < 2:
            return self.parts[0] if self.parts else None
        declares = any(part.phase is Phase.DECLARE for part in self.parts)
        return Part(
            Phase.DECLARE if declares else self.parts[0].phase,
            self.parts[0].group,
            # What needs the core change stands behind it.
            max(part.step for part in self.parts),
            tuple(planned for part in self.parts for planned in part.tables),
            tuple(planned for part in self.parts for planned in part.copies),
            tuple(edit for part in self.parts for edit in part.declaration),
        )


def generated_series(origin: Origin) -> Series:
    """Return the old version as it was generated; the number of each patch is its place, one-based."""
    patches = []
    for number, each in enumerate(origin.patches, 1):
        tables = _tables(origin, each)
        entry = ManifestPatch("", each.phase, each.group, "", tables, (), each.step)
        patches.append(replace(parse_patch(read_mail(each.content), f"{each.group}", number), entry=entry))
    return Series(origin.tree, tuple(patches), None, 1, None)


def _tables(origin: Origin, patch: OriginPatch) -> tuple[ManifestTable, ...]:
    copies = patch.phase == Phase.COPIES
    return tuple(
        ManifestTable(table.path, table.name)
        for table in origin.tables
        if (table.filesystem, table.step, bool(table.copy_of)) == (patch.group, patch.step, copies)
        and table.verdict in CHANGED
    )


def supplied(old: Series) -> tuple[Patch, ...]:
    """Return the patches that the user supplied, the core ones."""
    return tuple(patch for patch in old.patches if patch.entry and patch.entry.phase == Phase.CORE)


def pair_old(old: Series, generated: Series) -> tuple[Old, ...]:
    """Pair the old version with what was generated for it: in the order of the old version, then what is not in it.

    A patch of a ckptgen folder is known by the manifest, others by what they change. Patches that the user supplied
    (the core ones) are left out: they are applied to the tree before anything is planned.
    """
    others = supplied(old)
    mine = [patch for patch in old.patches if patch not in others]
    made = {_filed(patch.entry): patch for patch in generated.patches if patch.entry}
    known = {patch.name: _filed(patch.entry) for patch in mine if patch.entry}
    if old.manifest is None:
        pairs = match_patches(generated, replace(old, patches=tuple(mine)))
        known = {pair.new.name: _filed(pair.old.entry) for pair in pairs if pair.old and pair.new and pair.old.entry}
    found = [_old(patch, known.get(patch.name), made) for patch in mine]
    here = {each.key for each in found}
    held: dict[str, list[Key]] = {patch.name: [] for patch in mine}
    for key, was in made.items():
        holder = next((patch for patch in mine if key not in here and _holds(patch, was)), None)
        if holder:
            held[holder.name].append(key)
    here.update(key for keys in held.values() for key in keys)
    joined = [_joined(each, held[each.mine.name], made) for each in found if each.mine]
    return (*joined, *(Old(key, None, patch) for key, patch in made.items() if key not in here))


def _filed(entry: ManifestPatch) -> Key:
    return Key(entry.phase, entry.group, entry.step)


def _old(patch: Patch, key: Key | None, made: Mapping[Key, Patch]) -> Old:
    if key is None or key not in made:
        return Old(Key(Phase.OWN, patch.message.subject), patch, None)
    return Old(key, patch, made[key])


def _joined(old: Old, held: Sequence[Key], made: Mapping[Key, Patch]) -> Old:
    """Return the patch with the generated ones that it does the work of, besides its own."""
    if not held:
        return old
    first, *more = (key for key in made if key in held or (old.was and key == old.key))
    was = replace(made[first], files=tuple(file for key in (first, *more) for file in made[key].files))
    return Old(first, old.mine, was, tuple(more))


def left_out(olds: Sequence[Old]) -> tuple[Old, ...]:
    """Return the generated patches that a person has taken out, except for those whose tables other patches change."""
    mine = [old.mine for old in olds if old.mine]
    return tuple(old for old in olds if old.mine is None and old.was and not _covers(mine, old.was))


def _holds(mine: Patch, was: Patch) -> bool:
    """Tell whether a patch changes, whatever else it does, all that a generated one changes."""
    return bool(was.files) and all(_holds_file(mine, was, file) for file in was.files)


def _holds_file(mine: Patch, was: Patch, file: FileDiff) -> bool:
    wanted = entry_changes(was, file.path)
    if not wanted:
        lines = {line for each in mine.files if each.path == file.path for line in _changed_lines(each)}
        return lines.issuperset(_changed_lines(file))
    return _covers([mine], was, file.path)


def _changed_lines(file: FileDiff) -> Iterator[bytes]:
    yield from (line for hunk in file.hunks for line in hunk.lines if line[:1] in (b"+", b"-"))


def _covers(mine: Sequence[Patch], was: Patch, path: str | None = None) -> bool:
    """Tell whether patches change every entry that a generated one changes; a table that a diff does not show the head
    of may be any one of its file.
    """
    found = [change for patch in mine for change in entry_changes(patch, path)]
    wanted = entry_changes(was, path)
    return bool(wanted) and all(any(_does(change, each) for change in found) for each in wanted)


def _does(change: EntryChange, wanted: EntryChange) -> bool:
    """Tell whether a change is to the wanted one's entry, and makes, takes away or changes it as that one does: another
    change of the semantic patch may be to the same entry.
    """
    how, asked = ((each.before is None, each.after is None) for each in (change, wanted))
    same = (change.path, change.field) == (wanted.path, wanted.field)
    return same and how == asked and change.table in (wanted.table, "")


def align(olds: Sequence[Old], parts: Iterable[Part]) -> tuple[Slot, ...]:
    """Return the places of the new version in their order.

    Patches that stay keep the old version's order; a new group comes behind the one that is generated before it. What a
    person has taken out stays out.
    """
    gone = {old.key for old in olds if old.mine is None}
    wanted = {_key(part): part for part in parts if _key(part) not in gone}
    slots = [
        Slot(old.key, tuple(part for key, part in wanted.items() if key in old.keys), old)
        for old in olds
        if old.mine and (old.key.phase == Phase.OWN or any(key in wanted for key in old.keys))
    ]
    where = {key: slot for slot in slots for key in (slot.old.keys if slot.old else ())}
    before: Slot | None = None
    for key, part in wanted.items():
        slot = where.get(key)
        if slot is None:
            slot = Slot(key, (part,), None)
            slots.insert(next((index + 1 for index, each in enumerate(slots) if each is before), 0), slot)
        before = slot
    return tuple(slots)


def _key(part: Part) -> Key:
    return Key(str(part.phase), part.group, part.step)


def needs_core(patch: SemanticPatch, keys: Iterable[Key]) -> bool:
    """Tell whether one of these is filed under a change that stands behind the slot for the core change."""
    needing = {step for step, change in enumerate(patch.changes) if change.needs_core}
    return any(key.step in needing for key in keys if key.phase not in (Phase.CORE, Phase.OWN))


def without_what_waits(origin: Origin, old: Series, patch: SemanticPatch) -> Origin:
    """Return an origin that was made anew without what stands behind the slot for the core change, if the old version
    does nothing of that: then nothing stood in the slot.
    """
    olds = pair_old(old, generated_series(origin))
    if supplied(old) or any(each.mine and needs_core(patch, each.keys) for each in olds):
        return origin
    kept = (each for each in origin.patches if not needs_core(patch, [Key(each.phase, each.group, each.step)]))
    return replace(origin, patches=tuple(kept))


def core_place(slots: Sequence[Slot], old: Series, patch: SemanticPatch) -> int:
    """Return how many of the places of the new version stand before the patches that the user supplies.

    Without a slot of its own they are in front. Otherwise what people have put in by hand stays on the side where it
    stood in the old version.
    """
    if patch.core is None:
        return 0
    place = next((at for at, slot in enumerate(slots) if needs_core(patch, map(_key, slot.parts))), len(slots))
    first = min((each.number for each in supplied(old)), default=len(old.patches))
    while place and _stood_behind(slots[place - 1], first):
        place -= 1
    return place


def _stood_behind(slot: Slot, number: int) -> bool:
    mine = slot.old.mine if slot.old else None
    return not slot.parts and mine is not None and mine.number > number
