"""The patches that the user supplies: read as ``git am`` reads them, and applied to the tree's text.

A file of ``prerequisite-patch-id: ID`` lines stands for patches that the series needs and does not hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.applying import ApplyError, apply_diff, files_of
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import Mail, raw_date, split_mails
from ckptgen.series.model import FileChange, Identity, PatchDraft, Phase
from ckptgen.tree.model import Tree
from ckptgen.tree.overlay import Layer, OverlayTree

_PREREQUISITE = re.compile(r"(?:prerequisite-patch-id:\s*)?([0-9a-f]{40,64})")


class CorePatchError(CkptgenError):
    """A patch that the user supplies cannot be read, or does not apply."""


@dataclass(frozen=True, slots=True)
class Core:
    """The supplied patches, the tree with them applied, and what the series needs besides."""

    patches: tuple[PatchDraft, ...]
    tree: Tree
    prerequisites: tuple[str, ...]


def read_core(tree: Tree, places: Sequence[Path]) -> Core:
    """Apply the patches at ``places``, in this order, on top of ``tree``.

    A place is a patch or an mbox, a folder of ``*.patch`` files (taken by name, a cover letter left out), or a text
    file of prerequisite lines. Raises CorePatchError.
    """
    mails: list[tuple[str, bytes]] = []
    prerequisites: list[str] = []
    for file in _files(places):
        data = _read(file)
        ids = _prerequisites(file, data)
        prerequisites += ids
        mails += [] if ids else [(str(file), data)]
    return replace(apply_core(tree, mails), prerequisites=tuple(prerequisites))


def apply_core(tree: Tree, files: Iterable[tuple[str, bytes]]) -> Core:
    """Apply patches, each a name and the mails in it, in this order on top of ``tree``; raises CorePatchError."""
    patches: list[PatchDraft] = []
    layers: dict[str, Layer] = {}
    for file, data in files:
        for number, (draft, diff) in enumerate(_mails(file, data), 1):
            what = file if number == 1 else f"{file} (mail {number})"
            changes = _apply(OverlayTree(tree, layers), diff, what)
            patches.append(replace(draft, changes=changes))
            layers.update({change.path: Layer(change.after, change.mode) for change in changes})
    return Core(tuple(patches), OverlayTree(tree, layers) if layers else tree, ())


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if not place.is_dir():
            yield place
            continue
        found = sorted(path for path in place.glob("*.patch") if not path.name.startswith("0000-"))
        if not found:
            raise CorePatchError(f"{place}: no *.patch files", "name patches, an mbox, or a folder with patches")
        yield from found


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CorePatchError(f"{file}: {error.strerror}", "name a patch, an mbox, or a folder with patches") from None


def _prerequisites(file: Path, data: bytes) -> list[str]:
    lines = [line.strip() for line in data.decode("utf-8", "replace").split("\n")]
    for number, line in enumerate(lines, 1):
        if line.startswith("prerequisite-patch-id:") and not _PREREQUISITE.fullmatch(line):
            raise CorePatchError(
                f"{file}:{number}: {line.partition(':')[2].strip()!r} is not a patch id",
                "git patch-id --stable gives 40 hexadecimal digits, or 64",
            )
    matches = [_PREREQUISITE.fullmatch(line) for line in lines if line and not line.startswith("#")]
    return [match[1] for match in matches if match] if matches and all(matches) else []


def _mails(file: str, data: bytes) -> Iterator[tuple[PatchDraft, bytes]]:
    try:
        found = [mail for mail in split_mails(data) if mail.rest.strip()]
    except GitError as error:
        raise CorePatchError(f"{file}: {error.said or error.what}") from error
    if not found:
        raise CorePatchError(f"{file}: no patch in it", "git format-patch writes what is wanted here")
    for mail in found:
        yield _draft(file, mail), mail.rest


def _draft(file: str, mail: Mail) -> PatchDraft:
    if not mail.subject:
        raise CorePatchError(f"{file}: it has no subject", "git format-patch writes what is wanted here")
    author = Identity.of(mail.sender) if mail.sender else None
    return PatchDraft(Phase.CORE, Phase.CORE, mail.subject, mail.message, (), (), author, raw_date(mail.date))


def _apply(tree: Tree, diff: bytes, what: str) -> tuple[FileChange, ...]:
    """Return what the diff makes of the tree's files."""
    try:
        return apply_diff(files_of(tree), diff)
    except ApplyError as error:
        raise CorePatchError(
            f"{what} does not apply to {tree.label}: {error.said}",
            "rebase the patch onto this tree, or name the tree that it was made for",
        ) from error
