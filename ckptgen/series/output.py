"""Writing the folder of a series so that there is always a whole one: the old, or the new.

The new series is written beside the folder, the manifest first, and then takes its name. What a killed run
leaves has a name of ours and holds nothing but files that its own manifest names; the next run clears it up.
"""

import contextlib
import fcntl
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.series.manifest import NAME, parse_written, sha256
from ckptgen.series.record import ManifestError
from ckptgen.series.swap import exchange

Files = Sequence[tuple[str, bytes]]
_NAME = re.compile(r"(?:(?!\.\.?/)[^/]+/)?(?!\.\.?\Z)[^/]+")


class OutputError(CkptgenError):
    """The folder cannot be written, or holds something that is not ours to replace."""


def write_output(folder: Path, files: Files, force: bool = False) -> None:
    """Make ``folder`` hold exactly ``files``, one of which is the manifest; a name may be one in a folder below it.

    The folder may be missing, empty, or hold a series of ours; ``force`` also replaces one that was edited by
    hand. A file that its manifest does not name is never removed: there the folder is refused. Raises
    OutputError.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link
    names = [name for name, _ in files]
    if NAME not in names or len(set(names)) != len(names) or not all(map(_NAME.fullmatch, names)):
        raise InternalError(f"a series of these files cannot be written: {names}")
    with _readable_errors(folder):
        _check_place(folder)
        _clear_up(folder)
        _check_replaceable(folder, force)
        _replace(folder, sorted(files, key=lambda file: file[0] != NAME))


def check_output(folder: Path, force: bool = False) -> None:
    """Raise OutputError where ``write_output`` would refuse the folder; writes nothing."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link
    with _readable_errors(folder):
        _check_place(folder)
        _check_replaceable(folder, force)


@contextlib.contextmanager
def _readable_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: {error.strerror}") from error


def _check_place(folder: Path) -> None:
    if ".git" in folder.parts:
        raise OutputError(f"{folder} is inside a git repository's own folder", "name a folder of your own")
    if folder.is_symlink():
        raise OutputError(f"{folder} is a symbolic link", "name the folder itself")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is not a folder", "name a folder for the series")
    if not folder.parent.is_dir():
        raise OutputError(f"{folder.parent}: no such folder", "create it first")
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        raise OutputError(f"{folder.parent}: no permission to write there")


def _check_replaceable(folder: Path, force: bool) -> None:
    top = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if not top:
        return
    if NAME not in top:
        raise OutputError(f"{folder} holds files but no series of ckptgen: {top[0]}", "name a new or empty folder")
    written = parse_written((folder / NAME).read_bytes(), str(folder / NAME))
    for name in _held(folder, written):
        path = folder / name
        if path.is_symlink() or not path.is_file() or (name not in written and name != NAME):
            raise OutputError(f"{path} is not part of the series there", "move it away, or name another folder")
    for name, digest in sorted(written.items()):
        state = _state(folder / name, digest)
        if state and not force:
            raise OutputError(f"{folder / name} was {state} since it was written", "--force replaces the series")


def _held(folder: Path, written: Iterable[str]) -> list[str]:
    """Return the paths of what is in ``folder``, and in those folders below it that ``written`` has files in."""
    ours = _below(written)
    found: list[str] = []
    for path in sorted(folder.iterdir()):
        inside = path.name in ours and path.is_dir() and not path.is_symlink()
        found += sorted(f"{path.name}/{each.name}" for each in path.iterdir()) if inside else [path.name]
    return found


def _below(names: Iterable[str]) -> list[str]:
    """Return the folders of the names that are in one."""
    return sorted({name.partition("/")[0] for name in names if "/" in name})


def _state(path: Path, digest: str) -> str:
    if not path.exists():
        return "removed"
    return "" if sha256(path.read_bytes()) == digest else "edited"


# --- writing ------------------------------------------------------------


def _beside(folder: Path, kind: str) -> Path:
    return folder.with_name(f".{folder.name}.ckptgen-{kind}-{secrets.token_hex(4)}")


def _replace(folder: Path, files: Files) -> None:
    temporary = _beside(folder, "new")
    temporary.mkdir()
    with _locked(temporary):
        try:
            for name, content in files:
                # Not before the manifest, which names what is in it.
                (temporary / name).parent.mkdir(exist_ok=True)
                _write(temporary / name, content)
            for name in (*_below(name for name, _ in files), ""):
                _sync(temporary / name)
            _take_place(temporary, folder)
            _sync(folder.parent)
        finally:
            _remove(temporary)
    if temporary.exists():
        raise OutputError(f"files that came while the series was replaced are kept in {temporary}")


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_place(temporary: Path, folder: Path) -> None:
    """Leave the new series as ``folder``, and the old one, if there is one, as ``temporary``."""
    if not folder.exists() or not any(folder.iterdir()):
        temporary.rename(folder)
        return
    if exchange(temporary, folder):
        return
    old = _beside(folder, "old")
    folder.rename(old)
    try:
        temporary.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    old.rename(temporary)


# --- clearing up --------------------------------------------------------


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold ``folder`` for this run; gives False where another run, still alive, holds it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        except OSError:  # held, or a filesystem without locks: better to leave a folder behind
            free = False
        yield free
    finally:
        os.close(handle)


def _clear_up(folder: Path) -> None:
    """Remove what killed runs left; bring the old series back if one was killed between two renames."""
    ours = re.compile(re.escape(f".{folder.name}.ckptgen-") + r"(new|old)-[0-9a-f]{8}")
    for path in sorted(folder.parent.iterdir()):
        match = ours.fullmatch(path.name)
        if match is None or path.is_symlink() or not path.is_dir():
            continue
        with _locked(path) as free:
            if free and match[1] == "old" and not folder.exists():
                path.rename(folder)
            elif free:
                _remove(path)


def _remove(folder: Path) -> None:
    """Remove a folder of ours with the files that its manifest names; one that holds more stays as it is."""
    if not folder.exists():
        return
    named = _named(folder)
    held = _held(folder, named)
    if not named.issuperset(held):
        return
    for name in held:
        if name != NAME:
            (folder / name).unlink()
    for below in [path for path in folder.iterdir() if path.is_dir()]:
        below.rmdir()
    (folder / NAME).unlink(missing_ok=True)
    folder.rmdir()


def _named(folder: Path) -> set[str]:
    """Return the names of our files in ``folder``; behind a manifest cut short there are none."""
    try:
        return {NAME, *parse_written((folder / NAME).read_bytes(), NAME)}
    except (OSError, ManifestError):
        return {NAME}
