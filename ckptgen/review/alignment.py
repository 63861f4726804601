"""Which patch of an old version, which of what was generated for it, and which of the new one belong together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ckptgen.plan.model import CHANGED
from ckptgen.review.matching import match_patches
from ckptgen.review.model import FileDiff, Patch, Series
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
            self.parts[0].step,
            tuple(planned for part in self.parts for planned in part.tables),
            tuple(planned for part in self.parts for planned in part.copies),
            tuple(edit for part in self.parts for edit in part.declaration),
        )


def generated_series(origin: Origin) -> Series:
    """Return the old version as it was generated; the number of each patch is its place, one-based."""
    patches = []
    for number, each in enumerate(origin.patches, 1):
        entry = ManifestPatch("", each.phase, each.group, "", _tables(origin, each.group), ())
        patches.append(replace(parse_patch(read_mail(each.content), f"{each.group}", number), entry=entry))
    return Series(origin.tree, tuple(patches), None, 1, None)


def _tables(origin: Origin, group: str) -> tuple[ManifestTable, ...]:
    return tuple(ManifestTable(t.path, t.name) for t in origin.tables if t.filesystem == group and t.verdict in CHANGED)


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
    made = {(patch.entry.phase, patch.entry.group): patch for patch in generated.patches if patch.entry}
    known = {patch.name: (patch.entry.phase, patch.entry.group) for patch in mine if patch.entry}
    if old.manifest is None:
        pairs = match_patches(generated, replace(old, patches=tuple(mine)))
        known = {p.new.name: (p.old.entry.phase, p.old.entry.group) for p in pairs if p.old and p.new and p.old.entry}
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


def _old(patch: Patch, key: Key | None, made: Mapping[Key, Patch]) -> Old:
    if key is None or key not in made:
        return Old((Phase.OWN, patch.message.subject), patch, None)
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
    found = [(change.path, change.table, change.field) for patch in mine for change in entry_changes(patch, path)]
    wanted = entry_changes(was, path)
    return bool(wanted) and all(
        any(path == w.path and field == w.field and table in (w.table, "") for path, table, field in found)
        for w in wanted
    )


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
        if old.mine and (old.key[0] == Phase.OWN or any(key in wanted for key in old.keys))
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
    return str(part.phase), part.group
