"""Running the command as a user does, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.paths import ROOT


@dataclass(frozen=True, slots=True)
class Result:
    """What a run left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def ckptgen(tmp_path: Path) -> Run:
    """Return a function that runs ``ckptgen ARGS`` in an empty folder, without a git identity or configuration."""
    (tmp_path / "empty").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = kept | {
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path / "empty"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }

    def run(*args: object, cwd: Path | None = None) -> Result:
        command = [sys.executable, "-m", "ckptgen", *map(str, args)]
        done = subprocess.run(
            command, cwd=cwd or tmp_path, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
