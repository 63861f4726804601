import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ckptgen.tree import blobs, revision
from ckptgen.tree.model import MissingFileError, Skipped, TreeError, UnreadableFileError
from ckptgen.tree.opening import find_worktree_changes, worktree_base
from ckptgen.tree.reasons import NO_BLOB
from ckptgen.tree.revision import RevisionTree

from .repos import NEEDLE, SUBMODULE, commit_all, fingerprint, git, write
from .works import whole


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Two commits; the first has an annotated and a plain tag, the second a branch."""
    top = tmp_path / "linux"
    top.mkdir()
    write(top, {b"fs/a.c": b"file_operations one"})
    commit_all(top)
    git(top, "tag", "-a", "-m", "one", "v1")
    git(top, "tag", "light")
    write(top, {b"fs/a.c": b"file_operations two", b"fs/b.c": b""})
    commit_all(top)
    return top


LARGE = b"file_operations" + b"\n" * 9000


@pytest.fixture
def wide(history: Path) -> Path:
    """The same with more files, two of them of one content."""
    write(history, {b"fs/c%d.c" % number: b"file_operations %d\n" % (number // 2) for number in range(12)})
    write(history, {b"fs/large.h": LARGE})
    commit_all(history)
    return history


@pytest.mark.parametrize("rev", ["v1", "light", "HEAD~1", "main^", "v1^{commit}", "tags/v1"])
def test_revisions(history: Path, rev: str) -> None:
    tree = RevisionTree(history, rev)
    assert tree.commit == git(history, "rev-parse", "HEAD~1")
    assert tree.label == f"linux@{rev}"
    assert tree.git_dir == history / ".git"
    assert tree.read("fs/a.c") == b"file_operations one"
    assert not tree.exists("fs/b.c")


def test_tag_object_id_and_short_id(history: Path) -> None:
    first = git(history, "rev-parse", "HEAD~1")
    assert RevisionTree(history, git(history, "rev-parse", "v1")).commit == first
    assert RevisionTree(history, first[:10]).commit == first
    assert RevisionTree(history, first).commit == first


def test_bare_tree_object(history: Path) -> None:
    tree = RevisionTree(history, "v1^{tree}")
    assert tree.commit is None
    assert tree.scan([NEEDLE], whole).results == (("fs/a.c", b"file_operations one"),)


def test_from_a_subdirectory_paths_are_the_repositorys(history: Path) -> None:
    tree = RevisionTree(history / "fs", "main")
    assert tree.label == "linux@main"
    assert tree.exists("fs/a.c")
    assert tree.scan([NEEDLE], whole, ["fs"]).matched == 1


def test_from_git_folder_and_linked_worktree(history: Path, tmp_path: Path) -> None:
    assert RevisionTree(history / ".git", "main").label == "linux@main"
    git(history, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "v1")
    linked = RevisionTree(tmp_path / "linked", "HEAD")
    assert linked.label == "linked@HEAD"
    assert linked.git_dir == history / ".git"
    assert linked.read("fs/a.c") == b"file_operations one"


def test_replaced_objects_are_not_what_the_id_says(history: Path) -> None:
    git(history, "replace", "main", "v1^{commit}")
    assert RevisionTree(history, "main").read("fs/a.c") == b"file_operations two"


def test_reads_and_modes(odd: Path) -> None:
    tree = RevisionTree(odd, "HEAD")
    assert tree.read("fs/crlf.c") == b"struct\r\nfile_operations\r\n"
    assert tree.read("fs/empty.c") == b""
    assert tree.read("./fs//n\udcfcchtern.c").endswith(b"not UTF-8\n")
    assert tree.read("fs/tab\tfs/ext2.c") == b"file_operations\n"
    assert tree.file_mode("fs/ext2/file.c") == "100755"
    assert tree.file_mode("fs/a.c") == "100644"
    for path in ("", ".", "fs", "fs/", "fs/[x]", "fs/tab\tfs"):
        assert tree.exists(path), path
    for path in ("f", "fs/ext", "fs/ext2.c", "ext2", "fs/ext2/file", "fs/../fs", "fs/module.c", "fs/folder/file.c"):
        assert not tree.exists(path), path


@pytest.mark.parametrize("path", ["no.c", "", "fs", "ext2.c", "/fs/a.c", "../a.c", "fs/link.c", "fs/module.c", "a\0.c"])
def test_missing(odd: Path, path: str) -> None:
    tree = RevisionTree(odd, "HEAD")
    for call in (tree.read, tree.file_mode):
        with pytest.raises(MissingFileError, match="odd@HEAD has no file"):
            call(path)
    if path not in {"", "fs"}:
        with pytest.raises(TreeError, match="odd@HEAD has no file or folder"):
            tree.scan([], whole, [path])


@pytest.mark.parametrize(
    "rev",
    ["v99", "", "-h", "--all", "v1..main", "main:fs/a.c", "a b", "\0", SUBMODULE, "@{99}", "HEAD~99", "\udcff"],
    ids=repr,
)
def test_unknown_revision(history: Path, rev: str) -> None:
    with pytest.raises(TreeError, match="no revision ") as caught:
        RevisionTree(history, rev)
    assert "tag lists the tags" in caught.value.hint


def test_a_fork_does_not_share_the_reader(history: Path) -> None:
    tree = RevisionTree(history, "main")
    tree.read("fs/a.c")
    child = os.fork()
    if child == 0:
        good = tree.read("fs/a.c") == b"file_operations two"
        del tree
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert tree.read("fs/b.c") == b""


def test_nothing_is_written(odd: Path, home: Path) -> None:
    os.utime(odd / "fs/a.c", ns=(1, 1))  # git status would like to note in the index that it has not changed
    (odd / "fs/untracked.c").write_bytes(NEEDLE)
    (home / ".gitconfig").write_text(
        f"[core]\nfsmonitor = touch {odd}/.git/monitored;\nuntrackedCache = true\n[gc]\nauto = 1\n"
    )
    before = fingerprint(odd)
    tree = RevisionTree(odd, "HEAD")
    tree.scan([NEEDLE], whole)
    tree.scan([], whole)
    tree.read("fs/a.c")
    tree.exists("fs")
    worktree_base(odd)
    assert find_worktree_changes(odd, ["fs/a.c", "fs/untracked.c"]) == ("fs/untracked.c",)
    assert fingerprint(odd) == before


def loose(top: Path, name: str) -> Path:
    oid = git(top, "rev-parse", name)
    return top / ".git/objects" / oid[:2] / oid[2:]


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def pack(top: Path) -> Path:
    git(top, "gc", "-q")
    [path] = (top / ".git/objects/pack").glob("*.pack")
    path.chmod(0o644)
    return path


def empty_folders(top: Path) -> None:
    for path in (top / ".git").iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def garbage_in_pack(top: Path) -> None:
    """Damage the bytes of fs/a.c in the pack that holds it."""
    blob = git(top, "rev-parse", "HEAD:fs/a.c")
    packed = pack(top)
    lines = git(top, "verify-pack", "-v", str(packed)).splitlines()
    (offset,) = (int(line.split()[4]) for line in lines if line.startswith(blob))
    content = packed.read_bytes()
    overwrite(packed, content[: offset + 4] + b"\0\0\0\0" + content[offset + 8 :])


BLOB_DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage": lambda top: overwrite(loose(top, "HEAD:fs/a.c"), b"garbage"),
    "empty": lambda top: overwrite(loose(top, "HEAD:fs/a.c"), b""),
    "missing": lambda top: loose(top, "HEAD:fs/a.c").unlink(),
    "garbage in a pack": garbage_in_pack,
}


@pytest.mark.parametrize("needles", [[NEEDLE], []], ids=["grep", "all"])
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("damage", BLOB_DAMAGE.values(), ids=BLOB_DAMAGE)
def test_a_blob_that_cannot_be_read_is_named(
    wide: Path, damage: Callable[[Path], object], needles: list[bytes], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revision, "MATCHED_CHUNK", 3)
    monkeypatch.setattr(revision, "EVERY_CHUNK", 3)
    before = RevisionTree(wide, "HEAD", jobs).scan(needles, whole)
    damage(wide)
    tree = RevisionTree(wide, "HEAD", jobs)
    after = tree.scan(needles, whole)
    assert after.results == tuple(result for result in before.results if result[0] != "fs/a.c")
    assert set(after.skipped) - set(before.skipped) == {Skipped("fs/a.c", NO_BLOB)}
    assert (after.listed, after.matched) == (before.listed, before.matched - 1)
    with pytest.raises(UnreadableFileError, match=r"fs/a\.c: git cannot read it"):
        tree.read("fs/a.c")
    assert tree.read("fs/b.c") == b""


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing tree": lambda top: loose(top, "HEAD:fs").unlink(),
    "missing commit": lambda top: loose(top, "HEAD").unlink(),
    "garbage in HEAD": lambda top: overwrite(top / ".git/HEAD", b"garbage\n"),
    "no objects": lambda top: shutil.rmtree(top / ".git/objects"),
    "no folders in .git": empty_folders,
    "unknown format": lambda top: git(top, "config", "core.repositoryformatversion", "99"),
    "broken configuration": lambda top: overwrite(top / ".git/config", b"[core\n"),
    "removed pack": lambda top: pack(top).unlink(),
    "truncated pack": lambda top: os.truncate(pack(top), 40),
    "cut pack": lambda top: os.truncate(pack(top), pack(top).stat().st_size - 60),
}


@pytest.mark.parametrize("needles", [[NEEDLE], []], ids=["grep", "all"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_repository(history: Path, damage: Callable[[Path], object], needles: list[bytes]) -> None:
    damage(history)
    with pytest.raises(TreeError) as caught:
        RevisionTree(history, "HEAD").scan(needles, whole)
    assert caught.value.what
    assert caught.value.hint
    assert "\n" not in caught.value.what


@pytest.mark.parametrize("remote", [True, False], ids=["", "the remote is gone"])
def test_a_partial_clone_names_what_it_lacks_and_downloads_nothing(wide: Path, tmp_path: Path, remote: bool) -> None:
    git(wide, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{wide}", "part")
    part = tmp_path / "part"
    git(part, "checkout", "-q", "HEAD", "--", "fs/a.c", "fs/c2.c")  # downloads these
    if not remote:
        wide.rename(tmp_path / "gone")
    before = fingerprint(part)
    for jobs in (1, 2):
        for needles in ([NEEDLE], []):
            tree = RevisionTree(part, "HEAD", jobs)
            found = tree.scan(needles, whole)
            # fs/c3.c has the content of fs/c2.c.
            assert {path for path, _ in found.results} >= {"fs/a.c", "fs/c2.c", "fs/c3.c"}
            unread = {skip.path for skip in found.skipped if skip.reason == NO_BLOB}
            assert "fs/c5.c" in unread
            assert len(found.results) + len(unread) == found.listed
    with pytest.raises(UnreadableFileError):
        tree.read("fs/c5.c")
    assert fingerprint(part) == before


def test_many_blobs_that_end_git_are_an_error(wide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "MOST_DEATHS", 1)
    garbage_in_pack(wide)
    with pytest.raises(TreeError, match="git cat-file failed"):
        RevisionTree(wide, "HEAD").read("fs/a.c")


@pytest.mark.parametrize("needles", [[NEEDLE], []], ids=["grep", "all"])
def test_a_large_blob_is_named_and_not_read(wide: Path, needles: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "LARGEST_FILE", 9000)
    tree = RevisionTree(wide, "HEAD", 1)
    found = tree.scan(needles, whole)
    (large,) = (skip for skip in found.skipped if "MiB" in skip.reason)
    assert (large.path, "fs/large.h" in dict(found.results)) == ("fs/large.h", False)
    assert "9,015 bytes" in large.reason
    with pytest.raises(UnreadableFileError, match="9,015 bytes"):
        tree.read("fs/large.h")
    assert tree.read("fs/a.c")


def test_git_is_not_installed(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(history))
    with pytest.raises(TreeError, match="cannot run git: No such file or directory") as caught:
        RevisionTree(history, "HEAD")
    assert "installed" in caught.value.hint
