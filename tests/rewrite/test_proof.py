"""The proof stops an edit that does anything but add the entry."""

import pytest

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.errors import InternalError
from ckptgen.rewrite.expected import Expected, Wanted, remarks, unchanged
from ckptgen.rewrite.proof import Window, prove, readings

BEFORE = b"""struct file_operations a = {
	.open = f,
#ifdef X
	.read = g,
#endif
};
int b;
"""
ENTRY = b"\t.checkpoint = h,\n"


def only_table(data: bytes) -> tuple[SourceText, Table]:
    text = SourceText("a.c", data)
    (table,) = tables_of(text, struct="file_operations")
    return text, table


def whole(data: bytes) -> Window:
    """Return a window that is all of the file."""
    return Window(*only_table(data), 0)


def grown() -> Expected:
    """What the table must be with the entry behind its ``#endif``."""
    text, table = only_table(BEFORE)
    old = [unchanged(index, entry) for index, entry in enumerate(table.entries)]
    return Expected((*old, Wanted(-1, "checkpoint", "h", ())), tuple(said for _, said in remarks(text, table)))


def test_what_a_macro_makes_a_string_of_is_no_preprocessor_line() -> None:
    macro = b"#define D(n) \\\nstruct file_operations n##_ops = { \\\n\t.open = f /* o */, .name = \\\n\t#n, \\\n}\n"
    assert [said for _, said in remarks(*only_table(macro))] == [b"/* o */"]


def test_readings_cover_each_branch() -> None:
    assert readings(*only_table(BEFORE)) == [(("open", "f"), ("read", "g")), (("open", "f"),)]


def test_the_entry_alone_is_proven() -> None:
    prove(whole(BEFORE), whole(BEFORE.replace(b"#endif\n", b"#endif\n" + ENTRY)), grown())


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE.replace(b"#endif\n", b"#endif\n" + ENTRY + ENTRY), id="twice"),
        pytest.param(BEFORE.replace(b"\t.read = g,\n#endif\n", b"#endif\n" + ENTRY), id="another entry lost"),
        pytest.param(BEFORE.replace(b"= g", b"= k").replace(b"#endif\n", b"#endif\n" + ENTRY), id="another value"),
        pytest.param(BEFORE.replace(b"#endif\n", ENTRY + b"#endif\n"), id="inside the conditional"),
        pytest.param(BEFORE.replace(b"#endif\n", b"#endif\n" + ENTRY).replace(b"int b", b"int c"), id="text behind"),
        pytest.param(b"\n" + BEFORE.replace(b"#endif\n", b"#endif\n" + ENTRY), id="text before"),
        pytest.param(BEFORE.replace(b"#endif\n", b"#endif\n\t.checkpoint = other,\n"), id="another new value"),
        pytest.param(BEFORE, id="nothing added"),
        pytest.param(BEFORE.replace(b"X\n", b"Y\n").replace(b"#endif\n", b"#endif\n" + ENTRY), id="another condition"),
        pytest.param(BEFORE.replace(b"#endif\n", b"#endif /* X */\n" + ENTRY), id="a comment more"),
    ],
)
def test_anything_else_fails(after: bytes) -> None:
    with pytest.raises(InternalError):
        prove(whole(BEFORE), whole(after), grown())
