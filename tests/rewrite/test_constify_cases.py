"""Every case of tests/cases/constify: a file before and after its tables become const; or why they cannot."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.rewrite.constify import constify_declarations, constify_table, is_const
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from tests.paths import CASES
from tests.rewrite.test_rewrite_cases import STRUCT

FOLDERS = sorted(path for path in (CASES / "constify").iterdir() if path.is_dir())
CHANGING = [folder for folder in FOLDERS if (folder / "out.c").exists()]


def splices_of(text: SourceText, names: Sequence[str] = ()) -> list[Splice]:
    """Return what makes the tables const (all, unless named), with their declarations in the same file."""
    tables = [table for table in tables_of(text, struct=STRUCT) if not names or table.variable in names]
    assert tables
    own = [splice for table in tables for splice in constify_table(text, table)]
    variables = dict.fromkeys(table.variable for table in tables)
    declared = [splice for name in variables for splice in constify_declarations(text, STRUCT, name)]
    return sorted({*own, *declared}, key=lambda splice: splice.offset)


def constified(data: bytes, names: Sequence[str] = ()) -> bytes:
    return apply_splices(data, splices_of(SourceText("in.c", data), names))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_constify_case(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    data = (folder / "in.c").read_bytes()
    names = case.get("tables", ())
    if "refused" in case:
        assert not (folder / "out.c").exists()
        with pytest.raises(RefusedError, match=case["refused"]):
            constified(data, names)
        return
    after = constified(data, names)
    if os.environ.get("CKPTGEN_REGEN") and after != data:
        (folder / "out.c").write_bytes(after)
    expected = folder / "out.c"
    assert after == (expected.read_bytes() if expected.exists() else data)


@pytest.mark.parametrize("folder", CHANGING, ids=lambda path: path.name)
def test_a_second_run_changes_nothing(folder: Path) -> None:
    names = json.loads((folder / "case.json").read_text()).get("tables", ())
    assert splices_of(SourceText("out.c", (folder / "out.c").read_bytes()), names) == []


SPACE = st.sampled_from([b" ", b"\t", b"\n", b" /* c */ ", b"  "])
HARMLESS = st.sampled_from([b"", b"__maybe_unused", b"__attribute__((unused))", b"____cacheline_aligned"])


@st.composite
def declarations(draw: st.DrawFn) -> bytes:
    """Draw a table's declaration with white space of every kind, attributes at every place, and neighbours."""
    storage = draw(st.sampled_from([b"", b"static", b"extern"]))
    front = [storage, b"struct", b"file_operations", draw(HARMLESS), b"x"]
    words = [word for word in [*front, draw(st.sampled_from([b"", b"[1]"])), draw(HARMLESS), b"="] if word]
    text = b"".join(word + draw(SPACE) for word in words)
    before = draw(st.sampled_from([b"", b"int y;\n", b"WRAP(y)\n", b"#endif\n", b"int y(void)\n{\n}\n"]))
    return before + text + (b"{{ .open = f }};\n" if b"[1]" in words else b"{ .open = f };\n")


@given(declarations())
def test_const_is_all_that_is_added(data: bytes) -> None:
    text = SourceText("x.c", data)
    splices = splices_of(text)
    assert [(splice.length, splice.text) for splice in splices] == [(0, b"const ")]
    assert data[splices[0].offset :].startswith(b"struct")
    after = SourceText("x.c", apply_splices(data, splices))
    assert all(is_const(after, table) for table in tables_of(after, struct=STRUCT))
