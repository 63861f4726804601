"""What the series is applied to: the opened tree, if it is what the manifest says the series was made from."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.manifest import Manifest, sha256
from ckptgen.tree.base import repository_of
from ckptgen.tree.model import MissingFileError, Tree
from ckptgen.tree.opening import open_tree, worktree_base


@dataclass(frozen=True, slots=True)
class Base:
    """Where the files come from: ``commit`` in ``repository``, or what ``directory`` holds where both are None.

    ``tree`` reads single files of it. ``identity`` changes whenever any of its files does.
    """

    label: str
    directory: Path
    repository: Path | None
    commit: str | None
    tree: Tree
    identity: str


def find_base(tree: Tree, directory: Path, manifest: Manifest) -> Base:
    """Return what to apply to; raises CkptgenError where ``tree`` is not what the series was made from.

    ``directory`` is the folder that ``tree`` was opened from. The files that are changed in a work tree do not count:
    its HEAD does, as in ``ckptgen series``.
    """
    repository, commit = None, tree.commit
    if commit is not None:
        repository = repository_of(directory)
    elif manifest.base is not None and (found := worktree_base(directory)) is not None:
        repository, commit = found
        tree = open_tree(directory, commit)
    if manifest.base is not None and commit is not None and manifest.base != commit:
        raise CkptgenError(
            f"the series was made from {manifest.base[:12]}, but {tree.label} is {commit[:12]}",
            f"name its base with --ref {manifest.base[:12]}, or generate the series again",
        )
    _check_files(tree, manifest)
    identity = commit or _listing_hash(directory)
    return Base(tree.label, directory, repository, commit, tree, identity)


def content_hash(tree: Tree, path: str) -> str:
    """Return the SHA-256 of a file as the manifest gives it: empty where there is no such file."""
    try:
        return sha256(tree.read(path))
    except MissingFileError:
        return ""


def _check_files(tree: Tree, manifest: Manifest) -> None:
    """Hold each file against the hash that the first patch to touch it starts from."""
    before: dict[str, tuple[str, str]] = {}
    for patch in manifest.patches:
        for file in patch.files:
            before.setdefault(file.path, (file.before_sha256, patch.file))
    for path, (wanted, name) in sorted(before.items()):
        if content_hash(tree, path) != wanted:
            raise CkptgenError(
                f"{path!a} in {tree.label} is not what {name} was made from",
                "name the tree of the series with -C and --ref, or generate the series again",
            )


def _listing_hash(directory: Path) -> str:
    """Return a hash over the name, size and time of every file: enough to see that one was changed."""
    whole = hashlib.sha256()
    for line in _listing(os.fspath(directory)):
        whole.update(line)
    return whole.hexdigest()


def _listing(top: str) -> Iterator[bytes]:
    folders = [top]
    while folders:
        folder = folders.pop()
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git":
                        folders.append(entry.path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    yield os.fsencode(f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\0")


def fingerprint(*parts: object) -> str:
    """Return a short hash that names a step by everything that its result depends on."""
    return hashlib.sha256("\0".join(_words(parts)).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _words(parts: Iterable[object]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, (list, tuple)):
            yield "["
            yield from _words(part)
            yield "]"
        else:
            yield str(part)
