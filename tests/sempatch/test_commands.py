"""``ckptgen decide`` and the four list commands, down to the file on the disk."""

import argparse
import os
import stat
from pathlib import Path

import pytest

from ckptgen.cli import decide, lists
from ckptgen.cli.main import COMMANDS
from ckptgen.errors import CkptgenError
from ckptgen.sempatch.model import Standing
from ckptgen.sempatch.save import replace_file

HEAD = '"""T."""\nstruct = "s"\nchange = add("a", "b")\nqualifies = seekable\n'


@pytest.fixture
def rule(tmp_path: Path) -> Path:
    path = tmp_path / "rule.py"
    path.write_text(HEAD)
    return path


def written(path: Path) -> tuple[int, int]:
    """Return what changes when ``path`` is replaced."""
    return path.stat().st_ino, path.stat().st_mtime_ns


def run_decide(rule: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    decide.add_arguments(parser)
    return decide.run(
        parser.parse_args(
            words,
            argparse.Namespace(
                semantic_patch=str(rule),
                directory=str(rule.parent),
                ref=None,
                jobs=None,
                no_cache=True,
                no_stat_trust=True,
            ),
        )
    )


def run_list(rule: Path, command: str, *words: str) -> int:
    parser = argparse.ArgumentParser()
    lists.add_arguments(parser)
    return lists.run(parser.parse_args(words, argparse.Namespace(semantic_patch=str(rule), command=command)))


def test_decide(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_decide(rule, "./fs/a:b.c:t", "opt-out", "--because", "why") == 0
    assert rule.read_text() == HEAD + '\ndecisions = {\n    "fs/a:b.c:t": opt_out("why"),\n}\n'
    out, err = capsys.readouterr()
    assert out == ""
    # The folder of the rule is no kernel tree, so the table itself is not looked for.
    assert err.splitlines()[1:] == [f"{rule}:7: opt-out fs/a:b.c:t"]


def test_decide_again_writes_nothing(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_decide(rule, "fs/a.c:t", "include", "--because", "why")
    before = written(rule)
    capsys.readouterr()
    assert run_decide(rule, "fs/a.c:t", "include", "--because", "why") == 0
    assert written(rule) == before
    assert capsys.readouterr().err.splitlines()[1:] == [f"{rule}:7: says so already"]


@pytest.mark.parametrize("target", ["fs/a.c", "fs/a.c:", ":t", "/fs/a.c:t", "fs/a.c:t t", "../a.c:t"])
def test_decide_needs_a_table_in_a_file(rule: Path, target: str) -> None:
    with pytest.raises(CkptgenError, match="`"):
        run_decide(rule, target, "include", "--because", "why")
    assert rule.read_text() == HEAD


@pytest.mark.parametrize("words", [["fs/a.c:t"], ["fs/a.c:t", "include"], ["fs/a.c:t", "maybe", "--because", "x"]])
def test_decide_usage(rule: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit):
        run_decide(rule, *words)


def test_decide_a_copy(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("fs/libfs.c:simple_dir_operations", "copy", "--for", "ramfs", "--because", "why")
    assert run_decide(rule, *words) == 0
    copy = 'copy("fs/libfs.c:simple_dir_operations", to="ramfs", because="why")'
    assert rule.read_text() == HEAD + f"\ncopies = [\n    {copy},\n]\n"
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[1:] == [f"{rule}:7: copy fs/libfs.c:simple_dir_operations for ramfs"]

    before = written(rule)
    assert run_decide(rule, *words) == 0
    assert written(rule) == before
    assert capsys.readouterr().err.splitlines()[1:] == [f"{rule}:7: says so already"]


def test_a_copy_is_told_from_the_decision_and_from_another_copy(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_decide(rule, "fs/a.c:t", "copy", "--for", "ramfs", "--because", "why")
    run_decide(rule, "fs/a.c:t", "exclude", "--because", "shared")
    run_decide(rule, "fs/a.c:t", "copy", "--for", "tmpfs", "--because", "why")
    shown = [line for line in capsys.readouterr().err.splitlines() if line.startswith(str(rule))]
    assert shown == [
        f"{rule}:7: copy fs/a.c:t for ramfs",
        f"{rule}:11: exclude fs/a.c:t",
        f"{rule}:8: copy fs/a.c:t for tmpfs",
    ]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["copy"], "`copy` needs the filesystem that gets the copy"),
        (["copy", "--for", ""], "the filesystem is empty"),
        (["include", "--for", "ramfs"], "--for goes with `copy` only"),
        (["opt-out", "--for", ""], "--for goes with `copy` only"),
    ],
)
def test_for_goes_with_a_copy(rule: Path, words: list[str], what: str) -> None:
    with pytest.raises(CkptgenError, match=what):
        run_decide(rule, "fs/a.c:t", *words, "--because", "why")
    assert rule.read_text() == HEAD


@pytest.mark.parametrize("command", [str(name) for name in Standing])
def test_lists(rule: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_list(rule, command, "nfs") == 0
    assert run_list(rule, command, "afs", "--because", "why") == 0
    assert rule.read_text() == HEAD + f'\n{command} = [\n    fs("afs", because="why"),\n    "nfs",\n]\n'
    assert capsys.readouterr() == ("", f"{rule}:7: {command} nfs\n{rule}:7: {command} afs\n")
    before = written(rule)
    assert run_list(rule, command, "nfs") == 0
    assert written(rule) == before
    assert capsys.readouterr().err == f"{rule}:8: says so already\n"


def test_each_list_is_a_command() -> None:
    assert {name for name, module, _ in COMMANDS if module == "lists"} == set(Standing)


def test_an_error_writes_nothing(rule: Path) -> None:
    run_list(rule, "allow", "nfs")
    before = rule.read_bytes()
    with pytest.raises(CkptgenError, match="stands on `allow` already"):
        run_list(rule, "deny", "nfs")
    assert rule.read_bytes() == before


def test_a_link_is_followed_and_the_mode_kept(rule: Path, tmp_path: Path) -> None:
    rule.chmod(0o640)
    link = tmp_path / "link.py"
    link.symlink_to(rule.name)
    run_list(link, "allow", "nfs")
    assert link.is_symlink()
    assert '"nfs"' in rule.read_text()
    assert stat.S_IMODE(rule.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == [link, rule]


def test_a_protected_file_is_left_alone(rule: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(CkptgenError, match="write-protected") as caught:
        run_list(rule, "allow", "nfs")
    assert "-p FILE" in caught.value.hint
    assert rule.read_text() == HEAD


def test_a_failed_write_leaves_the_old_file_and_no_other(rule: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CkptgenError, match="cannot be written: No space left on device") as caught:
        run_list(rule, "allow", "nfs")
    assert "-p FILE" in caught.value.hint
    assert rule.read_text() == HEAD
    assert list(rule.parent.iterdir()) == [rule]


def test_only_an_ordinary_file_is_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(CkptgenError, match="not an ordinary file"):
        replace_file(pipe, b"")
    with pytest.raises(CkptgenError, match="cannot be written: No such file"):
        replace_file(tmp_path / "none", b"")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
