"""Three-way merges by git's own ``merge-file``, of source text and of prose."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.errors import CkptgenError
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import git_outside

_LABELS = ("the new tree", "the old version as it was generated", "the old version as it is")


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
