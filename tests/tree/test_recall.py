"""What is remembered of single files is as old as the files."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ckptgen.tree import census
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import MissingFileError, Tree
from ckptgen.tree.opening import open_tree
from ckptgen.tree.recall import recall
from ckptgen.tree.store import Store

from .repos import commit_all, write

TICK_NS = 20_000_000
CALLS: list[str] = []


def follow(tree: Tree, start: str) -> tuple[str, ...]:
    """Follow the names in files; a name that ends in ``?`` counts only if something is there."""
    CALLS.append(start)
    seen = [start]
    try:
        for name in tree.read(start).decode().split():
            if not name.endswith("?"):
                seen += follow(tree, name)
            elif tree.exists(name[:-1]):
                seen.append(name)
    except MissingFileError:
        seen.append("-")
    return tuple(seen)


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(census, "TICK_NS", TICK_NS)
    folder = tmp_path / "tree"
    write(
        folder,
        {
            b"Kconfig": b"a/Kconfig ./b//Kconfig none ../outside a/c? d?",
            b"a/Kconfig": b"a/e/Kconfig",
            b"a/e/Kconfig": b"",
            b"b/Kconfig": b"",
        },
    )
    age()
    return folder


def age() -> None:
    time.sleep(1.5 * TICK_NS / 1e9)


def asked(top: Path, tmp_path: Path, rev: str | None = None, **options: bool) -> tuple[tuple[str, ...], bool]:
    """Return the answer of a new run, and whether it was worked out."""
    CALLS.clear()
    tree = open_tree(top, rev, 1, Store(tmp_path / "cache"), **options)
    answer = recall(tree, follow, start="Kconfig")
    return answer, bool(CALLS)


def test_a_second_run_knows_the_answer(top: Path, tmp_path: Path) -> None:
    expected = follow(DirectoryTree(top), "Kconfig")
    assert asked(top, tmp_path) == (expected, True)
    assert asked(top, tmp_path) == (expected, False)
    assert asked(top, tmp_path, fresh=True) == (expected, True)
    assert recall(DirectoryTree(top), follow, start="Kconfig") == expected


def _back(path: Path, content: bytes) -> None:
    status = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _behind_a_link(folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    folder.symlink_to("moved")


EDITS: dict[str, Callable[[Path], object]] = {
    "content": lambda top: (top / "a/Kconfig").write_bytes(b"b/Kconfig"),
    "same size and time": lambda top: _back(top / "a/Kconfig", b"a/x/Kconfig"),
    "deleted": lambda top: (top / "a/e/Kconfig").unlink(),
    "folder deleted": lambda top: shutil.rmtree(top / "a"),
    "behind a link": lambda top: _behind_a_link(top / "a"),
    "a missing one is there": lambda top: (top / "none").write_bytes(b"b/Kconfig"),
    "what was asked for is there": lambda top: (top / "d").mkdir(),
    "a file was asked for": lambda top: (top / "a/c").write_bytes(b""),
}


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit(top: Path, tmp_path: Path, edit: str, waits: bool) -> None:
    before, _ = asked(top, tmp_path)
    EDITS[edit](top)
    if waits:
        age()
    expected = follow(DirectoryTree(top), "Kconfig")
    assert expected != before
    assert asked(top, tmp_path)[0] == expected
    again, worked = asked(top, tmp_path)
    assert again == expected
    assert not (waits and worked)


def test_a_time_in_the_future_is_not_trusted(top: Path, tmp_path: Path) -> None:
    ahead = time.time_ns() + 10**15
    for content in (b"a/e/Kconfig", b"b/Kconfig"):
        (top / "a/Kconfig").write_bytes(content)
        os.utime(top / "a/Kconfig", ns=(ahead, ahead))
        age()
        assert asked(top, tmp_path) == (follow(DirectoryTree(top), "Kconfig"), True)


def test_a_revision_knows_its_own(top: Path, tmp_path: Path) -> None:
    first = commit_all(top)
    expected, worked = asked(top, tmp_path, first)
    assert (expected, worked) == (follow(DirectoryTree(top), "Kconfig"), True)
    (top / "a/Kconfig").write_bytes(b"b/Kconfig")
    second = commit_all(top)
    assert asked(top, tmp_path, second) == (follow(DirectoryTree(top), "Kconfig"), True)
    assert asked(top, tmp_path, first) == (expected, False)


def passing(tree: Tree, start: str) -> int:
    CALLS.append(start)
    return tree.scan([], _path).listed


def _path(path: str, content: bytes) -> str:
    return path


def test_what_makes_a_pass_is_not_remembered(top: Path, tmp_path: Path) -> None:
    for count in (0, 1):
        tree = open_tree(top, None, 1, Store(tmp_path / "cache"))
        assert recall(tree, passing, start="") == count
        (top / "new.c").write_bytes(b"")
