"""A directory and the revision checked out in it give the same scan, whatever is in them and however it is read."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckptgen.tree import directory, pool, revision
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import Skipped
from ckptgen.tree.revision import RevisionTree

from .repos import NEEDLE, ODD_FILES, commit_all, git, odd_worktree, write
from .works import some, whole

NEEDLE_SETS = [
    (NEEDLE,),
    (NEEDLE, b"nothing"),
    (),
    (b"-e",),
    (b"struct file_operations",),
    (b"file.operations",),
    (b"FILE_OPERATIONS",),
    (b"a[01]*",),
    (b"b\\d",),
    (b"struct\r\nfile",),
    (b"a\0b",),
    (b"\xfc\xdfe",),
    (b"",),
]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even a small tree be read by several processes."""
    monkeypatch.setattr(directory, "CHUNK_FILES", 3)
    monkeypatch.setattr(revision, "MATCHED_CHUNK", 3)
    monkeypatch.setattr(revision, "EVERY_CHUNK", 3)


def expected(needles: tuple[bytes, ...]) -> list[tuple[str, bytes]]:
    hits = [
        (os.fsdecode(name), content)
        for name, content in ODD_FILES.items()
        if name.endswith((b".c", b".h")) and (not needles or any(needle in content for needle in needles))
    ]
    return sorted(hits)


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("needles", NEEDLE_SETS, ids=repr)
def test_odd_tree(odd: Path, needles: tuple[bytes, ...], jobs: int, small_chunks: None) -> None:
    files = DirectoryTree(odd, jobs).scan(needles, whole)
    blobs = RevisionTree(odd, "HEAD", jobs).scan(needles, whole)
    assert list(files.results) == expected(needles)
    assert files.matched == len(files.results)
    assert files.listed == sum(name.endswith((b".c", b".h")) for name in ODD_FILES)
    assert [skip.path for skip in files.skipped] == ["fs/dangling.h", "fs/folder.c", "fs/link.c"]
    assert {skip.reason for skip in files.skipped} == {"symbolic link"}
    assert blobs == files


@pytest.mark.parametrize(
    ("under", "paths"),
    [
        (["fs/ext2"], ["fs/ext2/file.c"]),
        (["fs/ext2/"], ["fs/ext2/file.c"]),
        (["./fs//ext2", "fs/ext2/file.c"], ["fs/ext2/file.c"]),
        (["fs/ext2", "fs/ext2-more"], ["fs/ext2-more/a.c", "fs/ext2/file.c"]),
        (["fs/[ab]*?.c"], ["fs/[ab]*?.c"]),
        (["fs/[x]"], ["fs/[x]/in.c"]),
        (["fs/back\\slash.c"], ["fs/back\\slash.c"]),
        (["-dash.c"], ["-dash.c"]),
        ([":(top)magic.c"], [":(top)magic.c"]),
        ([":"], [":/colon.c"]),
        (["fs/line\nbreak.c"], ["fs/line\nbreak.c"]),
        (["fs/n\udcfcchtern.c"], ["fs/n\udcfcchtern.c"]),
        (["fs/tab\tfs"], ["fs/tab\tfs/ext2.c"]),
        (["README"], []),
        (["include", "README"], ["include/linux/fs.h"]),
    ],
    ids=repr,
)
def test_under(odd: Path, under: list[str], paths: list[str]) -> None:
    files = DirectoryTree(odd).scan([NEEDLE], whole, under)
    assert [path for path, _ in files.results] == paths
    assert RevisionTree(odd, "HEAD").scan([NEEDLE], whole, under) == files


def test_under_the_top_means_everything(odd: Path) -> None:
    for tree in (DirectoryTree(odd), RevisionTree(odd, "HEAD")):
        assert tree.scan([NEEDLE], whole, ["."]) == tree.scan([NEEDLE], whole)


def test_more_paths_than_git_is_told(odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "MOST_PATHSPECS", 1)
    under = ["fs/ext2", "include"]
    files = DirectoryTree(odd).scan([NEEDLE], whole, under)
    assert len(files.results) == 2
    assert RevisionTree(odd, "HEAD").scan([NEEDLE], whole, under) == files


def test_none_is_left_out_of_the_results(odd: Path) -> None:
    for tree in (DirectoryTree(odd), RevisionTree(odd, "HEAD")):
        scan = tree.scan([NEEDLE], some)
        assert 0 < len(scan.results) < scan.matched


def test_bare_repository(odd: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "--no-local", str(odd), "bare.git")
    bare = RevisionTree(tmp_path / "bare.git", "main")
    assert bare.label == "bare.git@main"
    assert bare.scan([NEEDLE], whole) == DirectoryTree(odd).scan([NEEDLE], whole)


def test_hostile_configuration(odd: Path, home: Path) -> None:
    (home / ".gitconfig").write_text(
        """
[grep]
    lineNumber = true
    column = true
    fullName = false
    patternType = perl
    extendedRegexp = true
    threads = 3
    fallbackToNoIndex = true
[color]
    ui = always
    grep = always
[core]
    quotePath = true
    pager = false
    fsmonitor = touch monitored
    attributesFile = ~/attributes
[submodule]
    recurse = true
[diff]
    noprefix = true
[diff "shout"]
    textconv = tr a-z A-Z <
    binary = true
[alias]
    grep = !false
    cat-file = !false
[status]
    relativePaths = true
    showUntrackedFiles = no
    short = true
    branch = true
[pager]
    grep = true
"""
    )
    (home / "attributes").write_text("*.c binary\n")
    assert RevisionTree(odd / "fs", "HEAD").scan([NEEDLE], whole) == DirectoryTree(odd).scan([NEEDLE], whole)


def test_environment_of_a_hook(odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    monkeypatch.setenv("GIT_TRACE", "2")
    assert RevisionTree(odd, "HEAD").scan([NEEDLE], whole) == DirectoryTree(odd).scan([NEEDLE], whole)


def test_sha256_repository(tmp_path: Path) -> None:
    top = tmp_path / "sha256"
    top.mkdir()
    write(top, ODD_FILES)
    try:
        git(top, "init", "-q", "--object-format=sha256")
    except subprocess.CalledProcessError:
        pytest.skip("this git has no SHA-256 repositories")
    commit = commit_all(top)
    tree = RevisionTree(top, "HEAD")
    assert tree.commit == commit
    assert len(commit) == 64
    assert tree.scan([NEEDLE], whole) == DirectoryTree(top).scan([NEEDLE], whole)


NAMES = st.binary(min_size=1, max_size=6).filter(
    lambda name: not set(name) & set(b"/\0") and name not in {b".", b".."} and name.lower()[:4] != b".git"
)
CONTENTS = st.lists(st.sampled_from([NEEDLE, b"\n", b"\r", b"\0", b"\xff", b"file", b"_operations"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        # No file can have the name of a folder.
        st.tuples(st.sampled_from([b"_", b"d/_", b"d/[e]/_"]), NAMES, st.sampled_from([b".c", b".h", b""])),
        CONTENTS.map(b"".join),
        max_size=8,
    )
)
def test_any_tree(files: dict[tuple[bytes, bytes, bytes], bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        write(top, {b"x" + b"/".join([b"y" + b"".join(name)]): data for name, data in files.items()})
        commit_all(top)
        tree = RevisionTree(top, "HEAD")
        for needles in ([NEEDLE], []):
            assert tree.scan(needles, whole) == DirectoryTree(top).scan(needles, whole)
        for name, data in files.items():
            assert tree.read(os.fsdecode(b"xy" + b"".join(name))) == data


def test_fifo_and_unfinished_changes_are_the_directorys_own(tmp_path: Path) -> None:
    top = odd_worktree(tmp_path / "dirty")
    os.mkfifo(top / "fs/pipe.c")
    (top / "fs/new.c").write_bytes(NEEDLE)
    before = RevisionTree(top, "HEAD").scan([NEEDLE], whole)
    now = DirectoryTree(top).scan([NEEDLE], whole)
    assert Skipped("fs/pipe.c", "not a regular file") in now.skipped
    assert set(now.results) - set(before.results) == {("fs/new.c", NEEDLE)}


def test_chunks_are_what_makes_processes(odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a small tree needs no process")

    monkeypatch.setattr(pool, "_in_processes", refuse)
    DirectoryTree(odd, 2).scan([NEEDLE], whole)
    RevisionTree(odd, "HEAD", 2).scan([NEEDLE], whole)
