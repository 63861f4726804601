"""The folder of a series: which patches it holds, in which order, held against its manifest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.manifest import NAME, Manifest, ManifestPatch, read_manifest
from ckptgen.series.written import NUMBERED, match_entries, patch_order
from ckptgen.verify.model import Check, Outcome, Problem
from ckptgen.verify.needed import NeededPatch, find_needed

_DIFF = re.compile(rb"diff --git a/(?P<old>.+) b/(?P<new>.+)")
_RENAME = re.compile(rb"(?:rename|copy) (?:from|to) (?P<path>.+)")


@dataclass(frozen=True, slots=True)
class SeriesPatch:
    """A patch file: ``entry`` is what the manifest plans for it, None if the manifest does not know it."""

    file: str
    content: bytes
    entry: ManifestPatch | None
    edited: bool

    def line_of(self, path: str) -> int:
        """Return the one-based line of the patch where its change of ``path`` begins, 1 if there is none."""
        wanted = path.encode("utf-8", "surrogateescape")
        for number, line in enumerate(self.content.split(b"\n"), 1):
            match = _DIFF.match(line)
            if match and wanted in (match["old"], match["new"]):
                return number
        return 1

    def change_of(self, path: str) -> bytes:
        """Return the part of the patch that changes ``path``."""
        lines = self.content.split(b"\n")[self.line_of(path) - 1 :]
        end = next((index for index, line in enumerate(lines) if index and _DIFF.match(line)), len(lines))
        return b"\n".join(lines[:end])


@dataclass(frozen=True, slots=True)
class SeriesFolder:
    """A series as it lies there: ``patches`` in the order of their numbers, without the cover letter; ``needed`` are
    patches of other batches that come before them.
    """

    path: Path
    manifest: Manifest
    patches: tuple[SeriesPatch, ...]
    check: Check
    needed: tuple[NeededPatch, ...] = ()

    def paths(self) -> tuple[str, ...]:
        """Return every path that the manifest or a patch names, sorted."""
        planned = {file.path for patch in self.manifest.patches for file in patch.files}
        contents = [*(patch.content for patch in self.needed), *(patch.content for patch in self.patches)]
        return tuple(sorted(planned.union(*map(changed_paths, contents))))


def read_folder(path: Path) -> SeriesFolder:
    """Read the series in ``path``; raises CkptgenError where there is none."""
    manifest = read_manifest(path)
    contents = {file.name: file.read_bytes() for file in sorted(path.iterdir()) if _is_patch(file)}
    entries = match_entries(contents, manifest)
    patches = tuple(SeriesPatch(name, contents[name], *entries[name]) for name in sorted(contents, key=patch_order))
    if not patches:
        raise CkptgenError(f"{path} holds no patches", "name a folder that ckptgen wrote a series to")
    needed, lacking = find_needed(path, manifest)
    notes = [f"{patch.file}, which the series stands on, is applied first" for patch in needed]
    notes += [f"the series stands on the patch {name}, which is not at hand" for name in lacking]
    check = _check(patches, path, manifest)
    return SeriesFolder(path, manifest, patches, replace(check, notes=(*check.notes, *notes)), needed)


def changed_paths(content: bytes) -> set[str]:
    """Return the paths that a patch names as changed."""
    found: set[bytes] = set()
    for line in content.split(b"\n"):
        if match := _DIFF.match(line):
            found |= {match["old"], match["new"]}
        elif match := _RENAME.match(line):
            found.add(match["path"])
    return {path.decode("utf-8", "surrogateescape") for path in found}


def _is_patch(file: Path) -> bool:
    match = NUMBERED.fullmatch(file.name)
    return match is not None and int(match["number"]) > 0 and file.is_file()


def _check(patches: tuple[SeriesPatch, ...], path: Path, manifest: Manifest) -> Check:
    problems = tuple(_problems(patches, manifest))
    notes = [f"{patch.file} was edited since it was written" for patch in patches if patch.edited]
    others = sorted(set(manifest.written) - {entry.file for entry in manifest.patches})
    notes += [f"{name} was removed since the series was written" for name in others if not (path / name).is_file()]
    return Check(Outcome.FAILED if problems else Outcome.PASSED, problems, tuple(notes))


def _problems(patches: tuple[SeriesPatch, ...], manifest: Manifest) -> Iterator[Problem]:
    planned = [entry.file for entry in manifest.patches]
    here = {patch.entry.file for patch in patches if patch.entry}
    for number, name in enumerate(planned, 1):
        if name not in here:
            yield Problem(f"{name} is missing: it is patch {number} of {len(planned)} in {NAME}", name)
    last, last_name, numbers = -1, "", set[int]()
    for patch in patches:
        number = patch_order(patch.file)[0]
        if number in numbers:
            yield Problem(f"{patch.file} has the number of another patch: which comes first is not said", patch.file)
        numbers.add(number)
        if patch.entry is None:
            yield Problem(f"{patch.file} is not in {NAME}", patch.file)
            continue
        index = planned.index(patch.entry.file)
        if index < last:
            what = f"in {NAME} it is patch {index + 1} and comes before it"
            yield Problem(f"{patch.file} comes after {last_name}: {what} ({planned[index]})", patch.file)
        elif patch.file != patch.entry.file:
            yield Problem(f"{patch.file} is what {NAME} calls {patch.entry.file}", patch.file)
        if index > last:
            last, last_name = index, patch.file
