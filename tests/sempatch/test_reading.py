"""What a sound semantic patch says, and the forms of file that are read all the same."""

import ast
import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import libcst as cst
import pytest

from ckptgen.sempatch.conditions import And, Equals, Has, InstalledAs, Not, Or, Predicate, Seekable
from ckptgen.sempatch.model import (
    Action,
    Add,
    After,
    Argument,
    Copy,
    Decision,
    DeclaredOrder,
    Directories,
    Filesystem,
    Guard,
    Handler,
    Last,
    ListEntry,
    Member,
    SemanticPatch,
    Standing,
    Uses,
)
from ckptgen.sempatch.reader import parse_semantic_patch, read_semantic_patch
from ckptgen.sempatch.source import MAX_BYTES, SemanticPatchError
from ckptgen.sempatch.syntax import NAMES
from ckptgen.sempatch.words import KINDS

WHOLE = r'''# A comment first.
"""The title
on two lines.

The description.

  kept  as  written
"""
struct = ("file_operations")
change = [
    add("setlease", "simple_nosetlease"),
    add(field="splice_read", value="generic_file_splice_read", place=after("read")),
    add("fsync", 'noop_fsync', place=last(),),
]
qualifies = installed_as("inode") and not (seekable or has("llseek")) or equals("fault", value="filemap_fault")
message = """
    Two lines
      and an "indented" one.

    Another paragraph \\ é.
    """
owners = {"fs/smb/client": "cifs", "fs/9p": "9p"}
todo = ["nfs", uses("jbd2", because="journal"), directories("ramfs")]
allow = [
    "adfs", "ram" "fs",
    fs("exofs", because="named "
       "later"),
]
deny = {"smbfs": "deprecated", uses("dlm"): r"a\b"}
elsewhere = []
decisions = {
    "fs/a.c:x": include("i"), "fs/b:c.c:y": exclude(because="e"),
    "fs/a.c:z": opt_out("o"),
}
option = "CONFIG_SETLEASE"
guard = ifdef
declare = [
    member(
        "int (*setlease)(const struct file* filp, int arg,"
        "               void * *priv)",
        doc="called by fcntl,\nand by nobody else.",
        locks={"BKL": "no", "rename lock": "yes (see below)"},
    ),
    handler("simple_nosetlease", beside="generic_setlease"),
    member("void *(*fsync)(void)"),
    handler(name="noop_fsync", beside="fsync"),
]
copies = [
    copy("fs/libfs.c:simple_dir_operations", to="ramfs", because="its own"),
    copy("fs/libfs.c:simple_dir_operations", to="tmpfs", because="its own"),
]
'''

SMALL = '"""T."""\nstruct = "s"\nchange = add("a", "b")\nqualifies = seekable\n'


def read(text: str) -> SemanticPatch:
    return parse_semantic_patch(text.encode(), "rule.py", "name")


def test_whole() -> None:
    assert read(WHOLE) == SemanticPatch(
        path="rule.py",
        name="name",
        sha256=hashlib.sha256(WHOLE.encode()).hexdigest(),
        title="The title on two lines.",
        description="The description.\n\n  kept  as  written",
        struct="file_operations",
        changes=(
            Add("setlease", "simple_nosetlease", DeclaredOrder(), 11),
            Add("splice_read", "generic_file_splice_read", After("read"), 12),
            Add("fsync", "noop_fsync", Last(), 13),
        ),
        core=None,
        option="CONFIG_SETLEASE",
        guard=Guard.IFDEF,
        members=(
            Member(
                "setlease",
                "int",
                (Argument("const struct file *", "filp"), Argument("int", "arg"), Argument("void **", "priv")),
                "called by fcntl, and by nobody else.",
                (("BKL", "no"), ("rename lock", "yes (see below)")),
                38,
            ),
            Member("fsync", "void *", (), "", (), 45),
        ),
        handlers=(
            Handler("simple_nosetlease", "setlease", "generic_setlease", 44),
            Handler("noop_fsync", "fsync", "fsync", 46),
        ),
        qualifies=Or(And(InstalledAs("inode"), Not(Or(Seekable(), Has("llseek")))), Equals("fault", "filemap_fault")),
        message='Two lines\n  and an "indented" one.\n\nAnother paragraph \\ é.',
        lists=(
            ListEntry(Filesystem("nfs"), Standing.TODO, "", 23),
            ListEntry(Uses("jbd2"), Standing.TODO, "journal", 23),
            ListEntry(Directories("ramfs"), Standing.TODO, "", 23),
            ListEntry(Filesystem("adfs"), Standing.ALLOW, "", 25),
            ListEntry(Filesystem("ramfs"), Standing.ALLOW, "", 25),
            ListEntry(Filesystem("exofs"), Standing.ALLOW, "named later", 26),
            ListEntry(Filesystem("smbfs"), Standing.DENY, "deprecated", 29),
            ListEntry(Uses("dlm"), Standing.DENY, "a\\b", 29),
        ),
        decisions=(
            Decision("fs/a.c", "x", Action.INCLUDE, "i", 32),
            Decision("fs/b:c.c", "y", Action.EXCLUDE, "e", 32),
            Decision("fs/a.c", "z", Action.OPT_OUT, "o", 33),
        ),
        copies=(
            Copy("fs/libfs.c", "simple_dir_operations", "ramfs", "its own", 49),
            Copy("fs/libfs.c", "simple_dir_operations", "tmpfs", "its own", 50),
        ),
        owners=(("fs/smb/client", "cifs"), ("fs/9p", "9p")),
    )


def test_the_example_of_the_documentation_is_one_and_uses_every_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "semantic-patch.md").read_text()
    example = textwrap.dedent(page[page.index('    """') : page.index("\n| name |")])
    assert read(example).members
    assert [name for name in NAMES if f"\n{name} = " not in example] == []
    assert [name for name in NAMES if f"`{name}`" not in page] == []


def test_what_may_be_left_out() -> None:
    patch = read(SMALL)
    assert patch.changes == (Add("a", "b", DeclaredOrder(), 3),)
    assert (patch.title, patch.description, patch.message) == ("T.", "", "")
    assert (patch.lists, patch.decisions, patch.copies, patch.owners) == ((), (), (), ())
    assert (patch.option, patch.guard, patch.members, patch.handlers) == ("", Guard.STUB, (), ())


def test_blanks_at_the_ends_of_lines_say_nothing() -> None:
    patch = read(SMALL.replace('"T."', '"  T  \\n u. \\n \\n  D. \\n    E.\\n"') + 'message = " a \\n\\n b \\n "\n')
    assert (patch.title, patch.description, patch.message) == ("T u.", " D.\n   E.", "a\n\nb")


def test_and_binds_closer_than_or_and_not_closest() -> None:
    qualifies = 'qualifies = has("a") or not has("b") and seekable'
    assert read(SMALL.replace("qualifies = seekable", qualifies)).qualifies == Or(
        Has("a"), And(Not(Has("b")), Seekable())
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known(kind: str) -> None:
    wanted: Predicate = InstalledAs(kind)
    assert read(SMALL.replace("seekable", f'installed_as("{kind}")')).qualifies == wanted


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + WHOLE.encode(),
        WHOLE.rstrip("\n").encode(),
        WHOLE.encode() + b"\n  \t",
        WHOLE.encode() + b"\r\n \n\t",
        WHOLE.encode() + b"    \n",
        b" \n\t\n" + WHOLE.replace("\n\n", "\n \t\n").encode(),
        WHOLE.replace("[\n", "[ \r\n").replace("\nallow", "\r\nallow").encode(),
    ],
    ids=["crlf", "byte order mark", "no final newline", "blanks", "mixed blanks", "blank line", "blank lines", "mixed"],
)
def test_forms_of_file_that_say_the_same(data: bytes) -> None:
    patch, wanted = parse_semantic_patch(data, "rule.py", "name"), read(WHOLE)
    assert patch.sha256 == hashlib.sha256(data).hexdigest() != wanted.sha256
    above = data.partition(b"# A comment")[0].count(b"\n")
    assert [entry.line - above for entry in patch.lists] == [entry.line for entry in wanted.lists]
    assert [entry.subject for entry in patch.lists] == [entry.subject for entry in wanted.lists]
    assert (patch.message, patch.description) == (wanted.message, wanted.description)


@pytest.mark.parametrize("cookie", ["# -*- coding: utf-8 -*-", "#!/x\n# vim: set fileencoding=UTF_8 :"])
def test_a_cookie_may_say_utf8(cookie: str) -> None:
    assert read(f"{cookie}\n{SMALL}").title == "T."


def test_a_cookie_counts_in_the_first_two_lines_only() -> None:
    assert read("\n\n# coding: latin-1\n" + SMALL).title == "T."


def test_as_much_nesting_as_is_allowed_is_read() -> None:
    qualifies = "(" * 20 + "not " * 50 + "seekable" + ")" * 20
    nested = "(" * 19 + '["' + '" "'.join("a" * 50) + '"]' + ")" * 19
    patch = read(SMALL.replace("seekable", qualifies) + f"allow = {nested}\n")
    assert patch.lists[0].subject == Filesystem("a" * 50)


@pytest.mark.parametrize(
    "opening", ["(", "[", "{", "f(", "not ", "a.", "-", "f'{", "lambda: ", '"a" ', "a ", "if a:\n "]
)
def test_nesting_without_end_is_an_error(opening: str) -> None:
    with pytest.raises(SemanticPatchError):
        read(SMALL + "allow = " + opening * 20000)


def test_a_file_has_a_size() -> None:
    small = SMALL + "#" * (MAX_BYTES - len(SMALL))
    assert read(small).title == "T."
    with pytest.raises(SemanticPatchError, match="at most"):
        read(small + "#")


def test_file(tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(SMALL)
    patch = read_semantic_patch(rule, "name")
    assert (patch.path, patch.name) == (str(rule), "name")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SemanticPatchError, match="is a folder") as caught:
        read_semantic_patch(tmp_path, "x")
    assert "rule.py" in caught.value.hint
    with pytest.raises(SemanticPatchError, match="cannot be read: No such file"):
        read_semantic_patch(tmp_path / "none.py", "x")
    with pytest.raises(SemanticPatchError, match="not the name of a file"):
        read_semantic_patch(Path("a\0b"), "x")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(SMALL)
    rule.chmod(0)
    with pytest.raises(SemanticPatchError, match="cannot be read: Permission denied"):
        read_semantic_patch(rule, "x")


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(SemanticPatchError, match="at most"):
        read_semantic_patch(Path("/dev/zero"), "x")


def test_spans_of_another_text_are_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    module = cst.parse_module(SMALL)
    monkeypatch.setattr(cst, "parse_module", lambda text: module)
    with pytest.raises(SemanticPatchError, match="does not give this text back"):
        read(SMALL + "#")


@pytest.mark.parametrize("exhausted", [MemoryError, RecursionError])
def test_a_parser_that_gives_up_is_an_error_too(
    monkeypatch: pytest.MonkeyPatch, exhausted: type[BaseException]
) -> None:
    def give_up(text: str) -> None:
        raise exhausted

    monkeypatch.setattr(ast, "parse", give_up)
    with pytest.raises(SemanticPatchError, match="too tangled"):
        read(SMALL + "allow =\n")


def test_nothing_of_it_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(SemanticPatchError):
        read(SMALL + f'allow = [open("{mark}", "w")]\n')
    assert not mark.exists()


def test_start_up_does_not_import_libcst() -> None:
    modules = "cli.decide, ckptgen.cli.lists, ckptgen.sempatch.reader, ckptgen.sempatch.locate, ckptgen.sempatch.model"
    code = f"import sys, ckptgen.{modules}; sys.exit('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
