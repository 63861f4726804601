"""An interrupted run leaves nothing running and is continued; a change makes only what depends on it run again."""

import json
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.verify.conftest import Verify, start
from tests.verify.minikernel import ALPHA, BETA, DECLARE, write_series


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a line for each object that is compiled."""
    file = tmp_path / "counted"
    monkeypatch.setenv("COUNTED", str(file))
    return file


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that nobody waits for yet is dead.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def wait_for(file: Path) -> int:
    """Return the process id that the slow compile writes."""
    for _ in range(600):
        if file.read_text().strip():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError("the slow compile was never reached")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_an_interrupted_run_is_continued(
    kernel: Path, verify: Verify, tmp_path: Path, counted: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    series = write_series(kernel, tmp_path / "out", [DECLARE, ALPHA, BETA])
    slow = tmp_path / "slow"
    slow.touch()
    monkeypatch.setenv("SLOW", str(slow))
    process = start(kernel, series, "--build", "--scratch", tmp_path / "scratch")
    sleeper = wait_for(slow)
    assert alive(sleeper)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"ckptgen: interrupted\n")
    assert not alive(sleeper)
    json.loads((tmp_path / "scratch/state.json").read_bytes())
    before = counted.read_text().splitlines()
    slow.unlink()
    done = verify(series, "--build", "--scratch", tmp_path / "scratch")
    assert (done.code, done.failures()) == (0, [])
    after = counted.read_text().splitlines()[len(before) :]
    # The base and two patches in both settings were done; beta after its patch, and all at the end, were not.
    assert Counter(line.split()[0] for line in after) == {"fs/alpha/file.o": 2, "fs/beta/dir.o": 4}
    assert done.found["reused_steps"] == 6


def test_a_second_run_does_nothing_again_and_says_the_same(
    kernel: Path, verify: Verify, tmp_path: Path, counted: Path
) -> None:
    series = write_series(kernel, tmp_path / "out")
    first = verify(series, "--build")
    lines = counted.read_text()
    second = verify(series, "--build")
    assert counted.read_text() == lines
    assert {**first.found, "reused_steps": 0} == {**second.found, "reused_steps": 0}
    assert second.found["reused_steps"] > 0
    assert verify(series, "--build", "--fresh").found["reused_steps"] == 0
    assert len(counted.read_text()) == 2 * len(lines)


def test_a_changed_patch_is_built_again_with_all_behind_it(
    kernel: Path, verify: Verify, tmp_path: Path, counted: Path
) -> None:
    series = write_series(kernel, tmp_path / "out", [DECLARE, ALPHA, BETA])
    assert verify(series, "--build").code == 0
    before = len(counted.read_text().splitlines())
    (file,) = series.glob("0002-*")
    file.write_text(file.read_text().replace("Because.", "So."))
    assert verify(series, "--build").code == 0
    after = Counter(line.split()[0] for line in counted.read_text().splitlines()[before:])
    assert after == {"fs/alpha/file.o": 4, "fs/beta/dir.o": 4}


def test_a_changed_base_is_built_again(kernel: Path, verify: Verify, tmp_path: Path, counted: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    assert verify(series, "--build").code == 0
    lines = len(counted.read_text().splitlines())
    (kernel / "include/linux/other.h").write_text("/* new */\n")
    done = verify(series, "--build")
    assert (done.code, done.found["reused_steps"]) == (0, 0)
    assert len(counted.read_text().splitlines()) == 2 * lines


def test_a_state_that_cannot_be_read_counts_as_none(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    scratch = Path(verify(series).found["scratch"])
    (scratch / "state.json").write_text("{")
    done = verify(series)
    assert (done.code, done.found["reused_steps"]) == (0, 0)


def test_what_a_killed_run_left_in_the_tree_is_undone(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    longer = verify(write_series(kernel, tmp_path / "one"))
    tree = Path(longer.found["scratch"]) / "tree"
    (tree / "fs/alpha/file.c").write_text("patched\n")
    done = verify(write_series(kernel, tmp_path / "two", [DECLARE]))
    assert (done.code, done.failures()) == (0, [])
    assert (tree / "fs/alpha/file.c").read_bytes() == (kernel / "fs/alpha/file.c").read_bytes()


@pytest.mark.parametrize("place", ["linux/scratch", ".", "full"])
def test_a_scratch_folder_that_is_not_ours_is_refused(kernel: Path, verify: Verify, tmp_path: Path, place: str) -> None:
    series = write_series(kernel, tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine").touch()
    done = verify(series, "--fresh", "--scratch", tmp_path / place)
    assert done.code == 2 and "--scratch" in done.err
    assert (tmp_path / "full/mine").exists() and (kernel / "Makefile").exists()


def test_two_runs_do_not_share_a_scratch_folder(
    kernel: Path, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = write_series(kernel, tmp_path / "out", [DECLARE, ALPHA, BETA])
    slow = tmp_path / "slow"
    slow.touch()
    monkeypatch.setenv("SLOW", str(slow))
    process = start(kernel, series, "--build")
    wait_for(slow)
    done = verify(series)
    assert done.code == 2 and "another run works in" in done.err
    process.send_signal(signal.SIGINT)
    process.communicate()
