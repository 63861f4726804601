"""ckptgen and git as a user runs them, with nothing of the machine's configuration."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

AUTHOR = "A U Thor <author@example.com>"
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_COMMITTER_EMAIL": "committer@example.com",
}


def environment(**more: str) -> dict[str, str]:
    """Return the environment without the caller's git."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | more


@dataclass(frozen=True)
class Finished:
    """What a run of ckptgen left."""

    code: int
    out: bytes
    said: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @cached_property
    def json(self) -> Any:
        return json.loads(self.out)


def ckptgen(*arguments: str | Path) -> Finished:
    """Run ckptgen, whatever its exit code."""
    command = [sys.executable, "-m", "ckptgen", *map(str, arguments)]
    done = subprocess.run(command, env=environment(**_GIT), capture_output=True, check=False)
    return Finished(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Run git, and return its output; raises CalledProcessError."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment(**_GIT), input=data, capture_output=True, check=True).stdout


def planned_splices(plan: Mapping[str, Any]) -> dict[str, list[tuple[int, bytes]]]:
    """Return what a plan's JSON inserts, by path: zero-based byte offsets and texts. No edit may replace a byte."""
    splices: dict[str, list[tuple[int, bytes]]] = {}
    for table in plan["tables"]:
        for edit in table.get("edit", []):
            for splice in edit["splices"]:
                assert splice["length"] == 0, table
                splices.setdefault(edit["path"], []).append((splice["offset"], splice["text"].encode()))
    return splices


def spliced(data: bytes, splices: list[tuple[int, bytes]]) -> bytes:
    """Insert each text at its offset into ``data``."""
    for offset, text in sorted(splices, reverse=True):
        data = data[:offset] + text + data[offset:]
    return data
