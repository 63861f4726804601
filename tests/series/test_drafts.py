"""Which tables go into which patch, and what becomes of the files."""

from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.errors import InternalError
from ckptgen.plan.model import Plan, PlannedTable, Verdict
from ckptgen.rewrite.model import Edit, Splice
from ckptgen.series.drafts import draft_series
from ckptgen.series.grouping import By, Grouping
from ckptgen.series.model import SeriesDraft
from ckptgen.series.stream import check_draft

from .plans import DATE, ENTRY, PLAN, TREE, contents, options, planned


def drafted(plan: Plan = PLAN, **changes: object) -> SeriesDraft:
    draft = draft_series(plan, contents, options(**changes))
    assert draft is not None
    return draft


def test_shared_tables_come_first_then_filesystems_by_name() -> None:
    assert [p.group for p in drafted().patches] == ["generic_ro_fops", "adfs", "bfs", "btrfs", "libfs", "odd"]


def test_the_order_of_the_plan_does_not_matter() -> None:
    assert drafted(replace(PLAN, tables=PLAN.tables[::-1])) == drafted()


def test_a_patch_names_its_tables_and_files() -> None:
    adfs = drafted().patches[1]
    assert adfs.tables == ("fs/adfs/dir.c:adfs_dir_operations", "fs/adfs/file.c:adfs_file_operations")
    assert [change.path for change in adfs.changes] == ["fs/adfs/dir.c", "fs/adfs/file.c"]


def test_a_file_of_two_patches_is_changed_step_by_step() -> None:
    draft = drafted()
    check_draft(draft)
    first, second = (c for p in draft.patches for c in p.changes if c.path == "fs/libfs.c")
    original = TREE["fs/libfs.c"]
    assert first.before == original
    assert second.before == first.after
    generic, late = original.index(b"generic_ro_fops"), original.index(b"late_fops")
    one, two = original.index(b"};", generic), original.index(b"};", late)
    assert first.after == original[:one] + ENTRY + original[one:]
    assert second.after == original[:one] + ENTRY + original[one:two] + ENTRY + original[two:]


def test_the_mode_is_kept() -> None:
    draft = draft_series(PLAN, lambda path: (TREE[path], "100755"), options())
    assert draft is not None
    assert {change.mode for patch in draft.patches for change in patch.changes} == {"100755"}


def test_one_patch_for_everything() -> None:
    (patch,) = drafted(group_by=Grouping(By.NONE)).patches
    assert len(patch.tables) == 8
    assert [change.path for change in patch.changes] == sorted(TREE)
    assert patch.subject == "fs: add .checkpoint to file and directory operations"


def test_nothing_to_do_is_no_series() -> None:
    assert draft_series(replace(PLAN, tables=(planned("fs/a/a.c", "a", Verdict.TODO),)), contents, options()) is None


def test_the_options_reach_the_draft() -> None:
    draft = drafted(reroll=2, subject_prefix="RFC PATCH", git_dir="/x/.git", base="1" * 40)
    assert (draft.reroll, draft.subject_prefix, draft.git_dir, draft.base, draft.date) == (
        *(2, "RFC PATCH", "/x/.git", "1" * 40),
        DATE,
    )


def overlapping() -> PlannedTable:
    one = planned("fs/bfs/file.c", "bfs_file_operations")
    return replace(one, edits=(Edit("fs/bfs/file.c", "x", 1, (Splice(0, 9, b""), Splice(4, 1, b""))),))


def test_overlapping_edits_are_an_internal_error() -> None:
    with pytest.raises(InternalError, match=r"fs/bfs/file\.c: splice at 0 overlaps"):
        drafted(replace(PLAN, tables=(overlapping(),)))


def test_a_sign_off_only_when_asked_for() -> None:
    assert all("Signed-off-by" not in patch.body for patch in drafted().patches)
    for patch in drafted(signoff=True).patches:
        assert patch.body.endswith("\n\nSigned-off-by: A U Thor <author@example.com>")


def test_a_sign_off_joins_the_message_s_trailers() -> None:
    rule = replace(PLAN.patch, message="Why.\n\nLink: https://example.com/1\nCc: fs@example.com")
    body = drafted(replace(PLAN, patch=rule), signoff=True).patches[0].body
    assert body.endswith(
        "\n\nLink: https://example.com/1\nCc: fs@example.com\nSigned-off-by: A U Thor <author@example.com>"
    )


def test_a_sign_off_is_not_repeated() -> None:
    rule = replace(PLAN.patch, message="Why.\n\nSigned-off-by: A U Thor <author@example.com>")
    assert drafted(replace(PLAN, patch=rule), signoff=True).patches[0].body.count("Signed-off-by") == 1


def test_a_template_of_the_user_s(tmp_path: Path) -> None:
    (tmp_path / "subject.txt.j2").write_text("{{ prefix }}: mine, {{ noun }}\n")
    draft = drafted(templates=tmp_path)
    assert draft.patches[1].subject == "adfs: mine, file and directory operations"
    assert draft.patches[1].body == drafted().patches[1].body
