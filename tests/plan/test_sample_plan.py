"""The sample tree's plan: the verdict on every table was written by hand before the planner existed."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.plan.build import UnknownFilesystemError, make_plan
from ckptgen.plan.explain import UnknownTableError, explain_table
from ckptgen.plan.model import OF_CHANGES, Plan, Verdict
from ckptgen.plan.survey import Survey, survey_tree
from ckptgen.sempatch.conditions import Equals, Has, Or
from ckptgen.sempatch.locate import find_semantic_patch
from ckptgen.sempatch.model import After, addition
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.paths import SAMPLE, TESTS


@pytest.fixture(scope="module")
def survey() -> Survey:
    patch = read_semantic_patch(*find_semantic_patch("checkpoint"))
    return survey_tree(DirectoryTree(SAMPLE), patch)


@pytest.fixture(scope="module")
def plan(survey: Survey) -> Plan:
    return make_plan(survey)


def test_every_table_has_the_verdict_that_was_expected(plan: Plan) -> None:
    expected = json.loads((TESTS / "sample.expected.json").read_text())
    assert {planned.table.key: str(planned.verdict) for planned in plan.tables} == expected


def test_counts_add_up(plan: Plan) -> None:
    assert sum(plan.summary().values()) == len(plan.tables) == plan.coverage.tables
    others = {*OF_CHANGES, Verdict.NOTHING}
    assert list(plan.summary()) == [str(verdict) for verdict in Verdict if verdict not in others]


def test_only_additions_and_opt_outs_have_edits(plan: Plan) -> None:
    for planned in plan.tables:
        assert bool(planned.edits) == (planned.verdict is Verdict.ADD)


def test_every_reason_and_every_addition_has_its_evidence(plan: Plan) -> None:
    for planned in plan.tables:
        assert planned.reason
        if planned.verdict is Verdict.ADD:
            kinds = {evidence.kind for evidence in planned.evidence}
            assert "decision" in kinds or {"list", "llseek"} <= kinds
            assert all(evidence.path and evidence.line for evidence in planned.evidence)


def test_only_narrows_to_what_a_filesystem_owns_or_uses(survey: Survey, plan: Plan) -> None:
    narrowed = make_plan(survey, ["romfs"])
    names = {planned.table.name for planned in narrowed.tables}
    assert {"romfs_dir_operations", "generic_ro_fops"} <= names
    assert {planned.filesystem for planned in narrowed.tables} == {"romfs", "fs/read_write.c"}
    assert set(narrowed.tables) <= set(plan.tables)


def test_only_knows_the_names(survey: Survey) -> None:
    with pytest.raises(UnknownFilesystemError) as caught:
        make_plan(survey, ["romf"])
    assert "romfs" in caught.value.hint


def test_explain_names_each_predicate_and_the_deciding_list_entry(survey: Survey) -> None:
    (explanation,) = explain_table(survey, "fs/bfs/dir.c", "bfs_dir_operations")
    assert [(step.text, step.answer.holds) for step in explanation.steps] == [
        ('installed_as("inode")', True),
        ("seekable", True),
    ]
    ((name, listed),) = explanation.standings
    assert (name, listed.standing) == ("bfs", "allow")


def test_explain_suggests_a_table_of_the_file(survey: Survey) -> None:
    with pytest.raises(UnknownTableError) as caught:
        explain_table(survey, "fs/bfs/dir.c", "bfs_dir_ops")
    assert "bfs_dir_operations" in caught.value.hint


def test_what_the_tree_lacks_is_said(plan: Plan) -> None:
    assert plan.lacks == (
        "the handler generic_file_checkpoint (the series only declares it)",
        "EXPORT_SYMBOL_GPL(generic_file_checkpoint), for what is built as a module",
        "the Kconfig symbol CHECKPOINT",
    )
    assert "fat" in plan.absent
    assert any("coda" in line for line in plan.stale)


def plan_of(root: Path, **changes: object) -> Plan:
    patch = replace(read_semantic_patch(*find_semantic_patch("checkpoint")), **changes)  # type: ignore[arg-type]
    return make_plan(survey_tree(DirectoryTree(root), patch))


def test_a_file_that_defines_the_name_itself_is_no_user(tmp_path: Path) -> None:
    """Two drivers may use one name; what a file defines, of whatever type, is what it means there."""
    root = Path(shutil.copytree(SAMPLE, tmp_path / "sample"))
    (root / "drivers" / "other.c").write_text(
        "static const struct v4l2_file_operations bfs_file_operations = {\n\t.open = f,\n};\n"
        "static struct device other = {\n\t.fops = &bfs_file_operations,\n};\n"
    )
    verdicts = {planned.table.key: planned.verdict for planned in plan_of(root).tables}
    assert verdicts["fs/bfs/file.c:bfs_file_operations"] is Verdict.ADD
    (root / "drivers" / "other.c").write_text(
        "int f(struct inode *inode)\n{\n\tinode->i_fop = &bfs_file_operations;\n}\n"
    )
    verdicts = {planned.table.key: planned.verdict for planned in plan_of(root).tables}
    assert verdicts["fs/bfs/file.c:bfs_file_operations"] is Verdict.UNDECIDED


def test_members_that_the_struct_does_not_have_are_said(tmp_path: Path) -> None:
    change = addition(read_semantic_patch(*find_semantic_patch("checkpoint")))
    assert change is not None
    qualifies = Or(Has("lseek"), Equals("fsinc", "noop_fsync"))
    plan = plan_of(SAMPLE, changes=(replace(change, place=After("lseek")),), qualifies=qualifies)
    assert {
        'after("lseek"): the struct has no member lseek',
        'has("lseek"): the struct has no member lseek',
        'equals("fsinc", "noop_fsync"): the struct has no member fsinc',
    } <= set(plan.stale)
