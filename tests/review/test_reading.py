"""Reading a series: folders with and without a manifest, mailboxes as people have them, ranges with merges."""

import quopri
import shutil
from base64 import encodebytes
from pathlib import Path

import pytest

from ckptgen.review.comparing import compare_series
from ckptgen.review.reading import SeriesError, read_series
from tests.paths import ROOT
from tests.review.patches import git, git_diff, mail, with_entry

SAMPLE_SERIES = ROOT / "patches" / "checkpoint" / "series"


@pytest.fixture
def change(tmp_path: Path) -> bytes:
    folder = tmp_path / "diff"
    folder.mkdir()
    return git_diff(folder, with_entry("adfs"))


def cover(tag: str, subject: str = "Everything") -> bytes:
    return mail(subject, b"", tag=tag).replace(b"---\n", b" fs/adfs.c | 1 +\n 1 file changed, 1 insertion(+)\n")


# --- folders ------------------------------------------------------------


def test_a_folder_of_ours() -> None:
    series = read_series(str(SAMPLE_SERIES), Path())
    assert series.manifest is not None
    assert [patch.entry for patch in series.patches] == list(series.manifest.patches)
    assert not any(patch.edited for patch in series.patches)
    assert [patch.number for patch in series.patches] == list(range(1, len(series.patches) + 1))
    assert series.cover is not None and series.folder == SAMPLE_SERIES


def test_a_folder_of_ours_that_was_renumbered_and_edited(tmp_path: Path) -> None:
    folder = tmp_path / "series"
    shutil.copytree(SAMPLE_SERIES, folder)
    (folder / "0003-adfs-add-.checkpoint-to-file-and-directory-operation.patch").rename(
        folder / "0099-adfs-add-.checkpoint-to-file-and-directory-operation.patch"
    )
    last = folder / "0025-ramfs-use-private-directory-operations-with-.checkpo.patch"
    last.write_bytes(last.read_bytes().replace(b"Let ramfs", b"Let the ramfs"))
    series = read_series(str(folder), Path())
    patch = series.patches[-1]
    assert (patch.number, patch.entry and patch.entry.group, patch.edited) == (25, "adfs", False)
    assert [(each.entry and each.entry.group, each.edited) for each in series.patches if each.edited] == [
        ("ramfs", True)
    ]


def test_a_folder_without_a_manifest(tmp_path: Path, change: bytes) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    (folder / "v2-0000-cover-letter.patch").write_bytes(cover("PATCH v2 0/2"))
    (folder / "v2-0002-b.patch").write_bytes(mail("adfs: b", change, tag="PATCH v2 2/2"))
    (folder / "v2-0001-a.patch").write_bytes(mail("adfs: a", change, tag="PATCH v2 1/2"))
    (folder / "notes.txt").write_bytes(mail("adfs: c", change))
    series = read_series(str(folder), Path())
    assert [patch.message.subject for patch in series.patches] == ["adfs: a", "adfs: b"]
    assert [patch.entry for patch in series.patches] == [None, None]
    assert series.cover is not None and series.cover.subject == "Everything"
    assert (series.version, series.base, series.manifest) == (2, None, None)


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_nothing_to_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SeriesError, match=name):
        read_series(str(tmp_path / name), tmp_path)


# --- mailboxes ----------------------------------------------------------


def test_an_mbox_of_a_thread(tmp_path: Path, change: bytes) -> None:
    """Older versions, replies and mails in any order: the newest version counts, in the order of its numbers."""
    reply = mail("adfs: a", change, tag="PATCH v2 1/2").replace(b"Subject: [", b"Subject: Re: [")
    parts = [
        cover("PATCH 0/2", "The old text"),
        mail("adfs: old", change, tag="PATCH 1/2"),
        mail("adfs: b", change, tag="PATCH v2 2/2"),
        reply.replace(b"\n+", b"\n> +"),
        mail("adfs: a", change, tag="PATCH v2 1/2"),
        cover("PATCH v2 0/2"),
    ]
    box = tmp_path / "thread.mbox"
    box.write_bytes(b"".join(parts))
    series = read_series(str(box), tmp_path)
    assert [(patch.name, patch.message.subject) for patch in series.patches] == [
        ("thread.mbox#1", "adfs: a"),
        ("thread.mbox#2", "adfs: b"),
    ]
    assert series.cover is not None and series.cover.subject == "Everything"
    assert series.version == 2
    starts = [patch.start for patch in series.patches]
    lines = box.read_bytes().split(b"\n")
    assert [b"From 0" in lines[start - 1] for start in starts] == [True, True]
    assert b"adfs: a" in lines[starts[0] + 2]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_an_encoded_mail(tmp_path: Path, change: bytes, encoding: str) -> None:
    plain = mail("adfs: a", change, body="Käse.")
    head, _, rest = plain.partition(b"\n\n")
    encoded = quopri.encodestring(rest) if encoding == "quoted-printable" else encodebytes(rest)
    more = f"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: {encoding}\n\n"
    (tmp_path / "plain.patch").write_bytes(plain)
    (tmp_path / "encoded.patch").write_bytes(head + more.encode() + encoded)
    old, new = (read_series(str(tmp_path / f"{name}.patch"), tmp_path) for name in ("plain", "encoded"))
    assert new.patches[0].message.body == "Käse."
    assert new.patches[0].files[0].hunks[0].lines == old.patches[0].files[0].hunks[0].lines
    assert not compare_series(old, new).differs


def test_an_mbox_of_the_folder_is_the_folder(tmp_path: Path) -> None:
    files = sorted(SAMPLE_SERIES.glob("*.patch"))
    box = tmp_path / "all.mbox"
    box.write_bytes(b"".join(file.read_bytes() for file in files))
    found = compare_series(read_series(str(SAMPLE_SERIES), tmp_path), read_series(str(box), tmp_path))
    assert {str(each.mark) for each in found.patches} == {"="}
    assert not found.differs and not found.moved


def test_notes_stand_between_the_cut_line_and_the_diffstat(tmp_path: Path, change: bytes) -> None:
    content = mail("adfs: a", change).replace(
        b"\n---\n", b"\n---\nChanges since v1:\n- none\n\n fs/adfs.c | 1 +\n 1 file changed, 1 insertion(+)\n"
    )
    (tmp_path / "a.patch").write_bytes(content)
    (patch,) = read_series(str(tmp_path / "a.patch"), tmp_path).patches
    assert patch.message.notes == "Changes since v1:\n- none"
    assert patch.message.body == "Because."
    assert [str(each) for each in patch.message.trailers] == ["Signed-off-by: A U Thor <author@example.com>"]


# --- ranges -------------------------------------------------------------


def commit(folder: Path, path: str, text: str, subject: str) -> None:
    (folder / path).write_text(text)
    git(folder, "add", path)
    git(folder, "commit", "--quiet", "-m", f"{subject}\n\nBecause.\n\n{'Acked-by: B <b@example.com>'}")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A branch ``work`` of two commits and a merge of ``other``, on the tag ``base``."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=work")
    commit(folder, "a.c", "int a;\n", "base")
    git(folder, "tag", "base")
    commit(folder, "a.c", "int a;\nint b;\n", "a: add b")
    git(folder, "checkout", "--quiet", "-b", "other", "base")
    commit(folder, "c.c", "int c;\n", "c: new")
    git(folder, "checkout", "--quiet", "work")
    git(folder, "merge", "--quiet", "--no-ff", "-m", "merge", "other")
    commit(folder, "a.c", "int a;\nint b;\nint d;\n", "a: add d")
    return folder


def test_a_range_with_a_merge(repository: Path) -> None:
    series = read_series("base..work", repository)
    assert [patch.message.subject for patch in series.patches][-1] == "a: add d"
    assert {patch.message.subject for patch in series.patches} == {"a: add b", "c: new", "a: add d"}
    base = git(repository, "rev-parse", "base").decode().strip()
    tip = git(repository, "rev-parse", "work").decode().strip()
    assert (series.base, series.tip, series.cover, series.manifest) == (base, tip, None, None)
    assert series.patches[-1].name == tip[:12]
    assert str(series.patches[-1].message.trailers[0]) == "Acked-by: B <b@example.com>"


def test_a_range_is_what_format_patch_writes(repository: Path, tmp_path: Path) -> None:
    box = tmp_path / "box"
    box.write_bytes(git(repository, "format-patch", "--stdout", "base..work"))
    found = compare_series(read_series("base..work", repository), read_series(str(box), tmp_path))
    assert not found.differs and len(found.patches) == 3


@pytest.mark.parametrize("place", ["base...work", "work..base", "no..thing"])
def test_a_range_that_is_none(repository: Path, place: str) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        read_series(place, repository)
    assert type(caught.value).__name__ in ("SeriesError", "GitError")
