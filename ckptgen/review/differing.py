"""How two versions of one patch differ in what they do to files, and to the entries of the ops tables in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from ckptgen.review.model import EntryChange, FileDiff, Hunk, Patch
from ckptgen.review.tables import Entry, entry_changes, hunk_entries


class Mark(StrEnum):
    """What became of a patch, or of its change of one file, as the first column of a report shows it."""

    SAME = "="
    CONTEXT = "~"
    """The same lines are added and removed, among others."""
    CHANGED = "!"
    NEW = "+"
    GONE = "-"


class EntryKind(StrEnum):
    """How what a patch does to one entry differs between its versions."""

    ADDED = "added"
    """Only the new version changes the entry."""
    REMOVED = "removed"
    """Only the old version changes it."""
    CHANGED = "changed"
    """Both do, with another value or under another condition."""
    MOVED = "moved"
    """Both do the same, at another place among the table's other entries."""


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """One entry of a table; ``old`` and ``new`` are what the versions do to it, None where that is nothing."""

    kind: EntryKind
    old: EntryChange | None
    new: EntryChange | None

    @property
    def shown(self) -> EntryChange:
        """The change in the new version, or else the old one's."""
        change = self.new or self.old
        assert change is not None
        return change


@dataclass(frozen=True, slots=True)
class TableDifference:
    """The differences in one table; struct and name are empty where neither diff shows which one it is."""

    struct: str
    table: str
    entries: tuple[EntryDifference, ...]


@dataclass(frozen=True, slots=True)
class LineDifference:
    """An added or removed line, ``text`` with its mark, that only one version has: ``mark`` is GONE for the old one and
    NEW for the new. ``line`` is its place in the patch.
    """

    mark: Mark
    text: bytes
    line: int


@dataclass(frozen=True, slots=True)
class FileDifference:
    """What the versions of a patch do to one file; ``old`` is None where only the new one touches it, and the other way
    round. ``lines`` are those that ``tables`` does not account for.
    """

    mark: Mark
    old: FileDiff | None
    new: FileDiff | None
    tables: tuple[TableDifference, ...]
    lines: tuple[LineDifference, ...]

    @property
    def path(self) -> str:
        """The path in the new version, or else in the old one."""
        file = self.new or self.old
        assert file is not None
        return file.path

    @property
    def moved(self) -> bool:
        """Whether the file has another path in the new version."""
        return bool(self.old and self.new and self.old.path != self.new.path)


def same_change(one: Patch, other: Patch) -> bool:
    """Tell whether both add and remove the same lines in the same tables of the same files.

    Context, line numbers, section headings and ids of blobs do not count; a table that one diff does not show the head
    of counts as the other's.
    """
    return all(file.mark in (Mark.SAME, Mark.CONTEXT) for file in file_differences(one, other))


def file_differences(old: Patch | None, new: Patch | None) -> tuple[FileDifference, ...]:
    """Return what both versions do to each file, in the order of the new one, then files that only the old one
    changes. None is for a patch that one series does not have.
    """
    files = list(_paired(old.files if old else (), new.files if new else ()))
    return tuple(_difference(was, now, old, new) for was, now in files)


def _paired(olds: Sequence[FileDiff], news: Sequence[FileDiff]) -> Iterator[tuple[FileDiff | None, FileDiff | None]]:
    """Yield the files of both versions in pairs: by path, then those that have moved."""
    left = list(olds)
    found: dict[int, FileDiff] = {}
    for same in (_same_path, _moved):
        for place, new in enumerate(news):
            old = None if place in found else next((each for each in left if same(each, new)), None)
            if old:
                found[place] = old
                left.remove(old)
    yield from ((found.get(place), new) for place, new in enumerate(news))
    yield from ((old, None) for old in left)


def _same_path(old: FileDiff, new: FileDiff) -> bool:
    return old.path == new.path


def _moved(old: FileDiff, new: FileDiff) -> bool:
    """Tell whether the file has the same name in another folder, or the same lines in another file."""
    some, others = ([text for text, _ in _changed_lines(file)] for file in (old, new))
    same_name = old.path.rpartition("/")[2] == new.path.rpartition("/")[2]
    return bool(some) and (some == others or (same_name and bool(set(some) & set(others))))


def _difference(
    old: FileDiff | None, new: FileDiff | None, old_patch: Patch | None, new_patch: Patch | None
) -> FileDifference:
    olds, news = _changes(old, old_patch), _changes(new, new_patch)
    entries = list(_entry_differences(old, olds, new, news))
    known = {line for each in entries if each.kind != EntryKind.MOVED for line in _accounted(old, each.old)}
    known_new = {line for each in entries if each.kind != EntryKind.MOVED for line in _accounted(new, each.new)}
    lines = tuple(_line_differences(old, known, new, known_new))
    return FileDifference(_mark(old, new, entries, lines), old, new, _by_table(entries), lines)


def _changes(file: FileDiff | None, patch: Patch | None) -> tuple[EntryChange, ...]:
    return tuple(c for c in entry_changes(patch, file.path) if c.path == file.path) if file and patch else ()


def _mark(
    old: FileDiff | None, new: FileDiff | None, entries: Sequence[EntryDifference], lines: Sequence[LineDifference]
) -> Mark:
    if old is None or new is None:
        return Mark.NEW if old is None else Mark.GONE
    if lines or any(each.kind != EntryKind.MOVED for each in entries) or _frame(old) != _frame(new):
        return Mark.CHANGED
    same = [hunk.lines for hunk in old.hunks] == [hunk.lines for hunk in new.hunks]
    return Mark.SAME if same else Mark.CONTEXT


def _frame(file: FileDiff) -> tuple[object, ...]:
    """Return what a diff says of its file besides the lines."""
    return file.old, file.new, file.old_mode or "100644", file.new_mode or "100644", file.binary, file.blob


# --- entries ------------------------------------------------------------


def _entry_differences(
    old: FileDiff | None, olds: Sequence[EntryChange], new: FileDiff | None, news: Sequence[EntryChange]
) -> Iterator[EntryDifference]:
    """Yield how the entries differ, in the order of the new version, then those that only the old one changes."""
    left = list(olds)
    found: dict[int, EntryChange] = {}
    for same in (_same_entry, _same_table, _perhaps_same):
        for place, change in enumerate(news):
            other = None if place in found else next((each for each in left if same(each, change)), None)
            if other:
                found[place] = other
                left.remove(other)
    for place, change in enumerate(news):
        was = found.get(place)
        if was is None:
            yield EntryDifference(EntryKind.ADDED, None, change)
        elif _what(was) != _what(change):
            yield EntryDifference(EntryKind.CHANGED, was, change)
        elif old and new and _has_moved(_neighbours(old, was), _neighbours(new, change)):
            yield EntryDifference(EntryKind.MOVED, was, change)
    yield from (EntryDifference(EntryKind.REMOVED, change, None) for change in left)


def _what(change: EntryChange) -> tuple[object, ...]:
    return change.field, change.before, change.after, change.guard


def _same_entry(old: EntryChange, new: EntryChange) -> bool:
    return _same_table(old, new) and _what(old) == _what(new)


def _same_table(old: EntryChange, new: EntryChange) -> bool:
    return (old.table, old.field) == (new.table, new.field)


def _perhaps_same(old: EntryChange, new: EntryChange) -> bool:
    """Tell whether these may be the same, since one of the diffs does not show which table it is."""
    return not (old.table and new.table) and _what(old) == _what(new)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The fields of the table's entries above and below one, as far as its hunk shows them."""

    above: frozenset[str]
    below: frozenset[str]


def _neighbours(file: FileDiff, change: EntryChange) -> _Neighbours:
    entries = [each for each in _entries_around(file, change) if each.mark != b"-"]
    return _Neighbours(
        frozenset(each.field for each in entries if each.line < change.line),
        frozenset(each.field for each in entries if each.line > change.line),
    )


def _has_moved(old: _Neighbours, new: _Neighbours) -> bool:
    return bool(old.above & new.below or old.below & new.above)


def _entries_around(file: FileDiff, change: EntryChange) -> Iterator[Entry]:
    """Yield the entries of the change's own table that its hunk shows."""
    for hunk in file.hunks:
        entries = hunk_entries(hunk) if hunk.line <= change.line <= hunk.line + len(hunk.lines) else ()
        table = next((each.table for each in entries if each.line == change.line), None)
        yield from (each for each in entries if each.table == table)


def _by_table(entries: Iterable[EntryDifference]) -> tuple[TableDifference, ...]:
    found: dict[tuple[str, str], list[EntryDifference]] = {}
    for each in entries:
        found.setdefault((each.shown.struct, each.shown.table), []).append(each)
    return tuple(TableDifference(struct, table, tuple(each)) for (struct, table), each in found.items())


# --- lines --------------------------------------------------------------


def _accounted(file: FileDiff | None, change: EntryChange | None) -> Iterator[int]:
    """Yield the lines of the patch that a change of an entry is made of."""
    if file and change:
        for entry in _entries_around(file, change):
            if entry.field == change.field and entry.mark != b" ":
                yield entry.line


def _line_differences(
    old: FileDiff | None, old_known: set[int], new: FileDiff | None, new_known: set[int]
) -> Iterator[LineDifference]:
    """Yield the added and removed lines that only one version has, except the known ones."""
    some = [each for each in _changed_lines(old) if each[1] not in old_known]
    others = [each for each in _changed_lines(new) if each[1] not in new_known]
    if old and new and _by_hunk(old, old_known) == _by_hunk(new, new_known):
        return
    matcher = SequenceMatcher(None, [text for text, _ in some], [text for text, _ in others], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            yield from (LineDifference(Mark.GONE, text, line) for text, line in some[old_from:old_to])
            yield from (LineDifference(Mark.NEW, text, line) for text, line in others[new_from:new_to])


def _by_hunk(file: FileDiff, known: set[int]) -> Counter[tuple[bytes, ...]]:
    """Return how often which lines are changed together: what stands in a file may change places."""
    lines = (tuple(text for text, line in _hunk_lines(hunk) if line not in known) for hunk in file.hunks)
    return Counter(each for each in lines if each)


def _changed_lines(file: FileDiff | None) -> list[tuple[bytes, int]]:
    """Return the added and removed lines with their marks, and their places in the patch."""
    return [line for hunk in (file.hunks if file else ()) for line in _hunk_lines(hunk)]


def _hunk_lines(hunk: Hunk) -> Iterator[tuple[bytes, int]]:
    before = b" "
    for place, text in enumerate(hunk.lines, hunk.line + 1):
        # That a line has no end is a part of its change.
        mark = before if text[:1] == b"\\" else text[:1]
        if mark != b" ":
            yield text, place
        before = mark
