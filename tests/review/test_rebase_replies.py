"""Trailers in replies, as mailers and people really write them."""

import base64
import quopri
from dataclasses import replace
from email.header import Header
from pathlib import Path

import pytest

from ckptgen.review.model import Message, Series
from ckptgen.review.replies import Replies, read_replies
from ckptgen.series.manifest import ManifestPatch
from tests.review.patches import git_diff, mail, series, with_entry

SUBJECT = "demo: add .checkpoint to file operations"
RE = f"Re: [PATCH 1/2] {SUBJECT}"
ACK = "Acked-by: A Reader <reader@example.com>"


def reply(said: str, subject: str = RE, sender: str = "A Reader <reader@example.com>", encoding: str = "8bit") -> bytes:
    data = said.encode()
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    head = (
        f"From r Thu Jan  1 00:00:00 1970\nFrom: {sender}\nSubject: {subject}\nDate: Sat, 1 Jan 2000 00:00:00 +0000\n"
    )
    mime = f"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: {encoding}\n\n"
    return (head + mime).encode() + data + b"\n\n"


@pytest.fixture
def demo(tmp_path: Path) -> Series:
    one, two = (git_diff(tmp_path, with_entry(name)) for name in ("demo", "other"))
    found = series(mail(SUBJECT, one), mail("other: add .checkpoint to file operations", two))
    return replace(found, cover=Message("", "", "Checkpoint files", "", (), ""))


def read(folder: Path, demo: Series, *mails: bytes) -> Replies:
    (folder / "mbox").write_bytes(b"".join(mails))
    return read_replies(folder / "mbox", demo)


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_transfer_encodings(tmp_path: Path, demo: Series, encoding: str) -> None:
    sender = f"{Header('Jörn Müller', 'utf-8').encode()} <j@example.com>"
    said = "Good.\n\n> Acked-by: Q Uoted <q@example.com>\n\nAcked-by: Jörn Müller <j@example.com>\n"
    (given,) = read(tmp_path, demo, reply(said, sender=sender, encoding=encoding)).given
    assert str(given.trailer) == "Acked-by: Jörn Müller <j@example.com>"
    assert given.patches == ("0001.patch",)


@pytest.mark.parametrize("fold", ["\n", "\n ", "\n\t"])
def test_a_trailer_that_a_mailer_has_broken(tmp_path: Path, demo: Series, fold: str) -> None:
    said = f"Reviewed-by: A Reader With A Name That Is Longer Than Most{fold}<reader@example.com>\nThanks\n"
    (given,) = read(tmp_path, demo, reply(said)).given
    assert str(given.trailer) == "Reviewed-by: A Reader With A Name That Is Longer Than Most <reader@example.com>"


@pytest.mark.parametrize(
    "subject",
    [
        RE.upper().replace(SUBJECT.upper(), SUBJECT),
        f"Re: {RE}",
        f"Re[2]: [PATCH 1/2] {SUBJECT}",
        f"[fsdevel] {RE}",
        f"AW: [fsdevel] [PATCH 1/2] {SUBJECT}",
        f"a better name? (was: {RE})",
        RE.replace(" to file", "\n to file"),
    ],
)
def test_subjects_of_replies(tmp_path: Path, demo: Series, subject: str) -> None:
    found = read(tmp_path, demo, reply(f"{ACK}\n", subject))
    assert [given.patches for given in found.given] == [("0001.patch",)], found.refused


def test_a_patch_is_known_by_the_subject_that_it_was_sent_with(tmp_path: Path, demo: Series) -> None:
    entry = ManifestPatch("0001.patch", "filesystems", "demo", SUBJECT, (), ())
    first = demo.patches[0]
    edited = replace(first, entry=entry, message=replace(first.message, subject="demo: checkpoint files"))
    found = read(tmp_path, replace(demo, patches=(edited, *demo.patches[1:])), reply(f"{ACK}\n"))
    assert [given.patches for given in found.given] == [("0001.patch",)]


def test_a_cover_letter_is_known_by_its_subject_and_not_by_its_number(tmp_path: Path, demo: Series) -> None:
    found = read(
        tmp_path,
        demo,
        reply(f"{ACK}\n", "Re: [PATCH 0/2] Checkpoint files"),
        reply("Tested-by: A Reader <reader@example.com>\n", "Re: [PATCH 0/7] Something else"),
    )
    assert [given.patches for given in found.given] == [("0001.patch", "0002.patch")]
    assert [refused.rpartition(": ")[2] for refused in found.refused] == ["no patch has the subject 'Something else'"]


@pytest.mark.parametrize(
    ("said", "sender", "problem"),
    [
        ("Acked-by: A Reader\n", "A Reader <reader@example.com>", "it names no mail address"),
        (f"{ACK}\n", "B <b@example.com>", "the mail is from B <b@example.com>"),
        (
            "Reviewed-and-tested-by: A Reader <reader@example.com>\n",
            "A Reader <reader@example.com>",
            "of what people say in replies only Acked-by, Reviewed-by and Tested-by are taken",
        ),
        (
            f"From: A Reader <reader@example.com>\n\n{ACK}\n",
            "B <b@example.com>",
            "the mail is from B <b@example.com>",
        ),
    ],
)
def test_what_is_not_taken_is_said(tmp_path: Path, demo: Series, said: str, sender: str, problem: str) -> None:
    found = read(tmp_path, demo, reply(said, sender=sender))
    assert found.given == ()
    assert len(found.refused) == 1
    assert found.refused[0].endswith(problem)


def test_a_name_with_a_comma(tmp_path: Path, demo: Series) -> None:
    found = read(
        tmp_path,
        demo,
        reply("   Acked-by: Reader, A <reader@example.com>\n", sender='"Reader, A" <reader@example.com>'),
    )
    assert [str(given.trailer) for given in found.given] == ["Acked-by: Reader, A <reader@example.com>"]
