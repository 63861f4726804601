"""A series that nobody has touched is, on another tree, what the semantic patch gives there at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.review.carrying import behind
from ckptgen.review.model import Series
from ckptgen.review.reading import parse_message, parse_patch
from ckptgen.review.rebase import Request, rebase_series
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.series.commits import write_series
from ckptgen.series.core import apply_core
from ckptgen.series.drafts import SeriesOptions, draft_series
from ckptgen.series.mails import read_mail
from ckptgen.series.manifest import build_manifest, manifest_bytes, parse_manifest
from ckptgen.series.model import Identity, SeriesDraft
from ckptgen.series.origin import Origin, build_origin, origin_bytes, parse_origin
from ckptgen.tree.memory import MemoryTree
from ckptgen.tree.model import Tree
from tests.cli.test_rebase_changes import CORE
from tests.paths import ROOT, SAMPLE_OPS

Files = Mapping[str, bytes]
Mutation = Callable[[Files], Files]

MIXED = '''"""Do all at once.

Add, move, remove and rename.
"""

struct = "file_operations"

change = [
    add("fsync", "noop_fsync", where=has("splice_read")),
    move("llseek"),
    remove("llseek", was="no_llseek", where=lacks("unlocked_ioctl")),
    replace("splice_read", "filemap_splice_read"),
    core("it has to change first"),
    rename("mmap", "mmap_prepare", value="generic_file_mmap_prepare", was="generic_file_mmap"),
]

qualifies = always

message = """
    All of it.
    """

allow = everywhere
lumps = {"fs: two of them at once": ["ofs", "plainfs"]}
'''
OPTIONS = SeriesOptions(Identity("A U Thor", "author@example.com"), "946684800 +0000", signoff=True)


def text(path: str, before: str, after: str) -> Mutation:
    """Return the mutation that replaces a text, which the file must hold."""

    def mutate(files: Files) -> Files:
        assert before.encode() in files[path], (path, before)
        return {**files, path: files[path].replace(before.encode(), after.encode(), 1)}

    return mutate


def moved(path: str, to: str) -> Mutation:
    return lambda files: {(to if name == path else name): content for name, content in files.items()}


TABLE = "\nstatic const struct file_operations {} = {{\n\t.read_iter = new_read,\n\t.llseek = no_llseek,\n}};\n"
MUTATIONS: tuple[Mutation, ...] = (
    text("fs/ceph/file.c", "\t/* the server keeps the leases */\n\t.setlease\t= simple_nosetlease,\n", ""),
    text("fs/ceph/file.c", "\t.setlease\t= simple_nosetlease,\n", "\t.setlease\t= ceph_setlease,\n"),
    text(
        "fs/ofs/file.c",
        "\t.mmap = generic_file_mmap,\n",
        "\t.mmap = generic_file_mmap,\n\t.setlease = generic_setlease,\n",
    ),
    text("fs/ofs/file.c", "#include <linux/pagemap.h>\n", "#include <linux/filelock.h>\n#include <linux/pagemap.h>\n"),
    text("fs/coralfs/file.c", "= generic_file_mmap,", "= coralfs_mmap,"),
    text("fs/coralfs/dir.c", "\t.llseek\t\t= generic_file_llseek,\n", ""),
    text("fs/plainfs/file.c", "= filemap_splice_read,", "= generic_file_splice_read,"),
    text("drivers/misc/meter.c", "= noop_llseek,", "= no_llseek,"),
    text("drivers/char/dial.c", "\t.read = dial_read,\n", ""),
    text("drivers/char/dial.c", "\t.owner = THIS_MODULE,\n\t.unlocked_ioctl", "\t.unlocked_ioctl"),
    text(
        "fs/logfs/file.c",
        "\nstatic void logfs_patch",
        TABLE.format("logfs_new_operations") + "\nstatic void logfs_patch",
    ),
    text("sound/core/chime.c", "chime_f_ops", "chime_fops"),
    moved("drivers/misc/meter.c", "drivers/misc/gauge.c"),
    moved("fs/plainfs/file.c", "fs/plainfs/plain.c"),
    lambda files: {name: content for name, content in files.items() if not name.startswith("sound/")},
    lambda files: {**files, "fs/newfs/file.c": b"#include <linux/fs.h>\n" + TABLE.format("newfs_fops").encode()},
)


@cache
def sample() -> Files:
    found = (path for path in sorted(SAMPLE_OPS.rglob("*")) if path.is_file())
    return {str(path.relative_to(SAMPLE_OPS)): path.read_bytes() for path in found}


def planned(patch: SemanticPatch, files: Files) -> tuple[Plan, Tree, SeriesOptions]:
    """Return the plan for a tree, the tree with what the user supplies, and the options."""
    core = apply_core(MemoryTree("sample", files), [("core.patch", CORE.encode())] if patch.core else [])
    return make_plan(survey_tree(core.tree, patch)), core.tree, replace(OPTIONS, core=core.patches)


def drafted(plan: Plan, tree: Tree, options: SeriesOptions) -> SeriesDraft | None:
    return draft_series(plan, lambda path: (tree.read(path), tree.file_mode(path)), options)


@cache
def first_version(name: str) -> tuple[SemanticPatch, Series, Origin]:
    """Return a semantic patch with its series on the sample tree, as they are read from a folder."""
    rule = ROOT / "patches" / name / "rule.py"
    data = MIXED.encode() if name == "mixed" else rule.read_bytes()
    patch = parse_semantic_patch(data, str(rule), name)
    plan, tree, options = planned(patch, sample())
    draft = drafted(plan, tree, options)
    assert draft is not None
    written = write_series(draft)
    manifest = parse_manifest(manifest_bytes(build_manifest(plan, draft, written, options)), "manifest.json")
    cover, *mails = (read_mail(content) for _, content in written.files)
    patches = tuple(
        replace(parse_patch(mail, entry.file, number), entry=entry)
        for number, (mail, entry) in enumerate(zip(mails, manifest.patches, strict=True), 1)
    )
    origin = parse_origin(origin_bytes(build_origin(plan, draft, written)), "origin.json")
    return patch, Series("v1", patches, parse_message(cover), 1, None, Path(), manifest), origin


@pytest.mark.parametrize("name", ["setlease", "no-llseek", "const-ops", "mixed"])
@settings(deadline=None, max_examples=5)
@given(chosen=st.sets(st.sampled_from(range(len(MUTATIONS)))))
def test_on_any_tree_it_is_the_fresh_series(name: str, chosen: set[int]) -> None:
    patch, old, origin = first_version(name)
    files = sample()
    for number in sorted(chosen):
        if number != 1 or 0 not in chosen:
            files = MUTATIONS[number](files)
    plan, tree, options = planned(patch, files)
    fresh = drafted(plan, tree, options)
    supplied = [each for each in old.patches if each.entry and each.entry.phase == "core"]
    found = rebase_series(
        Request(old, origin, plan, tree, behind(lambda path: _file(sample(), path), supplied), options)
    )
    assert not found.unfinished
    assert found.left_out == ()
    assert _shape(found.draft) == _shape(fresh)
    told = {fate for outcome in found.outcomes for fate in outcome.fates}
    assert all(fate in told for fate in found.fates.tables if fate.changes)


def _file(files: Files, path: str) -> tuple[bytes, str] | None:
    return (files[path], "100644") if path in files else None


def _shape(draft: SeriesDraft | None) -> list[object]:
    """Return what is the same in both: all but what a version says of itself."""
    return [replace(patch, notes="", author=None, date=None) for patch in draft.patches] if draft else []
