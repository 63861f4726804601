"""Rebasing: what the new tree changes is told, and nothing that a person did is lost."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run
from tests.cli.test_series import SIGNOFF, contents, git, repository
from tests.paths import ROOT, SAMPLE

CHECKED_IN = ROOT / "patches" / "checkpoint" / "series"
ACK = "Acked-by: A Reader <reader@example.com>"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a copy of the sample tree's series, which can be edited."""
    return Path(shutil.copytree(CHECKED_IN, tmp_path / "v1"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sample tree, which is to become the new one."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "new"))


@pytest.fixture
def rebase(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> Callable[..., Result]:
    def run(*args: object, series: object = old, onto: object = tree) -> Result:
        return ckptgen("rebase", series, "--onto", onto, "-o", tmp_path / "v2", *args)

    return run


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace each text in a file, which must hold it once."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for before, after in pairs:
        assert text.count(before) == 1, (path, before)
        text = text.replace(before, after)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def patch_of(folder: Path, group: str) -> Path:
    """Return the patch of a group in a written series."""
    manifest = json.loads((folder / "manifest.json").read_text())
    (entry,) = (p for p in manifest["patches"] if p["group"] == group and p["phase"] in ("filesystems", "own"))
    return folder / str(entry["file"])


def sign(folder: Path, group: str, trailer: str = ACK) -> None:
    edit(patch_of(folder, group), ("\n---\n", f"\n{trailer}\n---\n"))


def lines_of(result: Result, group: str) -> list[str]:
    """Return what a run says of the patch whose file name holds ``group``: its mark first, then the details."""
    lines = result.out.split("\n")
    start = next(number for number, line in enumerate(lines) if f"-{group}" in line and not line.startswith(" "))
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith("    "))
    return [lines[start][0], *(line.strip() for line in lines[start + 1 : end])]


def changed(patch: Path) -> list[str]:
    """Return the added and removed lines of a patch."""
    text = patch.read_text().partition("\ndiff --git ")[2]
    return [line for line in text.split("\n") if line[:1] in ("+", "-") and line[:3] not in ("+++", "---", "-- ")]


# --- trees that differ --------------------------------------------------


def test_on_the_same_tree_only_the_version_is_new(rebase: Callable[..., Result], old: Path, tmp_path: Path) -> None:
    result = rebase()
    assert result.code == 0, result.err
    marks = [line[0] for line in result.out.splitlines() if line[1:2] == " "]
    assert set(marks) == {"="}
    assert len(marks) == 25
    for name, content in contents(old).items():
        if name.endswith(".patch") and not name.startswith("0000"):
            new = (tmp_path / "v2" / f"v2-{name}").read_bytes() if (tmp_path / "v2" / f"v2-{name}").exists() else None
            if new is not None:
                assert b"\nChanges since v1:\n- none\n" in new
                assert new.split(b"\ndiff --git ")[1:] == content.split(b"\ndiff --git ")[1:]


def test_the_new_version_can_be_rebased_again(
    ckptgen: Run, rebase: Callable[..., Result], tree: Path, tmp_path: Path
) -> None:
    assert rebase().code == 0
    result = ckptgen("rebase", tmp_path / "v2", "--onto", tree, "-o", tmp_path / "v3")
    assert result.code == 0
    text = patch_of(tmp_path / "v3", "minix").read_text()
    assert "Subject: [PATCH v3 " in text
    assert text.index("Changes since v2:\n- none") < text.index("Changes since v1:\n- none")
    cover = (tmp_path / "v3" / "v3-0000-cover-letter.patch").read_text()
    assert cover.index("Changes since v2") < cover.index("Changes since v1")
    assert cover.count("Changes since") == 2


def test_a_table_that_has_moved_takes_its_patch_along(
    rebase: Callable[..., Result], tree: Path, tmp_path: Path
) -> None:
    (tree / "fs/xfs/linux-2.6").mkdir()
    (tree / "fs/xfs/xfs_file.c").rename(tree / "fs/xfs/linux-2.6/xfs_file.c")
    result = rebase()
    assert result.code == 0
    said = lines_of(result, "xfs")
    assert said[0] == "!"
    assert "xfs_file_operations in fs/xfs/linux-2.6/xfs_file.c now, before in fs/xfs/xfs_file.c" in said
    assert "a/fs/xfs/linux-2.6/xfs_file.c" in patch_of(tmp_path / "v2", "xfs").read_text()


def test_a_table_with_another_name(rebase: Callable[..., Result], tree: Path) -> None:
    text = (tree / "fs/minix/file.c").read_text().replace("minix_file_operations", "minix_regular_fops")
    (tree / "fs/minix/file.c").write_text(text)
    result = rebase()
    assert "minix_file_operations in fs/minix/file.c is called minix_regular_fops now" in lines_of(result, "minix")


def test_a_new_table_and_one_that_is_gone(rebase: Callable[..., Result], tree: Path, tmp_path: Path) -> None:
    edit(
        tree / "fs/minix/file.c",
        (
            "const struct file_operations minix_dir_operations = {\n",
            "const struct file_operations minix_dir_operations = {\n\t.llseek\t\t= generic_file_llseek,\n",
        ),
    )
    (tree / "fs/affs/dir.c").unlink()
    result = rebase()
    (said,) = (line for line in lines_of(result, "minix") if "minix_dir_operations" in line)
    assert said.startswith("minix_dir_operations in fs/minix/file.c: undecided before (does not qualify")
    assert "add now:" in said
    assert "affs_dir_operations in fs/affs/dir.c is gone" in lines_of(result, "affs")
    assert "- affs_dir_operations in fs/affs/dir.c is gone" in patch_of(tmp_path / "v2", "affs").read_text()


def test_a_filesystem_that_is_gone_and_one_that_is_new(
    rebase: Callable[..., Result], tree: Path, tmp_path: Path
) -> None:
    shutil.rmtree(tree / "fs/minix")
    (tree / "fs/newfs").mkdir()
    text = (SAMPLE / "fs/minix/file.c").read_text().replace("minix", "newfs")
    (tree / "fs/newfs/file.c").write_text(text)
    result = rebase()
    assert result.code == 0
    assert lines_of(result, "minix")[0] == "-"
    assert "filesystem gone: minix" in result.out
    assert "filesystem new and undecided: newfs (2 tables: " in result.out
    cover = (tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text()
    assert "- minix: dropped;" in cover
    assert "new in the tree, and not covered: newfs" in cover


def test_a_filesystem_without_its_table_is_not_gone(rebase: Callable[..., Result], tree: Path, tmp_path: Path) -> None:
    (tree / "fs/minix/file.c").write_text("#include <linux/fs.h>\n")
    result = rebase()
    gone = "minix_file_operations in fs/minix/file.c is gone (minix has no such table in this tree)"
    assert lines_of(result, "minix") == ["-", gone]
    assert "filesystem gone" not in result.out


def test_the_changelog_names_the_declaration(rebase: Callable[..., Result], tree: Path, tmp_path: Path) -> None:
    edit(tree / "include/linux/fs.h", ("struct vm_area_struct;\n", "struct vm_area_struct;\nstruct ckpt_ctx;\n"))
    assert rebase().code == 0
    cover = (tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text()
    assert "- the declaration: other lines in include/linux/fs.h\n" in cover


def test_a_filesystem_that_registers_the_name_of_one_that_is_gone(rebase: Callable[..., Result], tree: Path) -> None:
    shutil.rmtree(tree / "fs/ntfs")
    shutil.rmtree(tree / "fs/ntfs3")
    (tree / "fs/ntfs4").mkdir()
    shutil.copy(SAMPLE / "fs/ntfs/file.c", tree / "fs/ntfs4/file.c")
    result = rebase()
    assert lines_of(result, "ntfs")[0] == "-"
    assert "filesystem gone: ntfs\n" in result.out
    assert "filesystem new and undecided: ntfs4" in result.out


def test_what_the_new_tree_has_already(rebase: Callable[..., Result], tree: Path) -> None:
    line = "\t.splice_read\t= filemap_splice_read,\n"
    edit(tree / "fs/minix/file.c", (line, f"{line}\t.checkpoint\t= generic_file_checkpoint,\n"))
    result = rebase()
    assert lines_of(result, "minix")[:2] == ["-", "minix_file_operations in fs/minix/file.c has the entry already"]


def test_a_verdict_that_has_changed_names_the_evidence(rebase: Callable[..., Result], tree: Path) -> None:
    edit(tree / "fs/minix/file.c", ("\t.llseek\t\t= generic_file_llseek,\n", "\t.llseek\t\t= no_llseek,\n"))
    said = lines_of(rebase(), "minix")
    assert any(line.startswith("minix_file_operations in fs/minix/file.c: add before") for line in said)
    assert any(line.startswith("fs/minix/file.c:5:") and "no_llseek" in line for line in said)


def test_a_private_copy_follows_its_original(rebase: Callable[..., Result], tree: Path, tmp_path: Path) -> None:
    header = (tree / "include/linux/fs.h").read_text()
    (tree / "include/linux/fs.h").write_text(
        header.replace("extern int noop_fsync(", "extern int generic_file_fsync(", 1)
    )
    text = (tree / "fs/libfs.c").read_text()
    start = text.index("simple_dir_operations = {")
    (tree / "fs/libfs.c").write_text(text[:start] + text[start:].replace("noop_fsync", "generic_file_fsync", 1))
    result = rebase()
    assert "ramfs_dir_operations in fs/ramfs/inode.c follows its original" in result.out
    assert ".fsync is generic_file_fsync, was noop_fsync" in result.out
    last = sorted((tmp_path / "v2").glob("v2-*.patch"))[-1].read_text()
    assert "+\t.fsync\t\t= generic_file_fsync," in last


# --- what people did ----------------------------------------------------


def test_a_message_stays_as_a_person_has_written_it(rebase: Callable[..., Result], old: Path, tmp_path: Path) -> None:
    patch = patch_of(old, "minix")
    edit(
        patch,
        ("minix: add .checkpoint to file operations", "minix: let files be checkpointed"),
        ("Use the generic checkpoint handler", "Tanenbaum would like it.\n\nUse the generic checkpoint handler"),
        ("\n---\n", "\nCc: minix@example.com\n---\nOnly read, never run.\n"),
    )
    result = rebase()
    assert result.code == 0
    assert lines_of(result, "minix") == ["=", "edited by hand, and kept: subject, message, trailers"]
    text = patch_of(tmp_path / "v2", "minix").read_text()
    assert "] minix: let files be checkpointed\n" in text
    assert "Tanenbaum would like it.\n" in text
    assert "\nCc: minix@example.com\n---\n" in text
    assert "- none\n\nOnly read, never run.\n" in text


def test_an_edited_message_takes_up_what_changes_in_the_generated_one(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    edit(
        patch_of(old, "minix"),
        ("Use the generic checkpoint handler", "Tanenbaum would like it.\n\nUse the generic checkpoint handler"),
    )
    edit(
        tree / "fs/minix/file.c",
        (
            "const struct file_operations minix_dir_operations = {\n",
            "const struct file_operations minix_dir_operations = {\n\t.llseek\t\t= generic_file_llseek,\n",
        ),
    )
    result = rebase()
    assert result.code == 0
    text = patch_of(tmp_path / "v2", "minix").read_text()
    assert "fs/minix/file.c: minix_file_operations, minix_dir_operations" in text
    assert "Tanenbaum would like it." in text


def test_a_hunk_stays_as_a_person_has_made_it(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    place_behind_llseek(old)
    edit(tree / "fs/minix/file.c", ("= filemap_splice_read,", "= generic_file_splice_read,"))
    result = rebase()
    assert result.code == 0, result.out
    assert "edited by hand, and carried over: fs/minix/file.c" in lines_of(result, "minix")
    text = patch_of(tmp_path / "v2", "minix").read_text()
    assert " \t.llseek\t\t= generic_file_llseek,\n+\t.checkpoint\t= generic_file_checkpoint,\n" in text
    assert changed(patch_of(tmp_path / "v2", "minix")) == ["+\t.checkpoint\t= generic_file_checkpoint,"]
    assert "- edited by hand, and carried over: fs/minix/file.c" in text


def place_behind_llseek(old: Path) -> None:
    text = patch_of(old, "minix").read_text()
    start = text.index("@@ ")
    patch_of(old, "minix").write_text(
        text[:start]
        + "@@ -3,5 +3,6 @@\n \n const struct file_operations minix_file_operations = {\n"
        + " \t.llseek\t\t= generic_file_llseek,\n"
        + "+\t.checkpoint\t= generic_file_checkpoint,\n"
        + " \t.read_iter\t= generic_file_read_iter,\n \t.write_iter\t= generic_file_write_iter,\n-- \nckptgen\n"
    )


def test_a_hunk_that_does_not_go_with_the_new_tree(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    place_behind_llseek(old)
    line = "\t.llseek\t\t= generic_file_llseek,\n"
    edit(tree / "fs/minix/file.c", (line, f"{line}\t.read\t\t= new_sync_read,\n"))
    result = rebase()
    assert result.code == 1
    said = lines_of(result, "minix")
    assert any(line.startswith("CONFLICT in fs/minix/file.c") for line in said)
    sides = ["<<<<<<< the new tree", "||||||| the old version as it was generated", ">>>>>>> the old version as it is"]
    assert [line for line in said if line in sides] == sides
    kept = f"{patch_of(old, 'minix').name}.old"
    assert f"kept beside: {kept}" in result.out
    assert (tmp_path / "v2" / kept).read_bytes() == patch_of(old, "minix").read_bytes()
    assert changed(patch_of(tmp_path / "v2", "minix")) == ["+\t.checkpoint\t= generic_file_checkpoint,"]


def other_handler(old: Path, group: str) -> None:
    edit(patch_of(old, group), ("\t= generic_file_checkpoint,", f"\t= {group}_checkpoint,"))


def test_a_value_stays_though_the_line_beside_it_changes(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    other_handler(old, "minix")
    sign(old, "minix")
    edit(tree / "fs/minix/file.c", ("= filemap_splice_read,", "= generic_file_splice_read,"))
    result = rebase()
    assert result.code == 0, result.out
    said = lines_of(result, "minix")
    assert said[0] == "~"
    assert f"kept: {ACK}" in said
    assert changed(patch_of(tmp_path / "v2", "minix")) == ["+\t.checkpoint\t= minix_checkpoint,"]


def test_a_hunk_of_a_filesystem_that_is_gone(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    other_handler(old, "minix")
    shutil.rmtree(tree / "fs/minix")
    result = rebase()
    assert result.code == 1
    said = lines_of(result, "minix")
    assert said.count("minix_file_operations in fs/minix/file.c is gone (minix is not in this tree)") == 1
    assert "+\t.checkpoint\t= minix_checkpoint," in said
    assert (tmp_path / "v2" / f"{patch_of(old, 'minix').name}.old").exists()


def test_words_of_a_filesystem_that_is_gone(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    edit(patch_of(old, "minix"), ("Use the generic", "Tanenbaum would like it.\n\nUse the generic"))
    shutil.rmtree(tree / "fs/minix")
    result = rebase()
    assert result.code == 0
    assert "edited by hand, and gone with the patch: message" in lines_of(result, "minix")
    assert (tmp_path / "v2" / f"{patch_of(old, 'minix').name}.old").exists()


def test_a_hunk_stays_where_the_other_table_of_its_file_moves_away(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    path = patch_of(old, "xfs")
    path.write_text(path.read_text().replace("\t= generic_file_checkpoint,", "\t= xfs_checkpoint,", 1))
    text = (tree / "fs/xfs/xfs_file.c").read_text()
    start = text.index("const struct file_operations xfs_dir_file_operations")
    end = text.index("};\n", start) + 3
    (tree / "fs/xfs/xfs_file.c").write_text(text[:start] + text[end:])
    (tree / "fs/xfs/xfs_dir.c").write_text(f"#include <linux/fs.h>\n\n{text[start:end]}")
    result = rebase()
    assert result.code == 0, result.out
    assert sorted(changed(patch_of(tmp_path / "v2", "xfs"))) == [
        "+\t.checkpoint\t= generic_file_checkpoint,",
        "+\t.checkpoint\t= xfs_checkpoint,",
    ]


def test_a_private_copy_is_told_of_under_its_own_patch_only(rebase: Callable[..., Result], tree: Path) -> None:
    text = (tree / "fs/libfs.c").read_text()
    (tree / "fs/libfs.c").write_text(text.replace("noop_fsync", "generic_file_fsync"))
    result = rebase()
    assert result.out.count("ramfs_dir_operations in fs/ramfs/inode.c") == 1
    assert "    ramfs_dir_operations in fs/ramfs/inode.c" in result.out.partition("ramfs-use-private")[2]


def test_the_author_s_date_and_the_tag_stay(rebase: Callable[..., Result], old: Path, tmp_path: Path) -> None:
    edit(patch_of(old, "minix"), ("Date: Sat, 1 Jan 2000 00:00:00 +0000", "Date: Mon, 1 Feb 2010 10:00:00 +0100"))
    for path in old.glob("*.patch"):
        path.write_bytes(path.read_bytes().replace(b"Subject: [PATCH ", b"Subject: [RFC PATCH ", 1))
    assert rebase().code == 0
    text = patch_of(tmp_path / "v2", "minix").read_text()
    assert "Date: Mon, 1 Feb 2010 10:00:00 +0100\nSubject: [RFC PATCH v2 17/25] " in text
    assert rebase("--subject-prefix", "PATCH", "--force").code == 0
    assert "Subject: [PATCH v2 17/25] " in patch_of(tmp_path / "v2", "minix").read_text()


def test_a_line_that_cuts_a_message_off_is_told_of(rebase: Callable[..., Result], old: Path, tmp_path: Path) -> None:
    edit(patch_of(old, "minix"), ("Use the generic", "--- before ---\n\nUse the generic"))
    result = rebase()
    assert result.code == 1
    said = "CONFLICT in the message: for git it ends at '--- before ---'; what follows is left out"
    assert said in lines_of(result, "minix")
    assert (tmp_path / "v2" / f"{patch_of(old, 'minix').name}.old").exists()


def test_trailers_stay_where_the_change_is_the_same(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    for group in ("minix", "affs", "adfs"):
        sign(old, group)
    (tree / "fs/affs/dir.c").unlink()
    edit(tree / "fs/adfs/file.c", ("#include", "/* a line more */\n#include"))
    result = rebase()
    for group in ("minix", "adfs"):
        assert f"kept: {ACK}" in lines_of(result, group)
        assert f"\n{ACK}\n---\n" in patch_of(tmp_path / "v2", group).read_text()
    assert f"dropped, since the change differs: {ACK}" in lines_of(result, "affs")
    text = patch_of(tmp_path / "v2", "affs").read_text()
    assert f"\n{ACK}\n---\n" not in text
    assert f"  {ACK}\n" in text.partition("\n---\n")[2]


def test_trailers_come_from_replies(rebase: Callable[..., Result], tmp_path: Path) -> None:
    def reply(subject: str, said: str, sender: str = "A Reader <reader@example.com>") -> str:
        head = f"From r Thu Jan  1 00:00:00 1970\nFrom: {sender}\nSubject: {subject}\nDate: 1 Jan 2000 00:00:00 +0000\n"
        return f"{head}\n> {ACK.replace('A Reader', 'Quoted')}\n{said}\n\n"

    mbox = tmp_path / "replies"
    mbox.write_text(
        reply("Re: [PATCH 17/25] minix: add .checkpoint to file operations", ACK)
        + reply("Re: [PATCH 17/25] minix: add .checkpoint to file operations", ACK, "Another <other@example.com>")
        + reply("Re: [PATCH 1/1] something else", ACK)
        + reply(
            "Re: [PATCH 00/25] Checkpoint open files and directories of ordinary filesystems",
            "Tested-by: T <reader@example.com>",
        )
    )
    result = rebase("--trailers", mbox)
    assert result.code == 0
    assert f"kept: {ACK}" in lines_of(result, "minix")
    text = patch_of(tmp_path / "v2", "minix").read_text()
    assert text.count(ACK) == 1
    assert "Tested-by: T <reader@example.com>\n---\n" in text
    assert "Tested-by: T <reader@example.com>\n---\n" in patch_of(tmp_path / "v2", "affs").read_text()
    assert ACK not in patch_of(tmp_path / "v2", "affs").read_text()
    refused = [line for line in result.err.splitlines() if line.startswith("not taken: ")]
    assert len(refused) == 2
    assert refused[0].endswith("the mail is from Another <other@example.com>")
    assert refused[1].endswith("no patch has the subject 'something else'")


def test_a_patch_that_a_person_took_out_stays_out(
    ckptgen: Run, rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    patch_of(old, "minix").unlink()
    result = rebase()
    assert result.code == 0
    assert "left out, as in the old version: minix: add .checkpoint to file operations" in result.out
    assert "v2-0016-jfs" in result.out
    assert "v2-0017-ntfs" in result.out
    again = ckptgen("rebase", tmp_path / "v2", "--onto", tree)
    assert "left out, as in the old version: minix" in again.out
    assert "nothing is written" in again.err


def own_patch(old: Path, number: str) -> str:
    """Put a patch of a person's into a folder: it adds a line to the top of minix' file; return its name."""
    name = f"{number}-zz-minix-say-what-it-is.patch"
    (old / name).write_text(
        "From: B Own <own@example.com>\nDate: Mon, 1 Feb 2010 10:00:00 +0100\n"
        "Subject: [PATCH] minix: say what it is\n\n"
        "For readers.\n\nSigned-off-by: B Own <own@example.com>\n---\n"
        "--- a/fs/minix/file.c\n+++ b/fs/minix/file.c\n@@ -1,3 +1,4 @@\n"
        "+/* The filesystem of minix. */\n"
        " /* Two tables in one file; the second has no .llseek, so its files cannot be seeked. */\n"
        " #include <linux/fs.h>\n \n-- \n"
    )
    return name


def test_a_patch_of_a_person_stays_where_it_stands(
    ckptgen: Run, rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    own_patch(old, patch_of(old, "minix").name.partition("-")[0])
    edit(tree / "fs/minix/file.c", ("\t.llseek\t\t= generic_file_llseek,\n", "\t.llseek\t\t= default_llseek,\n"))
    result = rebase()
    assert result.code == 0, result.out + result.err
    files = sorted(path.name for path in (tmp_path / "v2").glob("*.patch"))
    assert files[18].endswith("-minix-say-what-it-is.patch")
    text = (tmp_path / "v2" / files[18]).read_text()
    assert "From: B Own <own@example.com>" in text
    assert "+/* The filesystem of minix. */\n" in text
    again = ckptgen("rebase", tmp_path / "v2", "--onto", tree, "-o", tmp_path / "v3")
    assert again.code == 0
    assert lines_of(again, "minix-say-what-it-is.patch")[0] == "="
    verified = ckptgen("-C", tree, "verify", tmp_path / "v2")
    assert "does not apply" not in verified.out


def test_a_patch_of_a_person_that_does_not_go_with_the_new_tree(
    rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    name = own_patch(old, "0017")
    text = (tree / "fs/minix/file.c").read_text()
    (tree / "fs/minix/file.c").write_text(f"/* Minix. */\n{text}")
    result = rebase()
    assert result.code == 1
    said = lines_of(result, "zz-minix")
    assert said[:2] == ["-", "CONFLICT in fs/minix/file.c: the change made by hand and the new tree do not go together"]
    assert {"/* Minix. */", "/* The filesystem of minix. */"} <= set(said)
    assert (tmp_path / "v2" / f"{name}.old").read_bytes() == (old / name).read_bytes()


def test_a_patch_of_a_person_that_the_new_tree_has(rebase: Callable[..., Result], old: Path, tree: Path) -> None:
    own_patch(old, "0017")
    text = (tree / "fs/minix/file.c").read_text()
    (tree / "fs/minix/file.c").write_text(f"/* The filesystem of minix. */\n{text}")
    result = rebase()
    assert result.code == 0
    assert lines_of(result, "zz-minix") == ["-", "the new tree has all of it already"]


def test_the_cover_letter_keeps_what_a_person_has_written(
    rebase: Callable[..., Result], old: Path, tmp_path: Path
) -> None:
    cover = old / "0000-cover-letter.patch"
    edit(
        cover,
        ("The filesystems below get it;", "I wrote this myself.\n\nThe filesystems below get it;"),
        ("  EDITME: how the series was tested\n", "  tested: on paper\n"),
    )
    result = rebase()
    assert result.code == 0, result.out
    text = (tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text()
    assert "I wrote this myself.\n" in text
    assert "  tested: on paper\n" in text
    assert "EDITME" not in text
    assert "Changes since v1 (" in text
    assert text.count("A U Thor (25):") == 1


# --- patches that the user supplies -------------------------------------

TIDY = (
    "From: C Ore <core@example.com>\nDate: Mon, 1 Feb 2010 10:00:00 +0100\nSubject: [PATCH] minix: tidy\n\n"
    "Tidy.\n\nSigned-off-by: C Ore <core@example.com>\n---\n--- a/fs/minix/file.c\n+++ b/fs/minix/file.c\n"
    "@@ -7,6 +7,6 @@\n \t.write_iter\t= generic_file_write_iter,\n \t.mmap\t\t= generic_file_mmap,\n"
    " \t.fsync\t\t= generic_file_fsync,\n-\t.splice_read\t= filemap_splice_read,\n"
    "+\t.splice_read\t= minix_splice_read,\n };\n \n-- \n"
)


@pytest.fixture
def cored(ckptgen: Run, tmp_path: Path) -> Path:
    """Return a series that stands on a patch of the user's."""
    (tmp_path / "tidy.patch").write_text(TIDY)
    made = ckptgen("-C", SAMPLE, "series", "--core", tmp_path / "tidy.patch", "-o", tmp_path / "cored", *SIGNOFF)
    assert made.code == 0, made.err
    return tmp_path / "cored"


def test_a_supplied_patch_is_told_of_like_the_others(
    rebase: Callable[..., Result], cored: Path, tree: Path, tmp_path: Path
) -> None:
    edit(cored / "0001-minix-tidy.patch", ("\n---\n", "\nAcked-by: D <d@example.com>\n---\nOnly tidied.\n"))
    other_handler(cored, "minix")
    edit(tree / "fs/minix/file.c", ("#include", "/* a line more */\n#include"))
    mbox = tmp_path / "replies"
    mbox.write_text(
        "From r Thu Jan  1 00:00:00 1970\nFrom: A Reader <reader@example.com>\n"
        f"Subject: Re: [PATCH 01/26] minix: tidy\n\n{ACK}\n\n"
    )
    result = rebase("--trailers", mbox, series=cored)
    assert result.code == 0, result.out
    assert lines_of(result, "minix-tidy") == ["=", "kept: Acked-by: D <d@example.com>", f"kept: {ACK}"]
    text = (tmp_path / "v2" / "v2-0001-minix-tidy.patch").read_text()
    assert f"Acked-by: D <d@example.com>\n{ACK}\n---\nChanges since v1:\n- none\n\nOnly tidied.\n" in text
    assert "edited by hand, and carried over: fs/minix/file.c" in lines_of(result, "minix-add")
    assert changed(patch_of(tmp_path / "v2", "minix")) == ["+\t.checkpoint\t= minix_checkpoint,"]


def test_what_becomes_of_a_table_is_not_said_of_a_supplied_patch(
    rebase: Callable[..., Result], cored: Path, tree: Path
) -> None:
    edit(tree / "fs/minix/file.c", ("\t.llseek\t\t= generic_file_llseek,\n", "\t.llseek\t\t= no_llseek,\n"))
    result = rebase(series=cored)
    assert lines_of(result, "minix-tidy") == ["="]
    assert result.out.count("minix_file_operations in fs/minix/file.c: add before") == 1


def test_a_supplied_patch_that_the_new_tree_has(rebase: Callable[..., Result], cored: Path, tree: Path) -> None:
    edit(tree / "fs/minix/file.c", ("= filemap_splice_read,", "= minix_splice_read,"))
    result = rebase(series=cored)
    assert result.code == 0, result.err
    assert lines_of(result, "minix-tidy") == ["-", "the new tree has it already"]
    assert result.out.endswith("25 unchanged, 1 gone\n")


# --- other kinds of series ----------------------------------------------


def patches_of(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.glob("*.patch"))[1:]]


def foreign(tmp_path: Path, old: Path) -> Path:
    """Return an mbox in which somebody else has done in three patches what the sample tree's series does in 25."""
    repo = repository(tmp_path / "foreign")
    git(repo, "am", "--quiet", "--keep-cr", *patches_of(old))
    ends = ["HEAD~25", "HEAD~24", "HEAD~17", "HEAD"]
    texts = ["vfs: declare it\n\nDeclare.", f"six filesystems\n\nDo six.\n\n{ACK}", "the rest\n\nAll."]
    head = "From F Thu Jan  1 00:00:00 1970\nFrom: F Oreign <f@example.com>\nDate: Tue, 2 Mar 2010 10:00:00 +0100\n"
    mails = [f"{head}Subject: [RFC PATCH v3 0/3] file operations\n\nHello.\n\nThis is mine.\n\n"]
    for number, text in enumerate(texts, 1):
        diff = git(repo, "diff", *ends[number - 1 : number + 1])
        mails.append(
            f"{head}Subject: [RFC PATCH v3 {number}/3] {text}\n\nSigned-off-by: F Oreign <f@example.com>\n---\n"
            f"{diff}-- \n2.1\n\n"
        )
    (tmp_path / "mbox").write_bytes("".join(mails).encode())
    return tmp_path / "mbox"


def test_a_patch_that_does_what_several_do_is_made_anew(
    ckptgen: Run, rebase: Callable[..., Result], old: Path, tree: Path, tmp_path: Path
) -> None:
    mbox = foreign(tmp_path, old)
    (tree / "fs/affs/dir.c").unlink()
    (tree / "fs/xfs/linux-2.6").mkdir()
    (tree / "fs/xfs/xfs_file.c").rename(tree / "fs/xfs/linux-2.6/xfs_file.c")
    result = rebase("--from", SAMPLE, *SIGNOFF, series=mbox)
    assert result.code == 0, result.out + result.err
    assert "left out" not in result.out
    said = lines_of(result, "six")
    assert "affs_dir_operations in fs/affs/dir.c is gone" in said
    assert f"dropped, since the change differs: {ACK}" in said
    assert not any(line.startswith("edited by hand, and carried over") for line in lines_of(result, "the-rest"))
    folder = tmp_path / "v2"
    cover = (folder / "v4-0000-cover-letter.patch").read_text()
    assert "Subject: [RFC PATCH v4 0/3] file operations\n\nHello.\n\nThis is mine.\n\nChanges since v3" in cover
    assert "- six filesystems: affs_dir_operations in fs/affs/dir.c is gone\n" in cover
    rest = (folder / "v4-0003-the-rest.patch").read_text()
    assert "From: F Oreign <f@example.com>\nDate: Tue, 2 Mar 2010 10:00:00 +0100\n" in rest
    assert "Signed-off-by: F Oreign <f@example.com>\nSigned-off-by: A U Thor <author@example.com>\n---\n" in rest
    assert "fs/xfs/linux-2.6/xfs_file.c" in rest
    assert ckptgen("-C", tree, "verify", folder).code == 0
    again = ckptgen("rebase", folder, "--onto", tree, "-o", tmp_path / "v3")
    assert again.out.endswith("\n3 unchanged\n")


def test_nobody_signs_for_another_one(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> None:
    mbox = foreign(tmp_path, old)
    shutil.rmtree(tree / "fs/udf")
    repo = repository(tmp_path / "repo")
    git(repo, "config", "user.name", "C Aller")
    git(repo, "config", "user.email", "caller@example.com")
    place = tmp_path / "v2"
    assert ckptgen("-C", repo, "rebase", mbox, "--from", "main", "--onto", tree, "-o", place).code == 0
    assert not any(b"Signed-off-by: C Aller" in path.read_bytes() for path in place.iterdir())
    assert ckptgen("-C", repo, "rebase", mbox, "--from", "main", "--onto", tree, "-o", place, "-s").code == 0
    assert all("Signed-off-by: C Aller" in Path(path).read_text() for path in patches_of(place))


def test_four_commits_made_one(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    git(repo, "checkout", "--quiet", "-b", "topic")
    git(repo, "am", "--quiet", "--keep-cr", *patches_of(old))
    git(repo, "reset", "--quiet", "--soft", "HEAD~4")
    git(repo, "commit", "--quiet", "--message=ubifs, udf, xfs and a copy at once")
    result = ckptgen("-C", repo, "rebase", "main..topic", "--onto", tree, "-o", tmp_path / "v2", *SIGNOFF)
    assert result.code == 0, result.out + result.err
    assert "left out" not in result.out
    assert result.out.endswith("\n22 unchanged\n")


def test_a_commit_made_two(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    git(repo, "checkout", "--quiet", "-b", "topic")
    git(repo, "am", "--quiet", "--keep-cr", *patches_of(old)[:-2])
    path = repo / "fs/xfs/xfs_file.c"
    for table in ("xfs_file_operations", "xfs_dir_file_operations"):
        text = path.read_text()
        at = text.index("};", text.index(f"file_operations {table}"))
        path.write_text(f"{text[:at]}\t.checkpoint\t= generic_file_checkpoint,\n{text[at:]}")
        git(repo, "commit", "--quiet", "--all", f"--message=xfs: {table}")
    (tree / "fs/xfs/linux-2.6").mkdir()
    (tree / "fs/xfs/xfs_file.c").rename(tree / "fs/xfs/linux-2.6/xfs_file.c")
    result = ckptgen("-C", repo, "rebase", "main..topic", "--onto", tree, "-o", tmp_path / "v2", *SIGNOFF)
    assert result.code == 0, result.out + result.err
    entry = ["+\t.checkpoint\t= generic_file_checkpoint,"]
    last = sorted((tmp_path / "v2").glob("*.patch"))[-2:]
    assert [path.name[8:] for path in last] == ["xfs-xfs_file_operations.patch", "xfs-xfs_dir_file_operations.patch"]
    assert [changed(path) for path in last] == [entry, entry]


def test_a_branch_that_was_amended(ckptgen: Run, tree: Path, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    assert ckptgen("-C", repo, "series", "--branch", "v1", *SIGNOFF).code == 0
    git(repo, "checkout", "--quiet", "v1")
    edit(
        repo / "fs/minix/file.c",
        ("\t.checkpoint\t= generic_file_checkpoint,\n", "\t.checkpoint\t= minix_checkpoint,\n"),
    )
    git(
        repo,
        "commit",
        "--quiet",
        "--all",
        "--message=minix: a handler of its own\n\nSigned-off-by: A U Thor <author@example.com>",
    )
    result = ckptgen("-C", repo, "rebase", "main..v1", "--onto", tree, "-o", tmp_path / "v2", *SIGNOFF)
    assert result.code == 0, result.err
    assert "! " not in result.out
    files = sorted(path.name for path in (tmp_path / "v2").glob("*.patch"))
    assert files[-1] == "v2-0026-minix-a-handler-of-its-own.patch"
    assert "+\t.checkpoint\t= minix_checkpoint," in (tmp_path / "v2" / files[-1]).read_text()
    assert git(repo, "status", "--porcelain") == ""


def test_onto_a_revision_and_onto_a_branch(ckptgen: Run, old: Path, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    before = git(repo, "rev-parse", "HEAD")
    result = ckptgen("-C", repo, "rebase", old, "--onto", "main", "--branch", "v2", "-o", tmp_path / "v2")
    assert result.code == 0, result.err
    assert git(repo, "rev-parse", "HEAD") == before
    assert git(repo, "log", "--format=%s", "main..v2").count("\n") == 25
    assert "Changes since" not in git(repo, "log", "--format=%B", "main..v2")
    base = json.loads((tmp_path / "v2" / "manifest.json").read_text())["base"]
    assert base == before.strip()


def test_an_mbox_of_somebody_else(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> None:
    edit(patch_of(old, "minix"), ("minix: add .checkpoint to file operations", "minix: let files be checkpointed"))
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"".join(path.read_bytes() for path in sorted(old.glob("*.patch"), reverse=True)))
    refused = ckptgen("rebase", mbox, "--onto", tree, "-o", tmp_path / "v2", *SIGNOFF)
    assert refused.code == 2
    assert "--from" in refused.err
    result = ckptgen("rebase", mbox, "--from", SAMPLE, "--onto", tree, "-o", tmp_path / "v2", *SIGNOFF)
    assert result.code == 0, result.err
    assert "edited by hand, and kept: subject" in lines_of(result, "minix-let-files")
    assert len(list((tmp_path / "v2").glob("v2-*.patch"))) == 26


def test_without_an_output_nothing_is_written(ckptgen: Run, old: Path, tree: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = ckptgen("rebase", old, "--onto", tree)
    assert result.code == 0
    assert "nothing is written: name a folder with -o DIR" in result.err
    assert sorted(tmp_path.rglob("*")) == before


def test_the_range_diff_goes_into_the_cover_letter(rebase: Callable[..., Result], tree: Path, tmp_path: Path) -> None:
    (tree / "fs/affs/dir.c").unlink()
    assert rebase("--range-diff").code == 0
    text = (tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text()
    at = text.index("\nRange-diff against v1:\n")
    assert text.index("Changes since v1") < at
    assert " ! " in text[at:]
    assert "affs_dir_operations" in text[at:]


@pytest.mark.parametrize("text", ["{}", "", '{"schema": "ckptgen-origin/2"}'])
def test_an_origin_that_cannot_be_read(rebase: Callable[..., Result], old: Path, text: str) -> None:
    (old / "origin.json").write_text(text)
    refused = rebase()
    assert refused.code == 2
    assert "origin.json: " in refused.err
    assert "name the tree that the old version was made for: --from REV|DIR" in refused.err
    result = rebase("--from", SAMPLE)
    assert result.code == 0, result.err
    assert result.out.endswith("\n25 unchanged\n")


def test_in_place_an_old_patch_stays_beside(ckptgen: Run, old: Path, tree: Path) -> None:
    other_handler(old, "minix")
    name = f"{patch_of(old, 'minix').name}.old"
    shutil.rmtree(tree / "fs/minix")
    assert ckptgen("rebase", old, "--onto", tree, "-o", old).code == 2
    assert ckptgen("rebase", old, "--onto", tree, "-o", old, "--force").code == 1
    kept = (old / name).read_bytes()
    assert ckptgen("rebase", old, "--onto", tree, "-o", old).code == 0
    assert (old / name).read_bytes() == kept
    assert len(list(old.glob("v3-*.patch"))) == 25


def test_a_declaration_that_was_taken_out(rebase: Callable[..., Result], old: Path) -> None:
    sorted(old.glob("*.patch"))[1].unlink()
    result = rebase()
    assert result.code == 2
    assert "put the patch that declares it first; if it is one of your own, name it with --core" in result.err


def test_the_json_report(rebase: Callable[..., Result], tree: Path) -> None:
    (tree / "fs/affs/dir.c").unlink()
    report = json.loads(rebase("--format", "json").out)
    assert report["schema"] == "ckptgen-rebase/1"
    assert report["unfinished"] is False
    (affs,) = (each for each in report["patches"] if each["group"] == "affs")
    assert affs["mark"] == "!"
    fates = {each["name"]: each["fate"] for each in affs["tables"]}
    assert fates == {"affs_dir_operations": "table gone", "affs_file_operations": "stays"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere", "--onto", "TREE"], "nowhere: no such folder or file"),
        (["OLD", "--onto", "nowhere"], "nowhere"),
        (["OLD", "--onto", "TREE", "-p", "vm-checkpoint"], "is about struct vm_operations_struct"),
        (["OLD", "--onto", "TREE", "--trailers", "nowhere"], "nowhere: No such file"),
        (["OLD", "--onto", "TREE", "--branch", "x"], "a plain directory has no branches"),
    ],
)
def test_what_is_refused(ckptgen: Run, old: Path, tree: Path, args: list[str], message: str) -> None:
    words = [{"OLD": str(old), "TREE": str(tree)}.get(word, word) for word in args]
    result = ckptgen("rebase", *words)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err
