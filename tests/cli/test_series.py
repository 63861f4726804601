"""The series of the sample tree: checked in, made again byte for byte, and taken by ``git am``."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.paths import ROOT, SAMPLE, SHIPPED, sample_of

CHECKED_IN = ROOT / "patches" / "checkpoint" / "series"
SIGNOFF = ("--signoff", "A U Thor <author@example.com>")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def git(repo: Path, *args: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(repo),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_NAME": "C O Mitter",
        "GIT_COMMITTER_EMAIL": "committer@example.com",
        "GIT_AUTHOR_NAME": "A U Thor",
        "GIT_AUTHOR_EMAIL": "author@example.com",
    }
    done = subprocess.run(["git", "-C", str(repo), *args], env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def repository(path: Path, sample: Path = SAMPLE) -> Path:
    """Make a git work tree that holds a sample tree."""
    shutil.copytree(sample, path)
    git(path, "init", "--quiet", "--initial-branch=main")
    git(path, "config", "core.autocrlf", "false")
    git(path, "add", "--all", "--force")
    git(path, "commit", "--quiet", "--message=sample")
    return path


@pytest.mark.parametrize("name", SHIPPED)
def test_the_checked_in_series_is_what_comes_out(ckptgen: Run, tmp_path: Path, name: str) -> None:
    assert ckptgen("-p", name, "-C", sample_of(name), "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    assert contents(tmp_path / "out") == contents(ROOT / "patches" / name / "series")


def test_git_am_takes_it_and_nothing_is_left_to_do(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    assert ckptgen("-C", repo, "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    patches = sorted(str(path) for path in (tmp_path / "out").glob("00*.patch") if "cover" not in path.name)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["base"] == git(repo, "rev-parse", "HEAD").strip()
    assert f"base-commit: {manifest['base']}" in (tmp_path / "out" / "0000-cover-letter.patch").read_text()
    git(repo, "am", "--quiet", "--keep-cr", *patches)
    report = json.loads(ckptgen("-C", repo, "plan", "--format", "json").out)
    before = json.loads(ckptgen("-C", SAMPLE, "plan", "--format", "json").out)
    assert report["summary"]["add"] == 0
    # The private copy is a table of its own, which has the entry.
    assert report["summary"]["present"] == before["summary"]["present"] + before["summary"]["add"] + 1
    assert [copy["state"] for copy in before["copies"]] == ["new"]
    assert [copy["state"] for copy in report["copies"]] == ["present"]
    assert (report["declaration"], report["problem"]) == ([], "")
    again = ckptgen("-C", repo, "series", "-o", tmp_path / "again", *SIGNOFF)
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err
    assert not (tmp_path / "again").exists()


def test_a_revision_gives_the_same_series_as_its_clean_work_tree(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    assert ckptgen("-C", repo, "series", "-o", tmp_path / "tree", *SIGNOFF).code == 0
    assert ckptgen("-C", repo, "series", "-o", tmp_path / "rev", "--ref", "HEAD", *SIGNOFF).code == 0
    tree, rev = contents(tmp_path / "tree"), contents(tmp_path / "rev")
    patches = [name for name in tree if name.endswith(".patch") and "cover" not in name]
    assert [tree[name] for name in patches] == [rev[name] for name in patches]


def test_uncommitted_changes_are_refused(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    touched = repo / "fs/bfs/dir.c"
    touched.write_bytes(touched.read_bytes() + b"/* more */\n")
    refused = ckptgen("-C", repo, "series", "-o", tmp_path / "out", *SIGNOFF)
    assert refused.code == 2
    assert "fs/bfs/dir.c" in refused.err
    assert not (tmp_path / "out").exists()
    assert ckptgen("-C", repo, "series", "-o", tmp_path / "out", "--ref", "HEAD", *SIGNOFF).code == 0


def test_nothing_in_the_repository_is_written(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    git(repo, "status")

    def state() -> dict[str, tuple[bytes, int]]:
        files = [path for path in (repo / ".git").rglob("*") if path.is_file()]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    before = state()
    for args in (["audit"], ["plan"], ["plan", "--ref", "HEAD"], ["series", "-o", tmp_path / "out", *SIGNOFF]):
        assert ckptgen("-C", repo, *args).code == 0
    assert state() == before


def test_a_branch_is_made_when_asked_for_by_name(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    head = git(repo, "rev-parse", "HEAD")
    result = ckptgen("-C", repo, "series", "--branch", "topic/new", *SIGNOFF)
    assert result.code == 0
    commits = git(repo, "rev-list", "--count", "HEAD..topic/new")
    assert int(commits) == len(list(CHECKED_IN.glob("*.patch"))) - 1
    assert git(repo, "rev-parse", "HEAD") == head
    assert git(repo, "status", "--porcelain") == ""
    assert ckptgen("-C", repo, "series", "--branch", "topic/new", *SIGNOFF).code == 2


def test_only_narrows_the_series(ckptgen: Run, tmp_path: Path) -> None:
    assert ckptgen("-C", SAMPLE, "series", "-o", tmp_path / "out", "--only", "bfs,udf", *SIGNOFF).code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    groups = [(patch["phase"], patch["group"]) for patch in manifest["patches"]]
    assert groups == [("declare", "file_operations"), ("filesystems", "bfs"), ("filesystems", "udf")]
