import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckptgen.tree import directory
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import MissingFileError, Skipped, TreeError, UnreadableFileError
from ckptgen.tree.store import Store

from .repos import NEEDLE
from .test_cached import remembering
from .works import whole


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name in ("a.c", "fs/b.c", "fs/c.h"):
        path = tmp_path / "linux" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(NEEDLE)
    return tmp_path / "linux"


def failing_open(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> None:
    """Let opening the file fail, as it would for a user who is not root."""
    real = os.open

    def fake(path: str, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(name):
            raise error
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", fake)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOENT, "vanished while it was read"),
        (errno.EACCES, "permission denied"),
        (errno.ELOOP, "symbolic link"),
        (errno.EIO, "cannot be read: Input/output error"),
    ],
)
def test_unreadable_file_is_skipped(top: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str) -> None:
    failing_open(monkeypatch, "fs/b.c", OSError(number, os.strerror(number)))
    scan = DirectoryTree(top).scan([NEEDLE], whole)
    assert [path for path, _ in scan.results] == ["a.c", "fs/c.h"]
    assert scan.skipped == (Skipped("fs/b.c", reason),)
    assert (scan.listed, scan.matched) == (3, 2)


def test_unreadable_file_read_alone(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_open(monkeypatch, "fs/b.c", PermissionError(errno.EACCES, "Permission denied"))
    with pytest.raises(TreeError, match=r"linux: cannot read fs/b\.c: permission denied"):
        DirectoryTree(top).read("fs/b.c")


def test_unreadable_folder_is_skipped(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def fake(path: str) -> Any:
        if path.rstrip("/").endswith("fs"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", fake)
    assert DirectoryTree(top).scan([NEEDLE], whole).skipped == (Skipped("fs", "permission denied"),)


def test_vanishes_between_listing_and_reading(top: Path) -> None:
    tree = DirectoryTree(top)
    found = list(tree._walk([""]))
    (top / "fs/c.h").unlink()
    [batch] = [directory._read_found(f"{top}/", [NEEDLE], whole, some) for some in found]
    assert batch.skipped == [Skipped("fs/c.h", "vanished while it was read")]


@pytest.mark.parametrize(
    ("make", "reason"),
    [(os.mkfifo, "not a regular file"), (lambda path: path.symlink_to("b.c"), "symbolic link")],
    ids=["fifo", "link"],
)
def test_becomes_something_else_after_listing(top: Path, make: Callable[[Path], None], reason: str) -> None:
    found = list(DirectoryTree(top)._walk([""]))
    (top / "fs/c.h").unlink()
    make(top / "fs/c.h")
    [batch] = [directory._read_found(f"{top}/", [NEEDLE], whole, some) for some in found]
    assert batch.skipped == [Skipped("fs/c.h", reason)]


@pytest.mark.parametrize("size", [0, 3, 100])
def test_changes_size_while_it_is_read(top: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    real = os.fstat

    def fake(handle: int) -> os.stat_result:
        fields = list(real(handle))
        fields[stat.ST_SIZE] = size
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", fake)
    assert DirectoryTree(top).read("a.c") == NEEDLE


def test_git_folders_are_no_part_of_it(top: Path) -> None:
    for name in (".git/hooks/a.c", "fs/.git/b.c"):
        (top / name).parent.mkdir(parents=True)
        (top / name).write_bytes(NEEDLE)
    tree = DirectoryTree(top)
    assert tree.scan([], whole).listed == 3
    assert not tree.exists(".git/hooks/a.c")
    assert not tree.exists("fs/.git")


def test_reads_and_modes(odd: Path) -> None:
    tree = DirectoryTree(odd)
    assert tree.commit is None
    assert tree.label == "odd"
    assert tree.read("fs/crlf.c") == b"struct\r\nfile_operations\r\n"
    assert tree.file_mode("fs/ext2/file.c") == "100755"
    assert tree.file_mode("fs/a.c") == "100644"
    assert tree.exists("fs/ext2")
    assert tree.exists("")


MISSING = ["no.c", "", "fs", "../odd/fs/a.c", "/etc/passwd", "fs/link.c", "fs/folder/file.c", "a\0.c", "fs/a.c/b"]


@pytest.mark.parametrize("path", MISSING, ids=repr)
def test_missing(odd: Path, path: str) -> None:
    for call in (DirectoryTree(odd).read, DirectoryTree(odd).file_mode):
        with pytest.raises(MissingFileError):
            call(path)


@pytest.mark.parametrize("path", ["no.c", "../odd/fs/a.c", "/etc", "fs/link.c", "fs/folder", "fs/folder/file.c"])
def test_under_what_is_not_there(odd: Path, path: str) -> None:
    assert not DirectoryTree(odd).exists(path)
    with pytest.raises(TreeError, match="odd has no file or folder") as caught:
        DirectoryTree(odd).scan([], whole, [path])
    assert caught.value.hint


@pytest.mark.parametrize("more", [0, 300], ids=["few files", "so many that grep is asked"])
def test_a_large_file_is_named_with_its_size_and_not_read(top: Path, more: int, tmp_path: Path) -> None:
    for number in range(more):
        (top / f"{number}.h").write_bytes(NEEDLE)
    os.truncate(top / "fs/b.c", 40 << 20)  # a sparse file: the needle, and zeros
    (top / "fs/zeros.c").touch()
    os.truncate(top / "fs/zeros.c", (32 << 20) + 1)
    tree = DirectoryTree(top)
    found = tree.scan([NEEDLE], whole)
    reasons = {skip.path: skip.reason for skip in found.skipped}
    assert reasons.pop("fs/b.c") == "not read: it has 41,943,040 bytes, more than 32 MiB"
    # grep tells that the needle is not in the other one; without it, that is not known.
    assert set(reasons) == (set() if more else {"fs/zeros.c"})
    assert {path for path, _ in found.results} >= {"a.c", "fs/c.h"}
    assert remembering(top, Store(tmp_path / "store")).scan([NEEDLE], whole) == found
    with pytest.raises(UnreadableFileError, match="41,943,040 bytes"):
        tree.read("fs/b.c")
