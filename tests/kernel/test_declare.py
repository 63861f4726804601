"""The patch that declares a new member, on real headers and documents."""

import difflib
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from ckptgen.csource.text import SourceText
from ckptgen.rewrite.declare import declare, standing
from ckptgen.rewrite.document import document_locking, document_struct
from ckptgen.rewrite.model import Splice, apply_splices
from ckptgen.sempatch.model import Argument, Guard, Handler, Member
from tests.kernel.running import AUTHOR, git
from tests.tools import require

pytestmark = pytest.mark.kernel

OPTION = "CONFIG_CHECKPOINT"
CONTEXT = Argument("struct ckpt_ctx *", "ctx")
FILE = Argument("struct file *", "file")
AREA = Argument("struct vm_area_struct *", "vma")
SAVE = "called by the checkpoint(2) system call to save the state of a file descriptor."
COLLECT = "called by the checkpoint(2) system call to find out who else refers to an open file."
LOCKS = (("BKL", "no"), ("mmap_sem", "read"), ("mmap_lock", "read"), ("PageLocked(page)", ""))


@dataclass(frozen=True)
class Job:
    """What is declared for one struct."""

    struct: str
    header: str
    members: tuple[Member, ...]
    handler: Handler


FILES = Job(
    "file_operations",
    "include/linux/fs.h",
    (
        Member("checkpoint", "int", (CONTEXT, FILE), SAVE, (("BKL", "no"),), 1),
        Member("collect", "int", (CONTEXT, FILE), COLLECT, (("BKL", "no"),), 1),
    ),
    Handler("generic_file_checkpoint", "checkpoint", "generic_file_llseek", 1),
)
AREAS = Job(
    "vm_operations_struct",
    "include/linux/mm.h",
    (Member("checkpoint", "int", (CONTEXT, AREA), "", LOCKS, 1),),
    Handler("filemap_checkpoint", "checkpoint", "filemap_fault", 1),
)
Read = Callable[[str], bytes]


def header_after(read: Read, job: Job, guard: Guard, *, named: bool, handlers: Sequence[Handler]) -> bytes:
    """Return the job's header as it is then, and hold it against a second run."""

    def splices(data: bytes) -> tuple[Splice, ...]:
        text = SourceText(job.header, data)
        return declare(text, job.struct, job.members, handlers, guard=guard, option=OPTION, named=named)

    done = apply_splices(read(job.header), splices(read(job.header)))
    assert splices(done) == ()
    found = standing(SourceText(job.header, done), job.struct, job.members, handlers)
    assert [known.declared.conditions for known in found.members if known.declared] == [
        (f"ifdef {OPTION}",) if guard is Guard.IFDEF else () for _ in job.members
    ]
    assert [bool(known.declared and known.stub) for known in found.handlers] == [guard is Guard.STUB for _ in handlers]
    return done


def documents_after(read: Read, names: tuple[str, str], job: Job, guard: Guard, version: str) -> dict[str, bytes]:
    """Return the documents of the members and of the locks as they are then."""

    def struct_splices(path: str, data: bytes) -> tuple[Splice, ...]:
        return document_struct(path, data, job.struct, job.members, guard=guard, option=OPTION, version=version)

    def locking_splices(path: str, data: bytes) -> tuple[Splice, ...]:
        return document_locking(path, data, job.struct, job.members)

    after = {}
    for name, splices in zip(names, (struct_splices, locking_splices), strict=True):
        path = f"Documentation/filesystems/{name}"
        after[path] = apply_splices(read(path), splices(path, read(path)))
        assert splices(path, after[path]) == ()
    return after


def added(before: bytes, after: bytes) -> list[tuple[str, list[str], list[str]]]:
    """Return the line above each change, the lines that went and those that came."""
    old, new = (data.decode("latin-1").split("\n") for data in (before, after))
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old[a - 1], old[a:b], new[c:d]) for tag, a, b, c, d in codes if tag != "equal"]


# --- the patch of 2010 ----------------------------------------------------------------------------------------------

NEW_MEMBERS = [
    "#ifdef CONFIG_CHECKPOINT",
    "\tint (*checkpoint)(struct ckpt_ctx *, struct file *);",
    "\tint (*collect)(struct ckpt_ctx *, struct file *);",
    "#endif",
]


@pytest.fixture(scope="module")
def read_old(history: Path) -> Read:
    """What v2.6.36-rc1 has at a path."""
    if not git(history, "tag", "--list", "v2.6.36-rc1"):
        pytest.skip("CKPTGEN_KERNEL_GIT names a clone without v2.6.36-rc1")
    return lambda path: git(history, "show", f"v2.6.36-rc1:{path}")


@pytest.mark.history
def test_the_header_as_it_was_written_by_hand(read_old: Read) -> None:
    after = header_after(read_old, FILES, Guard.IFDEF, named=False, handlers=())
    assert added(read_old(FILES.header), after) == [
        ("struct cred;", [], ["struct ckpt_ctx;"]),
        ("\tint (*setlease)(struct file *, long, struct file_lock **);", [], NEW_MEMBERS),
    ]


@pytest.mark.history
def test_the_document_as_it_was_written_by_hand(read_old: Read) -> None:
    after = documents_after(read_old, ("vfs.txt", "Locking"), FILES, Guard.IFDEF, "2.6.36")
    path = "Documentation/filesystems/vfs.txt"
    version, members, prose = added(read_old(path), after[path])
    assert version == (
        "This describes how the VFS can manipulate an open file. As of kernel",
        ["2.6.22, the following members are defined:"],
        ["2.6.36, the following members are defined:"],
    )
    assert members[0].startswith("\tssize_t (*splice_read)(")
    assert members[1:] == ([], NEW_MEMBERS)
    assert prose[0].endswith("\t       method is used by the splice(2) system call")
    assert prose[1:] == (
        [],
        [
            "",
            "  checkpoint: called by the checkpoint(2) system call to save the state of",
            "\ta file descriptor.",
            "",
            "  collect: called by the checkpoint(2) system call to find out who else",
            "\trefers to an open file.",
        ],
    )


@pytest.mark.history
def test_the_locks_that_nobody_wrote_down(read_old: Read) -> None:
    path = "Documentation/filesystems/Locking"
    before = read_old(path)
    files, areas = (
        added(before, documents_after(read_old, ("vfs.txt", "Locking"), job, Guard.STUB, "2.6.36")[path])
        for job in (FILES, AREAS)
    )
    assert files == [
        ("\tint (*check_flags)(int);", [], [line for line in NEW_MEMBERS if line[0] == "\t"]),
        ("check_flags:\t\tno", [], ["checkpoint:\t\tno", "collect:\t\tno"]),
    ]
    assert [lines for _, _, lines in areas] == [
        ["\tint (*checkpoint)(struct ckpt_ctx *, struct vm_area_struct *);"],
        ["checkpoint:\tno\tread"],
    ]


@pytest.mark.history
@pytest.mark.parametrize("guard", Guard)
@pytest.mark.parametrize("job", [FILES, AREAS], ids=lambda job: job.struct)
@pytest.mark.parametrize("tag", ["v2.6.31", "v2.6.33"])
def test_other_releases(history: Path, tag: str, job: Job, guard: Guard) -> None:
    def read(path: str) -> bytes:
        return git(history, "show", f"{tag}:{path}")

    header = header_after(read, job, guard, named=False, handlers=[job.handler])
    assert sum(len(lines) for _, _, lines in added(read(job.header), header)) >= 4
    documents_after(read, ("vfs.txt", "Locking"), job, guard, "2.6.33")


# --- a kernel of today ----------------------------------------------------------------------------------------------


def patch_of(read: Read, after: dict[str, bytes]) -> str:
    """Return a patch as git format-patch writes one."""
    pieces = []
    for path in sorted(after):
        old, new = (data.decode("latin-1").splitlines(keepends=True) for data in (read(path), after[path]))
        if old != new:
            lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
            pieces.append(f"diff --git a/{path} b/{path}\n" + "".join(lines))
    title = "[PATCH] vfs: declare a method that saves the state of an open file"
    body = "Checkpointing asks each open file and each mapping to save its state.\nDeclare what it will call.\n"
    return f"From: {AUTHOR}\nSubject: {title}\n\n{body}\nSigned-off-by: {AUTHOR}\n---\n\n{''.join(pieces)}-- \n2.45.0\n"


@pytest.mark.parametrize("guard", Guard)
@pytest.mark.parametrize("job", [FILES, AREAS], ids=lambda job: job.struct)
def test_checkpatch_has_nothing_to_say(kernel: Path, tmp_path: Path, job: Job, guard: Guard) -> None:
    require("perl")

    def read(path: str) -> bytes:
        return (kernel / path).read_bytes()

    after = documents_after(read, ("vfs.rst", "locking.rst"), job, guard, "6.12")
    after[job.header] = header_after(read, job, guard, named=True, handlers=[job.handler])
    patch = patch_of(read, after)
    assert len(re.findall(r"^diff", patch, re.MULTILINE)) == (3 if job is FILES else 2)
    (tmp_path / "declare.patch").write_text(patch, "latin-1")
    command = ["perl", "scripts/checkpatch.pl", "--show-types", str(tmp_path / "declare.patch")]
    done = subprocess.run(command, cwd=kernel, capture_output=True, text=True, check=False)
    assert "total: 0 errors, 0 warnings" in done.stdout, done.stdout
    assert done.stderr == ""
