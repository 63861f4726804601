"""One file that cannot be read or understood is named, and everything else goes on."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ckptgen import bounds
from ckptgen.cli.main import run
from ckptgen.csource import scan
from ckptgen.csource.rawcount import RawCount, reconcile
from tests.cli.test_series import SIGNOFF
from tests.paths import ROOT, SAMPLE
from tests.tree.repos import commit_all, git

BAD = "fs/bfs/file.c"
SERIES = ROOT / "patches" / "checkpoint" / "series"


@dataclass(frozen=True)
class Said:
    """What a command in this process printed, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def command(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    def called(*args: object) -> Said:
        code = run([str(arg) for arg in args])
        said = capfdbinary.readouterr()
        return Said(code, said.out.decode(), said.err.decode())

    return called


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "linux"))


@pytest.fixture
def disagreeing(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the raw count see an initializer in line 1 of one file; returns what is then said of it."""

    def seeing(data: bytes, code: bytes, struct: str, braces: set[int]) -> RawCount:
        counted = reconcile(data, code, struct, braces)
        return replace(counted, missed=(1, *counted.missed)) if b"bfs_file_operations" in data else counted

    monkeypatch.setattr(scan, "reconcile", seeing)
    return f"{BAD}:1: an initializer that the raw count sees and the scanner does not"


@pytest.mark.parametrize(
    "args",
    [
        ("audit", "-o", "checkpoint"),
        ("plan",),
        ("review", SERIES),
    ],
    ids=lambda args: str(args[0]),
)
def test_a_count_that_disagrees_stops_nothing(
    command: Command, tree: Path, disagreeing: str, args: tuple[object, ...]
) -> None:
    common = ("--no-cache", "-C", tree)
    done = command(*common, *args)
    assert done.code == 0, done.err
    assert disagreeing in done.err
    assert command(*common, *args, "--strict").code == 3


def test_a_count_that_disagrees_is_in_the_json(command: Command, tree: Path, disagreeing: str) -> None:
    found = json.loads(command("--no-cache", "-C", tree, "plan", "--format", "json").out)
    assert {"path": BAD, "line": 1, "reason": disagreeing.split(": ", 1)[1]} in found["unparsed"]
    assert any(table["verdict"] == "add" and not table["path"].startswith("fs/bfs/") for table in found["tables"])


@pytest.mark.parametrize("name", ["series", "rebase"])
def test_a_count_that_disagrees_stops_no_series(
    command: Command, tree: Path, disagreeing: str, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    args = ("series", *SIGNOFF) if name == "series" else ("rebase", SERIES, "--onto", tree)
    done = command("--no-cache", "-C", tree, *args, "-o", out)
    assert done.code == 0, done.err
    assert disagreeing in done.err
    assert len(list(out.glob("*.patch"))) == len(list(SERIES.glob("*.patch")))


def test_a_count_that_disagrees_stops_no_history(command: Command, tree: Path, disagreeing: str) -> None:
    commit_all(tree)
    args = ("--no-cache", "-C", tree, "history", "-o", "checkpoint", "--refs", "main")
    done = command(*args)
    assert done.code == 0, done.err
    assert disagreeing in done.err
    assert command(*args, "--strict").code == 3


@pytest.fixture
def partial_clone(tree: Path, tmp_path: Path) -> Path:
    """Return a repository of the tree that lacks one file's content, as if it could be fetched from somewhere."""
    commit_all(tree)
    blob = git(tree, "rev-parse", f"HEAD:{BAD}")
    (tree / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for name, value in (("promisor", "true"), ("url", f"file://{tmp_path}/gone"), ("partialclonefilter", "blob:none")):
        git(tree, "config", f"remote.origin.{name}", value)
    return tree


@pytest.mark.parametrize(
    "args",
    [
        ("--ref", "HEAD", "audit", "-o", "checkpoint"),
        ("--ref", "HEAD", "plan"),
        ("--ref", "HEAD", "review", SERIES),
        ("history", "-o", "checkpoint", "--refs", "main"),
        ("audit", "-o", "checkpoint", "--trees", "TREES"),
    ],
    ids=lambda args: " ".join(map(str, args[:3])),
)
@pytest.mark.parametrize("cache", [(), ("--no-cache",)], ids=["remembered", ""])
def test_a_partial_clone_names_what_it_lacks(
    command: Command, partial_clone: Path, tmp_path: Path, args: tuple[object, ...], cache: tuple[str, ...]
) -> None:
    (tmp_path / "trees").write_text(f"one {partial_clone} HEAD\n")
    words = [tmp_path / "trees" if word == "TREES" else word for word in args]
    for strict, code in (((), 0), (("--strict",), 3)):
        done = command(*cache, "-C", partial_clone, *words, *strict)
        assert done.code == code, done.err
        assert f"{BAD}:0: git cannot read it" in done.err


def test_a_series_for_a_partial_clone(command: Command, partial_clone: Path, tmp_path: Path) -> None:
    done = command("-C", partial_clone, "--ref", "HEAD", "series", *SIGNOFF, "-o", tmp_path / "out")
    assert done.code == 0, done.err
    assert f"{BAD}:0: git cannot read it" in done.err
    assert any("ramfs" in patch.name for patch in (tmp_path / "out").iterdir())


def test_a_file_that_takes_too_much_work_is_named(
    command: Command, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FEWEST_STEPS", 1000)
    monkeypatch.setattr(bounds, "STEPS_PER_BYTE", 1)
    done = command("--no-cache", "--jobs", 1, "-C", tree, "audit", "-o", "checkpoint", "--strict")
    assert done.code == 3
    assert "not read: it takes more than " in done.err
