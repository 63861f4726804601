"""Semantic patches that change what tables have, from plan to ``git am``, on the second sample tree."""

import json
import subprocess
from pathlib import Path

import pytest

from ckptgen.plan.model import CHANGED
from tests.cli.conftest import Run
from tests.cli.test_series import SIGNOFF, git, repository
from tests.paths import SAMPLE, SAMPLE_OPS, SHIPPED, sample_of

OF_ENTRIES = [name for name in SHIPPED if sample_of(name) == SAMPLE_OPS]
MESSAGE = """\
From: Vera Foss <vera@vfs.example.org>
Date: Sat, 1 Jan 2000 00:00:00 +0000
Subject: [PATCH] fs: refuse leases by default

---
"""


def changes_left(ckptgen: Run, repo: Path, name: str) -> int:
    report = json.loads(ckptgen("-C", repo, "-p", name, "plan", "--format", "json").out)
    return sum(table["verdict"] in CHANGED for table in report["tables"])


def patches_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.patch") if "cover" not in path.name)


@pytest.mark.parametrize("name", OF_ENTRIES)
def test_git_am_takes_it_and_only_what_waits_is_left_to_do(ckptgen: Run, tmp_path: Path, name: str) -> None:
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    planned = changes_left(ckptgen, repo, name)
    assert ckptgen("-C", repo, "-p", name, "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    git(repo, "am", "--quiet", "--keep-cr", *map(str, patches_of(tmp_path / "out")))
    left = changes_left(ckptgen, repo, name)
    # The two entries of ceph that say simple_nosetlease wait for the core change.
    assert (planned > left, left) == (True, 2 if name == "setlease" else 0)
    again = ckptgen("-C", repo, "-p", name, "series", "-o", tmp_path / "again", *SIGNOFF)
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err
    assert ("(2 tables) waits for the core change: a table" in again.err) == (name == "setlease")


@pytest.fixture
def core(tmp_path: Path) -> Path:
    """Return a patch that makes the table without setlease one that refuses."""
    repo = repository(tmp_path / "for-core", SAMPLE_OPS)
    locks = repo / "fs/locks.c"
    locks.write_bytes(locks.read_bytes().replace(b"struct file *filp, int arg", b"struct file *file, int arg", 1))
    patch = tmp_path / "core.patch"
    patch.write_text(MESSAGE + git(repo, "diff", "--full-index") + "-- \n2.39\n")
    return patch


def test_the_core_change_stands_between_what_it_needs_and_what_needs_it(
    ckptgen: Run, tmp_path: Path, core: Path
) -> None:
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    done = ckptgen("-C", repo, "-p", "setlease", "series", "-o", tmp_path / "out", "--core", core, *SIGNOFF)
    assert done.code == 0, done.err
    subjects = [path.name for path in patches_of(tmp_path / "out")]
    assert [("refuse-leases" in name, "remove" in name) for name in subjects] == [
        (False, False),
        (False, False),
        (True, False),
        (False, True),
    ]
    cover = (tmp_path / "out" / "0000-cover-letter.patch").read_text()
    assert "[PATCH 0/4]" in cover
    assert "Tables that change, by filesystem (3):\n\n  ceph (2), coralfs (2), ofs (1)\n" in cover
    assert "Left out for now" not in cover
    git(repo, "am", "--quiet", "--keep-cr", *map(str, patches_of(tmp_path / "out")))
    assert changes_left(ckptgen, repo, "setlease") == 0
    ceph = (repo / "fs/ceph/file.c").read_text()
    assert "setlease" not in ceph.split("{", 2)[2]


def test_what_waits_is_named_and_not_made(ckptgen: Run, tmp_path: Path) -> None:
    done = ckptgen("-C", SAMPLE_OPS, "-p", "setlease", "series", "-o", tmp_path / "out", *SIGNOFF)
    assert done.code == 0
    assert not any("remove" in path.name for path in patches_of(tmp_path / "out"))
    assert "left out for now: remove .setlease = simple_nosetlease (2 tables) waits for the core change" in done.err
    cover = " ".join((tmp_path / "out" / "0000-cover-letter.patch").read_text().split())
    assert "remove .setlease = simple_nosetlease (2 tables) waits for the core change" in cover


def test_a_tree_without_the_member_is_refused(ckptgen: Run, tmp_path: Path) -> None:
    for command in (["plan"], ["series", "-o", tmp_path / "out", *SIGNOFF]):
        refused = ckptgen("-C", SAMPLE, "-p", "mmap-prepare", *command)
        assert (refused.code, refused.out) == (2, "")
        assert "struct file_operations has no member mmap_prepare (include/linux/fs.h:" in refused.err
        assert "mmap-prepare/rule.py is for trees that have it" in refused.err
    assert not (tmp_path / "out").exists()


def test_several_semantic_patches_give_what_each_gives_alone(ckptgen: Run) -> None:
    names = ["checkpoint", "no-llseek", "vm-checkpoint"]
    alone = [json.loads(ckptgen("-C", SAMPLE, "-p", name, "plan", "--format", "json").out) for name in names]
    options = [option for name in names for option in ("-p", name)]
    together = json.loads(ckptgen("-C", SAMPLE, *options, "plan", "--format", "json").out)
    assert together["plans"] == alone


def test_only_plan_takes_several_semantic_patches(ckptgen: Run, tmp_path: Path) -> None:
    for command in (
        ["series", "-o", tmp_path / "out", *SIGNOFF],
        ["audit"],
        ["explain", "fs/read_write.c:generic_ro_fops"],
    ):
        refused = ckptgen("-C", SAMPLE, "-p", "checkpoint", "-p", "no-llseek", *command)
        assert (refused.code, refused.out) == (2, "")
        assert "one semantic patch" in refused.err


def test_tables_that_no_change_is_about_are_shown_when_asked_for(ckptgen: Run) -> None:
    shown = ckptgen("-C", SAMPLE_OPS, "-p", "no-llseek", "plan")
    assert "meter_log_fops" not in shown.out
    asked = ckptgen("-C", SAMPLE_OPS, "-p", "no-llseek", "plan", "--verdict", "nothing")
    assert "nothing     drivers/misc/meter.c:11 meter_log_fops [drivers/misc] its .llseek is noop_llseek" in asked.out
    assert "meter_fops " not in asked.out


def test_an_include_comes_once_and_in_its_place(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    assert ckptgen("-C", repo, "-p", "setlease", "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    git(repo, "am", "--quiet", "--keep-cr", *map(str, patches_of(tmp_path / "out")))
    counted = subprocess.run(
        ["git", "-C", str(repo), "grep", "-c", "include <linux/filelock.h>", "--", "fs"],
        capture_output=True,
        check=True,
    )
    assert counted.stdout.decode().split() == [
        f"fs/{name}:1" for name in ("ceph/file.c", "coralfs/dir.c", "coralfs/file.c", "locks.c", "ofs/file.c")
    ]
    ofs = (repo / "fs/ofs/file.c").read_text().splitlines()
    assert ofs[1:5] == [f"#include <linux/{name}.h>" for name in ("exportfs", "filelock", "fs", "pagemap")]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "const-ops",
            [
                "  -struct file_operations coralfs_file_operations = {",
                "  +const struct file_operations coralfs_file_operations = {",
                "  -extern struct file_operations coralfs_file_operations;",
                "  +extern const struct file_operations coralfs_file_operations;",
            ],
        ),
        ("setlease", ["  +#include <linux/filelock.h>", "  +\t.setlease\t= generic_setlease,"]),
        (
            "splice-read",
            [
                "  -\t.splice_read\t= generic_file_splice_read,",
                "  +\t.splice_read\t= filemap_splice_read,",
            ],
        ),
    ],
)
def test_explain_shows_all_that_an_edit_changes(ckptgen: Run, name: str, lines: list[str]) -> None:
    said = ckptgen("-C", SAMPLE_OPS, "-p", name, "explain", "fs/coralfs/file.c:coralfs_file_operations").out
    assert [line for line in said.splitlines() if line.startswith(("  -", "  +"))] == lines


def test_the_plan_has_the_include_that_an_edit_needs(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE_OPS, "-p", "setlease", "plan", "--format", "json").out)
    edits = {table["name"]: table["edit"] for table in report["tables"] if table["verdict"] == "add"}
    (coral,), (directory,) = edits["coralfs_file_operations"], edits["coralfs_dir_operations"]
    assert [splice["text"] for splice in coral["includes"]] == ["#include <linux/filelock.h>\n"]
    assert "includes" not in directory
