"""The shipped rule says what its sources say: the posted list, the reply, the wiki."""

from ckptgen.sempatch.conditions import And, InstalledAs, Seekable
from ckptgen.sempatch.locate import find_semantic_patch
from ckptgen.sempatch.model import Action, Add, DeclaredOrder, Filesystem, Guard, Standing, Subject, Uses
from ckptgen.sempatch.reader import read_semantic_patch

PATCH = read_semantic_patch(*find_semantic_patch("checkpoint"))

THE_31 = """
adfs affs befs bfs btrfs cramfs ecryptfs efs fat freevxfs hfs hfsplus hpfs hppfs isofs jffs2 jfs minix ntfs
omfs openpromfs qnx4 ramfs reiserfs romfs squashfs sysv ubifs udf ufs xfs
"""
TO_DO = """
9p afs autofs autofs4 cifs coda configfs debugfs devpts fuse gfs2 hugetlbfs ncpfs nfs ocfs2 proc sysfs notify
fs/bad_inode.c fs/binfmt_misc.c fs/block_dev.c fs/char_dev.c fs/eventpoll.c fs/eventfd.c fs/fifo.c fs/filesystems.c
fs/no-block.c fs/select.c fs/signalfd.c fs/locks.c fs/pipe.c
"""


def subjects(standing: Standing) -> dict[Subject, str]:
    return {entry.subject: entry.because for entry in PATCH.lists if entry.standing is standing}


def test_what_is_added_to_which_tables() -> None:
    assert PATCH.struct == "file_operations"
    (change,) = PATCH.changes
    assert change == Add("checkpoint", "generic_file_checkpoint", DeclaredOrder(), change.line)
    assert PATCH.qualifies == And(InstalledAs("inode"), Seekable())


def test_allowed_are_the_31_and_three_of_the_later_mail() -> None:
    assert len(THE_31.split()) == 31
    allowed = subjects(Standing.ALLOW)
    assert {subject for subject, because in allowed.items() if not because} == {Filesystem(fs) for fs in THE_31.split()}
    later = {subject.name for subject, because in allowed.items() if "PATCH 46/96" in because}
    assert later == {"exofs", "hostfs", "nilfs2"}
    assert len(allowed) == 34


def test_to_do_is_the_rest_with_the_reasons_that_the_list_gives() -> None:
    todo = subjects(Standing.TODO)
    wanted = {*map(Filesystem, TO_DO.split()), Uses("dlm"), Uses("jbd"), Uses("jbd2")}
    assert set(todo) == wanted
    with_reason = {subject.name for subject, because in todo.items() if because}
    assert with_reason == {"fs/bad_inode.c", "nfs"}


def test_the_directories_of_ramfs_that_the_list_has_to_do_get_a_copy() -> None:
    (copy,) = PATCH.copies
    assert (copy.path, copy.table, copy.filesystem) == ("fs/libfs.c", "simple_dir_operations", "ramfs")


def test_what_the_tree_must_have_for_the_entry() -> None:
    assert (PATCH.option, PATCH.guard) == ("CONFIG_CHECKPOINT", Guard.STUB)
    (handler,) = PATCH.handlers
    assert (handler.name, handler.field) == ("generic_file_checkpoint", "checkpoint")
    (member,) = [member for member in PATCH.members if member.field == handler.field]
    assert member.pointer(named=False) == "int (*checkpoint)(struct ckpt_ctx *, struct file *)"


def test_other_lists_and_decisions() -> None:
    assert set(subjects(Standing.ELSEWHERE)) == {Filesystem("ext2"), Filesystem("ext3"), Filesystem("ext4")}
    assert set(subjects(Standing.DENY)) == {Filesystem("smbfs")}
    assert {decision.action for decision in PATCH.decisions} == {Action.INCLUDE}
    assert [(decision.path, decision.table) for decision in PATCH.decisions] == [
        ("fs/btrfs/super.c", "btrfs_ctl_fops"),
        ("fs/ecryptfs/miscdev.c", "ecryptfs_miscdev_fops"),
        ("fs/ubifs/debug.c", "dfs_fops"),
    ]


def test_each_list_is_sorted_so_that_an_addition_finds_its_place() -> None:
    for standing in Standing:
        names = [subject.name.casefold() for subject in subjects(standing)]
        assert names == sorted(names)


def test_what_becomes_a_mail_is_narrow() -> None:
    lines = [*PATCH.message.splitlines(), *PATCH.description.splitlines(), PATCH.title]
    assert max(map(len, lines)) <= 72
