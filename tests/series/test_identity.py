"""Whose series it is."""

from pathlib import Path

import pytest

from ckptgen.series.identity import IdentityError, caller_identity
from ckptgen.series.model import Identity

from .conftest import Git


@pytest.mark.parametrize(
    ("written", "name", "mail"),
    [
        ("A U Thor <author@example.com>", "A U Thor", "author@example.com"),
        ("  Jörg   <j@example.com> ", "Jörg", "j@example.com"),
        ("A. U. (Thor) <a+b@example.com>", "A. U. (Thor)", "a+b@example.com"),
    ],
)
def test_a_written_identity(tmp_path: Path, written: str, name: str, mail: str) -> None:
    assert caller_identity(tmp_path, written) == Identity(name, mail)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "A U Thor",
        "<a@b>",
        " <a@b>",
        "A <>",
        "A <a>",
        "A <a b@c>",
        "A <a@b> C",
        "A <<a@b>>",
        "A\nB <a@b>",
        "A <a@b@c>",
    ],
)
def test_a_written_identity_that_is_none(tmp_path: Path, written: str) -> None:
    with pytest.raises(IdentityError, match="is not an identity"):
        caller_identity(tmp_path, written)


def test_the_user_s_setting(tmp_path: Path, home: Path) -> None:
    (home / ".gitconfig").write_text("[user]\n name = Jörg Ä\n email = j@example.com\n")
    assert caller_identity(tmp_path, None) == Identity("Jörg Ä", "j@example.com")


def test_the_repository_s_setting_beats_the_user_s(repository: Path, home: Path, git: Git) -> None:
    (home / ".gitconfig").write_text("[user]\n name = Other\n email = other@example.com\n")
    git(repository, "config", "user.name", "A U Thor")
    assert caller_identity(repository, None) == Identity("A U Thor", "other@example.com")


def test_the_environment_beats_the_settings(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".gitconfig").write_text("[user]\n name = Other\n email = other@example.com\n")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "A U Thor")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "author@example.com")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "not a date")
    assert caller_identity(tmp_path, None) == Identity("A U Thor", "author@example.com")


def test_a_guess_is_no_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL", "author@example.com")  # the name would be that of the account
    with pytest.raises(IdentityError, match="no git identity") as caught:
        caller_identity(tmp_path, None)
    assert "git config --global user.name" in caught.value.hint
    assert "--signoff" in caught.value.hint
