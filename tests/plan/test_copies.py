"""Private copies: which are made, which are there, and why one is not made."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ckptgen.plan.model import CopyState, Plan, PlannedCopy, Verdict
from ckptgen.rewrite.model import apply_splices

from .trees import BASE, HEADER, LIBFS, RULE, SEEK, USE, plan_of, small_plan, write_tree

OWN = BASE["fs/a/inode.c"]
NAME = "a_dir_operations"


def only_copy(plan: Plan) -> PlannedCopy:
    (copy,) = plan.copies
    return copy


def verdict_of(plan: Plan, name: str = "simple_dir_operations") -> Verdict:
    (verdict,) = [planned.verdict for planned in plan.tables if planned.table.name == name]
    return verdict


def apply(root: Path, plan: Plan) -> None:
    """Write every edit of the plan into the tree."""
    edits = [edit for planned in plan.tables for edit in planned.edits]
    edits += [edit for copy in plan.copies for edit in copy.edits]
    for path in {edit.path for edit in edits}:
        splices = [splice for edit in edits if edit.path == path for splice in edit.splices]
        (root / path).write_bytes(apply_splices((root / path).read_bytes(), sorted(splices, key=lambda s: s.offset)))


# --- made, there, changed since ---


def test_a_copy_is_made(tmp_path: Path) -> None:
    plan = small_plan(tmp_path)
    copy = only_copy(plan)
    assert (copy.state, copy.name, copy.path) == (CopyState.NEW, NAME, "fs/a/inode.c")
    assert [place.place for place in copy.places] == ["fs/a/inode.c:6"]
    assert verdict_of(plan) is Verdict.COPY
    assert "its files are its own" in next(t.reason for t in plan.tables if t.verdict is Verdict.COPY)
    assert b"#ifdef" not in copy.edits[0].splices[0].text  # the semantic patch names no option


def test_over_the_result_nothing_is_left_to_do(tmp_path: Path) -> None:
    apply(tmp_path, small_plan(tmp_path))
    plan = plan_of(tmp_path)
    assert only_copy(plan).state is CopyState.PRESENT
    assert not only_copy(plan).edits
    assert (verdict_of(plan), verdict_of(plan, NAME)) == (Verdict.COPY, Verdict.PRESENT)
    assert not [planned for planned in plan.tables if planned.edits]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("simple_read,", "other_read,", "lacks .read = other_read and has .read = simple_read"),
        ("\t.open	= simple_open,\n", "", "has .open = simple_open"),
        ("\t.open", "\t.poll\t= p,\n\t.open", "lacks .poll = p"),
    ],
)
def test_a_copy_that_its_original_has_left_behind(tmp_path: Path, old: str, new: str, said: str) -> None:
    apply(tmp_path, small_plan(tmp_path))
    write_tree(tmp_path, {"fs/libfs.c": LIBFS.replace(old, new)})
    copy = only_copy(plan_of(tmp_path))
    assert (copy.state, copy.edits) == (CopyState.DRIFTED, ())
    assert said in copy.reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("simple_read,", "simple_read, /* fast */", id="a comment"),
        pytest.param(
            "\t.read	= simple_read,\n\t.open	= simple_open,",
            "\t.open	= simple_open,\n\t.read	= simple_read,",
            id="order",
        ),
    ],
)
def test_no_drift(tmp_path: Path, old: str, new: str) -> None:
    apply(tmp_path, small_plan(tmp_path))
    assert old in LIBFS
    write_tree(tmp_path, {"fs/libfs.c": LIBFS.replace(old, new)})
    assert only_copy(plan_of(tmp_path)).state is CopyState.PRESENT


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"fs/a/inode.c": "int a;\n"}, "a does not use it here"),
        ({"fs/libfs.c": "int libfs;\n"}, "there is no such table"),
        # A table that merely has the name which a copy would have.
        (
            {"fs/a/inode.c": f"static const struct file_operations {NAME} = {{\n\t.open = f,\n}};\n"},
            "a does not use it here",
        ),
    ],
)
def test_a_copy_that_is_asked_for_in_vain(tmp_path: Path, files: Mapping[str, str], reason: str) -> None:
    copy = only_copy(small_plan(tmp_path, files))
    assert (copy.state, copy.reason) == (CopyState.UNUSED, reason)


# --- refused ---


def compared(function: str = "odd") -> str:
    return f"int {function}(struct file *file)\n{{\n\treturn file->f_op == &simple_dir_operations;\n}}\n"


IN_A_MACRO = "#define T \\\nconst struct file_operations simple_dir_operations = { \\\n.open = simple_open, \\\n}\n"
REFUSED = [
    pytest.param({"fs/a/two.c": USE}, "a uses it in fs/a/inode.c, fs/a/two.c", id="two files"),
    pytest.param(
        {"fs/libfs.c": "static int simple_open(void)\n{\n\treturn 0;\n}\n" + LIBFS},
        "its simple_open is static to fs/libfs.c:1",
        id="a static handler",
    ),
    pytest.param({"fs/open.c": compared()}, "fs/open.c:3 compares with it", id="a comparison in common code"),
    pytest.param({"fs/a/odd.c": compared()}, "fs/a/odd.c:3 compares with it", id="a comparison of its own"),
    pytest.param({"fs/a/inode.c": OWN + compared()}, "fs/a/inode.c:10 compares with it", id="in the same file"),
    pytest.param({"mm/shmem_use.c": compared()}, "mm/shmem_use.c:3 compares with it", id="elsewhere in common code"),
    pytest.param(
        {
            "include/linux/alias.h": "#define dir_ops\tsimple_dir_operations\n",
            "fs/open.c": compared().replace("simple_dir_operations", "dir_ops"),
        },
        "fs/open.c:3 compares with it",
        id="a comparison through another name",
    ),
    pytest.param({"fs/a/inode.c": OWN + f"int {NAME};\n"}, f"has something called {NAME} already", id="the name"),
    pytest.param(
        {"include/linux/a.h": f"extern const struct file_operations {NAME};\n"},
        f"include/linux/a.h declares something called {NAME} already",
        id="the name, in a header",
    ),
    pytest.param(
        {"fs/a/a.h": f"int {NAME}(void);\n"}, f"fs/a/a.h declares something called {NAME}", id="in its own header"
    ),
    pytest.param(
        {"include/linux/fs.h": HEADER.replace("extern int simple_open(void);\n", "")},
        "no header under include/ declares its simple_open",
        id="a handler in no header",
    ),
    pytest.param(
        {"include/linux/fs.h": HEADER.replace("int simple_read(void);", "int f(int simple_read);")},
        "no header under include/ declares its simple_read",
        id="a handler's name that is an argument's",
    ),
    pytest.param(
        {"fs/libfs.c": IN_A_MACRO},
        "is no table of its own",
        id="the original in a macro",
    ),
    pytest.param(
        {"fs/a/inode.c": OWN.replace("inode->i_fop =", "return")},
        "fs/a/inode.c:6 uses it in a way that cannot be redirected",
        id="returned",
    ),
]


@pytest.mark.parametrize(("files", "said"), REFUSED)
def test_refused(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    plan = small_plan(tmp_path, files)
    copy = only_copy(plan)
    assert (copy.state, copy.edits) == (CopyState.REFUSED, ())
    assert said in copy.reason
    assert verdict_of(plan) is not Verdict.COPY


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"fs/b/odd.c": compared()}, id="another filesystem's comparison"),
        pytest.param({"drivers/x/odd.c": compared()}, id="a driver's comparison"),
        pytest.param({"fs/open.c": "/* f_op == &simple_dir_operations */\n"}, id="a comparison in a comment"),
        pytest.param({"fs/open.c": compared().replace("simple_dir", "other_dir")}, id="a comparison with another"),
        pytest.param(
            {"fs/a/odd.c": f"static int f(void)\n{{\n\tint {NAME};\n}}\n"}, id="the name in another file of its own"
        ),
        pytest.param({"fs/c/inode.c": "static int simple_open(void)\n{\n\treturn 0;\n}\n"}, id="another's static name"),
        pytest.param(
            {
                "fs/libfs.c": "int simple_open(void)\n{\n\treturn 0;\n}\n"
                + LIBFS.replace(".read	= simple_read", ".read = NULL")
            },
            id="a handler that is not static, and NULL",
        ),
    ],
)
def test_not_refused(tmp_path: Path, files: Mapping[str, str]) -> None:
    copy = only_copy(small_plan(tmp_path, files))
    assert (copy.state, copy.reason) == (CopyState.NEW, "its files are its own")


# --- the headers of the handlers ---


def included(tmp_path: Path, files: Mapping[str, str]) -> list[str]:
    plan = small_plan(tmp_path, files)
    assert only_copy(plan).state is CopyState.NEW, only_copy(plan).reason
    apply(tmp_path, plan)
    return [line for line in (tmp_path / "fs/a/inode.c").read_text().splitlines() if line.startswith("#include")]


def test_a_header_that_a_handler_needs_is_included(tmp_path: Path) -> None:
    assert included(tmp_path, {"fs/a/inode.c": USE}) == ["#include <linux/fs.h>", "#include <linux/seek.h>"]


def test_a_header_of_two_handlers_is_included_once(tmp_path: Path) -> None:
    files = {
        "fs/a/inode.c": USE,
        "include/linux/fs.h": HEADER.replace("int simple_read(void);\n", ""),
        "include/linux/seek.h": SEEK + "int simple_read(void);\n",
    }
    assert included(tmp_path, files) == ["#include <linux/fs.h>", "#include <linux/seek.h>"]


def test_a_header_that_is_there_is_not_included_again(tmp_path: Path) -> None:
    assert included(tmp_path, {}) == ["#include <linux/seek.h>", "#include <linux/fs.h>"]


def test_the_header_of_the_original_is_known_without_its_name(tmp_path: Path) -> None:
    """A file that names the original sees the header that declares it, through another one maybe."""
    files = {"fs/a/inode.c": USE.replace("<linux/fs.h>", '"a.h"'), "include/linux/fs.h": HEADER + SEEK}
    assert included(tmp_path, files) == ['#include "a.h"']


def test_the_header_of_the_struct_is_known_without_its_name(tmp_path: Path) -> None:
    """Whoever names a table sees the definition of its struct, whatever header declares the table."""
    declared = "extern const struct file_operations simple_dir_operations;\n"
    assert declared in HEADER
    files = {
        "fs/a/inode.c": USE.replace("<linux/fs.h>", '"a.h"'),
        "include/linux/fs.h": HEADER.replace(declared, "") + SEEK,
        "include/linux/dirs.h": declared,
    }
    assert included(tmp_path, files) == ['#include "a.h"']


# --- the rule ---


def test_two_copies(tmp_path: Path) -> None:
    rule = RULE.replace('own")]', 'own"), copy("fs/libfs.c:simple_dir_operations", to="b", because="so are its")]')
    plan = small_plan(tmp_path, {"fs/b/inode.c": "#include <linux/seek.h>\n" + USE}, rule)
    assert [(copy.state, copy.name) for copy in plan.copies] == [
        (CopyState.NEW, NAME),
        (CopyState.NEW, "b_dir_operations"),
    ]


def test_left_out_are_the_allowed_users_without_a_copy(tmp_path: Path) -> None:
    rule = RULE.replace('allow = ["a"]', 'allow = ["a", "c"]')
    plan = small_plan(tmp_path, {"fs/c/inode.c": USE}, rule)
    ((name, place),) = [(each.filesystem, each.places[0].place) for each in plan.left_out]
    assert (name, place) == ("c", "fs/c/inode.c:5")


def test_a_table_that_changes_itself_stays_an_addition(tmp_path: Path) -> None:
    """All who use it are allowed: a private copy is not needed."""
    plan = small_plan(tmp_path, {"fs/b/inode.c": "int b;\n"})
    assert verdict_of(plan) is Verdict.ADD
    copy = only_copy(plan)
    assert (copy.state, copy.reason, copy.edits) == (CopyState.UNUSED, "the table itself gains the entry", ())
