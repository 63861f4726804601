from pathlib import Path

import pytest

from .repos import odd_worktree


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: ckptgen's git drops every GIT_* variable, but reads the user's configuration."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return folder


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return odd_worktree(tmp_path / "odd")
