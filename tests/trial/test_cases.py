"""What ``ckptgen test`` says of each folder of tests/cases/trial: ``out.txt`` holds its output, with the exit code."""

import os
import shutil
from pathlib import Path

import pytest

from ckptgen.cli.main import run
from tests.paths import CASES

FOLDERS = sorted(path for path in (CASES / "trial").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_report(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    code = run(["test", "-v", "."])
    out = f"{capsys.readouterr().out}exit code {code}\n"
    if os.environ.get("CKPTGEN_REGEN"):
        (folder / "out.txt").write_text(out)
    assert out == (folder / "out.txt").read_text()


def copy_of(name: str, to: Path) -> Path:
    return Path(shutil.copytree(CASES / "trial" / name, to / name))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_failures_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["test", str(CASES / "trial" / "passing")]) == 0
    assert capsys.readouterr().out == "5 cases: 5 passed, 0 failed\n"
    assert run(["-p", str(CASES / "trial" / "failing"), "test"]) == 1
    assert "pass " not in capsys.readouterr().out


def test_update_writes_what_changes_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What does not change gets no expectation, and keeps the one that it has: the rule may be wrong, not the case."""
    folder = copy_of("failing", tmp_path)
    before = contents(folder)
    assert run(["test", "--update", str(folder)]) == 1
    after = contents(folder)
    written = {path for path in after if after[path] != before.get(path)}
    names = ("must_not_change", "something_else", "strange_bytes")
    assert written == {f"cases/{name}.expected.c" for name in names}
    assert set(before) <= set(after)
    assert after["cases/strange_bytes.expected.c"] == before["cases/strange_bytes.c"].replace(b"old_read", b"new_read")
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        f"kept {folder}/cases/must_change.expected.c: the case does not change; remove it if that is right",
        f"wrote {folder}/cases/must_not_change.expected.c",
        f"kept {folder}/cases/no_table.expected.c: the case does not change; remove it if that is right",
        f"wrote {folder}/cases/something_else.expected.c",
        f"wrote {folder}/cases/strange_bytes.expected.c",
    ]
    assert shown.out.endswith("7 cases: 5 passed, 2 failed\n")


@pytest.mark.parametrize("name", ["passing", "several", "unplannable"])
def test_update_with_nothing_to_write(tmp_path: Path, name: str) -> None:
    folder = copy_of(name, tmp_path)
    before = contents(folder)
    run(["test", "--update", str(folder)])
    assert contents(folder) == before


def test_a_wrong_struct_costs_no_expectation(tmp_path: Path) -> None:
    folder = copy_of("several", tmp_path)
    before = contents(folder / "cases")
    rule = folder / "rule.py"
    rule.write_text(rule.read_text().replace("demo_operations", "deemo_operations"))
    assert run(["test", "--update", str(folder)]) == 1
    assert contents(folder / "cases") == before


def remove_cases(folder: Path) -> None:
    shutil.rmtree(folder / "cases")


def empty_cases(folder: Path) -> None:
    remove_cases(folder)
    (folder / "cases" / "tree").mkdir(parents=True)
    (folder / "cases" / "tree" / "x.c").touch()


def lose_case(folder: Path) -> None:
    (folder / "cases" / "both.c").unlink()


def break_rule(folder: Path) -> None:
    rule = folder / "rule.py"
    rule.write_text(rule.read_text().replace("rename(", "renam("))


def remove_rule(folder: Path) -> None:
    (folder / "rule.py").unlink()


def dangle(folder: Path) -> None:
    (folder / "cases" / "both.c").unlink()
    (folder / "cases" / "both.c").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (remove_cases, ("several/cases: no such folder", "a case is a C file in it")),
        (empty_cases, ("several/cases: there is no case", "cases/x.c")),
        (lose_case, ("cases/both.expected.c: there is no case both.c",)),
        (break_rule, ("several/rule.py:8:5: ", "did you mean `rename`?", "    ^")),
        (remove_rule, ("several/: is a folder without a rule.py",)),
        (dangle, ("cases/both.c: is not an ordinary file",)),
    ],
)
def test_what_cannot_be_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: object, words: tuple[str, ...]
) -> None:
    assert callable(damage)
    folder = copy_of("several", tmp_path)
    damage(folder)
    before = contents(folder)
    assert run(["test", "--update", f"{folder}/"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for word in words:
        assert word in shown.err
    assert contents(folder) == before
