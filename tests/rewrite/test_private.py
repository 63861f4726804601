"""Every case of tests/cases/private: a file before, and after it got its own copy of a shared table; or why it must not
change. Unless a case brings an ``original.c`` of its own, the original is the one beside the cases.
"""

import json
import os
from pathlib import Path

import pytest

from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import find_uses
from ckptgen.errors import InternalError
from ckptgen.rewrite.model import RefusedError, apply_splices
from ckptgen.rewrite.private import Original, Target, copy_drift, make_private_copy, named_values, private_name
from ckptgen.sempatch.model import Add, DeclaredOrder
from tests.paths import CASES

STRUCT, SHARED, OWN = "file_operations", "simple_dir_operations", "demo_dir_operations"
CHANGE = Add("checkpoint", "generic_file_checkpoint", DeclaredOrder(), 1)
MEMBERS = ("llseek", "read", "mmap", "open")
FOLDERS = sorted(path for path in (CASES / "private").iterdir() if path.is_dir())


def original_of(folder: Path) -> Original:
    own = folder / "original.c"
    data = (own if own.exists() else folder.parent / "original.c").read_bytes()
    text = SourceText("fs/libfs.c", data)
    return Original(text, tables_of(text, struct=STRUCT)[0])


def copied(folder: Path, data: bytes, case: dict[str, object]) -> bytes:
    text = SourceText("fs/demo/inode.c", data)
    uses = tuple(use.offset for use in find_uses(text, [SHARED]))
    headers = tuple(str(each) for each in case.get("headers", ()))  # type: ignore[attr-defined]
    target = Target(text, OWN, uses, headers)
    option = str(case.get("option", "CONFIG_CHECKPOINT"))
    edit = make_private_copy(original_of(folder), target, CHANGE, dict(zip(MEMBERS, range(4), strict=True)).get, option)
    assert (edit.path, edit.table) == (text.path, OWN)
    return apply_splices(data, edit.splices)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_private_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.c").read_bytes()
    if "refused" in case:
        assert not (folder / "out.c").exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            copied(folder, data, case)
        return
    after = copied(folder, data, case)
    if os.environ.get("CKPTGEN_REGEN"):
        (folder / "out.c").write_bytes(after)
    assert after == (folder / "out.c").read_bytes()


@pytest.mark.parametrize("folder", [f for f in FOLDERS if (f / "out.c").exists()], ids=lambda path: path.name)
def test_the_copy_has_the_entries_of_the_original_and_one_more(folder: Path) -> None:
    after = SourceText("out.c", (folder / "out.c").read_bytes())
    (table,) = [table for table in tables_of(after, struct=STRUCT) if table.name == OWN]
    original = original_of(folder).table
    fields = [entry.field for entry in original.entries]
    assert table.static
    assert copy_drift(original, table, CHANGE.field) == ""
    assert table.values(CHANGE.field) == (CHANGE.value,)
    assert [entry.field for entry in table.entries if entry.field != CHANGE.field] == fields


def test_the_name_that_is_already_there_is_an_error_of_the_proof() -> None:
    data = b"int demo_dir_operations_of(void)\n{\n\tx(&demo_dir_operations);\n\ty(&simple_dir_operations);\n}\n"
    with pytest.raises(InternalError, match="could not be proven"):
        copied(CASES / "private" / "plain", data, {})


@pytest.mark.parametrize(
    ("original", "filesystem", "name"),
    [
        ("simple_dir_operations", "ramfs", "ramfs_dir_operations"),
        ("generic_ro_fops", "9p", "9p_ro_fops"),
        ("fops", "ramfs", "ramfs_fops"),
        ("simple_dir_operations", "drivers/infini-band", "infini_band_dir_operations"),
        ("simple_dir_operations", "fs/one.c", "one_c_dir_operations"),
    ],
)
def test_the_name_of_a_copy(original: str, filesystem: str, name: str) -> None:
    assert private_name(original, filesystem) == name


def drift(original: str, copy: str) -> str:
    tables = [
        tables_of(SourceText("a.c", f"struct file_operations t = {{\n{body}\n}};\n".encode()), struct=STRUCT)[0]
        for body in (original, copy)
    ]
    return copy_drift(tables[0], tables[1], "checkpoint")


@pytest.mark.parametrize(
    ("original", "copy", "said"),
    [
        (".open = a, .read = b,", ".read = b, .open = a, .checkpoint = c,", ""),
        (".open = a,", ".open  =  a, /* why */ .checkpoint = c,", ""),
        (".open = a, .checkpoint = x,", ".open = a, .checkpoint = y,", ""),
        (".open = a, .read = b,", ".open = a,", "lacks .read = b"),
        (".open = a,", ".open = a, .read = b,", "has .read = b"),
        (".open = a,", ".open = b,", "lacks .open = a and has .open = b"),
        (".open = a, .read = b, .poll = p,", "", "lacks .open = a, .read = b, .poll = p"),
    ],
)
def test_drift(original: str, copy: str, said: str) -> None:
    assert drift(original, copy) == said


def test_the_names_in_the_values() -> None:
    body = b"struct file_operations t = {\n\t.open = a,\n\t.read = b ? c : a,\n\t.owner = THIS_MODULE,\n};\n"
    (table,) = tables_of(SourceText("a.c", body), struct=STRUCT)
    assert named_values(table) == ("a", "b", "c", "THIS_MODULE")
