"""The scratch folder: where it lies, who holds it, and what is removed from it."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.verify.ledger import NAME

_OURS = ("tree", "repository.git", "borrowing.git", "logs", "mails", NAME)
_BUILDS = ("build-",)


def scratch_folder(named: Path | None, directory: Path, base: str | None) -> Path:
    """Return the folder to work in: the one named, or one of the user's cache for each tree and base commit."""
    if named is not None:
        return named.absolute()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    top = directory.resolve()
    key = hashlib.sha256(os.fsencode(top) + b"\0" + (base or "").encode()).hexdigest()[:12]
    return cache.absolute() / "ckptgen" / "verify" / f"{top.name}-{key}"


@contextlib.contextmanager
def held_scratch(folder: Path, directory: Path, fresh: bool) -> Iterator[None]:
    """Hold the folder for this run, made if it is missing; ``fresh`` empties it.

    Raises CkptgenError where it holds something else, lies in the user's tree, or is held by another run.
    """
    tree, place = directory.resolve(), folder.resolve()
    if place.is_relative_to(tree) or tree.is_relative_to(place):
        raise CkptgenError(f"the scratch folder {folder} and the tree overlap", "name another one with --scratch DIR")
    if folder.exists() and not folder.is_dir():
        raise CkptgenError(f"{folder} is not a folder", "name another one with --scratch DIR")
    folder.mkdir(parents=True, exist_ok=True)
    foreign = sorted(path.name for path in folder.iterdir() if not _is_ours(path.name))
    if foreign:
        raise CkptgenError(f"{folder} holds something else: {foreign[0]}", "name a new folder with --scratch DIR")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CkptgenError(
                f"another run works in {folder}", "wait for it, or name another with --scratch"
            ) from error
        if fresh:
            remove(folder, *(path.name for path in folder.iterdir()))
        for name in ("logs", "mails"):
            (folder / name).mkdir(exist_ok=True)
        yield
    finally:
        os.close(handle)


def remove(folder: Path, *names: str) -> None:
    """Remove these parts of the scratch folder; only what is ours."""
    for name in names:
        path = folder / name
        if not _is_ours(name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def builds(folder: Path) -> list[str]:
    """Return the names of all parts that builds have left."""
    return [path.name for path in folder.iterdir() if path.name.startswith(_BUILDS)]


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith((*_BUILDS, "state."))
