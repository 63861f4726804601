"""Series of other people's against the sample tree: each folder holds the patches and the findings, one a line."""

import os
from pathlib import Path

import pytest

from ckptgen.report.review import review_lines
from tests.paths import CASES
from tests.review.reviewing import line, reviewed, rules

FOLDER = CASES / "review" / "findings"


@pytest.mark.parametrize("case", sorted(FOLDER.iterdir()), ids=lambda case: case.name)
def test_case(case: Path) -> None:
    found = "".join(f"{line(finding)}\n" for finding in reviewed(case).findings)
    expected = case / "expected.txt"
    if os.environ.get("CKPTGEN_REGEN"):
        expected.write_text(found)
    assert found == expected.read_text()


def test_the_points_of_a_reviewer_of_2010() -> None:
    """One entry stands elsewhere than the others, one is conditional, and one is a control file's."""
    found = rules(reviewed(FOLDER / "generic_filesystems"))
    assert ("placement", "btrfs_ctl_fops") in found
    assert ("guard", "nfs_file_vm_ops") in found
    assert ("unexplained-exception", "btrfs_ctl_fops") in found
    assert [rule for rule, _ in found].count("placement") == [rule for rule, _ in found].count("guard") == 1


def test_what_is_said_of_them() -> None:
    review = reviewed(FOLDER / "generic_filesystems")
    said = {str(finding.rule): finding.message for finding in review.findings}
    assert said["placement"] == (
        "btrfs_ctl_fops: .checkpoint stands right after .owner; of 4 new entries, 3 stand right after .llseek,"
        " 1 stands right after .owner"
    )
    assert said["guard"] == (
        "nfs_file_vm_ops: .checkpoint stands under #ifdef CONFIG_CHECKPOINT, and 4 of 5 new entries under no"
        " condition; no header declares filemap_checkpoint, or defines it as NULL"
    )
    assert "a control file, which does not care about its position" in said["unexplained-exception"]
    assert "installed as a misc interface only" in said["unexplained-exception"]
    lines = list(review_lines(review, review.findings))
    assert "placement: 3 right after .llseek, 1 right after .owner" in lines
    assert "under a condition: 1 of 5" in lines
    mail = "containers list, 17 March 2010, re [PATCH 46/96] c/r: add checkpoint operation for opened files of generic"
    assert any(line.startswith("[placement] ") and mail in line for line in lines)


def test_a_private_copy_is_understood_and_a_blank_line_is_not() -> None:
    review = reviewed(FOLDER / "ramfs_directories", only=["ramfs", "romfs"])
    (odd,) = (finding for finding in review.findings if finding.path == "fs/romfs/internal.h")
    assert (odd.rule, odd.message, odd.line) == ("white-space", "the hunk removes a blank line", 3)
    assert not any(finding.path == "fs/ramfs/inode.c" for finding in review.findings)
    assert "7 August 2010" in odd.source


def test_what_does_not_apply_is_judged_by_its_hunks() -> None:
    review = reviewed(FOLDER / "of_another_tree")
    found = rules(review)
    assert review.unapplied
    assert [path for rule, path in found if rule == "does-not-apply"] == ["fs/hostfs/hostfs_kern.c", "fs/nfs/mmap.c"]
    assert ("placement", "hostfs_file_fops") in found
    assert ("guard", "nfs_file_vm_ops") in found
    # What the hunk adds is not missing.
    assert ("missing-table", "hostfs_file_fops") not in found
    assert ("missing-table", "hostfs_dir_fops") in found
