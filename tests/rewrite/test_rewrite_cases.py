"""Every case of tests/cases/rewrite: a file before, and after the entry was added; or why it must not change."""

import json
from pathlib import Path

import pytest

from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import find_definition
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.change import change_table
from ckptgen.rewrite.model import RefusedError, apply_splices
from ckptgen.sempatch.model import Add, After, DeclaredOrder, Last, Place
from tests.paths import CASES, SAMPLE

STRUCT = "file_operations"
HEADER = "include/linux/fs.h"
OPTION = "CONFIG_CHECKPOINT"


def declared_positions() -> dict[str, int]:
    definition = find_definition(SourceText(HEADER, (SAMPLE / HEADER).read_bytes()), STRUCT)
    assert definition is not None
    return {member.name: index for index, member in enumerate(definition.members)}


def place_of(text: str) -> Place:
    kind, _, field = text.partition(":")
    return {"declared": DeclaredOrder(), "last": Last(), "after": After(field)}[kind]  # type: ignore[return-value]


def rewritten(data: bytes, case: dict[str, object], option: str = "") -> bytes:
    """Add the case's entry to its tables (to all that do not have it, where it names none)."""
    field, value = case.get("field", "checkpoint"), case.get("value", "generic_file_checkpoint")
    change = Add(str(field), str(value), place_of(str(case["place"])), 1)
    text = SourceText("in.c", data)
    named = case.get("tables")
    tables = [t for t in tables_of(text, struct=STRUCT) if named is None or t.name in named]  # type: ignore[operator]
    assert tables
    position = declared_positions().get
    edits = [change_table(text, table, change, position, option) for table in tables]
    return apply_splices(data, [splice for edit in edits for splice in edit.splices])


CASE_FOLDERS = sorted(path for path in (CASES / "rewrite").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", CASE_FOLDERS, ids=lambda path: path.name)
def test_rewrite_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.c").read_bytes()
    if "refused" in case:
        assert not (folder / "out.c").exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            rewritten(data, case)
    else:
        assert rewritten(data, case) == (folder / "out.c").read_bytes()


@pytest.mark.parametrize("folder", CASE_FOLDERS, ids=lambda path: path.name)
def test_rewrite_case_with_a_guard(folder: Path) -> None:
    """The same under ``#ifdef``; a table that only the guard makes unsafe has no ``out.ifdef.c``."""
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.c").read_bytes()
    refused = case.get("refused", case.get("refused_with_a_guard"))
    if refused:
        assert not (folder / "out.ifdef.c").exists()
        with pytest.raises(RefusedError, match=refused):
            rewritten(data, case, OPTION)
        return
    guarded = rewritten(data, case, OPTION)
    assert guarded == (folder / "out.ifdef.c").read_bytes()


@pytest.mark.parametrize(
    "folder", [folder for folder in CASE_FOLDERS if (folder / "out.c").exists()], ids=lambda path: path.name
)
def test_second_run_changes_nothing(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    with pytest.raises(RefusedError, match="already"):
        rewritten((folder / "out.c").read_bytes(), case)
