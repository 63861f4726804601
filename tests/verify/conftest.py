"""Running ``ckptgen verify`` on the miniature kernel."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT
from tests.tools import default_signals, require
from tests.verify.minikernel import write_tree


@dataclass(frozen=True)
class Verified:
    """What a run left; ``found`` is its JSON."""

    code: int
    found: Any
    err: str

    def failures(self) -> list[tuple[str, str, str]]:
        """Return every failure as the patch's file, the check, and the place with what is wrong."""
        named = [("", "folder", self.found["folder"]), ("", "plan", self.found["planned"])]
        steps = [("", step) for step in self.found["final"]]
        for patch in self.found["patches"]:
            named += [(patch["file"], name, patch[name]) for name in ("applied", "planned", "message", "checkpatch")]
            steps += [(patch["file"], step) for step in patch["builds"]]
        failures = [(f, n, f"{p['place']}: {p['what']}") for f, n, check in named for p in check["problems"]]
        return failures + [
            (file, f"build {step['setting']}", f"{each['place']}: {each['reason']}")
            for file, step in steps
            for each in step["objects"]
            if each["built"] == "failed"
        ]


Verify = Callable[..., Verified]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home folder with its cache, and an environment without a variable of git's."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "home").mkdir()


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """The miniature kernel, a plain directory."""
    return write_tree(tmp_path / "linux")


def start(kernel: Path, series: Path, *args: object, checked: bool = True) -> "subprocess.Popen[bytes]":
    """Start ``ckptgen verify`` in a process of its own, which gets signals as from a terminal.

    ``checked`` skips the test where the machine cannot build.
    """
    if checked and "--build" in args:
        require("gcc")
    command = [sys.executable, "-m", "ckptgen", "-C", str(kernel), "verify", str(series), *map(str, args)]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=default_signals,  # noqa: PLW1509 - it calls one function that no thread holds
    )


@pytest.fixture
def verify(kernel: Path) -> Verify:
    """Return a function that runs ``ckptgen verify SERIES ...`` and gives what it found."""

    def run(series: Path, *args: object, checked: bool = True) -> Verified:
        process = start(kernel, series, "--format", "json", *args, checked=checked)
        out, err = process.communicate()
        found = json.loads(out) if out else None
        return Verified(process.returncode, found, err.decode())

    return run
