"""The kernels that the lists were written for: what their authors counted by hand, against what is found.

The list of filesystems is the one that Matt Helsley posted to the Containers mailing list; the page is
UncheckpointableFilesystems of the Linux Checkpoint/Restart wiki, as of 9 December 2009, which counts the tables without
the entry in 2.6.31 with the checkpoint patches of November 2009 on top.
"""

import io
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.counting import Count, Place, assert_agrees, count, sources_of_revision
from tests.kernel.running import Finished, ckptgen, git, planned_splices, spliced

pytestmark = [pytest.mark.kernel, pytest.mark.history]

LISTED = [
    "adfs",
    "affs",
    "befs",
    "bfs",
    "btrfs",
    "cramfs",
    "ecryptfs",
    "efs",
    "fat",
    "freevxfs",
    "hfs",
    "hfsplus",
    "hpfs",
    "hppfs",
    "isofs",
    "jffs2",
    "jfs",
    "minix",
    "ntfs",
    "omfs",
    "openpromfs",
    "qnx4",
    "ramfs",
    "reiserfs",
    "romfs",
    "squashfs",
    "sysv",
    "ubifs",
    "udf",
    "ufs",
    "xfs",
]
"""The 31 filesystems that should have the entry."""

READ_ONLY = {"befs", "cramfs", "efs", "freevxfs", "isofs", "romfs", "squashfs"}
"""Those of them that share generic_ro_fops, according to the list."""

PAGE = {
    "9p": 3,
    "afs": 8,
    "autofs": 1,
    "autofs4": 3,
    "bad_inode.c": 1,
    "binfmt_misc.c": 3,
    "block_dev.c": 1,
    "cachefiles": 2,
    "char_dev.c": 1,
    "cifs": 15,
    "coda": 4,
    "configfs": 2,
    "debugfs": 3,
    "dlm": 8,
    "ext4": 2,
    "fifo.c": 1,
    "filesystems.c": 1,
    "fscache": 2,
    "fuse": 7,
    "gfs2": 5,
    "hugetlbfs": 1,
    "jbd2": 2,
    "jfs": 6,
    "libfs.c": 1,
    "locks.c": 1,
    "ncpfs": 2,
    "nfs": 2,
    "nfsd": 4,
    "no-block.c": 1,
    "notify": 1,
    "ntfs": 1,
    "ocfs2": 15,
    "proc": 53,
    "reiserfs": 1,
    "smbfs": 2,
    "sysfs": 3,
}
"""The page's table for fs/. Its heading says 170, its lines add up to 169."""

NOT_OURS = {
    "eventfd.c": (1, "the checkpoint patches handle event files by themselves; the list has them to do"),
    "eventpoll.c": (1, "likewise"),
    "signalfd.c": (1, "likewise"),
    "timerfd.c": (1, "likewise; no list names it"),
    "pipe.c": (3, "pipes and FIFOs have handlers of their own"),
    "ext2": (3, "handled elsewhere: two tables, and one for execute in place"),
    "ext3": (2, "handled elsewhere"),
    "ext4": (2, "handled elsewhere; the page's two are files in /proc"),
    "nfs": (2, "patches existed, and were not trusted yet; the page's two are files in /proc"),
    "read_write.c": (1, "generic_ro_fops has a user that the list does not know, pohmelfs in drivers/staging"),
}
"""Tables that have the entry on the page's tree and not after our series, by name: how many, and why."""


def tables_in_fs(run: Finished) -> list[dict[str, str]]:
    return [table for table in run.json["tables"] if table["path"].startswith("fs/")]


@pytest.fixture(scope="module")
def plan31(history: Path) -> Finished:
    return ckptgen("-C", history, "--ref", "v2.6.31", "plan", "--format", "json")


@pytest.fixture(scope="module")
def plan33(history: Path) -> Finished:
    return ckptgen("-C", history, "--ref", "v2.6.33", "plan", "--format", "json")


@pytest.fixture(scope="module")
def sources31(history: Path) -> dict[str, bytes]:
    return sources_of_revision(history, "v2.6.31")


@pytest.fixture(scope="module")
def after31(history: Path, plan31: Finished, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The audit of fs/ with the edits of the plan."""
    tree = tmp_path_factory.mktemp("v2.6.31")
    with tarfile.open(fileobj=io.BytesIO(git(history, "archive", "v2.6.31", "fs", "include/linux"))) as archive:
        for member in archive:
            archive.extract(member, tree)
    for path, splices in planned_splices(plan31.json).items():
        (tree / path).write_bytes(spliced((tree / path).read_bytes(), splices))
    return ckptgen("-C", tree, "audit", "--format", "json", "-o", "checkpoint", "fs")


# --- 2.6.31, and the list -------------------------------------------------------------------------------------------


def test_every_listed_filesystem_gains_the_entry(plan31: Finished) -> None:
    assert plan31.code == 0, plan31.said
    assert len(set(LISTED)) == 31
    gaining = Counter(table["filesystem"] for table in plan31.json["tables"] if table["verdict"] == "add")
    assert set(LISTED) - set(gaining) == set()
    assert set(gaining) - set(LISTED) == {"exofs", "hostfs", "nilfs2"}
    assert plan31.json["absent"] == []


def test_what_a_listed_filesystem_lacks_waits_in_a_shared_table(plan31: Finished) -> None:
    gaining = Counter(table["filesystem"] for table in plan31.json["tables"] if table["verdict"] == "add")
    # Their directories only; romfs has a table of its own for systems without an MMU.
    assert {name for name in LISTED if gaining[name] < 2} == READ_ONLY - {"romfs"}
    (directories,) = (t for t in plan31.json["tables"] if t["name"] == "simple_dir_operations")
    assert directories["verdict"] == "copy"
    assert "ramfs" in directories["users"]


def test_the_shared_table_waits_for_the_user_that_the_list_does_not_know(plan31: Finished) -> None:
    (table,) = (t for t in plan31.json["tables"] if t["name"] == "generic_ro_fops")
    assert set(table["users"]) == READ_ONLY | {"drivers/staging"}
    assert table["verdict"] == "undecided"
    assert "drivers/staging (on no list)" in table["reason"]


def test_what_is_inserted_is_an_entry_or_a_comma(plan31: Finished) -> None:
    entry = re.compile(rb"[ \t]+\.checkpoint[ \t]*=[ \t]*generic_file_checkpoint,\n")
    texts = [text for splices in planned_splices(plan31.json).values() for _, text in splices]
    rest = [text for text in texts if not entry.fullmatch(text)]
    assert len(texts) - len(rest) == plan31.json["summary"]["add"]
    # ntfs_file_ops and squashfs_dir_ops
    assert rest == [b",", b","]


# --- 2.6.31, and the page -------------------------------------------------------------------------------------------


def places_by_line(data: bytes) -> Iterator[int]:
    """Find tables as the page's script does: a line that has the struct's name and ``=``, but is no declaration."""
    for number, line in enumerate(data.split(b"\n"), 1):
        names = re.search(rb"struct\s+file_operations", line) and b"=" in line
        if names and not re.search(rb"extern|&|sizeof|=\s*NULL\s*;", line):
            yield number


def test_the_same_places_as_the_page(sources31: dict[str, bytes], plan31: Finished) -> None:
    by_line = {(path, line) for path, data in sources31.items() for line in places_by_line(data)}
    tables: dict[Place, str] = {(t["path"], t["line"]): t["form"] for t in plan31.json["tables"]}
    # The script prints 1,328 places, one of them in Documentation/filesystems/seq_file.txt.
    assert len(by_line) == 1327
    assert sum(path.startswith("fs/") for path, _ in by_line) == 251
    assert {place for place in by_line if place[0].startswith("fs/")} == {
        place for place in tables if place[0].startswith("fs/")
    }
    assert {path for path, _ in by_line - set(tables)} == {
        "drivers/media/dvb/ttusb-budget/dvb-ttusb-budget.c",  # under #if 0
        "drivers/staging/me4000/me4000.c",  # two arrays of pointers
        "sound/core/pcm_native.c",  # an array, whose elements are the tables
        "sound/sound_core.c",  # a pointer
        "virt/kvm/kvm_main.c",  # an array of pointers
    }
    # The one in usb/misc/rio500.c has the words `struct` and `file_operations` on two lines.
    assert Counter(tables[place] for place in set(tables) - by_line) == {"embedded": 21, "array": 2, "plain": 1}


def test_the_audit_finds_the_places_of_the_page(history: Path) -> None:
    done = ckptgen("-C", history, "--ref", "v2.6.31", "audit", "-o", "checkpoint", "fs")
    assert done.code == 0, done.said
    assert len(done.out.splitlines()) == 251
    assert all(re.fullmatch(rb"fs/\S+:\d+\+\d+", line) for line in done.out.splitlines())


def test_what_is_left_after_the_series_is_what_the_page_counts(after31: Finished) -> None:
    assert after31.code == 0, after31.said
    assert sum(PAGE.values()) == 169
    left = Counter(t["path"].split("/")[1] for t in tables_in_fs(after31) if not t["has_operation"])
    assert left == Counter(PAGE) + Counter({name: number for name, (number, _) in NOT_OURS.items()})


# --- the numbers ----------------------------------------------------------------------------------------------------


def assert_counted(run: Finished, found: Count, forms: dict[str, int]) -> None:
    assert run.code == 0, run.said
    tables = run.json["tables"]
    assert_agrees(found, run.json)
    assert Counter(table["form"] for table in tables) == forms
    assert sum(run.json["summary"].values()) == len(tables)
    assert all(table["verdict"] and table["reason"] for table in tables)
    assert len(tables) == found.hits - len(found.arrays) - len(found.pointers) - len(found.disabled) + (
        forms["array"] + forms["embedded"]
    )
    # An array of structs, 15 of whose members a macro initializes.
    assert {place["path"] for place in run.json["unparsed"]} == {"drivers/net/wireless/libertas/debugfs.c"}
    assert all(" is initialized by the macro FOPS(" in place["reason"] for place in run.json["unparsed"])
    assert len(run.json["unparsed"]) == 15


def test_counts_of_2_6_31(sources31: dict[str, bytes], plan31: Finished) -> None:
    found = count(sources31)
    assert found.raw == found.hits == 1327
    assert (len(found.arrays), len(found.pointers), len(found.disabled)) == (1, 3, 1)
    assert_counted(plan31, found, {"plain": 1307, "macro": 15, "array": 2, "embedded": 21})


def test_counts_of_2_6_33(history: Path, plan33: Finished) -> None:
    found = count(sources_of_revision(history, "v2.6.33"))
    assert found.raw == found.hits == 1487
    assert (len(found.arrays), len(found.pointers), len(found.disabled)) == (1, 1, 1)
    assert_counted(plan33, found, {"plain": 1461, "macro": 23, "array": 2, "embedded": 23})
