"""The plan's page, held against the plan."""

import re
from html import unescape
from pathlib import Path

import pytest

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.report.html.coverage import shares
from ckptgen.report.html.edits import edited_files
from ckptgen.report.html.plan import plan_page
from ckptgen.report.shapes import shown_line
from ckptgen.rewrite.model import apply_splices
from ckptgen.sempatch.locate import find_semantic_patch
from ckptgen.sempatch.reader import read_semantic_patch
from ckptgen.series.templates import TemplateError
from ckptgen.tree.directory import DirectoryTree
from tests.paths import SAMPLE


@pytest.fixture(scope="module")
def tree() -> DirectoryTree:
    return DirectoryTree(SAMPLE)


@pytest.fixture(scope="module")
def plan(tree: DirectoryTree) -> Plan:
    return make_plan(survey_tree(tree, read_semantic_patch(*find_semantic_patch("checkpoint"))))


def test_the_same_plan_is_the_same_page(plan: Plan, tree: DirectoryTree) -> None:
    page = plan_page(plan, tree.read)
    assert page == plan_page(plan, tree.read)
    assert str(SAMPLE.parent) not in page


def test_only_edited_files_are_read(plan: Plan, tree: DirectoryTree) -> None:
    asked = set()

    def contents(path: str) -> bytes:
        asked.add(path)
        return tree.read(path)

    plan_page(plan, contents)
    assert asked == {edit.path for edit in plan.edits}


def test_every_table_has_its_row_and_every_verdict_its_count(plan: Plan, tree: DirectoryTree) -> None:
    page = plan_page(plan, tree.read)
    rows = re.findall(r'<tr role="row" id="([^"]*)".*? data-verdict="([^"]*)" data-fs="([^"]*)"', page)
    assert [(verdict, unescape(fs)) for _, verdict, fs in rows] == [(p.verdict, p.filesystem) for p in plan.tables]
    assert len({anchor for anchor, _, _ in rows}) == len(plan.tables)
    for verdict, number in plan.summary().items():
        assert (f"<b>{number}</b> {verdict}" in page) == bool(number)


def test_a_null_is_not_the_operation(plan: Plan) -> None:
    summary = plan.summary()
    assert summary["opt-out"]
    for field, have in (("checkpoint", summary["present"] + summary["differs"]), ("no_such_field", 0)):
        within = [share for found in shares(plan.tables, field).values() for share in found.values()]
        assert sum(share.have for share in within) == have
        assert sum(share.gain for share in within) == summary["add"]
        assert sum(share.total for share in within) == len(plan.tables)


def test_the_numbers_of_a_diff_are_those_of_the_files_before_and_after_the_whole_plan(
    plan: Plan, tree: DirectoryTree
) -> None:
    files = edited_files(plan, tree.read)
    tables = {id(edit): planned.table for planned in plan.tables for edit in planned.edits}
    for edit in plan.edits:
        before = tree.read(edit.path)
        after = apply_splices(before, sorted(files.splices[edit.path], key=lambda s: s.offset))
        old, new = ([shown_line(line) for line in data.split(b"\n")] for data in (before, after))
        rows = files.rows(edit, tables.get(id(edit)))
        assert any(row.kind in ("added", "changed") for row in rows)
        for row in rows:
            assert row.old_number is None or old[row.old_number - 1] == row.old, (edit.path, row)
            assert row.new_number is None or new[row.new_number - 1] == row.new, (edit.path, row)


def test_the_whole_table_is_around_its_diff(plan: Plan, tree: DirectoryTree) -> None:
    files = edited_files(plan, tree.read)
    for planned in plan.tables:
        for edit in planned.edits:
            numbers = [row.old_number for row in files.rows(edit, planned.table) if row.old_number]
            assert numbers == list(range(planned.table.line, planned.table.end_line + 1)), planned.table.key


def test_a_template_of_the_users(plan: Plan, tree: DirectoryTree, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page/style.css").write_text("p { color: red }")
    (tmp_path / "page/verify.html.j2").write_text("")
    page = plan_page(plan, tree.read, templates=tmp_path)
    assert "<style>p { color: red }</style>" in page


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("page/pln.html.j2", "", "there is no template of this name"),
        ("page/style.css", "</STYLE><script>", "style.css has </style"),
        ("page/page.js", "'</script>'", "page.js has </script"),
        ("page/plan.html.j2", "{{ nothing }}", "plan.html.j2:1: 'nothing' is undefined"),
    ],
)
def test_a_template_that_cannot_be_used(
    plan: Plan, tree: DirectoryTree, tmp_path: Path, name: str, text: str, why: str
) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / name).write_text(text)
    with pytest.raises(TemplateError, match=re.escape(why)):
        plan_page(plan, tree.read, templates=tmp_path)
