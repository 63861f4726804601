"""Tables inside other structs' initializers: a revision finds in one pass what a directory finds in two."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from ckptgen.plan.collect import Collection, collect_tables
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
