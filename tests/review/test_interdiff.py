"""What leads from one version's result to the other's, without a tree."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.review.hunks import parse_diff, render_diff
from ckptgen.review.interdiff import Interdiff, interdiff
from ckptgen.review.model import FileDiff, Hunk
from tests.review.patches import ENTRIES, ENTRY, git, git_diff, mail, patch, table

Between = Callable[[tuple[str, str], tuple[str, str]], Interdiff]


@pytest.fixture
def between(tmp_path: Path) -> Between:
    """Return the interdiff of two patches of one file, each given by the texts before and after it."""

    def file(before: str, after: str) -> FileDiff | None:
        found = patch(mail("x: y", git_diff(tmp_path, {"x.c": (before.encode(), after.encode())}))).files
        return found[0] if found else None

    return lambda old, new: interdiff(file(*old), file(*new))


def lines(hunks: tuple[Hunk, ...], marks: bytes = b"+-") -> list[bytes]:
    return [line for hunk in hunks for line in hunk.lines if line[:1] in marks]


BEFORE = "".join(f"line {number}\n" for number in range(1, 41))


def changed(*changes: tuple[str, str], text: str = BEFORE) -> str:
    for was, now in changes:
        assert text.count(was) == 1
        text = text.replace(was, now)
    return text


def test_nothing(between: Between) -> None:
    both = BEFORE, changed(("line 9\n", "line nine\n"))
    assert between(both, both) == Interdiff((), ())


def test_one_place_in_two_ways(between: Between) -> None:
    found = between(
        (BEFORE, changed(("line 9\n", "line nine\n"))), (BEFORE, changed(("line 9\n", "line 9\nline 9a\n")))
    )
    assert sorted(lines(found.hunks)) == [b"+line 9", b"+line 9a", b"-line nine"]
    assert lines(found.hunks, b" ") == [f" line {number}".encode() for number in (6, 7, 8, 10, 11, 12)]
    assert found.base == ()
    (hunk,) = found.hunks
    assert (hunk.old_start, hunk.new_start) == (6, 6)


def test_a_place_that_only_one_version_changes(between: Between) -> None:
    one, both = (
        changed(("line 9\n", "line nine\n")),
        changed(("line 9\n", "line nine\n"), ("line 30\n", "line thirty\n")),
    )
    found = between((BEFORE, one), (BEFORE, both))
    assert lines(found.hunks) == [b"-line 30", b"+line thirty"]
    assert lines(between((BEFORE, both), (BEFORE, one)).hunks) == [b"+line 30", b"-line thirty"]
    assert lines(found.hunks, b" ")[:3] == [b" line 27", b" line 28", b" line 29"]


def test_a_file_that_only_one_version_changes(between: Between) -> None:
    found = between((BEFORE, BEFORE), (BEFORE, changed(("line 9\n", "line nine\n"))))
    assert lines(found.hunks) == [b"-line 9", b"+line nine"]
    # The other version is taken to have the place where this one has it.
    assert [(hunk.old_start, hunk.new_start) for hunk in found.hunks] == [(6, 6)]


def test_context_only_is_no_difference_but_the_base_is(between: Between) -> None:
    other = changed(("line 8\n", "line eight\n"))
    found = between(
        (BEFORE, changed(("line 9\n", "line nine\n"))), (other, changed(("line 9\n", "line nine\n"), text=other))
    )
    assert found.hunks == ()
    assert lines(found.base) == [b"-line 8", b"+line eight"]


def test_the_same_at_other_lines(between: Between) -> None:
    lower = "int x;\n" * 9 + BEFORE
    new = lower, changed(("line 9\n", "line nine\n"), text=lower)
    assert between((BEFORE, changed(("line 9\n", "line nine\n"))), new) == Interdiff((), ())
    shifted = between((BEFORE, changed(("line 9\n", "line neun\n"))), new)
    assert [(hunk.old_start, hunk.new_start) for hunk in shifted.hunks] == [(6, 15)]


def test_what_the_new_base_has_already_is_the_base(between: Between) -> None:
    """A comma that the old version added, and the new version's file had."""
    bare, whole = table("x").replace("demo_fsync,", "demo_fsync"), table("x", (*ENTRIES, ENTRY))
    found = between((bare, whole), (table("x"), whole))
    assert found.hunks == ()
    assert sorted(lines(found.base)) == [b"+\t.fsync = demo_fsync,", b"-\t.fsync = demo_fsync"]


def test_one_hunk_where_the_other_version_has_two(between: Between) -> None:
    two = changed(("line 9\n", "line nine\n"), ("line 20\n", "line twenty\n"))
    one = changed(("line 9\n", "line nine\n"), ("line 14\n", ""), ("line 20\n", "line twenty\n"))
    assert lines(between((BEFORE, two), (BEFORE, one)).hunks) == [b"-line 14"]
    assert lines(between((BEFORE, one), (BEFORE, two)).hunks) == [b"+line 14"]


def test_a_removal_that_one_version_does_not_make(between: Between) -> None:
    found = between((BEFORE, changed(("line 9\n", ""))), (BEFORE, changed(("line 8\n", ""), ("line 9\n", ""))))
    assert lines(found.hunks) == [b"-line 8"]
    assert found.base == ()


def test_neither_version_changes_it() -> None:
    assert interdiff(None, None) == Interdiff((), ())


EDITS = st.dictionaries(
    st.integers(0, 39), st.sampled_from(["", "new {}\n", "line {}\nmore {}\n", "more {}\nline {}\n"])
)


def edited(edits: dict[int, str]) -> str:
    """Return the text with some of its lines replaced."""
    lines = BEFORE.splitlines(keepends=True)
    return "".join(edits[at].format(at + 1, at + 1) if at in edits else line for at, line in enumerate(lines))


@settings(deadline=None, max_examples=60)
@given(EDITS, EDITS)
def test_it_leads_from_one_result_to_the_other(some: dict[int, str], others: dict[int, str]) -> None:
    """As interdiff(1) promises for two patches of one base: behind the old patch it gives what the new one gives."""
    old, new = edited(some), edited(others)
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = [parse_diff(git_diff(folder, {"x.c": (BEFORE.encode(), text.encode())}), "p") for text in (old, new)]
        found = interdiff(*(file[0] if file else None for file in files))
        assert found.base == ()
        (folder / "x.c").write_text(old)
        if found.hunks:
            whole = replace((files[0] or files[1])[0], hunks=found.hunks)
            git(folder, "apply", "--unidiff-zero", "--whitespace=nowarn", data=render_diff(whole))
        assert (folder / "x.c").read_text() == new
