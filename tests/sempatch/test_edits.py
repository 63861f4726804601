"""Each folder of ``cases/sempatch/edits`` is one edit: ``before.py``, ``edit.json`` and the bytes expected of it."""

import json
from pathlib import Path

import pytest

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.sempatch import editor
from ckptgen.sempatch.editor import add_copy, add_decision, set_standing
from ckptgen.sempatch.model import Action, Standing
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.source import SemanticPatchError

CASES = sorted(folder for folder in (Path(__file__).parents[1] / "cases" / "sempatch" / "edits").iterdir())

HEAD = b'"""T."""\nstruct = "s"\nchange = add("a", "b")\nqualifies = seekable\n'


def edited(data: bytes, edit: dict[str, str]) -> bytes:
    if "copy" in edit:
        return add_copy(data, "rule.py", edit["path"], edit["table"], edit["copy"], edit["because"])
    if "table" in edit:
        action = Action(edit["action"])
        return add_decision(data, "rule.py", edit["path"], edit["table"], action, edit["because"])
    standing = Standing(edit["standing"])
    return set_standing(data, "rule.py", edit["filesystem"], standing, edit.get("because", ""))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_edit_gives_these_bytes_and_again_none(case: Path) -> None:
    edit = json.loads((case / "edit.json").read_text())
    once = edited((case / "before.py").read_bytes(), edit)
    assert once == (case / "after.py").read_bytes()
    assert edited(once, edit) == once


def refused(lists: bytes, name: str, standing: Standing, because: str = "") -> str:
    with pytest.raises(SemanticPatchError) as caught:
        set_standing(HEAD + lists, "rule.py", name, standing, because)
    return caught.value.what


def test_a_filesystem_on_another_list_is_shown_there() -> None:
    assert refused(b'allow = [\n    "adfs",\n]\n', "adfs", Standing.DENY) == (
        "rule.py:6:5: `adfs` stands on `allow` already; to say something else, take this line out first\n"
        '    "adfs",\n    ^'
    )


def test_another_reason_on_the_same_list_is_shown() -> None:
    what = refused(b'allow = [fs("adfs", because="x")]\n', "adfs", Standing.ALLOW, "y")
    assert what.startswith("rule.py:5:1: `adfs` stands on `allow` already")


def test_a_dict_asks_for_a_reason() -> None:
    what = refused(b'deny = {"smbfs": "old"}\n', "nfs", Standing.DENY)
    assert "`deny` gives each item its reason; say why `nfs` stands on it (--because)" in what


@pytest.mark.parametrize(("action", "because"), [(Action.EXCLUDE, "x"), (Action.INCLUDE, "y")])
def test_a_table_is_decided_once(action: Action, because: str) -> None:
    data = HEAD + b'decisions = {\n    "fs/a.c:b": include("x"),\n}\n'
    with pytest.raises(SemanticPatchError, match=r"rule\.py:6:5: `fs/a\.c:b` is decided already"):
        add_decision(data, "rule.py", "fs/a.c", "b", action, because)


def test_a_filesystem_gets_one_copy_of_a_table() -> None:
    data = HEAD + b'copies = [\n    copy("fs/a.c:b", to="ramfs", because="x"),\n]\n'
    with pytest.raises(SemanticPatchError) as caught:
        add_copy(data, "rule.py", "fs/a.c", "b", "ramfs", "y")
    assert caught.value.what == (
        "rule.py:6:5: `ramfs` gets a copy of `fs/a.c:b` already; to say something else, take this line out first\n"
        '    copy("fs/a.c:b", to="ramfs", because="x"),\n    ^'
    )


@pytest.mark.parametrize(("path", "table", "filesystem"), [("fs/a.c", "b", "tmpfs"), ("fs/a.c", "c", "ramfs")])
def test_another_copy_is_no_contradiction(path: str, table: str, filesystem: str) -> None:
    data = HEAD + b'copies = [copy("fs/a.c:b", to="ramfs", because="x")]\n'
    new = add_copy(data, "rule.py", path, table, filesystem, "y")
    assert len(parse_semantic_patch(new, "rule.py", "name").copies) == 2


@pytest.mark.parametrize(
    ("path", "table", "filesystem", "because", "what"),
    [
        ("/fs/a.c", "b", "ramfs", "x", "the path .* absolute"),
        ("fs/a.c", "b.c", "ramfs", "x", "the table .* identifier"),
        ("fs/a.c", "b", "", "x", "the filesystem is empty"),
        ("fs/a.c", "b", "ram fs", "x", "the filesystem .* white space"),
        ("fs/a.c", "b", "ramfs", " ", "the reason is empty"),
    ],
)
def test_a_copy_is_for_a_plain_name_with_a_reason(
    path: str, table: str, filesystem: str, because: str, what: str
) -> None:
    with pytest.raises(CkptgenError, match=f"^{what}"):
        add_copy(HEAD, "rule.py", path, table, filesystem, because)


@pytest.mark.parametrize("because", ["", "  ", "two\nlines", "tab\tbed", "\x1b[2J", "\x9b2J", "\udcff", "nul\0"])
def test_a_reason_is_one_visible_line(because: str) -> None:
    with pytest.raises(CkptgenError, match="the reason"):
        add_decision(HEAD, "rule.py", "fs/a.c", "b", Action.INCLUDE, because)


@pytest.mark.parametrize("name", ["", "a b", "/a", "../a", "a/", "a\\b", "\udcff", "a\n"])
def test_a_filesystem_has_a_plain_name(name: str) -> None:
    with pytest.raises(CkptgenError, match="the filesystem"):
        set_standing(HEAD, "rule.py", name, Standing.ALLOW, "")


@pytest.mark.parametrize(("path", "table"), [("/fs/a.c", "b"), ("fs/../a.c", "b"), ("", "b"), ("fs/a.c", "b.c")])
def test_a_decision_is_about_a_table_in_a_file(path: str, table: str) -> None:
    with pytest.raises(CkptgenError, match=r"the (path|table)"):
        add_decision(HEAD, "rule.py", path, table, Action.INCLUDE, "x")


def test_text_that_is_no_semantic_patch_is_not_edited() -> None:
    with pytest.raises(SemanticPatchError, match="is empty"):
        set_standing(b"", "rule.py", "adfs", Standing.ALLOW, "")


@pytest.mark.parametrize(
    "broken",
    [
        HEAD,
        HEAD + b'allow = ["adfs", "bfs"]\n',
        HEAD + b'allow = [fs("adfs", because="x")]\n',
        HEAD.replace(b'"s"', b'"t"') + b'allow = ["adfs"]\n',
        HEAD + b'allow = ["adfs"\n',
    ],
    ids=["nothing", "one more", "a reason", "another struct", "no semantic patch"],
)
def test_an_edit_that_adds_anything_else_is_an_internal_error(monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    monkeypatch.setattr(editor, "_insert", lambda *_: broken)
    with pytest.raises(InternalError):
        set_standing(HEAD, "rule.py", "adfs", Standing.ALLOW, "")


@pytest.mark.parametrize(
    "broken",
    [
        HEAD,
        HEAD + b'copies = [copy("fs/a.c:b", to="tmpfs", because="x")]\n',
        HEAD + b'copies = [copy("fs/a.c:b", to="ramfs", because="x"), copy("fs/a.c:b", to="tmpfs", because="x")]\n',
        HEAD + b'copies = [copy("fs/a.c:b", to="ramfs", because="x")]\nallow = ["adfs"]\n',
        HEAD + b'copies = [copy("fs/a.c:b", to="ramfs", because="x")]\noption = "CONFIG_X"\n',
    ],
    ids=["nothing", "another", "one more", "a list", "an option"],
)
def test_a_copy_that_adds_anything_else_is_an_internal_error(monkeypatch: pytest.MonkeyPatch, broken: bytes) -> None:
    monkeypatch.setattr(editor, "_insert", lambda *_: broken)
    with pytest.raises(InternalError):
        add_copy(HEAD, "rule.py", "fs/a.c", "b", "ramfs", "x")
