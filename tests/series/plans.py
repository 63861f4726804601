"""Plans built by hand, over a tree of a few small files."""

from dataclasses import replace

from ckptgen.csource.model import Form, Table
from ckptgen.plan.model import Coverage, Plan, PlannedTable, Verdict
from ckptgen.rewrite.model import Edit, Splice
from ckptgen.sempatch.conditions import InstalledAs
from ckptgen.sempatch.model import (
    Action,
    Add,
    Decision,
    DeclaredOrder,
    Filesystem,
    Guard,
    ListEntry,
    SemanticPatch,
    Standing,
)
from ckptgen.series.drafts import SeriesOptions
from ckptgen.series.model import Identity

AUTHOR = Identity("A U Thor", "author@example.com")
DATE = "1281207600 +0000"
ENTRY = b"\t.checkpoint\t= generic_file_checkpoint,\n"


def ops(*names: str) -> bytes:
    """C text with one table a name, far enough apart for a hunk each."""
    filler = b"".join(b"static int filler_%d;\n" % number for number in range(8))
    return filler.join(
        b"const struct file_operations %s = {\n\t.llseek\t\t= generic_file_llseek,\n};\n" % name.encode()
        for name in names
    )


ODD = (
    b"/* caf\xe9: not UTF-8 */\r\n\x0c\r\n"
    b"const struct file_operations odd_fops = {\r\n\t.llseek = x,\r\n};\r\n"
    b"int last; \t\x0b \xff"
)
TREE: dict[str, bytes] = {
    "fs/adfs/dir.c": ops("adfs_dir_operations"),
    "fs/adfs/file.c": ops("adfs_file_operations"),
    "fs/bfs/file.c": ops("bfs_file_operations", "bfs_late_operations"),
    "fs/btrfs/super.c": ops("btrfs_ctl_fops"),
    "fs/libfs.c": ops("simple_dir_operations", "generic_ro_fops", "late_fops"),
    "fs/odd/odd.c": ODD,
}


def table(path: str, name: str, struct: str = "file_operations") -> Table:
    source = TREE.get(path, b"")
    start = max(source.find(f" {name} = ".encode()), 0)
    line = source.count(b"\n", 0, start) + 1
    opened, closed = source.find(b"{", start), source.find(b"};", start)
    return Table(path, struct, name, Form.PLAIN, False, line, line + 2, start, opened, closed, False, ())


def planned(
    path: str,
    name: str,
    verdict: Verdict = Verdict.ADD,
    *,
    filesystem: str = "",
    group: str = "",
    directory: bool = False,
    reason: str = "",
    users: tuple[str, ...] = (),
    unlisted: tuple[str, ...] = (),
    entry: bytes = ENTRY,
) -> PlannedTable:
    owner = filesystem or path.split("/")[1]
    it = table(path, name)
    edits: tuple[Edit, ...] = ()
    if verdict in (Verdict.ADD, Verdict.OPT_OUT):
        edits = (Edit(path, name, it.end_line, (Splice(it.close, 0, entry),)),)
    return PlannedTable(it, owner, group or owner, directory, verdict, reason, (), users, edits, unlisted)


RULE = SemanticPatch(
    path="patches/checkpoint/checkpoint.py",
    name="checkpoint",
    sha256="0123456789abcdef" * 4,
    title="Make open regular files and directories checkpointable.",
    description="Without the operation, a task that holds a file open cannot be saved.",
    struct="file_operations",
    changes=(Add("checkpoint", "generic_file_checkpoint", DeclaredOrder(), 3),),
    core=None,
    option="CONFIG_CHECKPOINT",
    guard=Guard.STUB,
    members=(),
    handlers=(),
    qualifies=InstalledAs("inode"),
    message="The position of such a file can be saved and restored, so that the generic operation fits.",
    lists=(
        ListEntry(Filesystem("adfs"), Standing.ALLOW, "", 5),
        *(
            ListEntry(Filesystem(name), Standing.ALLOW, "", 5)
            for name in ("befs", "cramfs", "efs", "freevxfs", "isofs", "romfs")
        ),
        ListEntry(Filesystem("afs"), Standing.TODO, "", 6),
        ListEntry(Filesystem("nfs"), Standing.TODO, "lacks support for its /proc files", 7),
        ListEntry(Filesystem("ext2"), Standing.ELSEWHERE, "handled in its own series", 8),
    ),
    decisions=(
        Decision("fs/btrfs/super.c", "btrfs_ctl_fops", Action.INCLUDE, "control file: its\n position is ignored", 9),
    ),
    copies=(),
    owners=(),
)

PLAN = Plan(
    tree="linux-6.12",
    commit=None,
    patch=RULE,
    declaration=(),
    declares=(),
    copies=(),
    left_out=(),
    problem="",
    tables=(
        planned("fs/adfs/dir.c", "adfs_dir_operations", directory=True),
        planned("fs/adfs/file.c", "adfs_file_operations"),
        planned("fs/afs/file.c", "afs_file_operations", Verdict.TODO, reason="on the todo list"),
        planned("fs/bfs/file.c", "bfs_late_operations"),
        planned("fs/bfs/file.c", "bfs_file_operations"),
        planned("fs/btrfs/super.c", "btrfs_ctl_fops"),
        planned("fs/ext2/file.c", "ext2_fops", Verdict.ELSEWHERE, reason="listed: handled in its own series"),
        planned(
            "fs/libfs.c",
            "generic_ro_fops",
            filesystem="libfs",
            group="generic_ro_fops",
            users=("befs", "cramfs", "efs", "freevxfs", "isofs", "romfs", "squashfs"),
            unlisted=("squashfs",),
        ),
        planned(
            "fs/libfs.c",
            "simple_dir_operations",
            Verdict.SHARED,
            filesystem="libfs",
            directory=True,
            reason="used by debugfs, devpts and others that do not qualify",
        ),
        planned("fs/libfs.c", "late_fops", filesystem="libfs"),
        planned("fs/nfs/file.c", "nfs_fops", Verdict.TODO, reason="todo: lacks support for its /proc files"),
        planned("fs/odd/odd.c", "odd_fops", entry=b"\t.checkpoint = generic_file_checkpoint,\r\n"),
        planned("fs/proc/base.c", "proc_a", Verdict.UNDECIDED, reason="installed by proc_create"),
        planned("fs/proc/base.c", "proc_b", Verdict.UNDECIDED, reason="installed by proc_create"),
        planned("drivers/char/mem.c", "mem_fops", Verdict.UNDECIDED, filesystem="drivers/char"),
        planned("drivers/tty/tty_io.c", "tty_fops", Verdict.UNDECIDED, filesystem="drivers/tty"),
        planned("sound/core/init.c", "snd_fops", Verdict.UNDECIDED, filesystem="sound/core"),
    ),
    coverage=Coverage(60, 12, 17, 0, 17, 0, ()),
    absent=("hppfs", "smbfs"),
    stale=(),
    lacks=("struct file_operations has no member checkpoint",),
)


def contents(path: str) -> tuple[bytes, str]:
    return TREE[path], "100644"


def options(**changes: object) -> SeriesOptions:
    """Options with a fixed author and date, and ``changes`` to them."""
    return replace(SeriesOptions(AUTHOR, DATE), **changes)  # type: ignore[arg-type]
