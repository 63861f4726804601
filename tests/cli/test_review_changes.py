"""Series that remove, replace, rename or constify, as ckptgen writes them and with one fault planted in each."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_changes import patches_of
from tests.cli.test_series import SIGNOFF, git, repository
from tests.paths import SAMPLE_OPS

Found = set[tuple[str, str, str]]
"""Rule, path and table of each finding."""


@dataclass(frozen=True)
class Fault:
    """What a person does to the tree behind a series, and what a review is to find."""

    rule: str
    path: str
    old: str
    new: str
    found: tuple[tuple[str, str, str], ...]


DIAL, METER, CORAL, LOGFS = "drivers/char/dial.c", "drivers/misc/meter.c", "fs/coralfs/file.c", "fs/logfs/file.c"
FAULTS = {
    "one table is left": Fault(
        "no-llseek",
        DIAL,
        "\t.unlocked_ioctl = dial_ioctl,\n",
        "\t.unlocked_ioctl = dial_ioctl,\n\t.llseek = no_llseek,\n",
        (("missing-table", DIAL, "dial_ctl_fops"),),
    ),
    "a table that seeks loses its entry": Fault(
        "no-llseek",
        METER,
        "\t.llseek\t\t= noop_llseek,\n",
        "",
        (("unqualified-table", METER, "meter_log_fops"),),
    ),
    "another value is put in": Fault(
        "splice-read",
        CORAL,
        "filemap_splice_read",
        "coralfs_splice_read",
        (("other-value", CORAL, "coralfs_file_operations"),),
    ),
    "the entry moves": Fault(
        "mmap-prepare",
        "fs/ofs/file.c",
        "\t.mmap_prepare = generic_file_mmap_prepare,\n\t.splice_read = generic_file_splice_read,\n",
        "\t.splice_read = generic_file_splice_read,\n\t.mmap_prepare = generic_file_mmap_prepare,\n",
        (("placement", "fs/ofs/file.c", "ofs_file_operations"),),
    ),
    "the entry is laid out otherwise": Fault(
        "splice-read",
        CORAL,
        "\t.splice_read\t= filemap_splice_read",
        "\t.splice_read = filemap_splice_read",
        (("alignment", CORAL, "coralfs_file_operations"),),
    ),
    "a blank line comes": Fault(
        "no-llseek",
        METER,
        "#include <linux/miscdevice.h>\n",
        "#include <linux/miscdevice.h>\n\n",
        (("white-space", METER, ""),),
    ),
    "something else is done as well": Fault(
        "no-llseek", METER, '.name\t= "meter"', '.name\t= "gauge"', (("other-change", METER, ""),)
    ),
    "another file changes": Fault(
        "no-llseek", "fs/locks.c", "return -EINVAL;", "return -EAGAIN;", (("other-change", "fs/locks.c", ""),)
    ),
    "a header keeps its declaration": Fault(
        "const-ops",
        "fs/coralfs/coralfs.h",
        "extern const struct file_operations coralfs_file",
        "extern struct file_operations coralfs_file",
        (("missing-table", "fs/coralfs/coralfs.h", "coralfs_file_operations"),),
    ),
    "a table that is written becomes const": Fault(
        "const-ops",
        LOGFS,
        "static struct file_operations logfs_late_operations",
        "static const struct file_operations logfs_late_operations",
        (("unqualified-table", LOGFS, "logfs_late_operations"),),
    ),
}


def mbox(repo: Path) -> Path:
    """Return what is new in the repository, as mails."""
    path = repo.parent / "series.mbox"
    path.write_text(git(repo, "format-patch", "--stdout", "base..HEAD"))
    return path


def reviewed(ckptgen: Run, name: str, series: Path) -> Found:
    result = ckptgen("-C", SAMPLE_OPS, "-p", name, "review", series, "--format", "json")
    assert result.code == 0, result.err
    return {(each["rule"], each["path"], each["table"]) for each in json.loads(result.out)["findings"]}


def applied(ckptgen: Run, tmp_path: Path, name: str) -> Path:
    """Return a repository with the sample tree, tagged, and the series of a semantic patch on top."""
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    git(repo, "tag", "base")
    assert ckptgen("-C", repo, "-p", name, "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    git(repo, "am", "--quiet", "--keep-cr", *map(str, patches_of(tmp_path / "out")))
    return repo


@pytest.mark.parametrize("name", ["no-llseek", "splice-read", "setlease", "mmap-prepare", "const-ops"])
def test_a_series_of_ckptgen_s_has_no_fault(ckptgen: Run, tmp_path: Path, name: str) -> None:
    repo = applied(ckptgen, tmp_path, name)
    assert reviewed(ckptgen, name, tmp_path / "out") == reviewed(ckptgen, name, mbox(repo)) == set()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_as_what_it_is(ckptgen: Run, tmp_path: Path, fault: Fault) -> None:
    repo = applied(ckptgen, tmp_path, fault.rule)
    text = (repo / fault.path).read_text()
    assert text.count(fault.old) == 1
    (repo / fault.path).write_text(text.replace(fault.old, fault.new))
    git(repo, "commit", "--quiet", "--all", "--message=more")
    assert reviewed(ckptgen, fault.rule, mbox(repo)) == set(fault.found)


def test_a_patch_that_is_left_out_is_missed_by_its_filesystem(ckptgen: Run, tmp_path: Path) -> None:
    applied(ckptgen, tmp_path, "no-llseek")
    next((tmp_path / "out").glob("0003-*")).unlink()
    (tmp_path / "out" / "manifest.json").unlink()
    assert reviewed(ckptgen, "no-llseek", tmp_path / "out") == {("missing-filesystem", LOGFS, "")}


def test_what_waits_for_the_core_change_is_not_missed_before_and_not_wanted_without_it(
    ckptgen: Run, tmp_path: Path
) -> None:
    repo = applied(ckptgen, tmp_path, "setlease")
    ceph = repo / "fs/ceph/file.c"
    ceph.write_text(ceph.read_text().replace("\t.setlease\t= simple_nosetlease,\n", "", 1))
    git(repo, "commit", "--quiet", "--all", "--message=too early")
    found = reviewed(ckptgen, "setlease", mbox(repo))
    assert found == {("unqualified-table", "fs/ceph/file.c", "ceph_file_operations")}
    said = ckptgen("-C", SAMPLE_OPS, "-p", "setlease", "review", mbox(repo)).out
    assert "ceph_file_operations loses .setlease = simple_nosetlease" in said
    subprocess.run(["git", "-C", str(repo), "diff", "--quiet", "HEAD"], check=True)


ARRAY = """#include <linux/fs.h>

static struct file_operations two_fops[] = {
	{ .open = one_open },
	{ .open = two_open },
};

void choose(struct file *file, int n)
{
	file->f_op = &two_fops[n];
}
"""


def test_the_tables_of_an_array_become_const_once(ckptgen: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    (repo / "drivers/char/two.c").write_text(ARRAY)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--message=two tables")
    made = ckptgen("-C", repo, "-p", "const-ops", "series", "-o", tmp_path / "out", *SIGNOFF)
    assert made.code == 0, made.err
    result = ckptgen("-C", repo, "-p", "const-ops", "review", tmp_path / "out")
    assert result.out.splitlines() == ["3 patches change 5 tables of struct file_operations as planned", "no findings"]
