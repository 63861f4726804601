"""The command crosscheck where spatch is missing, fails, gives up, or does something else than its rules say."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ckptgen.cli.main import run
from ckptgen.smpl.parsing import BadRegion, bad_regions
from tests.paths import CASES
from tests.smpl.tools import tree_of
from tests.tools import require

CASE = CASES / "crosscheck" / "both_alike"
Crosscheck = Callable[..., int]


@pytest.fixture
def crosscheck(tmp_path: Path) -> Crosscheck:
    """Run crosscheck over the case's tree."""
    tree = tree_of(CASE, tmp_path)

    def command(*more: str) -> int:
        return run(["-C", str(tree), "-p", str(tree / "toy.py"), "crosscheck", "-j", "1", *more])

    return command


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Make a shell script spatch."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "spatch"
    program.write_text(f"#!/bin/sh\n[ $1 != --version ] || {{ echo spatch version 0; exit; }}\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=":")


def test_without_spatch(
    crosscheck: Crosscheck, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert crosscheck() == 2
    assert capsys.readouterr().err == (
        "ckptgen: error: spatch is not installed\nckptgen: install Coccinelle (Debian: apt-get install coccinelle)\n"
    )


def test_spatch_fails(
    crosscheck: Crosscheck, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path, monkeypatch, "echo out of luck; exit 3")
    assert crosscheck() == 2
    assert capsys.readouterr().err == "ckptgen: error: spatch failed with exit code 3\nckptgen: out of luck\n"


def test_what_nothing_explains_is_exit_code_1(
    crosscheck: Crosscheck, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path, monkeypatch, "true")
    assert crosscheck("--under", "fs/toyfs") == 1
    said = capsys.readouterr().out
    assert "unexplained: spatch leaves it alone, and its entries in a variable of their own too" in said
    assert said.endswith("differences: 1 unexplained\n")


def test_more_than_the_rules_say_is_unexplained(
    crosscheck: Crosscheck, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fs" / "toyfs" / "file.c"
    # A conditional explains only what the probe without it shows.
    file.write_text(f"#ifdef CONFIG_TOY\n{file.read_text()}#endif\n")
    pretend(
        tmp_path,
        monkeypatch,
        """for last; do :; done
        for file in $(cat "$last"); do
            sed -i 's/noop_llseek/no_llseek/; s/toy_read/toy_write/; $a/* new */' "$file"
        done""",
    )
    assert crosscheck() == 1
    said = capsys.readouterr().out
    assert "unexplained: spatch makes of it: +.llseek=no_llseek, +.read=toy_write, -.read=toy_read" in said
    assert "unexplained: outside of the tables: +/* new */" in said


def test_a_comment_that_only_spatch_writes_is_unexplained(
    crosscheck: Crosscheck, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fs" / "toyfs" / "file.c"
    file.write_text(file.read_text().replace("<linux/fs.h>", "<linux/fs.h> /* old */"))
    pretend(
        tmp_path,
        monkeypatch,
        """for last; do :; done
        for file in $(cat "$last"); do
            sed -i 's/ .. old ../ \\/* new *\\//; /noop_llseek/d' "$file"
        done""",
    )
    assert crosscheck() == 1
    assert "remarks" not in capsys.readouterr().out


def test_spatch_gives_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require("spatch")
    tree = tree_of(CASE, tmp_path)
    file = tree / "fs" / "toyfs" / "file.c"
    # So much that spatch reads it for more than a second.
    more = (f"int toy_{number}(int x)\n{{\n\treturn toy(x + {number});\n}}\n" for number in range(60000))
    file.write_text(file.read_text() + "".join(more))
    code = run(["-C", str(tree), "-p", str(tree / "toy.py"), "crosscheck", "-j", "1", "--timeout", "1"])
    assert "gave-up: spatch gave up on the file: it takes longer than 1 seconds" in capsys.readouterr().out
    assert code == 0


def test_a_place_that_is_not_there(crosscheck: Crosscheck, capsys: pytest.CaptureFixture[str]) -> None:
    require("spatch")
    assert crosscheck("--under", "fs/nofs") == 2
    assert "has no file or folder fs/nofs" in capsys.readouterr().err


def test_json(crosscheck: Crosscheck, capsys: pytest.CaptureFixture[str]) -> None:
    require("spatch")
    assert crosscheck("--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "ckptgen-crosscheck/1"
    assert found["explained"] is True
    assert found["counts"]["identical"] == found["counts"]["both"] == len(found["tables"]) == 1
    assert (found["tables"][0]["name"], found["tables"][0]["by"]) == ("toy_fops", "both")


SAID = b"""\
parse error
 = File "/x/0.c", line 5, column 1, charpos = 40
  around = 'in', whole content = \tfor_all(x) in {
parse error
 = File "/x/0.c", line 6, column 2, charpos = 60
  around = '}', whole content = \tbroken }
badcount: 4
bad: int f(void)
bad: {
BAD:!!!!! \tbroken }
bad: }
"""


def test_what_spatch_could_not_parse() -> None:
    assert bad_regions(SAID) == {"/x/0.c": (BadRegion(4, 6, 7, "broken }"),)}
