"""The plan's formats and exit codes."""

import json
import shutil
from pathlib import Path

from ckptgen.plan.model import Verdict
from tests.cli.conftest import Run
from tests.paths import ROOT, SAMPLE


def test_json_has_what_was_promised(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "plan", "--format", "json").out)
    assert {"schema", "tree", "summary", "tables"} <= set(report)
    assert sum(report["summary"].values()) == len(report["tables"])
    for table in report["tables"]:
        assert {"path", "line", "name", "struct", "filesystem", "verdict", "reason", "evidence"} <= set(table)
        assert ("edit" in table) == (table["verdict"] == "add")
        for evidence in table["evidence"]:
            assert set(evidence) == {"kind", "detail", "path", "line"}


def test_text_and_csv_have_a_line_per_table(ckptgen: Run) -> None:
    text = ckptgen("-C", SAMPLE, "plan").out.splitlines()
    rows = ckptgen("-C", SAMPLE, "plan", "--format", "csv").out.splitlines()
    assert len(rows) == 94
    assert sum(line.startswith("add ") for line in text) == sum(",add," in row for row in rows) == 38
    assert any(line.startswith("93 tables: 38 add") for line in text)


def test_verdict_filters_the_text(ckptgen: Run) -> None:
    lines = ckptgen("-C", SAMPLE, "plan", "--verdict", "copy,deny").out.splitlines()
    assert {line.split()[0] for line in lines if line.split()[0] in set(Verdict)} == {"copy", "deny"}


def test_strict_tells_of_what_is_undecided(ckptgen: Run) -> None:
    assert ckptgen("-C", SAMPLE, "plan", "--strict").code == 3
    assert ckptgen("-C", SAMPLE, "plan", "--strict", "--only", "affs").code == 0
    assert ckptgen("-C", SAMPLE, "plan").code == 0


def test_strict_tells_of_what_cannot_be_edited(ckptgen: Run, tmp_path: Path) -> None:
    for folder in ("fs/a", "include/linux"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "include/linux/fs.h").write_text("struct file_operations {\n\tint (*llseek)(void);\n};\n")
    (tmp_path / "MAINTAINERS").write_text("")
    start = "#define NO_SEEK no_llseek\nstatic struct file_operations t = {\n\t.open = f,\n\t.llseek = "
    rule = tmp_path / "rule.py"
    rule.write_text(
        '"""Test."""\nstruct = "file_operations"\nchange = remove("llseek", was="no_llseek")\n'
        "qualifies = always\nallow = everywhere\n"
    )
    for value, code in (("no_llseek", 0), ("seq_lseek", 0), ("NO_SEEK", 3), ("1 ? no_llseek : NULL", 3)):
        (tmp_path / "fs/a/a.c").write_text(f"{start}{value},\n}};\n")
        assert ckptgen("-C", tmp_path, "-p", rule, "plan", "--strict").code == code, value


def test_two_runs_and_any_number_of_processes_give_the_same_bytes(ckptgen: Run) -> None:
    first = ckptgen("-C", SAMPLE, "plan", "--format", "json", "--jobs", 1)
    assert first == ckptgen("-C", SAMPLE, "plan", "--format", "json", "--jobs", 3)


def test_explain_shows_the_evidence_and_the_edit(ckptgen: Run) -> None:
    out = ckptgen("-C", SAMPLE, "explain", "fs/bfs/dir.c:bfs_dir_operations").out
    assert 'installed_as("inode"): yes' in out
    assert "seekable: yes, its llseek is generic_file_llseek" in out
    assert "patches/checkpoint/rule.py:" in out
    assert "+\t.checkpoint\t= generic_file_checkpoint," in out


def test_json_tells_what_else_the_series_does(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "plan", "--format", "json").out)
    assert (report["option"], report["guard"], report["problem"]) == ("CONFIG_CHECKPOINT", "stub", "")
    assert [(edit["path"], edit["line"]) for edit in report["declaration"]] == [
        ("include/linux/fs.h", 19),
        ("Documentation/filesystems/vfs.rst", 7),
        ("Documentation/filesystems/locking.rst", 12),
    ]
    (copy,) = report["copies"]
    assert copy["original"] == {"path": "fs/libfs.c", "name": "simple_dir_operations"}
    keys = ("state", "name", "path", "filesystem", "reason")
    assert [copy[key] for key in keys] == [
        "new",
        "ramfs_dir_operations",
        "fs/ramfs/inode.c",
        "ramfs",
        "its mounts can be backed up and restored from userspace",
    ]
    assert [(place["path"], place["line"]) for place in copy["places"]] == [("fs/ramfs/inode.c", 15)]
    assert [(edit["path"], edit["line"]) for edit in copy["edit"]] == [("fs/ramfs/inode.c", 6)]
    assert [(each["filesystem"], each["table"], each["places"][0]["line"]) for each in report["left_out"]] == [
        ("btrfs", "simple_dir_operations", 23),
        ("exofs", "simple_offset_dir_operations", 21),
    ]
    table = next(table for table in report["tables"] if table["name"] == "simple_dir_operations")
    assert (table["verdict"], "edit" in table) == ("copy", False)


NEW = (
    "private copy new: ramfs_dir_operations in fs/ramfs/inode.c, of fs/libfs.c:simple_dir_operations for ramfs"
    " (line {line}): its mounts can be backed up and restored from userspace"
)


def test_text_tells_of_each_copy(ckptgen: Run, tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLE, tmp_path / "sample"))
    own = root / "fs/ramfs/inode.c"
    text = own.read_text()
    rule = (ROOT / "patches/checkpoint/rule.py").read_text().split("\n")
    line = next(number for number, each in enumerate(rule, 1) if "fs/libfs.c:simple_dir_operations" in each)

    def copies() -> list[str]:
        out = ckptgen("-C", root, "plan").out.splitlines()
        return [each for each in out if each.startswith(("private copy", "no series"))]

    (said,) = copies()
    assert said in (NEW.format(line=line), NEW.format(line=line - 1))
    own.write_text(text.replace("&simple_dir_operations", "&ramfs_file_operations"))
    assert copies()[0].startswith("private copy unused: fs/libfs.c:simple_dir_operations for ramfs (line ")
    own.write_text(f"static int ramfs_dir_operations;\n{text}")
    assert copies()[0].endswith("fs/ramfs/inode.c has something called ramfs_dir_operations already")
    assert copies()[0].startswith("private copy refused: fs/libfs.c:simple_dir_operations for ramfs (line ")


def test_only_keeps_what_it_needs(ckptgen: Run) -> None:
    for name, count in (("ramfs", 1), ("bfs", 0)):
        report = json.loads(ckptgen("-C", SAMPLE, "plan", "--only", name, "--format", "json").out)
        assert len(report["copies"]) == count
        assert report["declaration"]


def test_explain_shows_where_the_copy_goes(ckptgen: Run) -> None:
    out = ckptgen("-C", SAMPLE, "explain", "fs/libfs.c:simple_dir_operations").out
    assert "  verdict: copy, a private copy for ramfs (its mounts" in out
    assert "  private copy new: ramfs_dir_operations in fs/ramfs/inode.c, of fs/libfs.c:simple_dir_operations" in out
    assert "    it goes to fs/ramfs/inode.c:6\n    fs/ramfs/inode.c:15: assigned to .i_fop" in out
    assert "private copy" not in ckptgen("-C", SAMPLE, "explain", "fs/bfs/dir.c:bfs_dir_operations").out


def test_no_control_character_of_the_tree_reaches_the_terminal(ckptgen: Run, tmp_path: Path) -> None:
    tree = Path(shutil.copytree(SAMPLE, tmp_path / "tree"))
    hostile = tree / "fs" / "minix" / "a\x1b[31mred.c"
    hostile.write_bytes((tree / "fs/minix/file.c").read_bytes().replace(b"minix_file_operations", b"red_operations"))
    planned = ckptgen("-C", tree, "plan")
    assert planned.code == 0, planned.err
    assert "red_operations" in planned.out
    refused = ckptgen("-C", tree, "explain", "fs/minix/a\x1b[31mred.c:red_operations")
    assert refused.code == 2
    for result in (planned, refused):
        assert "\x1b" not in result.out + result.err
