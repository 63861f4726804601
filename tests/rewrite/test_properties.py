"""Whatever the text: no crash, no hang, no byte lost; an edit adds its line and is made once."""

import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.csource.scan import scan_file, tables_of
from ckptgen.csource.text import SourceText, blank_comments_and_literals
from ckptgen.errors import InternalError
from ckptgen.rewrite.change import change_table
from ckptgen.rewrite.model import RefusedError, apply_splices
from ckptgen.sempatch.model import Add, DeclaredOrder
from tests.paths import CASES

STRUCT = "file_operations"
CHANGE = Add("checkpoint", "generic_file_checkpoint", DeclaredOrder(), 1)
TEXTS = [path.read_bytes() for path in sorted((CASES / "scan").glob("*.c"))] + [
    path.read_bytes() for path in sorted((CASES / "rewrite").glob("*/in.c"))
]
FRAGMENTS = [
    b"struct file_operations ", b"= {", b"}", b"{", b"(", b")", b",", b";", b"=", b".open = f", b"open: f,", b"\\\n",
    b"#if 0\n", b"#ifdef X\n", b"#else\n", b"#endif\n", b"#define M ", b"/*", b"*/", b"//", b'"', b"'", b"\\", b"##",
    b"[0] = ", b"[]", b"const ", b"static ", b"\f", b"\r\n", b"\n", b"\xff", b"\0", b"\t", b"name", b"&", b"->",
]  # fmt: skip


def position(field: str) -> int | None:
    order = ["owner", "llseek", "read", "open", "release", "fsync"]
    return order.index(field) if field in order else None


@st.composite
def mutated(draw: st.DrawFn, texts: Sequence[bytes] = TEXTS) -> bytes:
    """A real case's text with fragments inserted, spans deleted and doubled."""
    data = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        piece = draw(st.sampled_from([b"", data[start:end] * 2, *FRAGMENTS]))
        data = data[:start] + piece + data[end:]
    return data


def edited(data: bytes, option: str = "") -> bytes:
    """Add the entry wherever it can be added."""
    text = SourceText("x.c", data)
    splices = []
    for table in tables_of(text, struct=STRUCT):
        try:
            splices.append(change_table(text, table, CHANGE, position, option).splices)
        except RefusedError:
            continue
    for group in reversed(splices):
        data = apply_splices(data, group)
    return data


@given(st.one_of(mutated(), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(b"".join), st.binary(max_size=200)))
@settings(max_examples=400, deadline=None)
def test_scanning_loses_no_byte(data: bytes) -> None:
    blank = blank_comments_and_literals(data)
    text = SourceText("x.c", data)
    for view in (blank, text.code, text.flat):
        assert len(view) == len(data)
        # A newline is lost in comments and literals only.
        lost = [at for at, byte in enumerate(data) if byte == 0x0A != view[at]]
        assert all(view[at] in b' "' for at in lost) and 0x0A not in {
            v for v, b in zip(view, data, strict=True) if v != b
        }
    scan = scan_file("x.c", data, struct=STRUCT)
    for table in scan.tables if scan else ():
        assert data[table.open : table.open + 1] == b"{"
        assert data[table.close : table.close + 1] == b"}"
        assert table.line == data.count(b"\n", 0, table.start) + 1
        for entry in table.entries:
            assert table.open < entry.start <= entry.end <= table.close
            assert entry.comma < 0 or data[entry.comma : entry.comma + 1] == b","


@given(mutated())
@settings(max_examples=400, deadline=None)
def test_an_edit_is_a_table_a_reason_or_an_error(data: bytes) -> None:
    try:
        after = edited(data)
    except InternalError:
        # A failed proof is an answer too: it is an error with a diff, and nothing is written.
        return
    assert edited(after) == after


@given(mutated())
@settings(max_examples=400, deadline=None)
def test_a_guarded_edit_is_one_too(data: bytes) -> None:
    try:
        after = edited(data, "CONFIG_X")
    except InternalError:
        return
    assert edited(after, "CONFIG_X") == after
    # Two directives for each entry, and nothing else is lost.
    assert after.count(b"#ifdef CONFIG_X\n") + after.count(b"#ifdef CONFIG_X\r\n") == after.count(b"#ifdef CONFIG_X")
    before_lines, after_lines = data.split(b"\n"), after.split(b"\n")
    assert len(after_lines) >= len(before_lines)


@given(st.sampled_from(sorted((CASES / "rewrite").glob("*/out.c"))))
@settings(max_examples=50, deadline=None)
def test_the_cases_results_need_nothing_more(path: object) -> None:
    case = json.loads((path.parent / "case.json").read_text())  # type: ignore[attr-defined]
    if "field" not in case and "tables" not in case:
        data = path.read_bytes()  # type: ignore[attr-defined]
        assert edited(data) == data
