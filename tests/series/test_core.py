"""Patches of the user's in front of the series: read, applied to the tree's text, kept as they are."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.series.commits import write_series
from ckptgen.series.core import Core, CorePatchError, read_core
from ckptgen.series.drafts import draft_series
from ckptgen.series.model import Identity, Phase, SeriesDraft
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import MissingFileError
from ckptgen.tree.revision import RevisionTree

from .kernels import FILES, HANDLER, HEADER, TABLE, WITH_ALL, WITH_MEMBER, commit, git, kernel, mails, plan_of
from .plans import options

KCONFIG = "config CHECKPOINT\n\tbool\n\n"


@pytest.fixture
def linux(tmp_path: Path) -> Path:
    return kernel(tmp_path / "linux")


def supplied(linux: Path, files: Mapping[str, str | None], name: str = "core.patch", **more: str) -> Path:
    """Write a patch that changes the files."""
    commit(linux, files, **more)
    path = linux.parent / name
    path.write_bytes(mails(linux))
    return path


def core_of(linux: Path, *places: Path) -> Core:
    return read_core(RevisionTree(linux, "HEAD"), places)


def drafted(linux: Path, *places: Path) -> SeriesDraft:
    core = core_of(linux, *places)
    chosen = replace(
        options(signoff=True),
        core=core.patches,
        prerequisites=core.prerequisites,
        git_dir=str(linux / ".git"),
        base=core.tree.commit,
    )
    draft = draft_series(plan_of(core.tree), lambda path: (core.tree.read(path), core.tree.file_mode(path)), chosen)
    assert draft is not None
    return draft


def steps(draft: SeriesDraft) -> list[tuple[str, str]]:
    return [(str(patch.phase), patch.group) for patch in draft.patches]


BOTH = [("filesystems", "a"), ("filesystems", "b")]
DECLARE = ("declare", "file_operations")
CORE = ("core", "core")


# --- what is read ---


def test_a_patch_file(linux: Path) -> None:
    core = core_of(linux, supplied(linux, {"fs/new.c": "int new;\n", "fs/gone.c": None}))
    (patch,) = core.patches
    assert (patch.phase, patch.subject, patch.body) == (Phase.CORE, "core: the change", "Why it is so.")
    assert [(c.path, c.before, c.after) for c in patch.changes] == [
        ("fs/gone.c", b"int gone;\n", None),
        ("fs/new.c", None, b"int new;\n"),
    ]
    assert core.tree.read("fs/new.c") == b"int new;\n"
    with pytest.raises(MissingFileError):
        core.tree.read("fs/gone.c")
    assert core.tree.commit == git(linux, "rev-parse", "HEAD").decode().strip()


def test_nothing_supplied(linux: Path) -> None:
    tree = RevisionTree(linux, "HEAD")
    assert read_core(tree, []) == Core((), tree, ())


def test_an_mbox_with_two_mails(linux: Path) -> None:
    commit(linux, {"fs/new.c": "int new;\n"}, "one")
    commit(linux, {"fs/new.c": "int new;\nint newer;\n"}, "two")
    (linux.parent / "mbox").write_bytes(mails(linux, 2))
    core = core_of(linux, linux.parent / "mbox")
    assert [patch.subject for patch in core.patches] == ["one", "two"]
    assert core.patches[1].changes[0].before == core.patches[0].changes[0].after == b"int new;\n"
    assert core.tree.read("fs/new.c") == b"int new;\nint newer;\n"


def test_a_folder(linux: Path) -> None:
    folder = linux.parent / "folder"
    folder.mkdir()
    commit(linux, {"fs/new.c": "int new;\n"}, "one")
    commit(linux, {"fs/new.c": "int newer;\n"}, "two")
    git(linux, "format-patch", "--quiet", "--cover-letter", f"-o{folder}", "-2")
    git(linux, "reset", "--quiet", "--hard", "HEAD~2")
    (folder / "notes.txt").write_text("no patch\n")
    assert (folder / "0000-cover-letter.patch").exists()
    assert [patch.subject for patch in core_of(linux, folder).patches] == ["one", "two"]


def test_several_places_in_their_order(linux: Path) -> None:
    two = supplied(linux, {"fs/two.c": "int two;\n"}, "a.patch", subject="two")
    one = supplied(linux, {"fs/one.c": "int one;\n"}, "b.patch", subject="one")
    assert [patch.subject for patch in core_of(linux, one, two).patches] == ["one", "two"]


def test_prerequisites(linux: Path) -> None:
    ids = ["0123456789" * 4, "abcdef0123" * 4]
    path = linux.parent / "ids.txt"
    path.write_text(f"# the core\nprerequisite-patch-id: {ids[0]}\n\n{ids[1]}\n")
    assert core_of(linux, path).prerequisites == tuple(ids)
    draft = drafted(linux, path)
    assert "The series stands on the patches whose ids are named" in draft.cover_body
    cover = write_series(draft).files[0][1].decode()
    assert f"prerequisite-patch-id: {ids[0]}\nprerequisite-patch-id: {ids[1]}\n" in cover[cover.index("base-commit:") :]


def test_who_wrote_it_and_when(linux: Path) -> None:
    core = supplied(linux, {"fs/new.c": "int new;\n"}, who="Zo\u00eb \u00c5ngstr\u00f6m <zoe@example.com>")
    draft = drafted(linux, core)
    assert draft.patches[0].author == Identity("Zo\u00eb \u00c5ngstr\u00f6m", "zoe@example.com")
    assert draft.patches[0].date == "1234567890 +0130"
    assert [patch.author for patch in draft.patches[1:]] == [None] * (len(draft.patches) - 1)
    written = write_series(draft).files
    apply(linux, [content for _, content in written[1:]])
    log = git(linux, "log", "--reverse", "--format=%an <%ae> %ad", "--date=raw", "HEAD~4..").decode().splitlines()
    assert log[0] == "Zo\u00eb \u00c5ngstr\u00f6m <zoe@example.com> 1234567890 +0130"
    assert set(log[1:]) == {"A U Thor <author@example.com> 1281207600 +0000"}


def test_nobody_signs_for_another(linux: Path) -> None:
    draft = drafted(linux, supplied(linux, {"fs/new.c": "int new;\n"}))
    assert "Signed-off-by" not in draft.patches[0].body
    assert all("Signed-off-by: A U Thor" in patch.body for patch in draft.patches[1:])


def test_a_mode(linux: Path) -> None:
    (linux / "scripts/run").chmod(0o644)
    (linux / "fs/gone.c").chmod(0o755)
    core = core_of(linux, supplied(linux, {"fs/gone.c": "int gone, again;\n"}))
    changes = {change.path: change for change in core.patches[0].changes}
    assert (changes["scripts/run"].old_mode, changes["scripts/run"].mode) == ("100755", "100644")
    assert (changes["fs/gone.c"].old_mode, changes["fs/gone.c"].mode) == ("100644", "100755")
    assert core.tree.file_mode("scripts/run") == "100644"


@pytest.mark.parametrize("name", ["fs/a/regular.c", "fs/a/with blank.c", "fs/a/caf\u00e9.c"])
def test_a_renamed_file(linux: Path, name: str) -> None:
    """To the name, and from there to a plain one."""
    git(linux, "mv", "fs/a/file.c", name)
    there = supplied(linux, {}, "there.patch", subject="there")
    draft = drafted(linux, there)
    assert draft.patches[2].group == "a"
    git(linux, "am", "--quiet", str(there))
    git(linux, "mv", name, "fs/a/back.c")
    back = supplied(linux, {}, "back.patch", subject="back")
    git(linux, "reset", "--quiet", "--hard", "HEAD~1")
    assert b"rename from" in back.read_bytes()
    draft = drafted(linux, there, back)
    assert draft.patches[3].tables == ("fs/a/back.c:a_file_operations",)
    apply(linux, [content for _, content in write_series(draft).files[1:]])
    assert b".checkpoint" in (linux / "fs/a/back.c").read_bytes()
    assert not (linux / "fs/a/file.c").exists()


def test_lines_that_end_in_crlf(linux: Path) -> None:
    commit(linux, {"fs/crlf.c": "int one;\r\nint two;\r\nint three;\r\n"})
    core = supplied(linux, {"fs/crlf.c": "int one;\r\nint new;\r\nint three;\r\n"})
    draft = drafted(linux, core)
    assert draft.patches[0].changes[0].after == b"int one;\r\nint new;\r\nint three;\r\n"
    apply(linux, [content for _, content in write_series(draft).files[1:]])
    assert (linux / "fs/crlf.c").read_bytes() == b"int one;\r\nint new;\r\nint three;\r\n"


def test_bytes_that_are_not_utf_8(linux: Path) -> None:
    (linux / "fs/gone.c").write_bytes(b"int gone; /* caf\xe9 */\n")
    draft = drafted(linux, supplied(linux, {}))
    assert draft.patches[0].changes[0].after == b"int gone; /* caf\xe9 */\n"


def test_the_subject_and_the_trailers_of_a_mail_of_a_series(linux: Path) -> None:
    path = supplied(linux, {"fs/new.c": "int new;\n"})
    text = path.read_bytes().replace(b"Subject: [PATCH] core", b"Subject: [RFC PATCH v3 02/17] core")
    trailers = b"Why it is so.\n\nLink: https://example.com/\nSigned-off-by: C O Re <core@example.com>\n"
    path.write_bytes(text.replace(b"Why it is so.\n", trailers))
    (patch,) = core_of(linux, path).patches
    assert patch.subject == "core: the change"
    assert patch.body == trailers.decode().strip()


# --- what the plan makes of it ---


def apply(linux: Path, patches: list[bytes]) -> None:
    (linux.parent / "series.mbox").write_bytes(b"".join(patches))
    git(linux, "am", "--quiet", "--keep-cr", str(linux.parent / "series.mbox"))


def test_git_am_takes_it_all_and_nothing_is_left_to_do(linux: Path) -> None:
    table = TABLE.format(name="a").replace("\t.read", "\t.llseek_too\t= x,\n\t.read")
    core = supplied(linux, {"fs/a/file.c": f"#include <linux/fs.h>\n\n{table}", "fs/c.c": HANDLER})
    draft = drafted(linux, core)
    assert steps(draft) == [CORE, DECLARE, *BOTH]
    expected = {change.path: change.after for patch in draft.patches for change in patch.changes}
    apply(linux, [content for _, content in write_series(draft).files[1:]])
    assert {path: (linux / path).read_bytes() for path in expected} == expected
    assert "\t.llseek_too\t= x," in (linux / "fs/a/file.c").read_text()
    tree = RevisionTree(linux, "HEAD")
    assert draft_series(plan_of(tree), lambda path: (tree.read(path), "100644"), options()) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(HEADER, [CORE, DECLARE, *BOTH], id="nothing"),
        pytest.param(WITH_ALL, [CORE, *BOTH], id="everything"),
        pytest.param(WITH_MEMBER, [CORE, DECLARE, *BOTH], id="the member only"),
    ],
)
def test_what_it_declares_is_not_declared_again(linux: Path, header: str, expected: list[tuple[str, str]]) -> None:
    draft = drafted(linux, supplied(linux, {"include/linux/fs.h": header, "fs/new.c": "int new;\n"}))
    assert steps(draft) == expected
    after = draft.patches[1].changes[0].after if DECLARE in expected else header.encode()
    assert after is not None
    assert len(re.findall(rb"\(\*checkpoint\)", after)) == 1
    assert after.count(b"#define generic_file_checkpoint NULL") == 1


@pytest.mark.parametrize(
    ("files", "lacks"),
    [
        ({}, ["the handler", "EXPORT_SYMBOL_GPL", "the Kconfig symbol CHECKPOINT"]),
        ({"fs/c.c": HANDLER}, ["the Kconfig symbol CHECKPOINT"]),
        ({"fs/c.c": HANDLER.split("EXPORT")[0]}, ["EXPORT_SYMBOL_GPL", "the Kconfig symbol CHECKPOINT"]),
        ({"Kconfig": KCONFIG + FILES["Kconfig"]}, ["the handler", "EXPORT_SYMBOL_GPL"]),
        ({"fs/c.c": HANDLER, "Kconfig": KCONFIG}, []),
        ({"fs/c.c": "/* " + HANDLER + " */\n"}, ["the handler", "EXPORT_SYMBOL_GPL", "the Kconfig symbol CHECKPOINT"]),
        ({"fs/c.c": HANDLER.replace("_GPL", "")}, ["the Kconfig symbol CHECKPOINT"]),
    ],
)
def test_what_it_brings_is_no_longer_missing(linux: Path, files: Mapping[str, str], lacks: list[str]) -> None:
    core = core_of(linux, supplied(linux, {"fs/new.c": "int new;\n", **files}))
    found = plan_of(core.tree).lacks
    assert len(found) == len(lacks)
    assert all(line.startswith(start) for line, start in zip(found, lacks, strict=True))


def test_a_table_that_it_removes_and_one_that_it_adds(linux: Path) -> None:
    core = supplied(linux, {"fs/a/file.c": None, "fs/b/more.c": TABLE.format(name="b_more")})
    draft = drafted(linux, core)
    assert steps(draft) == [CORE, DECLARE, ("filesystems", "b")]
    assert draft.patches[2].tables == ("fs/b/file.c:b_file_operations", "fs/b/more.c:b_more_file_operations")


# --- what is refused ---


def test_one_that_does_not_apply(linux: Path) -> None:
    core = supplied(linux, {"fs/gone.c": "int gone, again;\n"})
    commit(linux, {"fs/gone.c": "int other;\n"})
    with pytest.raises(CorePatchError, match=r"core\.patch does not apply to .*fs/gone\.c") as caught:
        core_of(linux, core)
    assert "rebase" in caught.value.hint


def test_the_second_mail_is_named(linux: Path) -> None:
    commit(linux, {"fs/one.c": "int one;\n"}, "one")
    commit(linux, {"fs/gone.c": "int gone, again;\n"}, "two")
    (linux.parent / "mbox").write_bytes(mails(linux, 2))
    commit(linux, {"fs/gone.c": "int other;\n"})
    with pytest.raises(CorePatchError, match=r"mbox \(mail 2\) does not apply"):
        core_of(linux, linux.parent / "mbox")


@pytest.mark.parametrize("content", [b"", b"some text\n", b"\xff\xfe\n", b"From: a\nSubject: none\n\nNo diff.\n"])
def test_what_is_no_patch(linux: Path, content: bytes) -> None:
    path = linux.parent / "core.patch"
    path.write_bytes(content)
    with pytest.raises(CorePatchError, match=r"core\.patch"):
        core_of(linux, path)


def test_a_bare_diff_has_no_subject(linux: Path) -> None:
    path = linux.parent / "core.patch"
    write_diff = supplied(linux, {"fs/gone.c": "int gone, again;\n"}).read_bytes()
    path.write_bytes(write_diff[write_diff.index(b"diff --git") :])
    with pytest.raises(CorePatchError, match="it has no subject"):
        core_of(linux, path)


def test_a_symbolic_link(linux: Path) -> None:
    (linux / "fs/link.c").symlink_to("gone.c")
    with pytest.raises(CorePatchError, match=r"makes a symbolic link of fs/link\.c"):
        core_of(linux, supplied(linux, {}))


def test_places_that_are_not_there(linux: Path) -> None:
    (linux.parent / "empty").mkdir()
    with pytest.raises(CorePatchError, match="nowhere: No such file"):
        core_of(linux, linux.parent / "nowhere")
    with pytest.raises(CorePatchError, match=r"empty: no \*\.patch files"):
        core_of(linux, linux.parent / "empty")


def test_a_prerequisite_that_is_no_patch_id(tmp_path: Path) -> None:
    file = tmp_path / "needs.txt"
    file.write_text("# first\nprerequisite-patch-id: xyz\n")
    with pytest.raises(CorePatchError, match=r"needs\.txt:2: 'xyz' is not a patch id"):
        read_core(DirectoryTree(tmp_path), [file])
