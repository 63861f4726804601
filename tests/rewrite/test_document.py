"""Every case of tests/cases/document: a document before, and after it tells of new members."""

import json
from pathlib import Path
from typing import Any

import pytest

from ckptgen.errors import InternalError
from ckptgen.rewrite.document import document_locking, document_struct
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.prototypes import below
from ckptgen.sempatch.model import Argument, Guard, Member
from ckptgen.sempatch.words import pointer_parts
from tests.paths import CASES

CASE_FOLDERS = sorted(path for path in (CASES / "document").iterdir() if path.is_dir())
CHECKPOINT = {
    "prototype": "int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)",
    "doc": "called by the checkpoint(2) system call to save the state of an open file, which may block for a while.",
    "locks": {"BKL": "no", "mmap_lock": "read"},
}


def member_of(said: dict[str, Any]) -> Member:
    parts = pointer_parts(said["prototype"])
    assert parts is not None
    returns, field, arguments = parts
    each = tuple(Argument(*argument) for argument in arguments)
    return Member(field, returns, each, said["doc"], tuple(said["locks"].items()), 1)


def splices_of(data: bytes, case: dict[str, Any]) -> tuple[Splice, ...]:
    members = [member_of(CHECKPOINT | said) for said in case.get("members", [{}])]
    if case["document"] == "locking":
        return document_locking("in.txt", data, "file_operations", members)
    guard = Guard(case.get("guard", "stub"))
    return document_struct(
        "in.txt", data, "file_operations", members, guard=guard, option="CONFIG_CHECKPOINT", version="2.6.36"
    )


@pytest.mark.parametrize("folder", CASE_FOLDERS, ids=lambda path: path.name)
def test_document_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.txt").read_bytes()
    out = folder / "out.txt"
    if "refused" in case:
        assert not out.exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            splices_of(data, case)
    elif out.exists():
        splices = splices_of(data, case)
        assert apply_splices(data, splices) == out.read_bytes()
        assert all(data[each.offset : each.offset + each.length] != each.text for each in splices)
    else:
        assert splices_of(data, case) == ()


@pytest.mark.parametrize(
    "folder", [folder for folder in CASE_FOLDERS if (folder / "out.txt").exists()], ids=lambda path: path.name
)
def test_second_run_changes_nothing(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    assert splices_of((folder / "out.txt").read_bytes(), case) == ()


@pytest.mark.parametrize(("name", "module"), [("struct_plain", "declare"), ("locking_plain", "locking")])
def test_an_edit_that_a_second_run_does_not_see_fails(monkeypatch: pytest.MonkeyPatch, name: str, module: str) -> None:
    def spoilt(data: bytes, offset: int, lines: list[bytes]) -> Splice:
        return below(data, offset, [line.replace(b"(*checkpoint)", b"(*other)") for line in lines])

    folder = CASES / "document" / name
    monkeypatch.setattr(f"ckptgen.rewrite.{module}.below", spoilt)
    with pytest.raises(InternalError, match="a second run would change it again"):
        splices_of((folder / "in.txt").read_bytes(), json.loads((folder / "case.json").read_text()))
