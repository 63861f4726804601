import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ckptgen.tree.model import MissingFileError, TreeError
from ckptgen.tree.opening import find_worktree_changes, worktree_base
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


DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage in a blob": lambda top: overwrite(loose(top, "HEAD:fs/a.c"), b"garbage"),
    "empty blob": lambda top: overwrite(loose(top, "HEAD:fs/a.c"), b""),
    "missing blob": lambda top: loose(top, "HEAD:fs/a.c").unlink(),
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


def test_damaged_blob_read_alone(history: Path) -> None:
    tree = RevisionTree(history, "HEAD")
    loose(history, "HEAD:fs/a.c").unlink()
    with pytest.raises(TreeError, match=r"git cat-file failed in .*linux: object [0-9a-f]{40} is missing"):
        tree.read("fs/a.c")


def test_partial_clone_downloads_nothing(history: Path, tmp_path: Path) -> None:
    git(history, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{history}", "part")
    before = fingerprint(tmp_path / "part")
    for needles in ([NEEDLE], []):
        with pytest.raises(TreeError) as caught:
            RevisionTree(tmp_path / "part", "HEAD").scan(needles, whole)
        assert "partial clone" in caught.value.hint
    assert fingerprint(tmp_path / "part") == before


def test_git_is_not_installed(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(history))
    with pytest.raises(TreeError, match="cannot run git: No such file or directory") as caught:
        RevisionTree(history, "HEAD")
    assert "installed" in caught.value.hint
