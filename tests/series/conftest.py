"""git as on a machine that nobody has configured, and a repository with the tree of ``plans``."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .plans import AUTHOR, TREE

Git = Callable[..., bytes]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, and an environment without a variable of git's."""
    for name in [name for name in os.environ if name.startswith("GIT_") or name in ("EMAIL", "XDG_CONFIG_HOME")]:
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def git() -> Git:
    """Run git in a folder and return its output."""

    def run(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
        identity = ["-c", f"user.name={AUTHOR.name}", "-c", f"user.email={AUTHOR.mail}"]
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=folder, input=data, check=True, capture_output=True).stdout

    return run


@pytest.fixture
def repository(tmp_path: Path, git: Git) -> Path:
    """A work tree with one commit that holds the tree of ``plans``."""
    folder = tmp_path / "linux"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=master")
    for path, content in TREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "The tree")
    return folder


@pytest.fixture
def base(repository: Path, git: Git) -> str:
    return git(repository, "rev-parse", "HEAD").decode().strip()
