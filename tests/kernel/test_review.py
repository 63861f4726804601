"""Reviewing on real kernels: the tool's own series, and what reviewers of 2010 had before them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.kernel.running import Finished, ckptgen, git

pytestmark = pytest.mark.kernel

ENTRY = "\t.checkpoint\t= generic_file_checkpoint,\n"


def test_the_tools_own_series_finds_nothing(kernel: Path, series: Path) -> None:
    done = ckptgen("-C", kernel, "review", series, "--format", "json", "--exit-code", "--strict")
    assert done.code == 0, done.text
    assert done.json["findings"] == []
    assert list(done.json["placement"]) == ["in declared order"]
    assert {each["table"] for each in done.json["accepted"]} >= {"btrfs_ctl_fops"}


# --- 2.6.33 ---------------------------------------------------------------------------------------------------------


def behind(table: str, field: str, text: str) -> Callable[[str], str]:
    """Put a text behind one entry of a table."""

    def change(data: str) -> str:
        found = re.search(rf"\b{table} = \{{\n(?:.*\n)*?\t\.{field}\b.*\n", data)
        assert found is not None
        return data[: found.end()] + text + data[found.end() :]

    return change


def changed(history: Path, folder: Path, changes: Mapping[str, Callable[[str], str]]) -> Path:
    """Return a patch that makes the changes to files of v2.6.33."""
    git(folder, "init", "--quiet", "--template=", "linux")
    linux = folder / "linux"
    for path in changes:
        (linux / path).parent.mkdir(parents=True, exist_ok=True)
        (linux / path).write_bytes(git(history, "show", f"v2.6.33:{path}"))
    git(linux, "add", ".")
    git(linux, "commit", "--quiet", "--message=base")
    for path, change in changes.items():
        text = (linux / path).read_bytes().decode("latin-1")
        (linux / path).write_bytes(change(text).encode("latin-1"))
    git(linux, "commit", "--quiet", "--all", "--message=fs: checkpoint files of more filesystems")
    git(linux, "format-patch", "--quiet", "-1", "-o", str(folder / "out"))
    return folder / "out"


def review(history: Path, series: Path) -> Finished:
    return ckptgen("-C", history, "--ref", "v2.6.33", "review", series, "--format", "json")


@pytest.mark.history
def test_the_points_of_17_march_2010(history: Path, tmp_path: Path) -> None:
    """The hunks that Andreas Dilger quotes: the place of the entry, a conditional one, and a control file's table."""
    guarded = "#ifdef CONFIG_CHECKPOINT\n\t.checkpoint = filemap_checkpoint,\n#endif\n"
    hostfs_file, hostfs_dir = (behind(f"hostfs_{name}_fops", "llseek", ENTRY) for name in ("file", "dir"))
    series = changed(
        history,
        tmp_path,
        {
            "fs/btrfs/super.c": behind("btrfs_ctl_fops", "owner", "\t.checkpoint = generic_file_checkpoint,\n"),
            "fs/exofs/file.c": behind("exofs_file_operations", "llseek", ENTRY),
            "fs/hostfs/hostfs_kern.c": lambda data: hostfs_dir(hostfs_file(data)),
            "fs/nfs/file.c": behind("nfs_file_vm_ops", "page_mkwrite", guarded),
            "fs/nilfs2/file.c": behind("nilfs_file_operations", "llseek", ENTRY),
        },
    )
    done = review(history, series)
    assert done.code == 0, done.said
    graver = [each for each in done.json["findings"] if each["severity"] != "note" and each["patch"]]
    assert [(each["rule"], each["table"], each["path"], each["line"]) for each in graver] == [
        ("unexplained-exception", "btrfs_ctl_fops", "fs/btrfs/super.c", 721),
        ("placement", "btrfs_ctl_fops", "fs/btrfs/super.c", 721),
        ("guard", "nfs_file_vm_ops", "fs/nfs/file.c", 581),
    ]
    assert done.json["placement"] == {"right after .llseek": 4, "in declared order": 1}
    assert done.json["conditional"] == {"entries": 6, "under_a_condition": 1}
    # What the series relies on is not there either: the mail concludes that the stub belongs into a header.
    assert {each["rule"] for each in done.json["findings"] if each["severity"] == "error"} == {
        "missing-member",
        "missing-stub",
    }


@pytest.mark.history
def test_the_hunk_of_7_august_2010(history: Path, tmp_path: Path) -> None:
    """A private copy of the shared directory operations, and a blank line that goes with it."""
    original = git(history, "show", "v2.6.33:fs/libfs.c").decode("latin-1")
    table = re.search(r"const struct file_operations simple_dir_operations = \{\n((?:\t.*\n)+)\};\n", original)
    assert table is not None
    copied = f"static const struct file_operations ramfs_dir_operations = {{\n{table[1]}{ENTRY}}};\n"
    both = f"#ifdef CONFIG_CHECKPOINT\n{copied}#else\n#define ramfs_dir_operations simple_dir_operations\n#endif\n\n"
    series = changed(
        history,
        tmp_path,
        {
            "fs/ramfs/inode.c": lambda data: data.replace("&simple_dir_op", "&ramfs_dir_op").replace(
                "static struct backing_dev_info", f"{both}static struct backing_dev_info", 1
            ),
            "fs/ramfs/internal.h": lambda data: data.replace("\n\n\n", "\n\n", 1),
        },
    )
    done = review(history, series)
    odd = [each for each in done.json["findings"] if each["patch"]]
    assert [(each["rule"], each["path"], each["message"]) for each in odd] == [
        ("white-space", "fs/ramfs/internal.h", "the hunk removes a blank line")
    ]
    assert not [each for each in done.json["findings"] if each["rule"] == "missing-copy"]
