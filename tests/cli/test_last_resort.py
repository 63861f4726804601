"""Interrupts at any moment, and errors that nobody foresaw: one line, no traceback, and the exit code."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ckptgen.cli import audit
from ckptgen.cli.main import DEBUG, run
from tests.paths import ROOT, SAMPLE
from tests.tools import default_signals

INTERRUPTED_AT = """
import atexit, os, signal, sys

moment, tree = sys.argv[1:]

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            os.kill(os.getpid(), signal.SIGINT)

class Late:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(100):
            pass

if moment == "exit":
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from ckptgen import __main__ as command
if moment == "callback":
    import ckptgen.cli.main
    ckptgen.cli.main.run = lambda argv: [Late() and None, ckptgen.cli.main.signal.pause()]
sys.argv[1:] = ["--no-cache", "-C", tree, "plan"]
sys.exit(command.main())
"""


@pytest.mark.parametrize(
    "moment", ["ckptgen.cli.main", "argparse", "ckptgen.cli.plan", "ckptgen.tree.directory", "callback", "exit"]
)
def test_an_interrupt_at_any_moment(moment: str) -> None:
    """A module that is imported just then, an object's destructor, and when all is done (which may count as done)."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT, moment, str(SAMPLE)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        preexec_fn=default_signals,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    if moment == "exit":
        assert done.returncode in (0, 130, -signal.SIGINT)
    else:
        assert done.returncode == 130
        assert done.stderr.count(b"ckptgen: interrupted\n") == 1


def fails(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    def failing(args: object) -> int:
        raise error

    monkeypatch.setattr(audit, "run", failing)
    return run(["-C", str(SAMPLE), "audit"])


@pytest.mark.parametrize("error", [KeyError("x"), AssertionError(), RecursionError("too deep"), ValueError("a\nb\x1b")])
def test_an_unforeseen_error_is_one_line_and_exit_2(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    error.add_note("while reading fs/a.c")
    error.add_note("in a worker process:\n  File x")
    monkeypatch.delenv(DEBUG, raising=False)
    assert fails(error, monkeypatch) == 2
    first, second = capfd.readouterr().err.splitlines()
    assert first.startswith(f"ckptgen: error: internal error: {type(error).__name__}")
    assert ", while reading fs/a.c" in first
    assert "\x1b" not in first
    assert "report" in second
    assert DEBUG in second


def test_the_traceback_of_an_unforeseen_error_can_be_had(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEBUG, "1")
    assert fails(KeyError("x"), monkeypatch) == 2
    said = capfd.readouterr().err
    assert said.startswith("ckptgen: error: internal error: KeyError: 'x'")
    assert "Traceback (most recent call last)" in said
    assert "in failing" in said


def test_no_memory_is_an_error_with_a_hint(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert fails(MemoryError(), monkeypatch) == 2
    assert capfd.readouterr().err.startswith("ckptgen: error: the memory is used up\nckptgen: try again with --jobs 1")


def test_a_broken_pipe_of_another_program_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert fails(BrokenPipeError(32, "Broken pipe"), monkeypatch) == 2
    assert "Broken pipe" in capfd.readouterr().err


def test_an_error_that_cannot_be_printed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ckptgen", "-C", str(tmp_path), "plan"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=full, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_reader_that_has_seen_enough() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "ckptgen", "-C", str(SAMPLE), "plan"]
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
