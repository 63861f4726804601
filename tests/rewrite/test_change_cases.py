"""Every case of tests/cases/change: a file before and after a change of its tables; or why it must not change."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.change import EntryChange, change_table, entries_for, is_in_place
from ckptgen.rewrite.model import Edit, RefusedError, apply_splices
from ckptgen.sempatch.model import Add, Move, Remove, Rename, Replace
from tests.paths import CASES
from tests.rewrite.test_rewrite_cases import STRUCT, declared_positions, place_of

FOLDERS = sorted(path for path in (CASES / "change").iterdir() if path.is_dir())
CHANGING = [folder for folder in FOLDERS if (folder / "out.c").exists()]
MOVING = [folder for folder in FOLDERS if folder.name.startswith("move_")]


def change_of(said: Mapping[str, str]) -> EntryChange:
    kind = next(iter(said))
    field, value, was = said[kind], said.get("value", ""), said.get("was", "")
    place, include = place_of(said.get("place", "declared")), said.get("include", "")
    changes: dict[str, EntryChange] = {
        "add": Add(field, value, place, 1, include),
        "remove": Remove(field, was, 1),
        "replace": Replace(field, value, was, 1, include),
        "rename": Rename(field, said.get("to", ""), value, was, 1, include),
        "move": Move(field, place, 1),
    }
    return changes[kind]


def edits_of(text: SourceText, change: EntryChange) -> list[tuple[Table, Edit]]:
    tables = tables_of(text, struct=STRUCT)
    assert tables
    position = declared_positions().get
    return [(table, change_table(text, table, change, position)) for table in tables]


def changed(data: bytes, change: EntryChange) -> bytes:
    edits = [edit for _, edit in edits_of(SourceText("in.c", data), change)]
    includes = edits[0].includes
    assert all(edit.includes == includes for edit in edits)
    return apply_splices(data, [*includes, *(splice for edit in edits for splice in edit.splices)])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_change_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.c").read_bytes()
    if "refused" in case:
        assert not (folder / "out.c").exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            changed(data, change_of(case["change"]))
        return
    after = changed(data, change_of(case["change"]))
    if os.environ.get("CKPTGEN_REGEN"):
        (folder / "out.c").write_bytes(after)
    assert after == (folder / "out.c").read_bytes()


@pytest.mark.parametrize("folder", CHANGING, ids=lambda path: path.name)
def test_second_run_changes_nothing(folder: Path) -> None:
    change = change_of(json.loads((folder / "case.json").read_text())["change"])
    with pytest.raises(RefusedError):
        changed((folder / "out.c").read_bytes(), change)


@pytest.mark.parametrize("folder", CHANGING, ids=lambda path: path.name)
def test_the_line_is_that_of_the_entry(folder: Path) -> None:
    change = change_of(json.loads((folder / "case.json").read_text())["change"])
    text = SourceText("in.c", (folder / "in.c").read_bytes())
    for table, edit in edits_of(text, change):
        assert list(edit.splices) == sorted(edit.splices, key=lambda splice: splice.offset)
        if not isinstance(change, Add):
            was = getattr(change, "was", "")
            assert edit.line == entries_for(table, change.field, was)[0].line


@pytest.mark.parametrize("folder", MOVING, ids=lambda path: path.name)
def test_what_is_in_place_is_not_moved(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    change = change_of(case["change"])
    assert isinstance(change, Move)
    position = declared_positions().get
    for name in ("in.c", "out.c"):
        if (folder / name).exists():
            for table in tables_of(SourceText(name, (folder / name).read_bytes()), struct=STRUCT):
                there = is_in_place(table, change.field, change.place, position)
                refused = "place already" in case.get("refused", "") or "has no" in case.get("refused", "")
                assert there == (name == "out.c" or refused)
