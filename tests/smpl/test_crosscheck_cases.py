"""Every case of tests/cases/crosscheck: a semantic patch and a small tree, its rules in SmPL (``rule.cocci``), and what
crosscheck says of both tools (``out.txt``, with the exit code).
"""

import os
import re
from pathlib import Path

import pytest

from ckptgen.cli.main import run
from ckptgen.smpl.model import Reason
from tests.smpl.tools import FOLDERS, tree_of
from tests.tools import require

# No small file makes spatch give up; test_crosscheck.py gives it no time. And unexplained is what no case may be.
ELSEWHERE = {Reason.GAVE_UP, Reason.UNEXPLAINED}


def compare(path: Path, said: str) -> None:
    if os.environ.get("CKPTGEN_REGEN"):
        path.write_text(said)
    assert said == path.read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_report(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    require("spatch")
    monkeypatch.chdir(tree_of(folder, tmp_path))
    code = run(["-p", "toy.py", "crosscheck", "--under", "fs", "--all", "-j", "1"])
    out = re.sub(r"spatch [0-9]\S*$", "spatch VERSION", capsys.readouterr().out, flags=re.MULTILINE)
    compare(folder / "out.txt", f"{out}exit code {code}\n")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_export(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree_of(folder, tmp_path))
    assert run(["-p", "toy.py", "export", "--smpl"]) == 0
    compare(folder / "rule.cocci", capsys.readouterr().out)


def test_each_reason_has_a_case() -> None:
    said = "".join((folder / "out.txt").read_text() for folder in FOLDERS)
    reasons = set(re.findall(rf": ({'|'.join(Reason)}): ", said))
    assert reasons == {str(reason) for reason in Reason if reason not in ELSEWHERE}
    assert "exit code 1" not in said
