"""``ckptgen review`` as a user runs it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_series import git, repository
from tests.paths import CASES, ROOT, SAMPLE

FOLDER = CASES / "review" / "findings"
SHIPPED = ROOT / "patches/checkpoint/series"
GENERIC = FOLDER / "generic_filesystems"


def test_the_tools_own_series(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "review", SHIPPED, "--exit-code", "--strict")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[-1] == "no findings"
    assert "25 patches give .checkpoint to 39 tables of struct file_operations" in lines
    assert "placement: 39 in declared order" in lines
    assert lines[0] == (
        "accepted: fs/btrfs/super.c:10: btrfs_ctl_fops: a control file, which does not care about its position"
    )


def test_the_semantic_patch_is_the_one_that_the_series_was_made_from(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "review", ROOT / "patches/vm-checkpoint/series", "--exit-code")
    assert result.code == 0
    assert "3 patches give .checkpoint to 3 tables of struct vm_operations_struct" in result.out


def test_a_finding_as_text(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "review", GENERIC, "--severity", "warning")
    assert result.code == 0
    lines = result.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("[guard]"))
    assert lines[at].startswith("fs/nfs/mmap.c:8: warning: nfs_file_vm_ops: .checkpoint stands under #ifdef")
    assert lines[at + 1] == "    0001-fs-let-files-of-more-filesystems-be-checkpointed.patch:67"
    assert lines[at + 2].startswith("    see fs/btrfs/super.c:9 (")
    assert not any(": note: " in line for line in lines)
    assert lines[-1].startswith("2 errors, 5 warnings (")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--exit-code",), 1),
        (("--exit-code", "--severity", "error"), 1),
        (("--exit-code", "--severity", "error", "--guard", "ifdef", "--only", "hostfs"), 1),
        (("--strict",), 0),
    ],
)
def test_exit_codes(ckptgen: Run, options: tuple[str, ...], code: int) -> None:
    assert ckptgen("-C", SAMPLE, "review", GENERIC, *options).code == code


def test_what_does_not_apply_is_incomplete(ckptgen: Run) -> None:
    other = FOLDER / "of_another_tree"
    assert ckptgen("-C", SAMPLE, "review", other).code == 0
    assert ckptgen("-C", SAMPLE, "review", other, "--strict", "--exit-code").code == 3


def test_only_some_filesystems(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "review", GENERIC, "--only", "hostfs", "--format", "json").out)
    assert report["only"] == ["hostfs"]
    assert {finding["filesystem"] for finding in report["findings"]} == {"hostfs", ""}
    result = ckptgen("-C", SAMPLE, "review", GENERIC, "--only", "hostsf")
    assert (result.code, "did you mean hostfs" in result.err) == (2, True)


def test_json(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "review", GENERIC, "--format", "json")
    report = json.loads(result.out)
    assert report["schema"] == "ckptgen-review/1"
    assert report["placement"] == {"right after .llseek": 3, "right after .owner": 1}
    assert report["conditional"] == {"entries": 5, "under_a_condition": 1}
    assert sum(report["summary"].values()) == len(report["findings"])
    assert {finding["rule"] for finding in report["findings"]} <= set(report["rules"])
    (odd,) = (finding for finding in report["findings"] if finding["rule"] == "placement")
    assert (odd["path"], odd["line"], odd["table"], odd["patch_line"]) == ("fs/btrfs/super.c", 9, "btrfs_ctl_fops", 22)
    again = ckptgen("-C", SAMPLE, "review", GENERIC, "--format", "json", "--jobs", "1")
    assert again.out == result.out


def test_sarif(ckptgen: Run) -> None:
    log = json.loads(ckptgen("-C", SAMPLE, "review", GENERIC, "--format", "sarif", "--severity", "error").out)
    assert {result["level"] for result in log["runs"][0]["results"]} == {"error"}


def test_a_range_and_its_base(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "sample")
    base = git(repo, "rev-parse", "HEAD").strip()
    patches = sorted(str(path) for path in SHIPPED.glob("00*.patch") if "cover" not in path.name)
    git(repo, "am", "--quiet", "--keep-cr", *patches)
    # The tree has the series already: it is held against what it stands on.
    result = ckptgen("-C", repo, "review", f"{base}..HEAD", "--exit-code")
    assert (result.code, result.out.splitlines()[-1]) == (0, "no findings")
    assert f"held against {base}" in result.err


def test_an_mbox(ckptgen: Run, tmp_path: Path) -> None:
    mbox = tmp_path / "series.mbox"
    mbox.write_bytes(b"".join(path.read_bytes() for path in sorted(SHIPPED.glob("*.patch"))))
    result = ckptgen("-C", SAMPLE, "review", mbox, "--exit-code")
    assert (result.code, result.out.splitlines()[-1]) == (0, "no findings")


def test_a_series_that_was_edited_by_hand(ckptgen: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "series"))
    (patch,) = folder.glob("*-exofs-*.patch")
    patch.write_text(patch.read_text().replace("+\t.checkpoint\t=", "+\t.checkpoint ="))
    result = ckptgen("-C", SAMPLE, "review", folder, "--exit-code")
    assert result.code == 1
    assert result.out.startswith("fs/exofs/inode.c:9: note: exofs_file_operations: its = stands in column 21")


def test_no_series(ckptgen: Run, tmp_path: Path) -> None:
    result = ckptgen("-C", SAMPLE, "review", tmp_path / "nothing")
    assert result.code == 2
    assert "no such folder or file" in result.err
