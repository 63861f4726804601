"""Rows of a diff: ``old number, old, kind, new number, new``."""

import pytest

from ckptgen.report.html.sidebyside import NO_END, Kind, Row, hunk_rows, text_rows, with_gaps
from ckptgen.report.shapes import shown_line


def lines(rows: tuple[Row, ...]) -> list[tuple[int | None, str, str, int | None, str]]:
    return [(row.old_number, row.old, str(row.kind), row.new_number, row.new) for row in rows]


def test_an_added_line() -> None:
    assert lines(text_rows(b"a\nc\n", b"a\nb\nc\n", 7, 9)) == [
        (7, "a", "same", 9, "a"),
        (None, "", "added", 10, "b"),
        (8, "c", "same", 11, "c"),
    ]


def test_what_changes_stands_side_by_side() -> None:
    assert lines(text_rows(b"a\nb\nc\n", b"x\nc\n")) == [
        (1, "a", "changed", 1, "x"),
        (2, "b", "removed", None, ""),
        (3, "c", "same", 2, "c"),
    ]


def test_nothing_and_something() -> None:
    assert lines(text_rows(b"", b"a\n")) == [(None, "", "added", 1, "a")]
    assert text_rows(b"", b"") == ()


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [(b"a", b"a\n", (NO_END, "")), (b"a\n", b"a", ("", NO_END)), (b"a", b"b", None)],
)
def test_the_end_of_the_file(before: bytes, after: bytes, note: tuple[str, str] | None) -> None:
    last = text_rows(before, after)[-1]
    assert ((last.old, last.new) if last.kind is Kind.NOTE else None) == note


@pytest.mark.parametrize("line", [b"\x0cpage", b"a\rb", b"a\x85b", "a\u2028b".encode()])
def test_only_a_line_feed_ends_a_line(line: bytes) -> None:
    assert len(text_rows(line + b"\n", line + b"\n")) == 1


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\t.read\t= x,", "\t.read\t= x,"),
        (b"\xff\xe4", "\\xff\\xe4"),
        ("ä".encode(), "ä"),
        (b"x\r", "x\\r"),
        (b"\x1b[31m\x00", "\\x1b[31m\\x00"),
        ("\u202eabc\u200f".encode(), "\\u202eabc\\u200f"),
        (b"<b>&amp;", "<b>&amp;"),
    ],
)
def test_what_cannot_be_shown_is_visible(raw: bytes, shown: str) -> None:
    assert shown_line(raw) == shown


def test_a_hunk() -> None:
    hunk = [
        b" a\n",
        b"-b\n",
        b"-c\n",
        b"+x\n",
        b" d\n",
        b"+e\n",
        b"",
        b"-f\n",
        b"\\ No newline at end of file\n",
        b"+f\n",
    ]
    assert lines(hunk_rows(hunk, 10, 20)) == [
        (10, "a", "same", 20, "a"),
        (11, "b", "changed", 21, "x"),
        (12, "c", "removed", None, ""),
        (13, "d", "same", 22, "d"),
        (None, "", "added", 23, "e"),
        (14, "", "same", 24, ""),
        (15, "f", "changed", 25, "f"),
        (None, NO_END, "note", None, ""),
    ]


def test_a_hunk_says_what_the_texts_say() -> None:
    before, after = b"a\nb\nc\nd\n", b"a\nB\nc\nd\ne\n"
    hunk = [b" a", b"-b", b"+B", b" c", b" d", b"+e"]
    assert hunk_rows(hunk, 1, 1) == text_rows(before, after)


def test_a_gap_says_how_many_lines_are_left_out() -> None:
    first, second = text_rows(b"a\n", b"a\n"), text_rows(b"b\n", b"b\n", 5, 5)
    assert [(row.kind, row.old) for row in with_gaps([first, second])][1] == (Kind.GAP, "3 lines")
    assert with_gaps([first]) == first
