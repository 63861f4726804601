"""The layout of one new entry against its table's own."""

import pytest

from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.review.checks.aligning import misaligned
from ckptgen.review.gains import Found

TABLES = {
    "as_its_neighbours": (["\t.read\t\t= demo_read,", "\t.llseek\t\t= demo_llseek,", "NEW"], "\t.checkpoint\t= c,", ""),
    "a_blank_in_a_column": (
        ["\t.read\t\t= demo_read,", "\t.llseek\t\t= demo_llseek,", "NEW"],
        "\t.checkpoint = c,",
        "its = stands in column 21, where the table's layout has it in 25",
    ),
    "a_column_among_blanks": (
        ["\t.read = demo_read,", "\t.llseek = demo_llseek,", "NEW"],
        "\t.checkpoint\t= c,",
        "its = stands in column 25, where the table's layout has it in 21",
    ),
    "no_layout_of_most": (
        ["\t.read = demo_read,", "\t.llseek\t= demo_llseek,", "\t.open\t\t\t= demo_open,", "NEW"],
        "\t.checkpoint\t    = c,",
        "",
    ),
    "indented_deeper": (
        ["\t.read\t\t= demo_read,", "\t.llseek\t\t= demo_llseek,", "NEW"],
        "\t\t.checkpoint\t= c,",
        "indented to column 17, the table's own entries to 9",
    ),
    "its_value_elsewhere": (
        ["\t.read =\t\tdemo_read,", "\t.llseek =\tdemo_llseek,", "NEW"],
        "\t.checkpoint = c,",
        "its value begins in column 23, where the table's layout has it in 25",
    ),
    "blanks_for_tabs_are_the_same_columns": (
        ["\t.read           = demo_read,", "\t.llseek\t\t= demo_llseek,", "NEW"],
        "\t.checkpoint     = c,",
        "",
    ),
    "gnu": (["\tread:\t\tdemo_read,", "\tllseek:\t\tdemo_llseek,", "NEW"], "\tcheckpoint:\tc,", ""),
    "on_one_line": (["\t.read = demo_read, .llseek = demo_llseek, NEW"], ".checkpoint = c,", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_layout(name: str) -> None:
    lines, new, expected = TABLES[name]
    body = "\n".join(lines).replace("NEW", new)
    text = SourceText("demo.c", f"const struct file_operations demo = {{\n{body}\n}};\n".encode())
    (table,) = tables_of(text, struct="file_operations")
    index = next(at for at, entry in enumerate(table.entries) if entry.field == "checkpoint")
    assert misaligned(Found(text, table, index)) == expected
