"""Failures, dying workers and Ctrl-C; whatever happens, no process stays behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ckptgen.bounds import WATCHDOG, HungError, start_watchdog
from ckptgen.errors import CkptgenError
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import TreeError
from ckptgen.tree.pool import usable_cpus
from tests.tools import default_signals

from .repos import NEEDLE
from .works import failing, hanging, laborious, process, stubborn, suicidal

COUNT = 4000


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "big"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"{number}.c").write_bytes(NEEDLE)
    return folder


@pytest.fixture(autouse=True)
def no_process_stays() -> object:
    yield
    assert multiprocessing.active_children() == []


def test_several_processes_work(top: Path) -> None:
    pids = set(DirectoryTree(top, 2).scan([NEEDLE], process).results)
    assert len(pids) == 2
    assert os.getpid() not in pids
    assert set(DirectoryTree(top, 1).scan([NEEDLE], process).results) == {os.getpid()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_programming_error_surfaces_with_the_path(top: Path, jobs: int) -> None:
    with pytest.raises(KeyError, match="file") as caught:
        DirectoryTree(top, jobs).scan([NEEDLE], failing)
    notes = "\n".join(caught.value.__notes__)
    assert "while reading " in notes
    assert ".c" in notes
    assert ("in failing" in notes) == (jobs > 1)


def test_error_that_cannot_be_copied(top: Path) -> None:
    with pytest.raises(RuntimeError, match="StubbornError: onetwo") as caught:
        DirectoryTree(top, 2).scan([NEEDLE], stubborn)
    assert "while reading" in caught.value.__notes__[0]


def test_killed_worker_is_an_error_and_no_hang(top: Path) -> None:
    with pytest.raises(TreeError, match=r"a worker process died \(exit code -9\)") as caught:
        DirectoryTree(top, 2).scan([NEEDLE], suicidal)
    assert "memory" in caught.value.hint


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_hangs_is_ended_with_its_name(top: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WATCHDOG, "0.2")
    start_watchdog()
    try:
        with pytest.raises(HungError, match=r"^\d*7\.c: it takes more than 0\.2 seconds") as caught:
            DirectoryTree(top, jobs).scan([NEEDLE], hanging)
        assert WATCHDOG in caught.value.hint
    finally:
        monkeypatch.setenv(WATCHDOG, "0")
        start_watchdog()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_takes_too_many_steps_is_named_and_the_rest_goes_on(top: Path, jobs: int) -> None:
    found = DirectoryTree(top, jobs).scan([NEEDLE], laborious)
    assert len(found.results) + len(found.skipped) == found.matched == COUNT
    assert {skip.path for skip in found.skipped} == {f"{n}.c" for n in range(COUNT) if str(n).endswith("7")}
    assert {skip.reason for skip in found.skipped} == {"not read: it takes more than 2,000,000 steps"}


@pytest.mark.parametrize("text", ["x", "-1", "nan", "inf"])
def test_a_watchdog_of_no_number(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WATCHDOG, text)
    with pytest.raises(CkptgenError, match=f"CKPTGEN_WATCHDOG={text} is no number of seconds"):
        start_watchdog()


PROGRAM = """
import sys, time
from pathlib import Path
from ckptgen.tree.directory import DirectoryTree

def slow(path, content):
    print(path, flush=True)
    time.sleep(30)

try:
    DirectoryTree(Path(sys.argv[1]), 2).scan([], slow)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_ends_everything_quietly(top: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(top)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=default_signals,  # noqa: PLW1509 - it calls one function that no thread holds
    )
    assert child.stdout is not None
    assert child.stdout.readline().endswith(b".c\n")
    child_group = os.getpgid(child.pid)
    begin = time.monotonic()
    os.killpg(child_group, signal.SIGINT)
    _, complaints = child.communicate(timeout=20)
    assert time.monotonic() - begin < 10
    assert child.returncode == 130
    assert complaints.decode() == ""
    with pytest.raises(ProcessLookupError):
        os.killpg(child_group, 0)


def test_usable_cpus() -> None:
    assert 1 <= usable_cpus() <= (os.cpu_count() or 1)
