"""The audit: the wiki script's options, on the sample tree and on a tree made here."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.paths import SAMPLE

HEADER = "struct file_operations {\n\tint (*open)(void);\n\tint (*read)(void);\n};\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with one table that has the operation, one that lacks it, and one that opts out."""
    root = tmp_path / "tree"
    for folder in ("include/linux", "fs/a", "drivers/b"):
        (root / folder).mkdir(parents=True)
    (root / "include/linux/fs.h").write_text(HEADER)
    (root / "fs/a/a.c").write_text(
        "static struct file_operations has = {\n\t.read = f,\n};\n"
        "static struct file_operations lacks = {\n\t.readdir = f,\n};\n"
    )
    (root / "drivers/b/b.c").write_text("static struct file_operations opts_out = { .read = NULL };\n")
    return root


def test_default_lists_what_lacks_the_operation(ckptgen: Run, tree: Path) -> None:
    result = ckptgen("-C", tree, "audit", "-o", "read")
    assert result.out == "drivers/b/b.c:1+1\topt-out\nfs/a/a.c:4+3\n"
    assert result.code == 0


def test_names_match_exactly(ckptgen: Run, tree: Path) -> None:
    assert "fs/a/a.c:4+3" in ckptgen("-C", tree, "audit", "-o", "read").out
    assert "fs/a/a.c:4+3" not in ckptgen("-C", tree, "audit", "-o", "readdir").out


def test_folders_narrow_the_audit(ckptgen: Run, tree: Path) -> None:
    for args in (["fs"], ["./fs/"], ["-d", "fs"], ["--dir", "fs/a"]):
        assert ckptgen("-C", tree, "audit", "-o", "read", *args).out == "fs/a/a.c:4+3\n", args


def test_all_lists_each_table_with_its_status(ckptgen: Run, tree: Path) -> None:
    out = ckptgen("-C", tree, "audit", "-a", "--all", "-o", "read").out
    assert out == "drivers/b/b.c:1+1\topt-out\nfs/a/a.c:1+3\thas\nfs/a/a.c:4+3\tlacks\n"


def test_stat_counts_by_path_component(ckptgen: Run, tree: Path) -> None:
    assert ckptgen("-C", tree, "audit", "-o", "read", "--stat", 1).out == "      1 drivers\n      1 fs\n"
    assert ckptgen("-C", tree, "audit", "-o", "read", "-s", 3).out == "      1 a.c\n      1 b.c\n"


def test_verbose_shows_the_tables_lines(ckptgen: Run, tree: Path) -> None:
    out = ckptgen("-C", tree, "audit", "-o", "read", "-v", "fs").out
    assert out.splitlines()[1:] == [
        "     4\tstatic struct file_operations lacks = {",
        "     5\t\t.readdir = f,",
        "     6\t};",
    ]


def test_exit_code_tells_of_findings(ckptgen: Run, tree: Path) -> None:
    assert ckptgen("-C", tree, "audit", "-o", "read", "--exit-code").code == 1
    assert ckptgen("-C", tree, "audit", "-o", "read", "--exit-code", "include").code == 0


def test_another_struct(ckptgen: Run, tree: Path) -> None:
    (tree / "mm.c").write_text("struct vm_operations_struct { int (*fault)(void); };\n"
                               "struct vm_operations_struct ops = { .open = f };\n")  # fmt: skip
    assert ckptgen("-C", tree, "audit", "--struct", "vm_operations_struct", "-o", "fault").out == "mm.c:2+1\n"


def test_json_has_what_was_promised(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "audit", "-o", "checkpoint", "--format", "json").out)
    assert {"schema", "tree", "struct", "operation", "coverage", "unparsed", "tables"} <= set(report)
    assert (report["schema"], report["tree"]) == ("ckptgen-audit/1", "sample")
    assert len(report["tables"]) == report["coverage"]["tables"] == 93
    for table in report["tables"]:
        assert {"path", "line", "end_line", "name", "struct", "form", "has_operation", "entries"} <= set(table)
        assert 1 <= table["line"] <= table["end_line"]
        for entry in table["entries"]:
            assert set(entry) == {"field", "value", "line"}
            assert table["line"] <= entry["line"] <= table["end_line"]


def test_csv_has_a_line_per_table(ckptgen: Run) -> None:
    lines = ckptgen("-C", SAMPLE, "audit", "-o", "checkpoint", "--format", "csv").out.splitlines()
    assert lines[0] == "path,line,end_line,name,struct,form,status"
    assert len(lines) == 94


def test_the_place_that_broke_the_script(ckptgen: Run, tree: Path) -> None:
    """A table in a macro's body, with more macros up to the next brace in column one."""
    (tree / "fs/a/key.c").write_text(
        "#define KEY_OPS(name)\t\t\t\\\n"
        "static const struct file_operations name##_ops = {\t\\\n"
        "\t.read = f,\t\\\n"
        "\t.open = g,\t\\\n"
        "}\n\nstatic int other(void)\n{\n\treturn 0;\n}\n"
    )
    assert ckptgen("-C", tree, "audit", "-o", "write", "fs/a/key.c").out == "fs/a/key.c:2+4\n"


def test_a_header_elsewhere_defines_the_struct_that_holds_the_table(ckptgen: Run, tree: Path) -> None:
    """A narrowed audit reads the headers that its files may include."""
    (tree / "include/linux/drv.h").write_text("struct driver {\n\tint id;\n\tstruct file_operations fops;\n};\n")
    (tree / "drivers/b/card.c").write_text("static struct driver card = {\n\t.fops = {\n\t\t.open = f,\n\t},\n};\n")
    for folders in ([], ["drivers"], ["drivers/b/card.c"]):
        assert "drivers/b/card.c:2+3" in ckptgen("-C", tree, "audit", "-o", "read", *folders).out, folders


def test_an_entry_that_is_a_macro_may_be_the_operation(ckptgen: Run, tree: Path) -> None:
    (tree / "fs/a/m.c").write_text("static struct file_operations m = {\n\tA_FOPS,\n\t.open = f,\n};\n")
    assert ckptgen("-C", tree, "audit", "-o", "read", "fs/a/m.c").out == "fs/a/m.c:1+4\tunless in A_FOPS\n"
    assert ckptgen("-C", tree, "audit", "-o", "open", "fs/a/m.c").out == ""


def test_a_macro_that_a_header_defines_is_read(ckptgen: Run, tree: Path) -> None:
    (tree / "fs/a/m.c").write_text("static struct file_operations m = {\n\tA_FOPS,\n\t.open = f,\n};\n")
    header = tree / "include/linux/a.h"
    for text, out in (
        ("#define A_FOPS .read = f", "fs/a/m.c:1+4\thas\n"),
        ("#define A_FOPS .write = f", "fs/a/m.c:1+4\tlacks\n"),
        ("#define A_FOPS .read = NULL", "fs/a/m.c:1+4\topt-out\n"),
        (
            "#ifdef A\n#define A_FOPS .read = f\n#else\n#define A_FOPS\n#endif",
            "fs/a/m.c:1+4\tunclear\tunless in A_FOPS\n",
        ),
    ):
        header.write_text(f"{text}\n")
        assert ckptgen("-C", tree, "audit", "-o", "read", "--all", "fs/a/m.c").out == out, text


def test_what_is_not_known_is_null_in_json_and_no_success_under_strict(ckptgen: Run, tree: Path) -> None:
    (tree / "fs/a/m.c").write_text('static struct file_operations m = {\n#include "m.inc"\n\t.open = f,\n};\n')
    result = ckptgen("-C", tree, "audit", "-o", "read", "--strict", "--format", "json", "fs/a/m.c")
    (table,) = json.loads(result.out)["tables"]
    why = "whether it has .read cannot be told: #include between its braces (fs/a/m.c:1)"
    assert (result.code, table["has_operation"], table["unclear"]) == (3, None, why)
    assert ckptgen("-C", tree, "audit", "-o", "read", "fs/a/m.c").out == f"fs/a/m.c:1+4\t{why}\n"
    assert ckptgen("-C", tree, "audit", "-o", "open", "--strict", "fs/a/m.c").code == 0


def test_a_symbolic_link_is_not_something_unread(ckptgen: Run, tree: Path) -> None:
    (tree / "fs/a/link.c").symlink_to("a.c")
    result = ckptgen("-C", tree, "audit", "-o", "read", "--strict", "--format", "json")
    assert result.code == 0
    assert json.loads(result.out)["coverage"]["symbolic_links"] == 1
