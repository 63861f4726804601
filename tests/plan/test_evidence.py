"""Evidence in small trees: what a table's verdict must and must not be taken in by."""

from pathlib import Path

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Verdict
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree

HEADER = "struct file_operations {\n\tint (*llseek)(void);\n\tint (*read)(void);\n\tint (*open)(void);\n};\n"
VFS = "loff_t vfs_llseek(struct file *file)\n{\n\tfn = no_llseek;\n\treturn fn(file);\n}\n"
RULE = b'''"""Test."""
struct = "file_operations"
change = add("mark", "generic_mark")
qualifies = installed_as("inode") and seekable
allow = ["a"]
decisions = {"fs/a/a.c:t": include("yes"), "fs/a/a.c:gone": include("no")}
'''
USE = "void f(struct inode *inode)\n{\n\tinode->i_fop = &t;\n}\n"


def verdict(tmp_path: Path, text: str, *, decided: bool = False) -> tuple[Verdict, str, tuple[str, ...]]:
    """Return verdict, reason and stale lines for table ``t`` of fs/a/a.c with this text."""
    for name, content in (("include/linux/fs.h", HEADER), ("fs/read_write.c", VFS), ("fs/a/a.c", text)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    rule = RULE if decided else RULE[: RULE.index(b"decisions")]
    plan = make_plan(survey_tree(DirectoryTree(tmp_path), parse_semantic_patch(rule, "rule.py", "test")))
    (planned,) = [planned for planned in plan.tables if planned.table.name == "t"]
    return planned.verdict, planned.reason, plan.stale


def table(entries: str) -> str:
    return f"static struct file_operations t = {{\n{entries}}};\n"


PLAIN = "\t.llseek = g,\n\t.read = r,\n"


def test_a_plain_table_is_added_to(tmp_path: Path) -> None:
    assert verdict(tmp_path, table(PLAIN) + USE)[0] is Verdict.ADD


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param(table(PLAIN + "\tA_RW,\n") + USE, "macro A_RW", id="a macro may give the entry"),
        pytest.param(
            table("#ifdef X\n\t.llseek = g,\n#endif\n\t.read = r,\n") + USE, "conditional", id="llseek under if"
        ),
        pytest.param(
            "static int o(struct file *f)\n\t__acquires(lock)\n{\n\treturn nonseekable_open(f);\n}\n"
            + table(PLAIN + "\t.open = o,\n")
            + USE,
            "nonseekable_open",
            id="annotated handler",
        ),
        pytest.param(
            "#ifdef X\nstatic int o(void)\n{\n\treturn 0;\n}\n"
            "#else\nstatic int o(void)\n{\n\treturn stream_open();\n}\n#endif\n"
            + table(PLAIN + "\t.open = o,\n")
            + USE,
            "stream_open",
            id="one of two handlers",
        ),
        pytest.param(table(PLAIN) + "void f(void)\n{\n\tp->t = &other;\n}\n", "no place", id="a member of that name"),
    ],
)
def test_what_is_not_plain_is_for_a_person(tmp_path: Path, text: str, word: str) -> None:
    found, reason, _ = verdict(tmp_path, text)
    assert found is Verdict.UNDECIDED
    assert word in reason


def test_two_uses_on_one_line_both_count(tmp_path: Path) -> None:
    text = table(PLAIN) + "void f(struct inode *i)\n{\n\ti->i_fop = &t; BUG_ON(i->i_fop != &t);\n}\n"
    assert verdict(tmp_path, text)[0] is Verdict.ADD


def test_a_decision_without_its_table_is_stale(tmp_path: Path) -> None:
    _, _, stale = verdict(tmp_path, table(PLAIN) + USE, decided=True)
    assert [line for line in stale if "gone" in line]
    assert not [line for line in stale if "a.c:t" in line]
