"""What a series stands on: the commit, or the plain directory, that the options name."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Plan

if TYPE_CHECKING:
    from ckptgen.series.core import Core

UNDATED = "946684800 +0000"
"""The date of a series for a plain directory, which has none of its own: 1 January 2000."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the series stands on: a commit with its repository, or nothing for a plain directory."""

    git_dir: str | None
    commit: str | None
    date: str


def series_base(directory: Path, plan: Plan, core: "Core") -> Base:
    """Find the commit under a series for the tree at ``directory``.

    Raises CkptgenError where the files of a work tree are not those of its HEAD.
    """
    from ckptgen.tree.base import commit_date, repository_of
    from ckptgen.tree.opening import find_worktree_changes, worktree_base

    commit = core.tree.commit
    if commit is not None:
        git_dir = str(repository_of(directory))
        return Base(git_dir, commit, commit_date(directory, commit))
    found = worktree_base(directory)
    if found is None:
        return Base(None, None, UNDATED)
    touched = {edit.path for edit in plan.edits}
    touched |= {change.path for patch in core.patches for change in patch.changes}
    changed = find_worktree_changes(directory, sorted(touched))
    if changed:
        raise CkptgenError(
            f"files that the series touches differ from HEAD ({len(changed)}): {', '.join(changed[:5])}",
            "commit them, or say with --ref which commit is meant (--ref HEAD leaves them out)",
        )
    repository, head = found
    return Base(str(repository), head, commit_date(directory, head))
