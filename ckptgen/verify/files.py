"""Bringing the base's files into the scratch tree: copied from a directory, or written by git from a commit."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.tree.model import MissingFileError
from ckptgen.verify.base import Base
from ckptgen.verify.repository import ScratchRepository

_BUILT = (".o", ".ko", ".a", ".so", ".mod", ".cmd", ".order", ".symvers")
_CONFIGURED = (".config", "include/config", "include/generated")
_NEEDED = ("scripts/", "include/")
"""Besides the files at the top, what checkpatch and the scripts that it calls read."""


def write_all(base: Base, repository: ScratchRepository) -> None:
    """Make the empty work tree hold every file of the base, without what a build may have left among them."""
    if base.commit is not None:
        repository.write_files(base.commit, None)
    else:
        _copy(base.directory, repository.tree, _directory_files(base.directory, lambda path: True))


def write_some(base: Base, repository: ScratchRepository) -> None:
    """Make the empty work tree hold what checkpatch needs: the top, its scripts and headers, all folders' names."""

    def wanted(path: str) -> bool:
        return "/" not in path or path.startswith(_NEEDED)

    if base.commit is not None:
        paths = repository.paths_of(base.commit)
        repository.write_files(base.commit, [path for path in paths if wanted(path)])
        tops = {path.split("/", 1)[0] for path in paths if "/" in path}
    else:
        _copy(base.directory, repository.tree, _directory_files(base.directory, wanted, _NEEDED))
        tops = {entry.name for entry in base.directory.iterdir() if entry.is_dir() and entry.name != ".git"}
    for name in tops:
        (repository.tree / name).mkdir(exist_ok=True)


def restore(base: Base, repository: ScratchRepository, paths: Sequence[str]) -> tuple[str, ...]:
    """Make ``paths`` what they are in the base; return those that the base has. Their times are now.

    ``make`` has to see that a file was put back. Raises CkptgenError for a path that leads through a symbolic link,
    which may point out of the scratch tree.
    """
    top = repository.tree.resolve()
    for path in paths:
        if (top / path).parent.resolve() != (top / path).parent:
            raise CkptgenError(
                f"{path!a} leads through a symbolic link", "verify in a tree that holds its files itself"
            )
    held = [path for path in paths if _has_file(base, path)]
    for path in paths:
        # A patch may name a folder, or a path below a file, and then did not apply: there is nothing to put back.
        place = os.fspath(repository.tree / path)
        if os.path.isdir(place) and not os.path.islink(place):  # noqa: PTH112, PTH114 - Path's raise for a long name
            if path in held:
                shutil.rmtree(place)
        elif os.path.lexists(place):
            Path(place).unlink()
    if base.commit is not None:
        repository.write_files(base.commit, held)
    else:
        _copy(base.directory, repository.tree, held)
    return tuple(held)


def _has_file(base: Base, path: str) -> bool:
    try:
        base.tree.file_mode(path)
    except MissingFileError:
        return False
    return True


def _directory_files(
    directory: Path, wanted: Callable[[str], bool], folders: Sequence[str] | None = None
) -> Iterator[str]:
    """Yield the files to copy; ``folders`` narrows what is walked below the top."""
    top = os.fspath(directory)
    for folder, names, files in os.walk(top):
        inside = os.path.relpath(folder, top)
        prefix = "" if inside == "." else f"{inside}/"
        if folders is not None and not prefix:
            names[:] = [name for name in names if f"{name}/" in folders]
        names[:] = sorted(n for n in names if n != ".git" and not _is_configuration(f"{prefix}{n}"))
        linked = [name for name in names if (Path(folder) / name).is_symlink()]
        for name in sorted(files) + linked:
            path = f"{prefix}{name}"
            if wanted(path) and not name.endswith(_BUILT) and path not in _CONFIGURED:
                yield path


def _is_configuration(path: str) -> bool:
    return path in _CONFIGURED or (path.startswith("arch/") and path.endswith("/include/generated"))


def _copy(source: Path, target: Path, paths: Iterator[str] | Sequence[str]) -> None:
    made: set[Path] = set()
    for path in paths:
        new = target / path
        if new.parent not in made:
            new.parent.mkdir(parents=True, exist_ok=True)
            made.add(new.parent)
        shutil.copy(source / path, new, follow_symlinks=False)
