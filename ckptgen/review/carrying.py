"""Carrying what people have changed in a series' code over to its new version.

For each file that a person has touched there are three texts after each patch: as it was generated, as the person has
it, and as it is generated for the new tree. What leads from the first to the second is merged into the third.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ckptgen.csource.tables import find_tables
from ckptgen.csource.text import SourceText
from ckptgen.review.alignment import Old, Slot
from ckptgen.review.hunks import render_diff
from ckptgen.review.merging import conflict_regions, merge_code
from ckptgen.review.model import FileDiff, Hunk, Patch
from ckptgen.review.tables import entry_changes
from ckptgen.series.applying import ApplyError, Files, apply_diff
from ckptgen.series.model import FileChange, PatchDraft

Text = tuple[bytes, str] | None
"""A file's content and git's mode, None where there is no such file."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file in which a person's change and the new tree's do not go together.

    ``text`` shows the places with all sides, between conflict markers; where there is only one side it is the person's
    diff of the file.
    """

    path: str
    reason: str
    text: bytes = b""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one patch of the new version does; ``kept`` are the paths in which a person's change was carried over."""

    changes: tuple[FileChange, ...]
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def hand_edited(old: Old) -> tuple[str, ...]:
    """Return the paths, in the old version, that a person has changed otherwise than it was generated."""
    if old.mine is None:
        return ()
    paths = {file.path for patch in (old.was, old.mine) if patch for file in patch.files}
    return tuple(sorted(path for path in paths if _plain(old.was, path) != _plain(old.mine, path)))


def hand_made(old: Old, path: str) -> bytes:
    """Return the person's diff of a file."""
    return b"".join(render_diff(file) for file in _files(old.mine, path))


def _plain(patch: Patch | None, path: str) -> list[FileDiff]:
    """Return the diffs of a file without their places in the patch."""
    return [
        replace(file, line=0, hunks=tuple(replace(hunk, line=0) for hunk in file.hunks))
        for file in (patch.files if patch else ())
        if file.path == path
    ]


def behind(files: Files, patches: Sequence[Patch]) -> Files:
    """Return the files with these patches applied, as far as they apply."""

    def read(path: str) -> Text:
        text = files(path)
        for patch in patches:
            text = _applied_or(path, text, _files(patch, path), text)
        return text

    return read


class Carrier:
    """Goes through the new version patch by patch.

    ``old_files`` and ``new_files`` give what the two trees hold under the series, ``moved`` the new path of each file
    that has moved between them. ``structs`` are those whose tables must not get an entry twice.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        old_files: Files,
        new_files: Files,
        moved: Mapping[str, str],
        structs: Sequence[str],
    ) -> None:
        self._structs = structs
        dirty = sorted({path for slot in slots if slot.old for path in hand_edited(slot.old)})
        self._to = {path: moved.get(path, path) for path in dirty}
        self._was = {path: old_files(path) for path in dirty}
        self._mine = dict(self._was)
        self._now = {path: new_files(self._to[path]) for path in dirty}
        self._made = dict(self._now)

    def carry(self, slot: Slot, now: PatchDraft | None, shown: Patch | None) -> Carried:
        """Return what the patch at this place does; ``now`` is it as generated, and ``shown`` what its mail shows."""
        generated = {change.path: change for change in now.changes} if now else {}
        edited = hand_edited(slot.old) if slot.old else ()
        conflicts: list[Conflict] = []
        changes: list[FileChange] = []
        kept: list[str] = []
        for path, target in self._to.items():
            before = self._made[path]
            conflict = self._step(slot, path, generated.pop(target, None), shown)
            if conflict:
                conflicts.append(conflict)
            elif path in edited and self._made[path] != self._now[path]:
                kept.append(target)
            changes += _change(target, before, self._made[path])
        changes += generated.values()
        return Carried(tuple(sorted(changes, key=lambda c: c.path)), tuple(kept), tuple(conflicts))

    def _step(self, slot: Slot, path: str, now: FileChange | None, shown: Patch | None) -> Conflict | None:
        """Bring all texts of one file behind this patch; return why the person's change cannot be carried over."""
        was, mine = (_files(patch, path) for patch in ((slot.old.was, slot.old.mine) if slot.old else (None, None)))
        if now is None and not was and not mine:
            return None
        earlier = self._mine[path]
        conflict = self._advance(path, now)
        try:
            self._was[path] = _applied(path, self._was[path], was)
            self._mine[path] = _applied(path, earlier, mine)
            conflict = conflict or self._combine(path, _edited_hunks(was, mine), slot.old, shown)
        except ApplyError as error:
            said = "; ".join(line.removeprefix("error: ") for line in error.said.splitlines())
            conflict = Conflict(self._to[path], f"the old version does not apply to the old tree: {said}")
        if conflict is None:
            return None
        # From here on as if the person had left this patch alone.
        self._mine[path] = _applied_or(path, earlier, was, self._was[path])
        self._combine(path, (), slot.old, shown)
        return replace(conflict, text=conflict.text or (hand_made(slot.old, path) if slot.old else b""))

    def _advance(self, path: str, now: FileChange | None) -> Conflict | None:
        """Bring the generated text of the new version behind its next change; return a conflict with what a person has
        put in the place of an earlier one.
        """
        if now is None:
            return None
        held = self._now[path]
        if held is None or now.before is None or now.after is None:
            self._now[path] = None if now.after is None else (now.after, now.mode)
            return None
        merged = merge_code(held[0], now.before, now.after)
        self._now[path] = (now.after if merged.conflict else merged.text), now.mode
        if not merged.conflict:
            return None
        reason = "the change made by hand and what is generated next to it do not go together"
        return Conflict(self._to[path], reason, conflict_regions(merged.conflict))

    def _combine(self, path: str, hunks: Sequence[Hunk], old: Old | None, shown: Patch | None) -> Conflict | None:
        """Make the file's text of the new version from the other three; on a conflict it stays as generated."""
        now, was, mine = self._now[path], self._was[path], self._mine[path]
        self._made[path] = mine if now == was else now
        if now == was or mine in (was, now):
            return None
        if now is None or was is None or mine is None:
            gone = "the new tree" if now is None else "the old tree" if was is None else "the old version"
            return Conflict(self._to[path], f"{gone} has no such file")
        mode = mine[1] if mine[1] != was[1] else now[1]
        conflict = self._merge(path, now[0], was[0], mine[0], mode)
        # Else the person's hunks instead of those that are generated for the same tables.
        bare = self._without(path, hunks, old, shown) if conflict else None
        if bare is None or self._merge(path, bare[1], bare[0], mine[0], mode):
            return conflict
        self._was[path], self._now[path] = (bare[0], was[1]), (bare[1], now[1])
        return None

    def _merge(self, path: str, now: bytes, was: bytes, mine: bytes, mode: str) -> Conflict | None:
        """Make the file's text from the other three, or say why not."""
        merged = merge_code(now, was, mine)
        if merged.conflict:
            reason = "the change made by hand and the new tree do not go together"
            return Conflict(self._to[path], reason, conflict_regions(merged.conflict))
        if self._doubled(self._to[path], merged.text, now, mine):
            return Conflict(self._to[path], "with the change made by hand, a table would have an entry twice")
        self._made[path] = merged.text, mode
        return None

    def _without(
        self, path: str, hunks: Sequence[Hunk], old: Old | None, shown: Patch | None
    ) -> tuple[bytes, bytes] | None:
        """Return the generated texts of both versions without the changes of the tables that a person has changed."""
        was, now = self._was[path], self._now[path]
        files, targets = _files(old.was if old else None, path), _files(shown, self._to[path])
        if was is None or now is None or len(files) != 1 or old is None or old.was is None or shown is None:
            return None
        tables = _tables(old.was, path, hunks)
        try:
            bare_was = _reverted(path, was, files[0], hunks)
            for target in targets:
                theirs = [hunk for hunk in target.hunks if _tables(shown, target.path, [hunk]) & tables]
                now = _reverted(self._to[path], now, target, theirs), now[1]
        except ApplyError:
            return None
        return bare_was, now[0]

    def _doubled(self, path: str, made: bytes, now: bytes, mine: bytes) -> bool:
        """Tell whether a merge has given a table an entry twice."""
        counts, *others = (self._entries(path, text) for text in (made, now, mine))
        return any(count > max(other[key] for other in others) for key, count in counts.items() if count > 1)

    def _entries(self, path: str, text: bytes) -> Counter[tuple[str, str]]:
        source = SourceText(path, text)
        tables = (table for struct in self._structs for table in find_tables(source, struct).tables)
        return Counter((table.name, entry.field) for table in tables for entry in table.entries)


def _change(path: str, before: Text, after: Text) -> list[FileChange]:
    if before == after:
        return []
    old, old_mode = before or (None, "")
    new, mode = after or (None, old_mode)
    return [FileChange(path, mode, old, new, old_mode if old_mode and old_mode != mode else "")]


def _files(patch: Patch | None, path: str) -> tuple[FileDiff, ...]:
    """Return the diffs of a file, in their order: a patch may stand for several that were generated."""
    return tuple(file for file in patch.files if path in (file.old, file.new)) if patch else ()


def _applied(path: str, text: Text, files: Sequence[FileDiff]) -> Text:
    """Return the file's text after the diffs; raises ApplyError."""
    for file in files:
        text = _after(path, text, file)
    return text


def _after(path: str, text: Text, file: FileDiff) -> Text:
    if file.binary:
        raise ApplyError("its diff is a binary one")
    changes = apply_diff(lambda name: text if name == path else None, render_diff(file))
    return next((None if c.after is None else (c.after, c.mode) for c in changes if c.path == path), text)


def _applied_or(path: str, text: Text, files: Sequence[FileDiff], otherwise: Text) -> Text:
    try:
        return _applied(path, text, files)
    except ApplyError:
        return otherwise


def _reverted(path: str, text: tuple[bytes, str], file: FileDiff, hunks: Sequence[Hunk]) -> bytes:
    """Return the text without what these hunks have made of it; raises ApplyError."""
    if not hunks:
        return text[0]
    after = _after(path, text, replace(file, old=path, new=path, hunks=tuple(_turned(hunk) for hunk in hunks)))
    return after[0] if after else b""


def _turned(hunk: Hunk) -> Hunk:
    """Return the hunk that undoes this one."""
    marks = {b"+": b"-", b"-": b"+"}
    return replace(
        hunk,
        old_start=hunk.new_start,
        old_count=hunk.new_count,
        new_start=hunk.old_start,
        new_count=hunk.old_count,
        lines=tuple(marks.get(line[:1], line[:1]) + line[1:] for line in hunk.lines),
    )


def _edited_hunks(was: Sequence[FileDiff], mine: Sequence[FileDiff]) -> tuple[Hunk, ...]:
    """Return the generated hunks that the person's diff does not have as they were."""
    here = {hunk.lines for file in mine for hunk in file.hunks}
    return tuple(hunk for file in was for hunk in file.hunks if hunk.lines not in here)


def _tables(patch: Patch, path: str, hunks: Sequence[Hunk]) -> set[str]:
    """Return the names of the tables that these hunks of the patch change."""
    lines = [range(hunk.line, hunk.line + len(hunk.lines) + 1) for hunk in hunks]
    return {change.table for change in entry_changes(patch, path) if any(change.line in span for span in lines)}
