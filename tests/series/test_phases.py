"""The phases: which patches a series has, in which order, and what would not build."""

from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.locate import find_semantic_patch
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.series.drafts import draft_series
from ckptgen.series.grouping import By, Grouping
from ckptgen.series.model import FileChange, PatchDraft, Phase, SeriesDraft
from ckptgen.series.phases import GENERATED, OrderError
from ckptgen.tree.directory import DirectoryTree
from tests.paths import SAMPLE

from .kernels import FILES, RULE, WITH_ALL, plan_of, write
from .plans import options

DECLARE, SHARED, FILESYSTEMS, COPIES = GENERATED
CORE = PatchDraft(Phase.CORE, "core", "core: new", "", (), (FileChange("fs/new.c", "100644", None, b"int new;\n"),))


@pytest.fixture(scope="module")
def plan() -> Plan:
    patch = read_semantic_patch(*find_semantic_patch("checkpoint"))
    return make_plan(survey_tree(DirectoryTree(SAMPLE), patch))


def drafted(plan: Plan, *phases: Phase, root: Path = SAMPLE, **more: object) -> SeriesDraft | None:
    tree = DirectoryTree(root)
    return draft_series(plan, lambda path: (tree.read(path), tree.file_mode(path)), options(phases=phases, **more))


def steps(draft: SeriesDraft | None) -> list[tuple[str, str]]:
    return [(str(patch.phase), patch.group) for patch in draft.patches] if draft else []


def test_the_default_order(plan: Plan) -> None:
    names = steps(drafted(plan, *GENERATED))
    assert names[:2] == [("declare", "file_operations"), ("shared", "generic_ro_fops")]
    assert names[-1] == ("copies", "ramfs")
    between = names[2:-1]
    assert {phase for phase, _ in between} == {"filesystems"}
    assert between == sorted(between)
    assert len(between) == 22


def test_another_order(plan: Plan) -> None:
    names = steps(drafted(plan, DECLARE, COPIES, FILESYSTEMS, SHARED))
    phases = list(dict.fromkeys(phase for phase, _ in names))
    assert phases == ["declare", "copies", "filesystems", "shared"]
    assert sorted(names) == sorted(steps(drafted(plan, *GENERATED)))


def test_every_order_leaves_the_same_files(plan: Plan) -> None:
    results = []
    for phases in (GENERATED, (DECLARE, COPIES, FILESYSTEMS, SHARED)):
        draft = drafted(plan, *phases)
        assert draft is not None
        results.append({change.path: change.after for patch in draft.patches for change in patch.changes})
    assert results[0] == results[1]


def test_the_declaration_alone(plan: Plan) -> None:
    assert steps(drafted(plan, DECLARE)) == [("declare", "file_operations")]


@pytest.mark.parametrize(
    ("phases", "place"),
    [
        ((FILESYSTEMS,), r"patch 1 \(adfs\) would not build: fs/adfs/dir\.c:\d+ names a member"),
        ((FILESYSTEMS, DECLARE), r"patch 1 \(adfs\) would not build: fs/adfs/dir\.c:\d+ "),
        ((SHARED, DECLARE, FILESYSTEMS), r"patch 1 \(generic_ro_fops\) would not build: fs/read_write\.c:\d+ "),
        ((COPIES,), r"patch 1 \(ramfs\) would not build: fs/ramfs/inode\.c:\d+ "),
    ],
)
def test_an_entry_before_its_member_is_refused(plan: Plan, phases: tuple[Phase, ...], place: str) -> None:
    with pytest.raises(OrderError, match=place) as caught:
        drafted(plan, *phases)
    assert "put declare first" in caught.value.hint
    assert f"the phases are {', '.join(phases)}" in caught.value.hint


def test_patches_in_front_are_counted(plan: Plan) -> None:
    with pytest.raises(OrderError, match=r"^patch 3 \(adfs\)"):
        drafted(plan, FILESYSTEMS, core=(CORE, replace(CORE, subject="core: newer")))


def test_the_line_that_is_named_is_the_new_entry_s(plan: Plan) -> None:
    with pytest.raises(OrderError) as caught:
        drafted(plan, FILESYSTEMS)
    _, path, line = caught.value.what.split(" names")[0].rpartition(" ")[2].rpartition("fs/adfs/dir.c")
    edit = next(t.edits[0] for t in plan.tables if t.table.path == path)
    assert int(line.removeprefix(":")) == edit.line


def test_named_patches_may_declare_it(plan: Plan) -> None:
    draft = drafted(plan, FILESYSTEMS, prerequisites=("1" * 40,))
    assert {phase for phase, _ in steps(draft)} == {"filesystems"}


def test_a_tree_that_declares_it(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "include/linux/fs.h": WITH_ALL})
    plan = plan_of(DirectoryTree(tmp_path))
    assert plan.declaration == ()
    expected = [("filesystems", "a"), ("filesystems", "b")]
    assert steps(drafted(plan, FILESYSTEMS, root=tmp_path)) == expected
    assert steps(drafted(plan, *GENERATED, root=tmp_path)) == expected
    assert drafted(plan, DECLARE, root=tmp_path) is drafted(plan, SHARED, root=tmp_path) is None


def test_one_patch_for_all(plan: Plan) -> None:
    draft = drafted(plan, *GENERATED, group_by=Grouping(By.NONE))
    assert draft is not None
    assert steps(draft) == [("declare", "file_operations"), ("filesystems", "all")]
    whole = draft.patches[1]
    assert "fs/ramfs/inode.c:ramfs_dir_operations" in whole.tables
    assert "fs/read_write.c:generic_ro_fops" in whole.tables
    assert "ramfs_dir_operations (of simple_dir_operations)" in " ".join(whole.body.split())
    split = drafted(plan, *GENERATED)
    assert split is not None
    assert {key for patch in split.patches for key in patch.tables} == set(whole.tables)


def test_one_patch_for_all_needs_its_declaration(plan: Plan) -> None:
    with pytest.raises(OrderError, match=r"patch 1 \(all\) would not build"):
        drafted(plan, SHARED, FILESYSTEMS, group_by=Grouping(By.NONE))


def test_a_plan_with_a_problem_gives_no_series(plan: Plan) -> None:
    with pytest.raises(CkptgenError, match="it would not compile"):
        drafted(replace(plan, problem="it would not compile"), *GENERATED)


def test_the_letter_counts_the_steps(plan: Plan) -> None:
    draft = drafted(plan, *GENERATED, core=(CORE,))
    assert draft is not None
    text = draft.cover_body
    assert "      1  what the rest stands on\n      2  the declaration and its documentation\n" in text
    assert "   4-25  the filesystems\n     26  private copies of shared tables\n" in text


def test_the_rule_without_declarations_needs_no_patch_for_them(tmp_path: Path) -> None:
    start, end = RULE.index(b"declare = ["), RULE.index(b"qualifies")
    write(tmp_path, FILES)
    plan = plan_of(DirectoryTree(tmp_path), RULE[:start] + RULE[end:])
    assert [phase for phase, _ in steps(drafted(plan, *GENERATED, root=tmp_path))] == ["filesystems", "filesystems"]
    assert plan.lacks[0].startswith("the member checkpoint of the struct (include/linux/fs.h:")
