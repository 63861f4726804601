"""What a diff makes of files, wherever these come from: git applies it in a scratch folder."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.errors import CkptgenError
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import git_outside
from ckptgen.series.model import FileChange
from ckptgen.tree.model import MissingFileError, Tree, UnreadableFileError
from ckptgen.tree.paths import unquote

_RENAMED = re.compile(rb"^(?:rename|copy) from ([^\r\n]+)", re.MULTILINE)

Files = Callable[[str], tuple[bytes, str] | None]
"""Gives a path's content and git's mode, None where there is no such file."""


class ApplyError(CkptgenError):
    """A diff does not apply; ``said`` is what git said of it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def files_of(tree: Tree) -> Files:
    """Return the files of a tree, for ``apply_diff``."""

    def read(path: str) -> tuple[bytes, str] | None:
        try:
            return tree.read(path), tree.file_mode(path)
        except MissingFileError:
            return None
        except UnreadableFileError as error:
            raise ApplyError(error.what) from error

    return read


def apply_diff(files: Files, diff: bytes, *, reverse: bool = False) -> tuple[FileChange, ...]:
    """Return what the diff makes of the files, by path, or with ``reverse`` what taking it back does.

    Raises ApplyError where it does not apply as it is.
    """
    how = ["--reverse"] if reverse else []
    with TemporaryDirectory(prefix="ckptgen-apply-") as name:
        folder = Path(name)
        try:
            paths = _paths(git_outside(folder, "apply", *how, "--numstat", "-z", data=diff), diff)
            before = {path: _place(files(path), folder / path) for path in paths}
            git_outside(folder, "apply", *how, "--whitespace=nowarn", data=diff)
        except GitError as error:
            raise ApplyError(error.said or error.what) from error
        changes = []
        for path in sorted(paths):
            old, old_mode = before[path]
            file = folder / path
            if file.is_symlink():
                raise ApplyError(f"it makes a symbolic link of {path}")
            new = file.read_bytes() if file.is_file() else None
            mode = ("100755" if os.access(file, os.X_OK) else "100644") if new is not None else old_mode or "100644"
            if (old, old_mode) != (new, mode):
                changes.append(FileChange(path, mode, old, new, old_mode if old_mode != mode else ""))
        return tuple(changes)


def has_change(files: Files, diff: bytes) -> bool:
    """Tell whether the files hold the diff's change already: it can be taken back there."""
    try:
        apply_diff(files, diff, reverse=True)
    except ApplyError:
        return False
    return True


def _place(held: tuple[bytes, str] | None, file: Path) -> tuple[bytes | None, str]:
    """Write a file into the scratch folder; return its content and mode, None and nothing for none."""
    if held is None:
        return None, ""
    data, mode = held
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(int(mode[-3:], 8))
    return data, mode


def _paths(numstat: bytes, diff: bytes) -> list[str]:
    """Return the paths of ``git apply --numstat -z``, and those that the diff renames or copies from."""
    paths = []
    for field in numstat.split(b"\0"):
        name = field.rpartition(b"\t")[2] if field.count(b"\t") >= 2 else field
        if name:
            paths.append(os.fsdecode(name))
    for name in _RENAMED.findall(diff):
        try:
            paths.append(unquote(name))
        except ValueError as error:
            raise ApplyError(f"the name of a file has {error}") from error
    return list(dict.fromkeys(paths))
