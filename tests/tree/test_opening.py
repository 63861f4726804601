import os
from pathlib import Path

import pytest

from ckptgen.tree import opening
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.git import Git, GitError
from ckptgen.tree.model import Tree, TreeError
from ckptgen.tree.opening import check_kernel_tree, find_worktree_changes, open_tree, worktree_base
from ckptgen.tree.revision import RevisionTree

from .repos import commit_all, git, write


@pytest.fixture
def linux(tmp_path: Path) -> Path:
    top = tmp_path / "linux"
    top.mkdir()
    write(top, {b"fs/a.c": b"a", b"fs/b.c": b"b", b"fs/c.c": b"c", b".gitignore": b"*\n"})
    commit_all(top)
    return top


def test_open(linux: Path) -> None:
    plain: Tree = open_tree(linux, None)
    assert isinstance(plain, DirectoryTree)
    assert plain.commit is None
    revision: Tree = open_tree(linux, "HEAD", 1)
    assert isinstance(revision, RevisionTree)
    assert revision.label == "linux@HEAD"


def test_label_is_the_resolved_name(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(linux)
    assert open_tree(Path(), None).label == "linux"
    assert open_tree(Path(), "HEAD").label == "linux@HEAD"
    assert open_tree(Path("/"), None).label == "/"


@pytest.mark.parametrize(
    ("name", "rev", "what", "hint"),
    [
        ("none", None, "none does not exist", "-C"),
        ("none", "HEAD", "none does not exist", "-C"),
        ("linux/fs/a.c", None, "a.c is not a directory", "-C"),
        ("bare.git", None, "bare.git is a git repository without files", "--ref"),
        ("linux/.git", None, "is a git repository without files", "--ref"),
        ("plain", "HEAD", "plain: fatal: not a git repository", "leave out --ref"),
        ("linux", "v99", "no revision v99 in .*linux$", "tag lists the tags"),
    ],
)
def test_refused(linux: Path, tmp_path: Path, name: str, rev: str | None, what: str, hint: str) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(linux), "bare.git")
    (tmp_path / "plain").mkdir()
    with pytest.raises(TreeError, match=what) as caught:
        open_tree(tmp_path / name, rev)
    assert hint in caught.value.hint


def test_kernel_tree(linux: Path) -> None:
    for tree in (open_tree(linux, None), open_tree(linux, "HEAD")):
        with pytest.raises(TreeError, match=r"^linux(@HEAD)? is not a kernel tree") as caught:
            check_kernel_tree(tree)
        assert "-C" in caught.value.hint
    write(linux, {b"include/linux/fs.h": b""})
    check_kernel_tree(open_tree(linux, None))
    commit_all(linux)
    check_kernel_tree(open_tree(linux, "HEAD"))


def test_changes(linux: Path) -> None:
    paths = ["fs/a.c", "fs/b.c", "fs/c.c", "fs/new.c", "fs/staged.c", "new/x[1].c", "none.c", "../x", "fs/d.c"]
    assert find_worktree_changes(linux, paths) == ()
    write(linux, {b"fs/a.c": b"changed", b"fs/new.c": b"", b"new/x[1].c": b"", b"new/x1.c": b"", b"fs/d.c": b"c"})
    (linux / "fs/c.c").unlink()
    write(linux, {b"fs/staged.c": b"s"})
    git(linux, "add", "-f", "fs/staged.c")
    changed = ("fs/a.c", "fs/c.c", "fs/d.c", "fs/new.c", "fs/staged.c", "new/x[1].c")
    assert find_worktree_changes(linux, paths) == changed
    assert find_worktree_changes(linux, []) == ()
    assert find_worktree_changes(linux, ["fs/b.c"]) == ()


def test_staged_and_put_back_differs_still(linux: Path) -> None:
    write(linux, {b"fs/a.c": b"changed"})
    git(linux, "add", "-f", "fs/a.c")
    write(linux, {b"fs/a.c": b"a"})
    assert find_worktree_changes(linux, ["fs/a.c"]) == ("fs/a.c",)


def test_changes_with_many_paths_and_odd_names(odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "COMMAND_LINE", 10)
    names = ["fs/n\udcfcchtern.c", "fs/line\nbreak.c", "fs/[ab]*?.c", ":(top)magic.c", "-dash.c"]
    assert find_worktree_changes(odd, [*names, "fs/a.c"]) == ()
    for name in names:
        (odd / name).write_bytes(b"changed")
    assert find_worktree_changes(odd, [*names, "fs/a.c"]) == tuple(sorted(names))


def test_changes_below_a_subdirectory(linux: Path) -> None:
    write(linux, {b"fs/a.c": b"changed"})
    assert find_worktree_changes(linux / "fs", ["a.c", "b.c"]) == ("a.c",)


def test_changes_in_a_nested_repository(linux: Path) -> None:
    write(linux, {b"nested/x.c": b"x"})
    git(linux / "nested", "init", "-q")
    assert find_worktree_changes(linux, ["nested/x.c"]) == ("nested/x.c",)


def test_changes_outside_git(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="not a git repository"):
        find_worktree_changes(tmp_path, ["a.c"])


def test_base(linux: Path, tmp_path: Path) -> None:
    head = git(linux, "rev-parse", "HEAD")
    assert worktree_base(linux) == (linux / ".git", head)
    assert worktree_base(linux / "fs") is None
    assert worktree_base(tmp_path) is None
    git(linux, "worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    assert worktree_base(tmp_path / "linked") == (linux / ".git", head)


def test_base_of_a_folder_with_a_stray_git_folder(linux: Path) -> None:
    (linux / "fs/.git").mkdir()
    assert worktree_base(linux / "fs") is None


def test_base_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert worktree_base(tmp_path) is None


def test_base_of_a_broken_repository(linux: Path) -> None:
    (linux / ".git/HEAD").write_text("garbage\n")
    with pytest.raises(TreeError, match="not a git repository"):
        worktree_base(linux)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_dubious_ownership(linux: Path, home: Path) -> None:
    for path in (linux, linux / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(TreeError, match="fatal: detected dubious ownership in repository at") as caught:
        open_tree(linux, "HEAD")
    assert caught.value.hint.endswith(f"git config --global --add safe.directory {linux}")
    (home / ".gitconfig").write_text(f"[safe]\ndirectory = {linux}\n")
    assert open_tree(linux, "HEAD").commit


def test_git_in_its_own_words(linux: Path) -> None:
    with pytest.raises(GitError) as caught:
        Git(linux).run("cat-file", "blob", "nothing\udcff")
    assert caught.value.reason == "fatal: Not a valid object name nothing\\xff"
    assert caught.value.what == f"git cat-file failed in {linux}: {caught.value.reason}"
