"""``ckptgen init``: what it writes, that it runs, and that nothing is lost."""

import os
import shutil
from pathlib import Path

import pytest

from ckptgen.cli.main import run
from tests.paths import CASES, SAMPLE
from tests.trial.test_cases import contents

FOLDERS = sorted(path for path in (CASES / "init").iterdir() if path.is_dir())


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def init(folder: Path) -> int:
    return run(["init", "demo", *(folder / "arguments").read_text().splitlines()])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_what_it_says(folder: Path) -> None:
    assert init(folder) == 0
    assert f"\n{(folder / 'change.txt').read_text()}\n" in Path("demo/rule.py").read_text()


@pytest.mark.parametrize("folder", [path for path in FOLDERS if (path / "new").is_dir()], ids=lambda path: path.name)
def test_new_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(folder) == 0
    if os.environ.get("CKPTGEN_REGEN"):
        shutil.rmtree(folder / "new")
        shutil.copytree("demo", folder / "new")
    assert contents(Path("demo")) == contents(folder / "new")
    shown = capsys.readouterr()
    assert shown.out == ""
    wrote = [f"wrote demo/{path}" for path in sorted(contents(folder / "new"))]
    assert shown.err.splitlines() == [*wrote, "try it: ckptgen test demo; then ckptgen -C LINUX -p demo plan"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_its_cases_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(folder)
    before = contents(Path("demo"))
    assert run(["test", "--update", "demo"]) == 0
    assert contents(Path("demo")) == before
    assert capsys.readouterr().out.endswith(" passed, 0 failed\n")


def test_it_is_a_semantic_patch_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    init(CASES / "init" / "add")
    tree = ["-C", str(SAMPLE), "-p", "demo"]
    table = "fs/bfs/dir.c:bfs_dir_operations"
    assert run([*tree, "explain", table]) == 0
    assert "verdict: add, every table qualifies" in capsys.readouterr().out
    assert run([*tree, "deny", "bfs", "--because", "another series has it"]) == 0
    assert run([*tree, "decide", "fs/pipe.c:pipefifo_fops", "exclude", "--because", "it is a pipe"]) == 0
    capsys.readouterr()
    assert run([*tree, "plan"]) == 0
    plan = {line.split()[2]: line.split()[0] for line in capsys.readouterr().out.splitlines()[:-3]}
    assert (plan["bfs_dir_operations"], plan["pipefifo_fops"], plan["omfs_file_operations"]) == ("deny", "deny", "add")


STRUCT = ["--struct", "demo_operations"]
ADD = [*STRUCT, "--add", "open=demo_open"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["--struct"]),
        (STRUCT, ["nothing is to be changed", "--add, --remove,"]),
        (
            ["--struct", "struct demo", "--move", "a"],
            ["'struct demo' is not a C identifier", "without the word struct"],
        ),
        ([*STRUCT, "--add", "open"], ["--add: 'open' is not FIELD=VALUE"]),
        ([*STRUCT, "--add", "open="], ["--add: '' in 'open=' is not a C identifier"]),
        ([*STRUCT, "--add", "open=a=b"], ["--add: 'open=a=b' is not FIELD=VALUE"]),
        ([*STRUCT, "--add", "open=a-b"], ["--add: 'a-b' in 'open=a-b' is not a C identifier"]),
        ([*STRUCT, "--remove", "open=a=b"], ["--remove: 'open=a=b' is not FIELD or FIELD=VALUE"]),
        ([*STRUCT, "--replace", "open"], ["--replace: 'open' is not FIELD=NEW or FIELD=OLD:NEW"]),
        ([*STRUCT, "--replace", "open=a:"], ["--replace: '' in 'open=a:' is not a C identifier"]),
        ([*STRUCT, "--replace", "open=a:a"], ["a is replaced by itself"]),
        ([*STRUCT, "--rename", "open"], ["--rename: 'open' is not FIELD:NEWFIELD or FIELD=OLD:NEWFIELD=NEW"]),
        ([*STRUCT, "--rename", "open:open=a"], ["open is renamed to itself", "--replace"]),
        ([*STRUCT, "--move", "open=a"], ["--move: 'open=a' in 'open=a' is not a C identifier"]),
        ([*ADD, "--remove", "open"], ["two changes are about open"]),
        ([*STRUCT, "--constify", "--constify"], ["two changes are about const"]),
        ([*ADD, "--include", "demo"], ["--include: 'demo' is not written as in an #include"]),
        ([*STRUCT, "--remove", "a", "--include", "a.h"], ["--include: no change brings a new value"]),
        ([*ADD, "-o", "gone"], ["gone: no such folder"]),
    ],
    ids=lambda value: " ".join(value) if value and value[0] in ("--struct",) else None,
)
def test_what_cannot_be_asked(capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]) -> None:
    complains(capsys, ["init", "demo", *arguments], words)
    assert not list(Path().iterdir())


@pytest.mark.parametrize("name", ["a/b", "..", "", ".hidden", "-x", "a b", "checkpoint"])
def test_what_cannot_be_its_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    complains(capsys, ["init", *ADD, "--", name], ["another name" if name == "checkpoint" else "is not a name"])
    assert not list(Path().iterdir())


def complains(capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]) -> None:
    try:
        code: object = run(arguments)
    except SystemExit as error:
        code = error.code
    shown = capsys.readouterr()
    assert (code, shown.out) == (2, "")
    for word in words:
        assert word in shown.err


def test_what_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "demo", *ADD]) == 0
    Path("demo/rule.py").write_text("mine")
    mine = contents(Path("demo"))
    capsys.readouterr()
    complains(capsys, ["init", "demo", *ADD], ["demo: is there already", "--force"])
    assert contents(Path("demo")) == mine
    assert run(["init", "demo", "--force", *ADD]) == 0
    assert "moved demo to demo~1\n" in capsys.readouterr().err
    assert contents(Path("demo~1")) == mine
    new = contents(Path("demo"))
    assert run(["init", "demo", "--force", *ADD]) == 0
    assert contents(Path("demo~1")) == mine
    assert contents(Path("demo~2")) == contents(Path("demo")) == new
    assert sorted(path.name for path in Path().iterdir()) == ["demo", "demo~1", "demo~2"]


@pytest.mark.parametrize("what", ["file", "link"])
def test_whatever_is_there(capsys: pytest.CaptureFixture[str], what: str) -> None:
    if what == "file":
        Path("demo").write_text("mine")
    else:
        Path("demo").symlink_to("nowhere")
    complains(capsys, ["init", "demo", *ADD], ["demo: is there already"])
    assert Path("demo").is_symlink() == (what == "link")
    assert run(["init", "demo", "--force", *ADD]) == 0
    assert Path("demo/rule.py").is_file()
    assert Path("demo~1").is_symlink() if what == "link" else Path("demo~1").read_text() == "mine"


def test_another_place(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    assert run(["init", "demo", *ADD, "-o", "rules"]) == 0
    assert (tmp_path / "rules" / "demo" / "rule.py").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["rules"]
