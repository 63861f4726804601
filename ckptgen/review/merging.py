"""Three-way merges by git's own ``merge-file``, of source text and of prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.errors import CkptgenError
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import git_outside

_LABELS = ("the new tree", "the old version as it was generated", "the old version as it is")
_FIELD = re.compile(rb"\s*\.?(\w+)\s*[=:]")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gave; ``conflict`` is empty, or the text with conflict markers, with all three sides."""

    text: bytes
    conflict: bytes = b""


def merge(ours: bytes, base: bytes, theirs: bytes) -> Merged:
    """Return ``ours`` with what leads from ``base`` to ``theirs``; on a conflict the text is ``ours`` as it was."""
    if theirs in (base, ours):
        return Merged(ours)
    if ours == base:
        return Merged(theirs)
    text, clean = _merge_file(ours, base, theirs)
    return Merged(text) if clean else Merged(ours, text)


def merge_code(ours: bytes, base: bytes, theirs: bytes) -> Merged:
    """Return ``ours`` with what leads from ``base`` to ``theirs``, also where the two changes touch each other.

    Git takes changes of neighbouring lines for a conflict. What is generated stands next to lines of the tree's by its
    nature, so here only changes of the same lines conflict, two insertions at one place, and an insertion next to lines
    that the other side removes.
    """
    merged = merge(ours, base, theirs)
    text = _merge_neighbours(ours, base, theirs) if merged.conflict else None
    return merged if text is None else Merged(text)


def conflict_regions(text: bytes, around: int = 3) -> bytes:
    """Return the parts of a text with conflict markers that hold them, ``around`` lines more on either side, each below
    the one-based line that it begins in.
    """
    lines = text.split(b"\n")
    starts = [number for number, line in enumerate(lines) if line.startswith(b"<<<<<<< ")]
    ends = [number for number, line in enumerate(lines) if line.startswith(b">>>>>>> ")]
    parts: list[bytes] = []
    for start, end in zip(starts, ends, strict=False):
        first = max(0, start - around)
        parts.append(b"line %d:" % (first + 1))
        parts += lines[first : end + around + 1]
    return b"\n".join(parts)


def merge_prose(ours: str, base: str, theirs: str) -> tuple[str, bool]:
    """Return a person's text with what has changed in the generated one, and whether both changed the same lines.

    There the person's lines stay.
    """
    new, old, mine = (f"{text.strip()}\n".encode() for text in (ours, base, theirs))
    merged = merge(new, old, mine)
    text = _merge_file(new, old, mine, "--theirs")[0] if merged.conflict else merged.text
    return text.decode().strip(), bool(merged.conflict)


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines ``start`` to ``end`` (excluded, zero-based) of the base become ``lines``."""

    start: int
    end: int
    lines: tuple[bytes, ...]

    def conflicts(self, other: "_Change") -> bool:
        if self == other:
            return False
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        if self.start < other.end and other.start < self.end:
            return True
        # One of them inserts lines where the lines of the other end or begin.
        return any(
            one.start == one.end and not two.lines and one.start in (two.start, two.end)
            for one, two in ((self, other), (other, self))
        )


def _merge_neighbours(ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """Return the merged text, None where changes conflict."""
    before = _lines(base)
    some, others = list(_changes(before, _lines(ours))), list(_changes(before, _lines(theirs)))
    if any(one.conflicts(two) for one in some for two in others):
        return None
    # Lines that are inserted stand in front of those that are replaced at the same place.
    changes = sorted({*some, *others}, key=lambda change: (change.start, change.end), reverse=True)
    for change in changes:
        before[change.start : change.end] = change.lines
    return b"".join(before)


def _lines(text: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", text)


def _changes(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[_Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        whole = _Change(start, end, tuple(after[first:last]))
        yield from _entries(before, whole) or (whole,)


def _entries(before: Sequence[bytes], change: _Change) -> list[_Change]:
    """Return a change of table entries, each to another one of the same field, entry by entry; else nothing."""
    old = before[change.start : change.end]
    fields = [[_FIELD.match(line) for line in side] for side in (old, change.lines)]
    names = [[match and match[1] for match in side] for side in fields]
    if names[0] != names[1] or None in names[0]:
        return []
    return [_Change(change.start + n, change.start + n + 1, (line,)) for n, line in enumerate(change.lines)]


def _merge_file(ours: bytes, base: bytes, theirs: bytes, favour: str = "--diff3") -> tuple[bytes, bool]:
    """Return the merged text, and whether it is without conflicts."""
    labels = [word for label in _LABELS for word in ("-L", label)]
    with TemporaryDirectory(prefix="ckptgen-merge-") as name:
        folder = Path(name)
        for file, content in zip(("ours", "base", "theirs"), (ours, base, theirs), strict=True):
            (folder / file).write_bytes(content)
        clean = True
        try:
            git_outside(folder, "merge-file", "-q", favour, *labels, "ours", "base", "theirs")
        except GitError as error:
            # The exit code is the number of conflicts, and then nothing is said.
            if error.said:
                raise CkptgenError(f"two versions of a text cannot be merged: {error.said}") from error
            clean = False
        return (folder / "ours").read_bytes(), clean
