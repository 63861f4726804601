"""From what the user passes (``-C``, ``--ref``) to a tree, and what git knows about a work tree."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ckptgen.tree.cached import CachedTree
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.git import Git, GitError
from ckptgen.tree.grounds import DirectoryGround, RevisionGround
from ckptgen.tree.model import Tree, TreeError
from ckptgen.tree.paths import is_under, normal_path, shown
from ckptgen.tree.revision import RevisionTree
from ckptgen.tree.store import Store

KERNEL_MARK = "include/linux/fs.h"
# All untracked files and the traditional mode: ignored files are named themselves, not a folder above them.
STATUS_FLAGS = "--porcelain=v1 -z --no-renames --untracked-files=all --ignored=traditional --ignore-submodules=none"
COMMAND_LINE = 200_000
"""Bytes of paths handed to one git command, well below any system's limit."""


def open_tree(
    directory: Path, rev: str | None, jobs: int | None = None, store: Store | None = None, *, fresh: bool = False
) -> Tree:
    """Return the tree that ``directory`` holds now, or with ``rev`` that revision of its git repository.

    ``jobs`` bounds the processes that read. ``store`` remembers what they find; with ``fresh``, all of a directory is
    read even so. Raises TreeError with a hint: no such directory, no work tree in
    it (a bare repository without ``rev``), no repository, no such revision.
    """
    name = shown(str(directory))
    if not directory.is_dir():
        problem = "is not a directory" if os.path.lexists(directory) else "does not exist"
        raise TreeError(f"{name} {problem}", "pass the top directory of a kernel tree with -C")
    if rev is not None:
        revision = RevisionTree(directory, rev, jobs, store)
        return CachedTree(revision, RevisionGround(revision), store) if store and store.folder else revision
    if _is_repository_itself(directory):
        raise TreeError(
            f"{name} is a git repository without files",
            "pass the revision to read with --ref, such as --ref v6.12",
        )
    files = DirectoryTree(directory, jobs)
    # What a run writes must not be a part of what it reads.
    if store is None or store.folder is None or store.folder.resolve().is_relative_to(files.root):
        return files
    return CachedTree(files, DirectoryGround(files), store, fresh=fresh)


def check_kernel_tree(tree: Tree) -> None:
    """Raise TreeError unless the tree has ``include/linux/fs.h``, which every kernel since 1.0 has."""
    if not tree.exists(KERNEL_MARK):
        raise TreeError(
            f"{tree.label} is not a kernel tree: it has no {KERNEL_MARK}",
            "pass the top directory of a kernel tree with -C",
        )


def worktree_base(directory: Path) -> tuple[Path, str] | None:
    """Return, for the top of a git work tree, the repository that holds its objects and HEAD's full id.

    None for a plain directory, also when it merely lies somewhere inside a repository, which then may be an
    unrelated one; and before the first commit. Raises TreeError when ``.git`` is there and git rejects it.
    """
    if not os.path.lexists(directory / ".git"):
        return None
    git = Git(directory)
    answer = git.run("rev-parse", "--path-format=absolute", "--show-prefix", "--git-common-dir")
    prefix, common = answer.split(b"\n", 1)
    if prefix:
        return None
    try:
        head = git.run("rev-parse", "--verify", "HEAD^{commit}")
    except GitError as error:
        if error.reason.endswith("Needed a single revision"):
            return None
        raise
    return Path(os.fsdecode(common.removesuffix(b"\n"))), head.decode("ascii").strip()


def find_worktree_changes(directory: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Return those of ``paths`` (relative to ``directory``) that are not as in HEAD, sorted.

    Staged, unstaged, removed and untracked files count, ignored ones too, since a distribution's kernel may
    ignore everything. What git was told to assume unchanged is taken at its word. ``directory`` must be in a
    git work tree; TreeError otherwise.
    """
    git = Git(directory)
    prefix = os.fsdecode(git.run("rev-parse", "--show-prefix").removesuffix(b"\n"))
    wanted = sorted({normal for path in paths if (normal := normal_path(path))})
    found: set[str] = set()
    for some in _command_lines(wanted):
        status = git.run("--literal-pathspecs", "status", *STATUS_FLAGS.split(), "--", *some)
        changed = {os.fsdecode(record[3:]).rstrip("/") for record in status.split(b"\0") if record}
        found.update(path for path in some if is_under(prefix + path, changed))
    return tuple(sorted(found))


def _is_repository_itself(directory: Path) -> bool:
    # The test that git makes; asking git would cost every plain directory a process.
    return all(os.path.lexists(directory / name) for name in ("HEAD", "objects", "refs"))


def _command_lines(paths: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for path in paths:
        size += len(os.fsencode(path)) + 1
        if some and size > COMMAND_LINE:
            yield some
            some, size = [], len(os.fsencode(path)) + 1
        some.append(path)
    if some:
        yield some
