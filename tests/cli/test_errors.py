"""Bad input: a message that says what and what to do, exit code 2, nothing on stdout, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run
from tests.paths import ROOT, SAMPLE


def complains(result: Result, *words: str) -> None:
    assert result.code == 2
    assert result.out == ""
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err


@pytest.mark.parametrize("command", [["audit"], ["plan"], ["explain", "fs/a.c:b"], ["series", "-o", "x"]])
def test_not_a_kernel_tree(ckptgen: Run, tmp_path: Path, command: list[str]) -> None:
    complains(ckptgen("-C", tmp_path, *command), "not a kernel tree", "-C")


def test_no_such_directory(ckptgen: Run, tmp_path: Path) -> None:
    complains(ckptgen("-C", tmp_path / "gone", "plan"), "does not exist")


def test_unknown_revision(ckptgen: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repo")], check=True)
    complains(ckptgen("-C", tmp_path / "repo", "--ref", "v9.9", "plan"), "v9.9")


def test_revision_of_a_plain_directory(ckptgen: Run) -> None:
    complains(ckptgen("-C", "/", "plan", "--ref", "HEAD"), "git repository")


def test_unknown_struct(ckptgen: Run) -> None:
    complains(
        ckptgen("-C", SAMPLE, "audit", "--struct", "no_such_operations", "-o", "x"), "no struct no_such_operations"
    )


def test_unknown_folder(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "audit", "-o", "x", "fs/gone"), "fs/gone")


def test_unknown_semantic_patch(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "-p", "chekpoint", "plan"), "chekpoint", "checkpoint")


def test_semantic_patch_with_an_error(ckptgen: Run, tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text(
        '"""Add x."""\nstruct = "file_operations"\nchange = ad("x", "y")\nqualifies = seekable\n'
    )
    complains(ckptgen("-C", SAMPLE, "-p", tmp_path / "rule.py", "plan"), "rule.py:3:10", "^", "did you mean `add`?")


def test_unknown_table(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "explain", "fs/bfs/dir.c:bfs_dir_ops"), "bfs_dir_operations")


def test_unknown_filesystem(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "plan", "--only", "bsf"), "bsf", "bfs")


def test_no_identity(ckptgen: Run) -> None:
    complains_after_chatter = ckptgen("-C", SAMPLE, "series", "-o", "out", "-s")
    complains(complains_after_chatter, "no git identity", "--signoff")


def test_output_folder_that_holds_something_else(ckptgen: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    result = ckptgen("-C", SAMPLE, "series", "-o", tmp_path / "out", "--signoff", "A U Thor <author@example.com>")
    complains(result, "notes.txt")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_series_needs_a_place(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "series"), "-o DIR")


def test_usage(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "plan", "--verdict", "maybe"), "maybe", "undecided")
    complains(ckptgen("plam"), "plam")


def test_output_that_cannot_be_written(ckptgen: Run) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "ckptgen", "-C", str(SAMPLE), "plan"]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_closed_output(ckptgen: Run) -> None:
    command = f"exec {sys.executable} -m ckptgen -C {SAMPLE} plan >&-"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_refusal_comes_before_the_work(ckptgen: Run, tmp_path: Path) -> None:
    """Nothing is read for a series that has nowhere to go."""
    result = ckptgen("-C", SAMPLE, "series", "-o", tmp_path / "a" / "b", "--signoff", "A U Thor <author@example.com>")
    complains(result, "no such folder")
    assert "tables" not in result.err
    complains(ckptgen("-C", SAMPLE, "series", "-o", ""), "empty")


def test_an_operation_is_an_identifier(ckptgen: Run) -> None:
    complains(ckptgen("-C", SAMPLE, "audit", "-o", ".read"), "not a C identifier")
