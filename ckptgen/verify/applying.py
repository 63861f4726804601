"""Applying the series patch by patch, and holding the tree after each patch against the plan in the manifest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ckptgen.series.gitrun import GitError
from ckptgen.series.manifest import Manifest, ManifestPatch, sha256
from ckptgen.verify.folder import SeriesPatch
from ckptgen.verify.model import Check, Outcome, Problem
from ckptgen.verify.repository import ScratchRepository

_FAILED_AT = re.compile(r"error: patch failed: (?P<path>.*):(?P<line>\d+)")
_CORRUPT_AT = re.compile(r"error: corrupt patch at (?:[^:]*:|line )(?P<line>\d+)")


@dataclass(frozen=True, slots=True)
class Applied:
    """One patch after ``git am``: ``commit`` is what the work tree stands at then, ``paths`` what it changed."""

    patch: SeriesPatch
    commit: str
    paths: tuple[str, ...]
    applied: Check
    planned: Check


def apply_patch(repository: ScratchRepository, patch: SeriesPatch) -> Applied:
    """Apply the patch on top of the work tree; one that does not apply leaves it as it was."""
    before = repository.head()
    wrong = tuple(_starts_wrong(repository.tree, patch))
    try:
        commit = repository.apply(patch.content)
    except GitError as error:
        problem = _refusal(patch, error.said)
        skipped = Check(Outcome.NOT_RUN, reason="the patch does not apply")
        return Applied(patch, before, (), Check(Outcome.FAILED, (problem,)), skipped)
    paths = repository.changed(before, commit)
    planned = _planned(repository.tree, patch, paths, wrong)
    return Applied(patch, commit, paths, Check(Outcome.PASSED), planned)


def check_tree(repository: ScratchRepository, base: str, manifest: Manifest) -> Check:
    """Hold the tree after the last patch against the plan: each file as planned, and no other changed."""
    after: dict[str, tuple[str, str]] = {}
    for entry in manifest.patches:
        after |= {file.path: (file.after_sha256, entry.file) for file in entry.files}
    problems = [
        Problem(f"{path} is not what it is to be after the series; {name} is the last to plan a change of it", path)
        for path, (wanted, name) in sorted(after.items())
        if _hash(repository.tree, path) != wanted
    ]
    changed = repository.changed(base, repository.head())
    problems += [Problem(f"{path} is changed, which no patch plans", path) for path in changed if path not in after]
    return _check(problems)


def _refusal(patch: SeriesPatch, said: str) -> Problem:
    """Return what git said of a patch that it did not apply, with the place in the tree or in the patch."""
    first = next((line for line in said.splitlines() if line.startswith("error:")), said.split("\n", maxsplit=1)[0])
    if match := _FAILED_AT.search(said):
        line = patch.line_of(match["path"])
        what = f"does not apply: {match['path']}:{match['line']} is not what the patch changes"
        return Problem(what, f"{patch.file}:{line}")
    if match := _CORRUPT_AT.search(said):
        lines = patch.content.split(b"\n")
        start = next((number for number, line in enumerate(lines, 1) if line.rstrip() == b"---"), 1)
        return Problem(f"does not apply: {first}", f"{patch.file}:{start + int(match['line']) - 1}")
    path = re.match(r"error: ([^:]+): ", first)
    return Problem(f"does not apply: {first}", f"{patch.file}:{patch.line_of(path[1]) if path else 1}")


def _starts_wrong(tree: Path, patch: SeriesPatch) -> Iterator[str]:
    """Yield the files that are not what the patch is planned to start from."""
    for file in patch.entry.files if patch.entry else ():
        if _hash(tree, file.path) != file.before_sha256:
            yield file.path


def _planned(tree: Path, patch: SeriesPatch, paths: Sequence[str], wrong: Sequence[str]) -> Check:
    if patch.entry is None:
        return Check(Outcome.NOT_RUN, reason="the manifest does not know this patch")
    return _check(list(_differences(tree, patch, patch.entry, paths, wrong)))


def _differences(
    tree: Path, patch: SeriesPatch, entry: ManifestPatch, paths: Sequence[str], wrong: Sequence[str]
) -> Iterator[Problem]:
    planned = {file.path: file.after_sha256 for file in entry.files}
    for path, wanted in planned.items():
        if _hash(tree, path) != wanted:
            place = f"{patch.file}:{patch.line_of(path)}"
            before = "; it was not as planned before this patch either" if path in wrong else ""
            yield Problem(f"{path} is not what the manifest plans after this patch{before}", place)
    for path in paths:
        if path not in planned:
            yield Problem(f"changes {path}, which the manifest does not plan", f"{patch.file}:{patch.line_of(path)}")


def _check(problems: Sequence[Problem]) -> Check:
    return Check(Outcome.FAILED if problems else Outcome.PASSED, tuple(problems))


def _hash(tree: Path, path: str) -> str:
    file = tree / path
    return sha256(file.read_bytes()) if file.is_file() else ""
