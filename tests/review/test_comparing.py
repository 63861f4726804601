"""Two versions of a series: marks, flags, and what has changed in files and tables."""

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.report.diff import View, detail_lines, summary_lines
from ckptgen.review.comparing import Comparison, Mark, compare_series, same_change
from ckptgen.review.differing import EntryKind
from ckptgen.review.messages import cover_text, message_lines
from ckptgen.review.model import Series
from ckptgen.review.reading import read_series
from tests.paths import CASES
from tests.review.patches import git_diff, mail, patch, series, with_entry
from tests.review.test_reading import SAMPLE_SERIES

FOLDERS = sorted((CASES / "review" / "diff").iterdir())


def compared(folder: Path) -> Comparison:
    old, new = (read_series(str(folder / f"{side}.mbox"), folder) for side in ("old", "new"))
    return compare_series(old, new)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    found = compared(folder)
    lines = [*summary_lines(found), *detail_lines(found, View.CHANGE)]
    assert "".join(f"{line}\n" for line in lines) == (folder / "out.txt").read_text()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_other_way_round(folder: Path) -> None:
    """What is new in one direction is gone in the other; the rest is the same."""
    there = compared(folder)
    back = compare_series(there.new, there.old)
    turned = {Mark.NEW: Mark.GONE, Mark.GONE: Mark.NEW}
    assert sorted(turned.get(each.mark, each.mark) for each in there.patches) == sorted(e.mark for e in back.patches)
    flags = [sorted((each.message, each.trailers) for each in side.patches) for side in (there, back)]
    assert flags[0] == flags[1]
    kinds = {EntryKind.ADDED: EntryKind.REMOVED, EntryKind.REMOVED: EntryKind.ADDED}
    one, other = ([entry.kind for each in side.patches for entry in each.entries] for side in (there, back))
    assert sorted(kinds.get(kind, kind) for kind in one) == sorted(other)
    assert there.differs == back.differs


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_same_change_is_what_the_marks_say(folder: Path) -> None:
    for change in compared(folder).patches:
        if change.pair.old and change.pair.new:
            assert same_change(change.pair.old, change.pair.new) == (change.mark in (Mark.SAME, Mark.CONTEXT))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_series_and_itself(folder: Path) -> None:
    for side in (compared(folder).old, compared(folder).new):
        found = compare_series(side, side)
        assert {each.mark for each in found.patches} == {Mark.SAME}
        assert not found.differs and not found.moved
        assert not any(file.lines or file.tables for each in found.patches for file in each.files)


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False), st.booleans())
def test_a_shuffled_and_renumbered_copy_is_the_same(chance: random.Random, with_manifest: bool) -> None:
    whole = read_series(str(SAMPLE_SERIES), Path())
    chosen = list(whole.patches)
    chance.shuffle(chosen)
    copy = tuple(
        replace(each, number=number, name=f"{number}.patch", entry=each.entry if with_manifest else None)
        for number, each in enumerate(chosen, 1)
    )
    found = compare_series(whole, replace(whole, patches=copy, manifest=None, folder=None))
    assert {each.mark for each in found.patches} == {Mark.SAME}
    assert not found.differs
    assert (not found.moved) == (
        copy == whole.patches or [e.content for e in copy] == [e.content for e in whole.patches]
    )


def test_moved_patches_are_as_few_as_can_be(tmp_path: Path) -> None:
    mails = [mail(f"{name}: add", git_diff(tmp_path, with_entry(name))) for name in ("adfs", "bfs", "efs", "hfs")]
    found = compare_series(series(*mails), series(mails[3], *mails[:3]))
    assert [(pair.old and pair.old.number, pair.new and pair.new.number) for pair in found.moved] == [(4, 1)]


def test_a_table_that_one_diff_does_not_show_the_head_of(tmp_path: Path) -> None:
    """Without context and section there is only the manifest to say which table it is."""
    shown = mail("adfs: add", git_diff(tmp_path, with_entry("adfs")))
    bare = mail("adfs: add", re.sub(rb"(?m)^(@@ .* @@).*$", rb"\1", git_diff(tmp_path, with_entry("adfs"), "-U1")))
    found = compare_series(series(shown), series(bare))
    assert [each.mark for each in found.patches] == [Mark.CONTEXT]
    assert not found.patches[0].entries


def test_the_order_of_files_does_not_count(tmp_path: Path) -> None:
    parts = [git_diff(tmp_path, with_entry(name)) for name in ("adfs", "bfs")]
    old, new = (series(mail("fs: add", b"".join(order))) for order in (parts, parts[::-1]))
    assert [each.mark for each in compare_series(old, new).patches] == [Mark.SAME]


def test_tables_that_change_places_in_a_file_are_context(tmp_path: Path) -> None:
    one, other = (with_entry(name, f"checkpoint = {name}_checkpoint")[f"fs/{name}.c"] for name in ("adfs", "bfs"))
    filler = b"int x;\n" * 20
    texts = [
        {"fs/x.c": (filler.join(filter(None, sides[0])), filler.join(filter(None, sides[1])))}
        for sides in (tuple(zip(*order, strict=True)) for order in ((one, other), (other, one)))
    ]
    old, new = (series(mail("fs: add", git_diff(tmp_path, each))) for each in texts)
    assert [each.mark for each in compare_series(old, new).patches] == [Mark.CONTEXT]


@pytest.mark.parametrize(
    ("old", "new", "mark"),
    [("100644 to 100755", "100644 to 100755", "="), ("100644 to 100755", "100755 to 100644", "!")],
)
def test_modes(old: str, new: str, mark: str) -> None:
    texts = [
        "diff --git a/x b/x\nold mode {}\nnew mode {}\n".format(*modes.split(" to ")).encode() for modes in (old, new)
    ]
    found = compare_series(*(series(mail("x: run", text)) for text in texts))
    assert [str(each.mark) for each in found.patches] == [mark]


def test_binary_files_are_told_apart_by_their_id() -> None:
    head = "diff --git a/x b/x\nindex 1111111..{} 100644\nBinary files a/x and b/x differ\n"
    old, same, other = (series(mail("x: paint", head.format(blob).encode())) for blob in ("2" * 7, "2" * 7, "3" * 7))
    assert [each.mark for each in compare_series(old, same).patches] == [Mark.SAME]
    assert [each.mark for each in compare_series(old, other).patches] == [Mark.CHANGED]


def test_labels_are_no_entries(tmp_path: Path) -> None:
    code = "int demo(int a)\n{\n\tswitch (a) {\n%s\t}\n\treturn a;\n}\n"
    texts = {"x.c": ((code % "").encode(), (code % "\tdefault: return a;\n").encode())}
    (change,) = compare_series(series(), series(mail("x: add", git_diff(tmp_path, texts)))).patches
    assert (change.mark, change.entries) == (Mark.NEW, ())
    assert [line.text for line in change.files[0].lines] == [b"+\tdefault: return a;"]


def test_context_without_a_newline_is_context(tmp_path: Path) -> None:
    old = {"x.c": (b"a\nb\nc", b"a\nnew\nb\nc")}
    new = {"x.c": (b"a\nb\nc\nd\ne\n", b"a\nnew\nb\nc\nd\ne\n")}
    found = compare_series(*(series(mail("x: add", git_diff(tmp_path, texts))) for texts in (old, new)))
    assert [each.mark for each in found.patches] == [Mark.CONTEXT]


# --- messages and cover letters -----------------------------------------


def with_cover(body: str) -> Series:
    head = "From 0 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.com>\nSubject: [PATCH 0/1] All\n\n"
    text = patch(f"{head}{body}\n\nA (1):\n  adfs: add\n\n fs/adfs.c | 1 +\n 1 file changed\n\n-- \n2.31\n".encode())
    return replace(series(mail("x: y", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")), cover=text.message)


def test_cover_letters() -> None:
    old = with_cover("Text.\n\nReviewed-by: A <a@example.com>")
    assert not compare_series(old, old).differs
    found = compare_series(old, with_cover("Other text.\n\nReviewed-by: B <b@example.com>"))
    assert (found.message, found.trailers, found.differs) == (True, True, True)
    assert [each.mark for each in found.patches] == [Mark.SAME]
    assert not compare_series(old, replace(old, cover=None)).differs


def test_what_git_writes_under_a_cover_letter_does_not_count() -> None:
    old = with_cover("Text.").cover
    assert old is not None
    assert cover_text(old).body == "Text."
    other = replace(old, body=old.body.replace("fs/adfs.c | 1 +", "fs/adfs.c | 2 +-"))
    assert cover_text(other) == cover_text(old)


def test_an_author_that_one_version_does_not_name() -> None:
    named = mail("x: y", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")
    nameless = named.replace(b"From: A U Thor <author@example.com>\n", b"")
    assert not compare_series(series(named), series(nameless)).differs


def test_a_trailer_that_stands_there_twice() -> None:
    change = b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"
    once, twice = (series(mail("x: y", change, trailers="\n".join(["Cc: a@b.example"] * count))) for count in (1, 2))
    assert [each.trailers for each in compare_series(once, twice).patches] == [True]
    assert [each.trailers for each in compare_series(twice, twice).patches] == [False]


def test_message_lines_leave_out_what_is_the_same() -> None:
    body = "\n\n".join(f"Paragraph {number}." for number in range(9))
    old = patch(mail("x: y", b"", body=body)).message
    new = replace(old, body=body.replace("aragraph 2", "art 2").replace("aragraph 7", "art 7"))
    assert [(line.mark, line.text) for line in message_lines(old, new)] == [
        ("-", "Paragraph 2."),
        ("+", "Part 2."),
        (" ", "..."),
        ("-", "Paragraph 7."),
        ("+", "Part 7."),
    ]
