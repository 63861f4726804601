"""What a table says of itself."""

import pytest

from ckptgen.csource.model import numbered
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText

S = b"static struct file_operations "


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (S + b"x = { .open = f };\n", [1]),
        (S + b"x = {\n\t.open = f,\n};\n", [3]),
        (b"\n\n" + S + b"x =\n{\n\t.open = f, }, y = { };\n", [3, 3]),
        (S + b"x[] = {\n\t{ .open = f },\n\t{\n\t\t.open = g,\n\t},\n};\n", [1, 3]),
    ],
    ids=["one line", "three lines", "two declarators", "elements"],
)
def test_the_length_counts_the_first_and_the_last_line(data: bytes, lines: list[int]) -> None:
    tables = tables_of(SourceText("a.c", data), struct="file_operations")
    assert [table.length for table in tables] == lines
    for table in tables:
        first, last = data.count(b"\n", 0, table.start) + 1, data.count(b"\n", 0, table.close) + 1
        assert (table.line, table.end_line, table.length) == (first, last, last - first + 1)


def test_tables_of_one_name_are_numbered_in_their_order() -> None:
    data = (
        b"#ifdef A\n" + b"#elif B\n".join([S + b"x = { .open = f };\n"] * 3) + b"#endif\n" + S + b"y = { .open = f };\n"
    )
    tables = tables_of(SourceText("a.c", data), struct="file_operations")
    found = numbered(tables)
    assert list(found) == [("x", 0), ("x", 1), ("x", 2), ("y", 0)]
    assert list(found.values()) == list(tables)
