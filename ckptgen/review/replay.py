"""What a series makes of a tree: its patches applied one after the other, as far as they apply."""

from dataclasses import dataclass

from ckptgen.review.hunks import render_diff
from ckptgen.review.model import FileDiff, Hunk, Patch, Series
from ckptgen.series.applying import ApplyError, apply_diff, files_of
from ckptgen.series.model import FileChange, Phase
from ckptgen.tree.model import Tree
from ckptgen.tree.overlay import Layer, OverlayTree


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that a patch does not apply to; ``said`` is what git says of it."""

    file: FileDiff
    said: str


@dataclass(frozen=True, slots=True)
class Step:
    """One patch: what it makes of the tree's files, and where it does not apply."""

    patch: Patch
    changes: tuple[FileChange, ...]
    failures: tuple[Failure, ...]

    def change(self, path: str) -> FileChange | None:
        """Return what the patch makes of one file, None where it does not change it or does not apply."""
        return next((change for change in self.changes if change.path == path), None)


@dataclass(frozen=True, slots=True)
class Replay:
    """A series on a tree: ``ground`` is ``base`` with the user's own core patches, and ``after`` with all of them."""

    base: Tree
    ground: Tree
    after: Tree
    steps: tuple[Step, ...]


def replay_series(series: Series, tree: Tree) -> Replay:
    """Apply the patches in their order on top of ``tree``; a file that a patch does not apply to stays as it is."""
    layers: dict[str, Layer] = {}
    steps = []
    ground = tree
    for patch in series.patches:
        step = _step(patch, OverlayTree(tree, layers))
        steps.append(step)
        layers.update({change.path: Layer(change.after, change.mode) for change in step.changes})
        if patch.entry and patch.entry.phase == Phase.CORE:
            ground = OverlayTree(tree, layers)
    return Replay(tree, ground, OverlayTree(tree, layers) if layers else tree, tuple(steps))


def _step(patch: Patch, tree: Tree) -> Step:
    # What a diff only names, such as a binary file, holds no table.
    files = [file for file in patch.files if not file.binary]
    read = files_of(tree)
    try:
        whole = b"".join(render_diff(file) for file in files)
        return Step(patch, apply_diff(read, whole) if whole else (), ())
    except ApplyError:
        changes: list[FileChange] = []
        failures = []
        for file in files:
            try:
                changes += apply_diff(read, render_diff(file))
            except ApplyError as error:
                failures.append(Failure(file, error.said))
        return Step(patch, tuple(changes), tuple(failures))


def new_lines(hunk: Hunk) -> list[tuple[int, bytes]]:
    """Return the hunk's lines of the new side, each with its index among all lines of the hunk."""
    return [(index, line) for index, line in enumerate(hunk.lines) if line[:1] in (b" ", b"+")]


def new_start(hunk: Hunk, after: bytes) -> int:
    """Return the one-based line of the new file in which the hunk's new side begins: git moves a hunk to where it
    fits.
    """
    wanted = [line[1:] for _, line in new_lines(hunk)]
    lines = after.split(b"\n")
    places = [at for at in range(len(lines) - len(wanted) + 1) if lines[at : at + len(wanted)] == wanted]
    return min(places, key=lambda at: abs(at + 1 - hunk.new_start), default=hunk.new_start - 1) + 1


def patch_line(file: FileDiff, after: bytes, line: int) -> int:
    """Return the line of the patch that shows a one-based line of the new file; that of the nearest hunk if none
    does.
    """
    for hunk in file.hunks:
        first = new_start(hunk, after)
        shown = new_lines(hunk)
        if first <= line < first + len(shown):
            return hunk.line + 1 + shown[line - first][0]
    nearest = min(file.hunks, key=lambda hunk: abs(hunk.new_start - line), default=None)
    return nearest.line if nearest else file.line


def file_diff(patch: Patch, path: str) -> FileDiff | None:
    """Return the patch's diff of a file, by its path after the change."""
    return next((file for file in patch.files if file.path == path), None)
