"""Texts of a new version: a person's own are left alone, and no trailer is missed."""

from pathlib import Path

import pytest

from ckptgen.review.wording import cut_line, merge_words
from ckptgen.series.trailers import split_trailers
from tests.review.patches import SOB, git_diff, mail, patch, with_entry


def test_a_text_of_a_person_s_own_has_nothing_to_merge() -> None:
    assert merge_words("It changes:\n\n  a, b\n", "It changes:\n\n  a\n", "My words.") == ("My words.", False)


def test_a_text_that_still_says_what_was_generated_is_merged() -> None:
    text, clash = merge_words("It changes:\n\n  a, b\n", "It changes:\n\n  a\n", "It changes:\n\n  a (and c)\n")
    assert (text, clash) == ("It changes:\n\n  a (and c)", True)


@pytest.mark.parametrize(
    ("message", "body", "count"),
    [
        (f"Why.\n\nAcked-by: A <a@example.com>\n\n{SOB}", "Why.", 2),
        (f"Why.\n\nAcked-by: A <a@example.com>\n[b: mended]\n\nCc: b@example.com\n\n{SOB}", "Why.", 4),
        (f"Why.\n\nNote: not a trailer\n\n{SOB}", "Why.\n\nNote: not a trailer", 1),
        (f"Why.\n\nLink: https://example.com/1\n\n{SOB}", "Why.\n\nLink: https://example.com/1", 1),
        ("Acked-by: A <a@example.com>\n\nWhy.", "Acked-by: A <a@example.com>\n\nWhy.", 0),
    ],
)
def test_trailers_in_more_than_one_paragraph(message: str, body: str, count: int) -> None:
    assert split_trailers(message)[0] == body
    assert len(split_trailers(message)[1]) == count


@pytest.mark.parametrize(
    ("body", "cut"),
    [("Why.", ""), ("Why.\n\n--- before ---\n\nMore.", "--- before ---"), ("Why.\n\n---- \n\nMore.", "")],
)
def test_a_line_that_ends_a_message_unasked(tmp_path: Path, body: str, cut: str) -> None:
    diff = git_diff(tmp_path, with_entry("demo"))
    assert cut_line(patch(mail("demo", diff, body))) == cut
    plain = diff.partition(b"\n--- ")[2]
    assert cut_line(patch(mail("demo", b"--- " + plain, "Why.").replace(b"\n---\n\n", b"\n"))) == ""
