"""Mails that were damaged on their way, or that somebody made up: read, or refused with a message, and no more."""

import re
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.errors import CkptgenError
from ckptgen.report.diff import Part, View, detail_lines, summary_lines
from ckptgen.review.comparing import compare_series
from ckptgen.review.model import Series
from ckptgen.review.rangediff import range_diff
from ckptgen.review.reading import read_series
from ckptgen.review.replay import replay_series
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import parse_tag, raw_date, read_mail, subject_prefix
from ckptgen.tree.directory import DirectoryTree
from tests.paths import ROOT, SAMPLE

FOLDER = ROOT / "patches" / "checkpoint" / "series"
PATCHES = [path.read_bytes() for path in sorted(FOLDER.glob("*.patch"))[:6]]
ODD = [
    *(b"\0", b"\xff", b"\xed\xa0\x80", b"\x1b[31m", b"9" * 5000, b"99999999999999999999", b"-1", b"", b"\r", b" "),
    *(b"/dev/null", b"../../x", b'"a/\\x"', b"a/", b"b/", b"\\ No newline at end of file", b"@@ -0,0 +0,0 @@"),
    *(b"GIT binary patch\nliteral 9\nzcmZ\n", b"Binary files a/x and b/x differ", b"new file mode 100644"),
    *(b"old mode 7777777777", b"rename from x\nrename to y", b"copy from fs/x", b"deleted file mode 120000"),
    *(b"--- a/x", b"+++ b/x", b"---", b"diff --git a/x b/x", b"From x Mon Sep 17 00:00:00 2001", b"};", b"#if", b"{"),
    *(
        b"Content-Transfer-Encoding: base64",
        b"Content-Type: text/plain; charset=x-none",
        b"Date: 1 Jan 0000 99:99 +9999",
    ),
    *(
        b"Subject: =?unicode_escape?q?=5Cud800?=",
        b"Subject: [PATCH v99999999999 9/0]",
        b"From: <@>",
        b"MIME-Version: 1",
    ),
]
EDIT = st.tuples(
    st.sampled_from(["drop", "double", "insert", "word", "cut", "number"]), st.floats(0, 1), st.sampled_from(ODD)
)


def edited(data: bytes, how: str, where: float, odd: bytes) -> bytes:
    """Return a mail with one edit, at a part of its lines that is not only text."""
    lines = data.split(b"\n")
    heads = [
        at
        for at, line in enumerate(lines)
        if re.match(rb"[A-Z][-\w]*: |From |diff |[-+]{3}|@@|index |[a-z]+ mode", line)
    ]
    at = heads[int(where * (len(heads) - 1))] if heads else 0
    match how:
        case "drop":
            del lines[at]
        case "double":
            lines.insert(at, lines[at])
        case "insert":
            lines.insert(at, odd)
        case "word":
            words = lines[at].split(b" ")
            words[int(where * 1000) % len(words)] = odd
            lines[at] = b" ".join(words)
        case "cut":
            lines[at] = lines[at][: int(where * 1000) % (len(lines[at]) + 1)]
        case "number":
            lines[at] = re.sub(rb"\d+", odd.replace(b"\\", b""), lines[at], count=1)
    return b"\n".join(lines)


def read(folder: Path, data: bytes) -> Series:
    (folder / "mbox").write_bytes(data)
    return read_series(str(folder / "mbox"), folder)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PATCHES), st.lists(EDIT, min_size=1, max_size=4))
def test_any_mail(patch: bytes, edits: list[tuple[str, float, bytes]]) -> None:
    data = patch
    for edit in edits:
        data = edited(data, *edit)
    with TemporaryDirectory() as name, suppress(CkptgenError):
        series = read(Path(name), data)
        replay_series(series, DirectoryTree(SAMPLE, 1))
        with suppress(CkptgenError):
            range_diff(series, series, Path(name))
        comparison = compare_series(series, read(Path(name), PATCHES[1]))
        for view in View:
            list(detail_lines(comparison, view, tuple(Part)))
        list(summary_lines(comparison))


def test_mails_in_mails() -> None:
    """As deep as no reader can follow: its own header is what counts."""
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    data = b"Subject: [RFC PATCH 1/2] x\nFrom: A <a@b>\n" + deep
    assert subject_prefix(data) == "RFC PATCH"
    with pytest.raises(GitError):
        read_mail(data)


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 1 Jan 99999 00:00:00 +0000",
        "Thu, 1 Jan 0000 00:00:00 +0000",
        "Thu, 99 Jan 2026 99:99:99 +0000",
        "Thu, 1 Jan 2026 00:00:00 +9999",
        "Thu, 1 Jan 2026 00:00:00 -99999999999999999999",
        "Thu, 1 Jan 1960 00:00:00 +0000",
        "Thu, 1 Foo 2026",
        "9" * 5000,
        "\0",
        "",
    ],
)
def test_a_date_that_no_calendar_has(date: str) -> None:
    found = raw_date(date)
    assert found is None or re.fullmatch(r"\d{1,12} [+-](?:0\d|1[0-4])[0-5]\d", found)


def test_a_number_that_no_series_has() -> None:
    tag = parse_tag(f"[PATCH v{'9' * 5000} {'9' * 5000}/{'9' * 5000}] x")
    assert (tag.version, tag.number, tag.total) == (1, -1, -1)


def test_half_a_character_in_a_header() -> None:
    header = read_mail(b"Subject: [PATCH] x\nX-Odd: =?unicode_escape?q?=5Cud800?=\n\nx\n").header("X-Odd")
    assert header.encode()
