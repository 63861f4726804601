"""What ``-p`` may be: a file, a folder with a rule, or a shipped name."""

from pathlib import Path

import pytest

from ckptgen.errors import CkptgenError
from ckptgen.sempatch.locate import find_semantic_patch, shipped_names
from ckptgen.share import share_folder

CHECKPOINT = share_folder("patches") / "checkpoint" / "rule.py"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_shipped_name() -> None:
    assert "checkpoint" in shipped_names()
    assert find_semantic_patch("checkpoint") == (CHECKPOINT, "checkpoint")


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("mine.py", "mine"),
        ("./mine.py", "mine"),
        ("folder/rule.py", "folder"),
        ("folder/other", "other"),
        ("plain", "plain"),
        ("checkpoint", "checkpoint"),
    ],
)
def test_file(tmp_path: Path, argument: str, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / argument).write_text("")
    assert find_semantic_patch(argument) == (Path(argument), name)


def test_a_bare_rule_is_called_after_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "setlease").mkdir()
    (tmp_path / "setlease" / "rule.py").write_text("")
    monkeypatch.chdir(tmp_path / "setlease")
    assert find_semantic_patch("rule.py") == (Path("rule.py"), "setlease")


@pytest.mark.parametrize(
    ("argument", "what"),
    [
        ("chekpoint", "no semantic patch is called `chekpoint`; did you mean `checkpoint`?"),
        ("zzz", "no semantic patch is called `zzz`"),
        ("..", "no semantic patch is called `..`"),
        ("none.py", "none.py: no such file"),
        ("a/b", "a/b: no such file"),
        ("", "'' is not a semantic patch"),
        ("a\0b", "'a\\x00b' is not a semantic patch"),
    ],
)
def test_neither(argument: str, what: str) -> None:
    with pytest.raises(CkptgenError) as caught:
        find_semantic_patch(argument)
    assert caught.value.what == what
    assert "checkpoint" in caught.value.hint


@pytest.mark.parametrize("argument", ["folder", "folder/", "./folder", "checkpoint"])
def test_a_folder_stands_for_its_rule(tmp_path: Path, argument: str) -> None:
    (tmp_path / argument).mkdir()
    (tmp_path / argument / "rule.py").write_text("")
    name = Path(argument).name
    assert find_semantic_patch(argument) == (Path(name, "rule.py"), name)


def test_a_folder_without_a_rule(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CkptgenError) as caught:
        find_semantic_patch("folder/")
    assert caught.value.what == "folder/: is a folder without a rule.py"
    # Whatever folders there are: in a kernel tree, one may have the name of what ships.
    (tmp_path / "checkpoint").mkdir()
    assert find_semantic_patch("checkpoint") == (CHECKPOINT, "checkpoint")
