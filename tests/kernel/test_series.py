"""The series for a real kernel: the same twice, applied by git, and planned again."""

import hashlib
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.running import AUTHOR, Finished, ckptgen, git, planned_splices, spliced

pytestmark = pytest.mark.kernel

ENTRY = re.compile(rb"[ \t]+\.checkpoint[ \t]*=[ \t]*generic_file_checkpoint,")


def manifest(series: Path) -> Any:
    return json.loads((series / "manifest.json").read_bytes())


@pytest.fixture(scope="module")
def wanted(kernel: Path, planned: Finished) -> dict[str, bytes]:
    """The planned tree, as far as it changes: the plan's texts put in by the test itself."""
    return {
        path: spliced((kernel / path).read_bytes(), splices) for path, splices in planned_splices(planned.json).items()
    }


@pytest.fixture(scope="module")
def touched(series: Path) -> set[str]:
    """The paths of all files that a patch changes."""
    return {file["path"] for patch in manifest(series)["patches"] for file in patch["files"]}


@pytest.fixture(scope="module")
def original(kernel: Path, touched: set[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository that holds the files that change, and the kernel's .gitignore."""
    repository = tmp_path_factory.mktemp("am") / "linux"
    git(repository.parent, "init", "--quiet", "--template=", str(repository))
    for path in (".gitignore", *sorted(touched)):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kernel / path, repository / path)
    # A distribution's .gitignore may ignore everything.
    git(repository, "add", "--force", ".")
    git(repository, "commit", "--quiet", "--message=base")
    git(repository, "tag", "base")
    return repository


@pytest.fixture(scope="module")
def applied(original: Path, series: Path, patches: list[Path]) -> Path:
    """The same after ``git am`` of every patch, each held against the manifest."""
    entries = manifest(series)["patches"]
    assert [entry["file"] for entry in entries] == [patch.name for patch in patches]
    for patch, entry in zip(patches, entries, strict=True):
        for file in entry["files"]:
            assert hashlib.sha256((original / file["path"]).read_bytes()).hexdigest() == file["before_sha256"]
        git(original, "am", "--quiet", str(patch))
        for file in entry["files"]:
            assert hashlib.sha256((original / file["path"]).read_bytes()).hexdigest() == file["after_sha256"]
        changed = git(original, "diff", "--name-only", "HEAD~1", "HEAD").decode().split()
        assert changed == sorted(file["path"] for file in entry["files"])
    return original


def test_two_runs_write_the_same_bytes(kernel: Path, series: Path, tmp_path: Path) -> None:
    assert ckptgen("-C", kernel, "series", "-o", tmp_path / "again", "--signoff", AUTHOR).code == 0
    first, second = ({p.name: p.read_bytes() for p in folder.iterdir()} for folder in (series, tmp_path / "again"))
    assert first == second


def test_every_table_that_changes_is_in_one_patch(planned: Finished, series: Path) -> None:
    listed = Counter((t["path"], t["name"]) for patch in manifest(series)["patches"] for t in patch["tables"])
    tables = [(t["path"], t["name"]) for t in planned.json["tables"] if "edit" in t]
    assert listed == Counter([*tables, *((copy["path"], copy["name"]) for copy in planned.json["copies"])])
    assert set(listed.values()) == {1}


def test_git_am_gives_the_planned_tree(
    applied: Path, planned: Finished, wanted: dict[str, bytes], patches: list[Path]
) -> None:
    assert int(git(applied, "rev-list", "--count", "base..HEAD")) == len(patches)
    assert git(applied, "status", "--porcelain") == b""
    beside = {each["path"] for each in (*planned.json["declaration"], *planned.json["copies"])}
    assert beside == {
        "Documentation/filesystems/locking.rst",
        "Documentation/filesystems/vfs.rst",
        "include/linux/fs.h",
        "fs/ramfs/inode.c",
    }
    assert set(git(applied, "diff", "--name-only", "base", "HEAD").decode().split()) == set(wanted) | beside
    for path, data in wanted.items():
        assert (applied / path).read_bytes() == data, path


def test_each_commit_is_by_the_one_who_signs_off(applied: Path) -> None:
    log = git(applied, "log", "--format=%an <%ae>|%(trailers:key=Signed-off-by,valueonly,separator=%x2C)", "base..HEAD")
    assert set(log.decode().splitlines()) == {f"{AUTHOR}|{AUTHOR}"}


def test_the_private_copy_has_the_entries_of_this_tree(applied: Path) -> None:
    diff = git(applied, "diff", "--unified=0", "--no-color", "base", "HEAD", "--", "fs/ramfs/inode.c").decode()
    entries = re.findall(r"^\+\t\.(\w+)\s*= (\w+),$", diff, re.MULTILINE)
    assert ("iterate_shared", "dcache_readdir") in entries
    assert entries[-1] == ("checkpoint", "generic_file_checkpoint")
    assert "+#ifdef CONFIG_CHECKPOINT\n" in diff
    assert "+#define ramfs_dir_operations simple_dir_operations\n" in diff
    assert re.findall(r"^-\s.*$", diff, re.MULTILINE) == ["-\t\t\tinode->i_fop = &simple_dir_operations;"]


def test_each_table_changes_by_one_entry_and_at_most_a_comma(
    applied: Path, planned: Finished, wanted: dict[str, bytes]
) -> None:
    diff = git(applied, "diff", "--unified=0", "--no-color", "base", "HEAD", "--", *sorted(wanted))
    hunks = re.split(rb"^@@.*\n", diff, flags=re.MULTILINE)[1:]
    for hunk in hunks:
        lines = [line for line in hunk.split(b"\n") if line[:1] in b"+-" and line[:4] not in (b"+++ ", b"--- ")]
        added = [line[1:] for line in lines if line.startswith(b"+")]
        removed = [line[1:] for line in lines if line.startswith(b"-")]
        assert ENTRY.fullmatch(added[-1]), hunk
        if removed:
            (old,), (new, _) = removed, added
            assert old in [new[:at] + new[at + 1 :] for at, byte in enumerate(new) if byte == ord(",")], hunk
        else:
            assert len(added) == 1, hunk
    assert len(hunks) == sum("edit" in table for table in planned.json["tables"])


def test_planning_the_result_finds_nothing_to_do(
    kernel: Path, planned: Finished, applied: Path, touched: set[str], tmp_path: Path
) -> None:
    tree = tmp_path / "patched"
    for folder in {"fs", "include", "mm", *(path.split("/")[0] for path in touched)}:
        shutil.copytree(kernel / folder, tree / folder, symlinks=True)
    for path in touched:
        shutil.copyfile(applied / path, tree / path)
    again = ckptgen("-C", tree, "plan", "--format", "json")
    assert again.code == 0, again.said
    verdicts = {(t["path"], t["name"]): t["verdict"] for t in again.json["tables"]}
    assert "add" not in verdicts.values()
    before = {(t["path"], t["name"]): t["verdict"] for t in planned.json["tables"]}
    copies = {(copy["path"], copy["name"]) for copy in again.json["copies"]}
    assert [copy["state"] for copy in again.json["copies"]] == ["present"]
    assert {verdicts.pop(key) for key in copies} == {"present"}
    assert verdicts == {key: "present" if before[key] == "add" else before[key] for key in verdicts}
    assert {key for key, verdict in before.items() if verdict == "add"} <= set(verdicts)
    nothing = ckptgen("-C", tree, "series", "-o", tmp_path / "none", "--signoff", AUTHOR)
    assert nothing.code == 0
    assert not (tmp_path / "none").exists()
