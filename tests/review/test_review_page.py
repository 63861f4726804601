"""The page of a review: every finding with its hunk, at its line."""

import re
from pathlib import Path

from ckptgen.report.html.hunkviews import hunk_views
from ckptgen.report.html.review import review_page
from tests.paths import CASES, ROOT
from tests.review.reviewing import reviewed

FOLDER = CASES / "review" / "findings"


def test_each_finding_stands_at_its_line() -> None:
    review = reviewed(FOLDER / "generic_filesystems")
    views = hunk_views(review, review.findings)
    for view in views:
        for marked in view.rows:
            for number in marked.findings:
                assert marked.row.new_number == review.findings[number].line
                assert ".checkpoint" in marked.row.new
    shown = {number for view in views for marked in view.rows for number in marked.findings}
    assert shown == {number for number, finding in enumerate(review.findings) if finding.patch}


def test_the_table_stands_around_the_hunk() -> None:
    review = reviewed(FOLDER / "generic_filesystems")
    (view,) = (view for view in hunk_views(review, review.findings) if view.path == "fs/exofs/inode.c")
    # The hunk ends before the table does; the numbers of both sides are those of the files.
    texts = [(marked.row.old_number, marked.row.new_number, marked.row.new) for marked in view.rows]
    assert (4, 4, "const struct file_operations exofs_file_operations = {") in texts
    assert (9, 10, "};") in texts
    numbers = [marked.row.new_number for marked in view.rows if marked.row.new_number]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_a_removed_line_is_marked_on_its_side() -> None:
    review = reviewed(FOLDER / "ramfs_directories")
    (view,) = hunk_views(review, review.findings)
    (marked,) = (each for each in view.rows if each.findings)
    assert (marked.row.old_number, marked.row.new_number, marked.row.kind) == (3, None, "removed")


def test_what_does_not_apply_is_shown_as_the_patch_has_it() -> None:
    review = reviewed(FOLDER / "of_another_tree")
    views = {view.path: view for view in hunk_views(review, review.findings)}
    assert not views["fs/hostfs/hostfs_kern.c"].applied
    assert views["fs/jfs/jfs_debug.c"].applied


def test_every_link_leads_somewhere_and_no_folder_is_told() -> None:
    for case in FOLDER.iterdir():
        review = reviewed(case)
        page = review_page(review, review.findings)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= {*ids}
        assert str(ROOT) not in page
        assert page == review_page(review, review.findings)


def test_nothing_found() -> None:
    review = reviewed(ROOT / "patches/checkpoint/series")
    page = review_page(review, review.findings)
    assert "Nothing was found." in page
    assert "a control file, which does not care about its position" in page


def test_a_folder_with_templates_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "review.html.j2").write_text("{{ series }}: {{ lines|length }}")
    review = reviewed(FOLDER / "ramfs_directories")
    assert review_page(review, review.findings, templates=tmp_path) == f"ramfs_directories: {len(review.findings)}"
