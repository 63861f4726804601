"""Tables inside other structs' initializers: a revision finds in one pass what a directory finds in two."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.collect import Collection, collect_tables
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import Scan
from ckptgen.tree.revision import RevisionTree
from tests.plan.trees import write_tree
from tests.tree.repos import commit_all

T = TypeVar("T")
FILES = {
    "include/linux/fs.h": "struct file_operations {\n\tint (*open)(void);\n};\n",
    "include/drm/drmP.h": "struct drm_driver {\n\tint x;\n\tstruct file_operations fops;\n};\n",
    # No mention of the struct itself.
    "drivers/a.c": "static struct drm_driver a = {\n\t.fops = {\n\t\t.open = a_open,\n\t},\n};\n",
    "drivers/b.c": "struct file_operations b = {\n};\nstatic struct drm_driver d = {\n\t.fops = {\n\t},\n};\n",
    "drivers/c.c": "void f(struct drm_driver *d)\n{\n\td->fops.open = c_open;\n}\n",
    # No mention of the member either.
    "drivers/e.c": "static struct drm_driver e = { 1, { .open = e_open } };\n",
    "drivers/own/own.h": "struct own {\n\tstruct file_operations mine;\n};\n",
    "drivers/own/own.c": "static struct own o = {\n\t.mine = {\n\t\t.open = o_open,\n\t},\n};\n",
}
ELSEWHERE = {
    "arch/x86/include/asm/more.h": "struct more {\n\tstruct file_operations ops;\n};\n",
    "drivers/more.c": "static struct more m = {\n\t.ops = {\n\t\t.open = m_open,\n\t},\n};\n",
}


class Counting(RevisionTree):
    """A revision that counts the passes over all of it."""

    whole = 0

    def scan(
        self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str] = ()
    ) -> Scan[T]:
        self.whole += not under
        return super().scan(needles, work, under)


def said(collection: Collection) -> Collection:
    """Return the collection without what only says how it was found."""
    return replace(collection, facts=tuple(replace(each, embedded=None) for each in collection.facts if each.holds))


@pytest.mark.parametrize("uses", [False, True])
@pytest.mark.parametrize(("more", "passes", "tables"), [({}, 1, 5), (ELSEWHERE, 2, 6)], ids=["include", "arch"])
def test_a_revision_says_what_its_files_say(
    tmp_path: Path, more: dict[str, str], passes: int, tables: int, uses: bool
) -> None:
    write_tree(tmp_path, FILES | more)
    commit_all(tmp_path)
    revision = Counting(tmp_path, "HEAD", 1)
    found = collect_tables(revision, "file_operations", uses=uses)
    assert said(found) == said(collect_tables(DirectoryTree(tmp_path, 1), "file_operations", uses=uses))
    assert len(found.tables) == tables
    assert any(write.path == "drivers/c.c" for scan in found.scans for write in scan.writes)
    assert revision.whole == passes


TYPES = {
    "include/linux/fs.h": "struct file_operations {\n\tint (*open)(void);\n};\ntypedef struct file_operations fops_t;\n"
    "typedef fops_t more_fops_t;\n#define DEMO_OPS const struct file_operations\n"
    "#define DEMO_DECLARE(x) static struct file_operations x##_fops\n",
    "include/linux/inner.h": "struct inner {\n\tint number;\n\tfops_t fops;\n};\n",
    "include/linux/outer.h": "typedef struct {\n\tstruct inner in[2];\n} outer_t;\nunion any {\n\touter_t outer;\n};\n",
    # None of these names the struct itself.
    "drivers/typed.c": "static fops_t typed = {\n\t.open = f,\n};\n",
    "drivers/again.c": "const more_fops_t again[] = {\n\t{ .open = f },\n};\n",
    "drivers/macro.c": "DEMO_OPS macro = {\n\t.open = f,\n};\nDEMO_DECLARE(pasted) = {\n\t.open = f,\n};\n",
    "drivers/inner.c": "static struct inner i = { 1, { .open = f } };\n",
    "drivers/outer.c": "static outer_t o = {\n\t.in = { [1] = { .fops = { .open = f } } },\n};\n",
    "drivers/any.c": "union any a = {\n\t.outer.in[0].fops = { .open = f },\n};\n",
    # Names that mean something else.
    "drivers/none.c": "struct fops_t x = { .open = f };\nint fops_t = 1;\nstruct outer_t { int in; } o = { 1 };\n",
}
NAMES = ["again[0]", "a.outer.in[0].fops", "i.fops", "macro", "pasted_fops", "o.in[1].fops", "typed"]


def test_types_of_headers_are_followed_through_headers(tmp_path: Path) -> None:
    write_tree(tmp_path, TYPES)
    commit_all(tmp_path)
    for tree in (DirectoryTree(tmp_path, 1), RevisionTree(tmp_path, "HEAD", 1)):
        found = collect_tables(tree, "file_operations", uses=True)
        assert sorted(table.name for table in found.tables) == sorted(NAMES)
        assert not found.coverage.unparsed


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("struct demo_ops { int (*go)(void); };\ntypedef struct demo_ops demo_ops_t;\n", "struct demo_ops"),
        ("typedef struct demo_ops { int (*go)(void); } demo_ops_t;\n", "struct demo_ops"),
        ("typedef struct { int (*go)(void); } demo_ops_t;\n", "demo_ops_t"),
        ("typedef struct demo_ops_t { int (*go)(void); } demo_ops_t;\n", "struct demo_ops_t"),
    ],
    ids=["typedef", "with its body", "without a tag", "of the same name"],
)
def test_a_struct_is_named_by_its_typedef(tmp_path: Path, declared: str, used: str) -> None:
    files = {
        "include/linux/demo.h": declared,
        "drivers/a.c": f"static demo_ops_t a = {{\n\t.go = f,\n}};\n{used} b = {{\n\t.go = f,\n}};\n",
    }
    write_tree(tmp_path, files)
    rule = (
        b'"""Probe.\n\nProbe.\n"""\n\nstruct = "demo_ops_t"\n\nchange = replace("go", "g")\n\nqualifies = always\n\n'
        b"allow = everywhere\n"
    )
    patch = parse_semantic_patch(rule, "rule.py", "rule")
    plan = make_plan(survey_tree(DirectoryTree(tmp_path, 1), patch))
    assert [(planned.table.name, str(planned.verdict)) for planned in plan.tables] == [
        ("a", "replace"),
        ("b", "replace"),
    ]
