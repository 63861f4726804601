"""Shared tables, private copies and the TODO list, held against what the campaign's authors wrote in 2010.

The two lists of users are in Matt Helsley's mail with the list of filesystems; the ramfs copy is the effect of his
"Add support for checkpoint/restart of ramfs directories" of 7 August 2010.
"""

import re
from pathlib import Path

import pytest

from tests.kernel.running import AUTHOR, Finished, ckptgen

pytestmark = [pytest.mark.kernel, pytest.mark.history]

READ_ONLY = {"befs", "cramfs", "efs", "freevxfs", "isofs", "romfs", "squashfs"}
IN_THE_DCACHE = {"autofs", "cifs", "debugfs", "devpts", "fuse", "hugetlbfs", "ocfs2", "ramfs"}
TODO = {
    # The mail's TODO list under fs/ as the owners of the tables in 2.6.31; 9p to sysfs, then the single files.
    "9p": "todo",
    "afs": "todo",
    "autofs": "todo",
    "autofs4": "todo",
    "cifs": "todo",
    "coda": "todo",
    "configfs": "todo",
    "debugfs": "todo",
    "devpts": None,
    "ext2": "elsewhere",
    "ext3": "elsewhere",
    "ext4": "elsewhere",
    "dlm": "todo",
    "fuse": "todo",
    "gfs2": "todo",
    "hostfs": "add",
    "hugetlbfs": "todo",
    "jbd": None,
    "jbd2": "todo",
    "ncpfs": "todo",
    "nfs": "todo",
    "ocfs2": "todo",
    "proc": "todo",
    "ramfs": "add",
    "smbfs": "deny",
    "sysfs": "todo",
    "fs/bad_inode.c": "todo",
    "fs/binfmt_misc.c": "todo",
    "fs/block_dev.c": "todo",
    "fs/char_dev.c": "todo",
    "fs/eventpoll.c": "todo",
    "fs/eventfd.c": "todo",
    "fs/fifo.c": "todo",
    "fs/filesystems.c": "todo",
    "fs/no-block.c": "todo",
    "notify": "todo",
    "fs/select.c": None,
    "fs/signalfd.c": "todo",
    "fs/locks.c": "todo",
    "fs/pipe.c": "todo",
}
"""The verdict of all tables of each; None where it owns none in 2.6.31."""


def users_of(history: Path, table: str) -> tuple[set[str], set[str]]:
    """Return the users under fs/, and those elsewhere."""
    done = ckptgen("-C", history, "--ref", "v2.6.31", "users", table, "--format", "json")
    assert done.code == 0, done.said
    (found,) = done.json["tables"]
    assert all(use["path"] and use["line"] for user in found["users"] for use in user["uses"])
    inside = {user["name"] for user in found["users"] if user["under_fs"]}
    return inside, {user["name"] for user in found["users"]} - inside


def test_the_users_of_the_read_only_table(history: Path) -> None:
    assert users_of(history, "generic_ro_fops") == (READ_ONLY, {"drivers/staging"})


def test_the_users_of_the_dcache_directories(history: Path) -> None:
    inside, outside = users_of(history, "simple_dir_operations")
    assert inside == IN_THE_DCACHE
    assert {"tmpfs", "spufs", "cgroup", "rpc_pipefs", "usbfs", "gadgetfs"} <= outside


@pytest.fixture(scope="module")
def plan31(history: Path) -> Finished:
    return ckptgen("-C", history, "--ref", "v2.6.31", "plan", "--format", "json")


def test_each_todo_entry_is_accounted_for(plan31: Finished) -> None:
    verdicts: dict[str, set[str]] = {}
    for table in plan31.json["tables"]:
        verdicts.setdefault(table["filesystem"], set()).add(table["verdict"])
    for name, verdict in TODO.items():
        found = verdicts.get(name, set())
        # ext[234] have files in /proc and debugfs, too: elsewhere means the whole of them.
        assert found == ({verdict} if verdict else set()), name


def series(history: Path, revision: str, folder: Path, *options: str) -> dict[str, str]:
    """Write the series of a revision; return its patches by name."""
    done = ckptgen("-C", history, "--ref", revision, "series", "--signoff", AUTHOR, "-o", folder, *options)
    assert done.code == 0, done.said
    return {path.name: path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.patch"))}


@pytest.mark.parametrize(("revision", "fsync"), [("v2.6.34", "simple_sync_file"), ("v2.6.35", "noop_fsync")])
def test_the_private_copy_for_ramfs(history: Path, tmp_path: Path, revision: str, fsync: str) -> None:
    patches = series(history, revision, tmp_path / "series", "--only", "ramfs")
    (copy,) = (text for name, text in patches.items() if "private" in name)
    added = [line[1:] for line in copy.splitlines() if re.match(r"\+(?!\+\+)", line)]
    entries = [tuple(line.strip(" \t,").replace("\t", " ").split()) for line in added if line.startswith("\t.")]
    assert entries == [
        (".open", "=", "dcache_dir_open"),
        (".release", "=", "dcache_dir_close"),
        (".llseek", "=", "dcache_dir_lseek"),
        (".read", "=", "generic_read_dir"),
        (".readdir", "=", "dcache_readdir"),
        (".fsync", "=", fsync),
        (".checkpoint", "=", "generic_file_checkpoint"),
    ]
    directives = [line for line in added if line.startswith("#")]
    assert directives == [
        "#ifdef CONFIG_CHECKPOINT",
        "#else",
        "#define ramfs_dir_operations simple_dir_operations",
        "#endif",
    ]
    assert [line.strip() for line in added if "i_fop" in line] == ["inode->i_fop = &ramfs_dir_operations;"]
    assert [line for line in copy.splitlines() if re.match(r"-(?!--|- $)\s", line)] == [
        "-\t\t\tinode->i_fop = &simple_dir_operations;"
    ]


def test_both_guards_of_2_6_36_rc1(history: Path, tmp_path: Path) -> None:
    stub = series(history, "v2.6.36-rc1", tmp_path / "stub")
    ifdef = series(history, "v2.6.36-rc1", tmp_path / "ifdef", "--guard", "ifdef")
    assert list(stub) == list(ifdef)
    entry = re.compile(r"^\+\s+\.checkpoint\s*=", re.MULTILINE)
    for name in [name for name in stub if "-add-" in name]:
        assert "#ifdef" not in re.sub(r"^[^+].*\n", "", stub[name], flags=re.MULTILINE), name
        assert ifdef[name].count("+#ifdef CONFIG_CHECKPOINT\n") == len(entry.findall(ifdef[name])) > 0, name
    (header,) = (text for name, text in stub.items() if name.startswith("0001-"))
    assert "+#define generic_file_checkpoint NULL\n" in header
    (header,) = (text for name, text in ifdef.items() if name.startswith("0001-"))
    assert "+#define" not in header
    assert header.count("+#ifdef CONFIG_CHECKPOINT\n+\tint (*checkpoint)(struct ckpt_ctx *, struct file *);\n") == 2
