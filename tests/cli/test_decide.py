"""Decisions and lists from the command line change one line of the semantic patch, and the next plan obeys them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.paths import ROOT, SAMPLE


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "patches" / "checkpoint" / "rule.py", tmp_path / "mine.py"))


def verdict(ckptgen: Run, rule: Path, key: str) -> str:
    report = json.loads(ckptgen("-C", SAMPLE, "-p", rule, "plan", "--format", "json").out)
    (found,) = [table["verdict"] for table in report["tables"] if f"{table['path']}:{table['name']}" == key]
    return str(found)


@pytest.mark.parametrize(("action", "expected"), [("include", "add"), ("exclude", "deny"), ("opt-out", "opt-out")])
def test_a_decision_settles_the_verdict(ckptgen: Run, rule: Path, action: str, expected: str) -> None:
    key = "fs/openpromfs/inode.c:openpromfs_prop_ops"
    before = rule.read_text().splitlines()
    result = ckptgen("-C", SAMPLE, "-p", rule, "decide", key, action, "--because", 'it is "so"')
    assert result.code == 0, result.err
    added = [line for line in rule.read_text().splitlines() if line not in before]
    assert len(added) == 1
    assert [line for line in rule.read_text().splitlines() if line != added[0]] == before
    assert verdict(ckptgen, rule, key) == expected


def test_an_opt_out_is_written_as_null(ckptgen: Run, rule: Path, tmp_path: Path) -> None:
    key = "fs/bfs/dir.c:bfs_dir_operations"
    assert ckptgen("-C", SAMPLE, "-p", rule, "decide", key, "opt-out", "--because", "no").code == 0
    args = ("series", "-o", tmp_path / "out", "--only", "bfs", "--signoff", "A U Thor <author@example.com>")
    assert ckptgen("-C", SAMPLE, "-p", rule, *args).code == 0
    (patch,) = (tmp_path / "out").glob("0002-bfs-*.patch")
    assert "+\t.checkpoint\t= NULL,\n" in patch.read_text()


def test_a_list_settles_the_verdict(ckptgen: Run, rule: Path) -> None:
    keys = [
        key for key in json.loads((SAMPLE.parent / "sample.expected.json").read_text()) if key.startswith("fs/erofs/")
    ]
    key = keys[0]
    assert verdict(ckptgen, rule, key) == "undecided"
    assert ckptgen("-C", SAMPLE, "-p", rule, "todo", "erofs").code == 0
    assert verdict(ckptgen, rule, key) == "todo"


def test_a_decision_needs_its_table(ckptgen: Run, rule: Path) -> None:
    before = rule.read_bytes()
    for target in ("fs/bfs/dir.c:bfs_dir_ops", "fs/bfs/gone.c:x"):
        result = ckptgen("-C", SAMPLE, "-p", rule, "decide", target, "include", "--because", "x")
        assert result.code == 2
        assert "Traceback" not in result.err
    assert rule.read_bytes() == before


def test_outside_a_kernel_tree_nothing_is_checked(ckptgen: Run, rule: Path, tmp_path: Path) -> None:
    result = ckptgen("-C", tmp_path, "-p", rule, "decide", "fs/a.c:b", "include", "--because", "x")
    assert result.code == 0
    assert "not checked" in result.err


@pytest.mark.parametrize(
    ("filesystem", "said"),
    [("minix", "minix does not use simple_dir_operations"), ("fs/libfs.c", "fs/libfs.c owns simple_dir_operations")],
)
def test_a_copy_is_for_a_user_of_the_table(ckptgen: Run, rule: Path, filesystem: str, said: str) -> None:
    before = rule.read_bytes()
    words = ("decide", "fs/libfs.c:simple_dir_operations", "copy", "--for", filesystem, "--because", "x")
    result = ckptgen("-C", SAMPLE, "-p", rule, *words)
    assert result.code == 2
    assert said in result.err
    assert rule.read_bytes() == before
    assert ckptgen("-C", SAMPLE, "-p", rule, *words[:4], "btrfs", *words[5:]).code == 0
