"""The entries that a series gives to tables, whoever wrote it: read from the files where the patches apply, from the
hunks where they do not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.csource.model import Arm, Entry, Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText
from ckptgen.review.model import EntryChange, FileDiff, Patch
from ckptgen.review.replay import Replay, Step, file_diff, patch_line
from ckptgen.review.tables import entry_changes
from ckptgen.series.model import FileChange

_INITIALIZED = re.compile(rb"(?<!\w)struct\s+(\w+)[^;{}()=]*=\s*(?:\\\s*)?\{")
Key = tuple[str, str, int]
"""A table's path and name, and which of the file's tables of that name it is, from 0."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table with the new entry, in its file behind the patch; ``index`` is that of the entry."""

    text: SourceText
    table: Table
    index: int

    @property
    def entry(self) -> Entry:
        return self.table.entries[self.index]

    @property
    def others(self) -> tuple[Entry, ...]:
        """The table's other entries."""
        return (*self.table.entries[: self.index], *self.table.entries[self.index + 1 :])


@dataclass(frozen=True, slots=True)
class Gain:
    """An entry that a series gives to a table.

    ``struct`` and ``table`` are empty where the diff does not show them. ``line`` is the one-based line in the file
    behind the patch, 0 where that is not known, and ``patch_line`` the one of the patch. ``guard`` is the condition
    inside the table that the entry stands under, ``new`` tells that the patch makes the whole table, ``gone`` that it
    takes the whole table away. ``found`` is None where the patch does not apply; ``shown`` is then what the diff shows.
    """

    patch: Patch
    path: str
    struct: str
    table: str
    ordinal: int
    field: str
    value: str
    line: int
    patch_line: int
    guard: str
    new: bool
    found: Found | None
    shown: EntryChange | None = None
    gone: bool = False

    @property
    def key(self) -> Key:
        return self.path, self.table, self.ordinal

    @property
    def name(self) -> str:
        """What a report calls the table."""
        return self.table or "a table that the diff does not name"


@dataclass(frozen=True, slots=True)
class Gains:
    """What a whole series comes to: the entries that are there behind it, in its order, and the tables that have lost
    theirs.
    """

    entries: tuple[Gain, ...]
    lost: tuple[Gain, ...]


def collect_gains(replay: Replay, struct: str, field: str, holders: Sequence[Holder]) -> Gains:
    """Return the entries for ``field`` that the series gives to tables of ``struct`` and of any other struct.

    ``holders`` are the structs of the tree's headers that hold ``struct`` by value.
    """
    reader = _Reader(struct, field, holders)
    entries: dict[tuple[str, Key], Gain] = {}
    lost: dict[tuple[str, Key], Gain] = {}
    for step in replay.steps:
        for gain, there in reader.step(step):
            key = (gain.struct, gain.key)
            # Nameless ones cannot be told from each other.
            key = key if gain.table else (f"{gain.patch.number}:{gain.patch_line}", gain.key)
            if there:
                entries[key] = gain
                lost.pop(key, None)
            elif entries.pop(key, None) is None and not gain.gone:
                lost[key] = gain
    return Gains(tuple(entries.values()), tuple(lost.values()))


@dataclass(frozen=True, slots=True)
class _Reader:
    struct: str
    field: str
    holders: Sequence[Holder]

    def step(self, step: Step) -> Iterator[tuple[Gain, bool]]:
        """Yield what one patch does to entries: the gain, and whether the entry is there behind it."""
        for change in step.changes:
            yield from self._changed(step.patch, change)
        for failure in step.failures:
            yield from self._shown(step.patch, failure.file)

    def _changed(self, patch: Patch, change: FileChange) -> Iterator[tuple[Gain, bool]]:
        word = self.field.encode()
        if word not in (change.before or b"") and word not in (change.after or b""):
            return
        before, _ = self._tables(change.path, change.before)
        after, text = self._tables(change.path, change.after)
        for key, table in after.items():
            old = before.get(key)
            indexes = [index for index, entry in enumerate(table.entries) if entry.field == self.field]
            if indexes and (
                old is None or _stands(old, self.field) != _stands(table, self.field) or _moved(old, table)
            ):
                yield self._gain(patch, Found(text, table, indexes[0]), key[1], old is None), True
            elif old is not None and old.values(self.field) and not indexes:
                yield self._loss(patch, text, table, key[1]), False
        for key, table in before.items():
            if key not in after and table.values(self.field):
                yield replace(self._loss(patch, text, table, key[1]), gone=True), False

    def _tables(self, path: str, data: bytes | None) -> tuple[dict[tuple[str, int, str], Table], SourceText]:
        """Return a file's tables by name, number among those of the name, and struct."""
        text = SourceText(path, data or b"")
        structs = {match[1].decode("ascii", "replace") for match in _INITIALIZED.finditer(text.code)}
        found: dict[tuple[str, int, str], Table] = {}
        for struct in sorted({*structs, self.struct}):
            holders = self.holders if struct == self.struct else ()
            for table in tables_of(text, struct=struct, holders=[h for h in holders if h.path != path]):
                number = sum(name == table.name and of == struct for name, _, of in found)
                found[table.name, number, struct] = table
        return found, text

    def _gain(self, patch: Patch, found: Found, ordinal: int, new: bool) -> Gain:
        text, entry = found.text, found.entry
        file = file_diff(patch, text.path)
        return Gain(
            patch=patch,
            path=text.path,
            struct=found.table.struct,
            table=found.table.name,
            ordinal=ordinal,
            field=self.field,
            value=entry.value,
            line=entry.line,
            patch_line=patch_line(file, text.data, entry.line) if file else 0,
            guard=condition(text, entry.arms[-1]) if entry.arms else "",
            new=new,
            found=found,
        )

    def _loss(self, patch: Patch, text: SourceText, table: Table, ordinal: int) -> Gain:
        file = file_diff(patch, text.path)
        place = patch_line(file, text.data, table.line) if file else 0
        return Gain(
            patch, text.path, table.struct, table.name, ordinal, self.field, "", table.line, place, "", False, None
        )

    def _shown(self, patch: Patch, file: FileDiff) -> Iterator[tuple[Gain, bool]]:
        """Yield what the hunks show, for a file that the patch does not apply to."""
        heads = re.compile(rb"struct\s+\w+\s+(\w+)\s*(?:\[[^\]]*\]\s*)?=")
        made = {name for hunk in file.hunks for line in hunk.added for name in heads.findall(line)}
        for change in entry_changes(patch, file.path):
            if change.field != self.field:
                continue
            new = change.table.encode() in made
            value = change.after if change.after is not None else ""
            gain = Gain(
                patch=patch,
                path=file.path,
                struct=change.struct or self.struct,
                table=change.table,
                ordinal=0,
                field=self.field,
                value=value,
                line=0,
                patch_line=change.line,
                # A table that is new may stand under the condition as a whole.
                guard="" if new else change.guard,
                new=new,
                found=None,
                shown=change,
            )
            yield gain, change.after is not None


def _stands(table: Table, field: str) -> list[tuple[str, int]]:
    """Return the values of a field, each with the number of conditionals that it stands in."""
    return [(entry.value, len(entry.arms)) for entry in table.entries if entry.field == field]


def _moved(old: Table, new: Table) -> bool:
    """Tell whether the entries that both have stand in another order."""
    fields = [[entry.field for entry in table.entries] for table in (old, new)]
    both = set(fields[0]) & set(fields[1])
    before, after = ([field for field in each if field in both] for each in fields)
    return before != after


def condition(text: SourceText, arm: Arm) -> str:
    """Return the condition of a conditional branch as its ``#if`` has it, without the ``#``."""
    line = text.directive_at(arm.start)
    if line is None:
        return ""
    said = f"{line.keyword} {text.folded(line.body, line.end)}".strip()
    return said if arm.branch == 0 else f"else of {said}"
