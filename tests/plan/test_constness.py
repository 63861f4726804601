"""Which tables can become const: a use of every kind, and declarations in other files."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan, PlannedTable, Verdict
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.series.stages import Stages
from ckptgen.tree.directory import DirectoryTree
from tests.paths import CASES
from tests.plan.trees import write_tree

FOLDER = CASES / "constness"
HEADER = "include/linux/demo.h"
RULE = b'"""Test."""\nstruct = "file_operations"\nchange = constify()\nqualifies = always\nallow = everywhere\n'
BEFORE_THE_REASON = re.compile(r".*but cannot be edited safely: ")


def plan_of(root: Path, files: Mapping[str, str]) -> Plan:
    write_tree(root, {"Makefile": "VERSION = 6\n", HEADER: (FOLDER / HEADER).read_text(), **files})
    return make_plan(survey_tree(DirectoryTree(root), parse_semantic_patch(RULE, "rule.py", "test")))


def said(planned: PlannedTable) -> str:
    """Return the verdict, with its reason where the table does not become const."""
    if planned.verdict is Verdict.CONSTIFY:
        return "constify"
    word = "refused" if planned.verdict is Verdict.UNSUPPORTED else planned.verdict.value
    return f"{word}: {BEFORE_THE_REASON.sub('', planned.reason)}"


def after(root: Path, plan: Plan) -> dict[str, str]:
    """Return the files that the plan edits, as one patch leaves them."""
    stages = Stages(lambda path: ((root / path).read_bytes(), "100644"))
    changes = stages.advance(edit for planned in plan.tables for edit in planned.edits)
    return {change.path: change.after.decode() for change in changes if change.after is not None}


@pytest.mark.parametrize("case", sorted(FOLDER.glob("*.c")), ids=lambda path: path.stem)
def test_constness_case(case: Path, tmp_path: Path) -> None:
    text = case.read_text()
    expected = text.partition("\n")[0].removeprefix("/* ").removesuffix(" */")
    plan = plan_of(tmp_path, {"drivers/demo.c": text})
    tables = [planned for planned in plan.tables if not planned.table.variable.startswith("other")]
    assert {said(planned) for planned in tables} == {expected}


TABLE = "#include <linux/own.h>\n\nstruct file_operations demo_fops = {\n\t.open = demo_open,\n};\n"
OWN = "extern struct file_operations demo_fops;\n"
USE = "#include <linux/own.h>\n\nvoid set(struct inode *inode)\n{\n\tinode->i_fop = &demo_fops;\n}\n"


def constified(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    plan = plan_of(root, files)
    assert {planned.verdict for planned in plan.tables} == {Verdict.CONSTIFY}
    return after(root, plan)


def refused(root: Path, files: Mapping[str, str]) -> list[str]:
    plan = plan_of(root, files)
    assert after(root, plan) == {}
    return [said(planned).removeprefix("refused: ") for planned in plan.tables]


def test_every_declaration_becomes_const(tmp_path: Path) -> None:
    files = {
        "drivers/demo.c": TABLE,
        "include/linux/own.h": f"#ifdef CONFIG_DEMO\n{OWN}#endif\nint y;\n",
        "drivers/use.c": USE,
        "drivers/old.c": "extern struct file_operations demo_fops;\n" + USE,
    }
    assert constified(tmp_path, files) == {
        "drivers/demo.c": TABLE.replace("struct file", "const struct file"),
        "drivers/old.c": files["drivers/old.c"].replace("extern", "extern const", 1),
        "include/linux/own.h": files["include/linux/own.h"].replace("extern", "extern const"),
    }


def test_a_file_that_only_declares_it(tmp_path: Path) -> None:
    files = {"drivers/demo.c": TABLE, "fs/idle.c": OWN, "fs/other.c": "extern struct file_operations demo_fops_too;\n"}
    assert constified(tmp_path, files)["fs/idle.c"] == OWN.replace("extern", "extern const")


def test_a_declaration_behind_a_macro(tmp_path: Path) -> None:
    header = f"#define shown(fmt, ...) \\\n\thide(fmt, ##__VA_ARGS__)\n#if IS_ENABLED(CONFIG_DEMO)\n{OWN}#endif\n"
    found = constified(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": header})
    assert found["include/linux/own.h"] == header.replace("extern", "extern const")


def test_a_declaration_that_is_const_already_stays(tmp_path: Path) -> None:
    header = OWN.replace("struct", "const struct") + "extern struct file_operations const demo_fops;\n"
    assert list(constified(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": header})) == ["drivers/demo.c"]


def test_two_definitions_share_their_declaration(tmp_path: Path) -> None:
    files = {"drivers/demo.c": TABLE, "drivers/nodemo.c": TABLE, "include/linux/own.h": OWN}
    assert len(constified(tmp_path, files)) == 3


def test_one_of_two_definitions_cannot_be_const_alone(tmp_path: Path) -> None:
    own = TABLE + "\nvoid late(void)\n{\n\tdemo_fops.open = NULL;\n}\n"
    files = {"drivers/demo.c": TABLE, "drivers/nodemo.c": own, "include/linux/own.h": OWN}
    assert refused(tmp_path, files) == [
        "drivers/nodemo.c:3 has another table of this name, which cannot be const",
        "drivers/nodemo.c:9: its .open is assigned",
    ]


def test_definitions_of_two_owners_share_their_declaration(tmp_path: Path) -> None:
    files = {"drivers/a/x.c": TABLE, "drivers/b/y.c": TABLE, "include/linux/own.h": OWN}
    assert refused(tmp_path, files) == [
        "drivers/b/y.c:3 has another table of this name, which is drivers/b's, and both share their declarations",
        "drivers/a/x.c:3 has another table of this name, which is drivers/a's, and both share their declarations",
    ]


def test_an_array_becomes_const_once(tmp_path: Path) -> None:
    table = (
        "#include <linux/own.h>\n\nstruct file_operations demo_fops[2] = {\n\t{ .open = a },\n\t{ .open = b },\n};\n"
    )
    header = "extern struct file_operations demo_fops[];\n"
    assert constified(tmp_path, {"drivers/demo.c": table, "include/linux/own.h": header}) == {
        "drivers/demo.c": table.replace("struct file", "const struct file"),
        "include/linux/own.h": header.replace("struct", "const struct"),
    }


def test_a_static_table_of_the_name_is_another_one(tmp_path: Path) -> None:
    own = "static " + TABLE.partition("\n\n")[2] + "\nvoid late(void)\n{\n\tdemo_fops.open = NULL;\n}\n"
    plan = plan_of(tmp_path, {"drivers/demo.c": TABLE, "drivers/own.c": own, "include/linux/own.h": OWN})
    assert [said(planned) for planned in plan.tables] == ["constify", "refused: drivers/own.c:7: its .open is assigned"]


def test_a_static_table_of_a_header_is_each_file_s_that_includes_it(tmp_path: Path) -> None:
    header = "static " + TABLE.partition("\n\n")[2]
    late = "#include <linux/own.h>\n\nvoid late(void)\n{\n\tdemo_fops.open = NULL;\n}\n"
    files = {"include/linux/own.h": header, "drivers/use.c": USE}
    assert list(constified(tmp_path, files)) == ["include/linux/own.h"]
    assert refused(tmp_path, {**files, "fs/late.c": late}) == ["fs/late.c:5: its .open is assigned"]


def test_written_in_another_file(tmp_path: Path) -> None:
    late = "#include <linux/own.h>\n\nvoid late(void)\n{\n\tdemo_fops.open = NULL;\n}\n"
    files = {"drivers/demo.c": TABLE, "include/linux/own.h": OWN, "fs/late.c": late}
    assert refused(tmp_path, files) == ["fs/late.c:5: its .open is assigned"]


def test_written_by_the_name_that_a_macro_gives_it(tmp_path: Path) -> None:
    late = "#include <linux/own.h>\n\nvoid late(void)\n{\n\tdemo_alias.open = NULL;\n}\n"
    files = {"drivers/demo.c": TABLE, "include/linux/own.h": OWN + "#define demo_alias demo_fops\n", "fs/late.c": late}
    assert refused(tmp_path, files) == ["fs/late.c:5: its .open is assigned"]


@pytest.mark.parametrize("names", ["demo_fops, other_fops", "other_fops, demo_fops"])
def test_declared_together_with_another_table(names: str, tmp_path: Path) -> None:
    header = f"int y;\nextern struct file_operations {names};\n"
    assert refused(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": header}) == [
        "include/linux/own.h:2 declares it together with another variable"
    ]


def test_the_file_s_own_function_counts_before_another_of_its_name(tmp_path: Path) -> None:
    own = "static int patch(const struct file_operations *fops)\n{\n\treturn 0;\n}\n\n"
    use = "\nint demo(void)\n{\n\treturn patch(&demo_fops);\n}\n"
    assert list(constified(tmp_path, {"drivers/demo.c": own + "static " + TABLE.partition("\n\n")[2] + use})) == [
        "drivers/demo.c"
    ]


def test_another_program_s_view_of_the_table(tmp_path: Path) -> None:
    view = "extern const void demo_fops __ksym;\n"
    files = {"drivers/demo.c": TABLE, "tools/view.c": view}
    assert list(constified(tmp_path, files)) == ["drivers/demo.c"]


def test_the_evidence_is_each_use(tmp_path: Path) -> None:
    late = USE.replace("struct inode *inode", "struct driver *driver").replace("inode->i_fop", "driver->ops")
    own = TABLE + "\nint is(struct file *file)\n{\n\treturn file->f_op == &demo_fops;\n}\n"
    files = {"drivers/demo.c": own, "include/linux/own.h": OWN, "drivers/use.c": USE, "fs/late.c": late}
    (planned,) = plan_of(tmp_path, files).tables
    assert [(each.kind, each.place, each.detail) for each in planned.evidence if each.kind != "list"] == [
        ("const:yes", "drivers/demo.c:9", "its address is compared"),
        (
            "const:yes",
            "drivers/use.c:5",
            "it is given to .i_fop of struct inode, which is const (include/linux/demo.h:8)",
        ),
        (
            "const:no",
            "fs/late.c:5",
            "it is given to .ops of struct driver, which is not const (include/linux/demo.h:18)",
        ),
    ]


OPEN_LATE = "\nvoid late(void)\n{\n\tDEMO.open = NULL;\n}\n"


@pytest.mark.parametrize("header", ["drivers/own.h", "include/linux/own.h"])
@pytest.mark.parametrize("storage", ["static ", ""])
def test_written_by_the_name_that_a_header_gives_it(storage: str, header: str, tmp_path: Path) -> None:
    include = "#include <linux/own.h>\n" if header.startswith("include") else '#include "own.h"\n'
    table = include + "\n" + storage + TABLE.partition("\n\n")[2]
    macros = {"#define DEMO demo_fops\n": "DEMO.open", "#define DEMO_OPEN demo_fops.open\n": "DEMO_OPEN"}
    for macro, place in macros.items():
        files = {"drivers/demo.c": table + OPEN_LATE.replace("DEMO.open", place), header: macro}
        said_of = "its .open is assigned" if place == "DEMO.open" else "it is assigned"
        assert refused(tmp_path, files) == [f"drivers/demo.c:9: {said_of}"]
        files["drivers/demo.c"] = table + f"\nint demo(void)\n{{\n\treturn {place} != NULL;\n}}\n"
        assert "drivers/demo.c" in constified(tmp_path, files)


def test_a_macro_for_another_file_s_static_table(tmp_path: Path) -> None:
    own = "#include <linux/own.h>\n\nstatic " + TABLE.partition("\n\n")[2] + "#define DEMO demo_fops\n" + OPEN_LATE
    for storage in ("static ", ""):
        table = TABLE.replace("struct", f"{storage}struct")
        plan = plan_of(tmp_path, {"drivers/demo.c": table, "drivers/own.c": own})
        assert [said(each) for each in plan.tables] == ["constify", "refused: drivers/own.c:10: its .open is assigned"]


def test_a_header_that_another_file_includes_names_its_own_table(tmp_path: Path) -> None:
    own = '#include "late.h"\n\nstatic ' + TABLE.partition("\n\n")[2] + OPEN_LATE
    files = {
        "drivers/demo.c": TABLE.replace("struct", "static struct"),
        "fs/own.c": own,
        "fs/late.h": "#define DEMO demo_fops\n",
    }
    plan = plan_of(tmp_path, files)
    assert [said(each) for each in plan.tables] == ["constify", "refused: fs/own.c:9: its .open is assigned"]


@pytest.mark.parametrize(
    ("macro", "reason"),
    [
        ("#define setup(name) name##_fops.open = NULL\n", "its .open is assigned"),
        ("#define CAT(a, b) a##b\n#define setup(name) CAT(name, _fops).open = NULL\n", "its .open is assigned"),
        ("#define setup(name) patch(&name##_fops)\n", "it is given to patch(), which is not const"),
    ],
)
def test_a_header_s_macro_puts_the_name_together(macro: str, reason: str, tmp_path: Path) -> None:
    table = TABLE.replace("struct", "static struct") + "\nvoid late(void)\n{\n\tsetup(demo);\n}\n"
    (found,) = refused(tmp_path, {"drivers/demo.c": table, "include/linux/own.h": macro})
    assert found.startswith("drivers/demo.c:9: a part of its name is given to the macro setup (") and reason in found
    other = table.replace("setup(demo)", "setup(other)")
    assert list(constified(tmp_path, {"drivers/demo.c": other, "include/linux/own.h": macro})) == ["drivers/demo.c"]


@pytest.mark.parametrize(
    "declaration",
    [
        'extern struct file_operations other_fops __attribute__((alias("demo_fops")));\n',
        'extern struct file_operations other_fops asm("demo_fops");\n',
        "#pragma weak other_fops = demo_fops\n",
        "#define demo_fops other_fops\n",
    ],
)
def test_a_header_gives_it_another_name(declaration: str, tmp_path: Path) -> None:
    (found,) = refused(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": declaration})
    assert found.startswith("include/linux/own.h:1: ")


@pytest.mark.parametrize(
    "declaration", ["typedef struct file_operations own_ops;\nextern own_ops demo_fops;\n", "\nextern OPS demo_fops;\n"]
)
def test_a_header_declares_it_by_another_name_of_the_type(declaration: str, tmp_path: Path) -> None:
    assert refused(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": declaration}) == [
        "include/linux/own.h:2 declares it by another name of its type, which stays as it is"
    ]


def test_a_member_in_a_header_is_not_touched(tmp_path: Path) -> None:
    header = f"struct holder {{\n\tint minor;\n\tstruct file_operations other, demo_fops;\n}};\n{OWN}"
    found = constified(tmp_path, {"drivers/demo.c": TABLE, "include/linux/own.h": header})
    assert found["include/linux/own.h"] == header.replace("extern", "extern const")


def test_a_member_of_its_name_does_not_hide_it(tmp_path: Path) -> None:
    late = "#include <linux/own.h>\nstruct holder {\n\tstruct file_operations demo_fops;\n};\n" + OPEN_LATE
    files = {"drivers/demo.c": TABLE, "include/linux/own.h": OWN, "fs/late.c": late.replace("DEMO", "demo_fops")}
    assert refused(tmp_path, files) == ["fs/late.c:8: its .open is assigned"]
