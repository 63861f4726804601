"""The cache changes no byte of what a command prints or writes; ``ckptgen cache`` shows and clears it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ckptgen.tree.store import FILE_NAME
from tests.cli.conftest import Result, Run
from tests.cli.test_series import SIGNOFF, repository
from tests.paths import ROOT, SAMPLE

COMMANDS: dict[str, list[str]] = {
    "audit": ["audit", "--all"],
    "audit narrowed": ["audit", "-o", "llseek", "fs/ext2", "fs/libfs.c"],
    "audit another struct": ["audit", "--struct", "vm_operations_struct", "-o", "fault", "-v"],
    "audit nowhere": ["audit", "-o", "fault", "fs/nowhere"],
    "plan json": ["plan", "--format", "json"],
    "plan html": ["plan", "--format", "html", "--guard", "ifdef"],
    "another semantic patch": ["-p", "vm-checkpoint", "plan", "--format", "json"],
    "users": ["users", "fs/libfs.c:simple_dir_operations"],
    "explain": ["explain", "fs/libfs.c:simple_dir_operations"],
    "series": ["series", *SIGNOFF, "-o", "OUT"],
    "review": ["review", str(ROOT / "patches" / "checkpoint" / "series")],
    "rebase": ["rebase", str(ROOT / "patches" / "checkpoint" / "series"), "--onto", "TREE", "-o", "OUT"],
    "verify": ["verify", "--no-build", str(ROOT / "patches" / "checkpoint" / "series")],
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the cache of one test: the commands that it runs inherit the variable."""
    monkeypatch.setenv("CKPTGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def run(cache: Path, ckptgen: Run) -> Run:
    """Run a command with that cache."""
    return ckptgen


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _old(top: Path) -> Path:
    """Return the tree once it is so old that its files are trusted."""
    import time

    newest = max(path.stat().st_ctime for path in top.rglob("*"))
    time.sleep(max(0.0, newest + 2.1 - time.time()))
    return top


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _old(repository(tmp_path_factory.mktemp("tree") / "sample"))


Outcome = tuple[Result, dict[str, bytes]]


@pytest.fixture
def outcome(ckptgen: Run, tmp_path: Path) -> Callable[..., Outcome]:
    """Run a command on a tree, and return what it said and wrote."""

    def of(words: list[str], tree: Path, *options: str, cache: Path) -> Outcome:
        out = tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        words = [{"OUT": str(out), "TREE": str(tree)}.get(word, word) for word in words]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path / "empty"),
            "CKPTGEN_CACHE": str(cache),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        command = [sys.executable, "-m", "ckptgen", "-C", str(tree), *options, *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        err = re.sub(r"\d+\.\d+ s\b", "", done.stderr.decode())
        result = Result(done.returncode, done.stdout.decode("utf-8", "backslashreplace"), err)
        assert "Traceback" not in err
        return result, files_below(out) if out.exists() else {}

    return of


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_the_same(outcome: Callable[..., Outcome], sample: Path, tmp_path: Path, name: str) -> None:
    words, cache, bad = COMMANDS[name], tmp_path / "cache", tmp_path / "bad"
    bad.mkdir(mode=0o700)
    (bad / FILE_NAME).write_bytes(b"SQLite format 3\0" + os.urandom(5000))
    expected = outcome(words, sample, "--no-cache", cache=cache)
    for options in ([], [], ["--no-stat-trust"]):
        assert outcome(words, sample, *options, cache=cache) == expected
    assert outcome(words, sample, cache=bad) == expected
    if name != "verify":
        expected = outcome(words, sample, "--no-cache", "--ref", "HEAD", cache=cache)
        for _ in range(2):
            assert outcome(words, sample, "--ref", "HEAD", cache=cache) == expected
    assert (cache / FILE_NAME).exists() or expected[0].code == 2


def test_an_edit_between_two_runs_is_seen(outcome: Callable[..., Outcome], tmp_path: Path) -> None:
    tree, cache = tmp_path / "sample", tmp_path / "cache"
    shutil.copytree(SAMPLE, tree)
    _old(tree)
    plan = COMMANDS["plan json"]
    before = outcome(plan, tree, cache=cache)
    path = tree / "fs/ext2/file.c"
    status = path.stat()
    text = path.read_bytes()
    path.write_bytes(text.replace(b"ext2_file_op", b"EXT2_file_op"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = outcome(plan, tree, cache=cache)
    assert after != before
    assert after == outcome(plan, tree, "--no-cache", cache=cache)
    path.write_bytes(text)
    assert outcome(plan, tree, cache=cache) == before


def test_no_cache_neither_reads_nor_writes(run: Run, cache: Path) -> None:
    assert run("-C", SAMPLE, "--no-cache", "audit").code == 0
    assert run("-C", SAMPLE, "audit", "--no-cache").code == 0
    assert not cache.exists()


def test_the_tree_is_not_written_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tmp_path / "sample"
    shutil.copytree(SAMPLE, tree)
    monkeypatch.setenv("CKPTGEN_CACHE", str(tree / "cache"))
    before = files_below(tree)
    assert run("-C", tree, "audit").code == 0
    assert files_below(tree) == before


def test_info_and_clear(run: Run, cache: Path) -> None:
    empty = run("cache", "--info")
    assert empty.code == 0
    assert "entries: 0\n" in empty.out
    assert run("-C", SAMPLE, "audit").code == 0
    full = run("cache", "--info")
    assert f"path:    {cache / FILE_NAME}\n" in full.out
    assert re.search(r"entries: [1-9]", full.out)
    assert re.search(r"size:    \d+\.\d MiB of at most 512\.0 MiB", full.out)
    assert run("cache", "--clear") == Result(0, "", "")
    assert "entries: 0\n" in run("cache", "--info").out
    assert run("cache").code == 2


def test_info_says_why_nothing_is_kept(run: Run, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    assert "not used: others may write to" in run("cache", "--info").out
    assert run("-C", SAMPLE, "audit").code == 0
    assert list(cache.iterdir()) == []


def test_a_damaged_cache_is_replaced(run: Run, cache: Path) -> None:
    cache.mkdir(mode=0o700)
    (cache / FILE_NAME).write_bytes(b"not a database, but long enough to be taken for one" * 100)
    assert run("cache", "--clear").code == 0
    run("-C", SAMPLE, "audit")
    assert re.search(r"entries: [1-9]", run("cache", "--info").out)
