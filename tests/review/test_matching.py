"""Which patch is which: what decides, and in which order."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.review.matching import match_patches
from ckptgen.review.model import Patch, Series
from ckptgen.review.reading import read_series
from ckptgen.series.manifest import ManifestPatch, ManifestTable
from tests.review.patches import ENTRY, Texts, git_diff, mail, patch, series, with_entry
from tests.review.test_reading import SAMPLE_SERIES

Numbers = list[tuple[int | None, int | None]]


def numbers(old: Series, new: Series) -> Numbers:
    return [
        (pair.old and pair.old.number, pair.new and pair.new.number)  # type: ignore[misc]
        for pair in match_patches(old, new)
    ]


@pytest.fixture
def made(tmp_path: Path) -> "Maker":
    return Maker(tmp_path)


class Maker:
    """Makes mails of texts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, subject: str, texts: Texts) -> bytes:
        return mail(subject, git_diff(self._folder, texts))

    def entry(self, subject: str, *places: str, entry: str = ENTRY) -> bytes:
        """Return a patch that adds the entry to tables, each given as ``PATH:NAME``."""
        split = [place.split(":") for place in places]
        return self(subject, {path: next(iter(with_entry(name, entry).values())) for path, name in split})

    def lines(self, subject: str, path: str, *lines: str) -> bytes:
        """Return a patch that adds lines to a file."""
        return self(subject, {path: (b"first\n", "".join(f"{line}\n" for line in ("first", *lines)).encode())})


def keyed(found: Patch, group: str, *tables: tuple[str, str]) -> Patch:
    named = tuple(ManifestTable(*table) for table in tables)
    return replace(found, entry=ManifestPatch(found.name, "filesystems", group, found.message.subject, named, ()))


def test_the_manifests_key_comes_before_everything_else(made: Maker) -> None:
    one, other = made("adfs: a", with_entry("adfs")), made("hfs: b", with_entry("hfs"))
    old, new = series(one, other), series(one.replace(b"Because", b"Why"), other.replace(b"Because", b"Why"))
    crossed = replace(new, patches=tuple(map(keyed, new.patches, ("hfs", "adfs"))))
    assert numbers(replace(old, patches=tuple(map(keyed, old.patches, ("adfs", "hfs")))), crossed) == [(2, 1), (1, 2)]


def test_a_key_that_two_patches_have_says_nothing(made: Maker) -> None:
    one, other = made("adfs: a", with_entry("adfs")), made("hfs: b", with_entry("hfs"))
    old, new = series(one, other), series(other.replace(b"Because", b"Why"), one.replace(b"Because", b"Why"))
    same = tuple(replace(side, patches=tuple(keyed(each, "x") for each in side.patches)) for side in (old, new))
    assert numbers(*same) == [(2, 1), (1, 2)]


def test_entries_come_first_then_tables_then_names(made: Maker) -> None:
    """Two tables have one name, and each has two patches."""
    places = ["fs/a.c:fops", "fs/b.c:fops"]
    fields = ["checkpoint", "collect"]
    old = [made.entry(f"x: {p} {f}", p, entry=f"{f} = one") for p in places for f in fields]
    new = [made.entry(f"y: {p} {f}", p, entry=f"{f} = two") for p in reversed(places) for f in reversed(fields)]
    assert numbers(series(*old), series(*new)) == [(4, 1), (3, 2), (2, 3), (1, 4)]
    # One patch of each table, and each changes another entry than before.
    others = [
        made.entry(f"y: {p} {f}", p, entry=f"{f} = two") for p, f in (("fs/b.c:fops", "splice"), ("fs/a.c:fops", "y"))
    ]
    assert numbers(series(old[0], old[2]), series(*others)) == [(2, 1), (1, 2)]


def test_tables_come_before_the_subject(made: Maker) -> None:
    old = series(made("fs: part one", with_entry("adfs")), made("fs: part two", with_entry("hfs")))
    new = series(
        made("fs: part one", with_entry("hfs", "collect = hfs_collect")),
        made("fs: part two", with_entry("adfs", "collect = adfs_collect")),
    )
    assert numbers(old, new) == [(2, 1), (1, 2)]


def test_the_same_patch_is_known_whatever_the_manifest_says(made: Maker) -> None:
    both = series(made("adfs: a", with_entry("adfs")), made("hfs: b", with_entry("hfs")))
    old, new = (replace(both, patches=tuple(map(keyed, both.patches, keys))) for keys in (("x", "y"), ("y", "x")))
    assert numbers(old, new) == [(1, 1), (2, 2)]


def test_the_manifest_names_tables_that_the_diff_does_not_show(made: Maker) -> None:
    old, new = series(made.lines("x", "fs/a.c", "int a;")), series(made.lines("y", "fs/b.c", "int b;"))
    assert numbers(old, new) == [(1, None), (None, 1)]
    tabled = [
        replace(side, patches=(keyed(side.patches[0], group, ("fs/demo.c", "demo_fops")),))
        for side, group in ((old, "one"), (new, "other"))
    ]
    assert numbers(*tabled) == [(1, 1)]


def test_tables_in_files_that_moved(made: Maker) -> None:
    fields = ["checkpoint", "collect"]
    old = [made.entry(f"x: {field}", "fs/a.c:a_fops", entry=f"{field} = one") for field in fields]
    new = [made.entry(f"y: {field}", "fs/a/file.c:a_fops", entry=f"{field} = two") for field in reversed(fields)]
    assert numbers(series(*old), series(*new)) == [(2, 1), (1, 2)]
    other = made.entry("y: z", "fs/a/file.c:a_fops", entry="flush = z")
    assert numbers(series(old[0], made("hfs: a", with_entry("hfs"))), series(other)) == [(1, 1), (2, None)]


def test_the_subject_decides_where_no_table_changes(made: Maker) -> None:
    old = series(made.lines("demo: Say  hello", "a.c", "int a;"), made.lines("demo: say bye", "b.c", "int b;"))
    new = series(made.lines("demo: say bye", "c.c", "int c;"), made.lines("demo: say hello", "d.c", "int d;"))
    assert numbers(old, new) == [(2, 1), (1, 2)]


def test_the_filesystem_before_the_colon_needs_a_line_in_common(made: Maker) -> None:
    old = series(made.lines("fs: declare", "a.h", "int a;"), made.lines("adfs: old words", "a.c", "int adfs;"))
    lines = [f"int number_{number};" for number in range(8)]
    new = series(made.lines("adfs: new words", "b.c", "int adfs;", *lines), made.lines("fs: x", "b.h", "y;"))
    assert numbers(old, new) == [(1, None), (2, 1), (None, 2)]


def test_some_tables_in_common_the_most_first(made: Maker) -> None:
    old = series(made("one", {**with_entry("adfs"), **with_entry("hfs"), **with_entry("bfs")}))
    most = made("two", {**with_entry("adfs", "a = b"), **with_entry("hfs", "a = b")})
    assert numbers(old, series(made("three", with_entry("bfs", "a = b")), most)) == [(None, 1), (1, 2)]


def test_the_paths_need_a_line_in_common(made: Maker) -> None:
    old = series(made.lines("one", "a.c", "int a;", "int b;", "int c;", "int d;", "int e;"))
    assert numbers(old, series(made.lines("two", "a.c", "int a;"))) == [(1, 1)]
    assert numbers(old, series(made.lines("two", "a.c", "int x;"))) == [(1, None), (None, 1)]


def test_likeness_is_the_last_to_be_asked(made: Maker) -> None:
    lines = [f"int number_{number};" for number in range(8)]
    old = series(made.lines("one", "a.c", *lines))
    assert numbers(old, series(made.lines("two", "b.c", *lines[:6]))) == [(1, 1)]
    assert numbers(old, series(made.lines("two", "b.c", *lines[:2]))) == [(1, None), (None, 1)]


def test_the_same_entry_in_another_filesystem_is_nothing_in_common(made: Maker) -> None:
    old, new = series(made("hfs: add", with_entry("hfs"))), series(made("zonefs: add", with_entry("zonefs")))
    assert numbers(old, new) == [(1, None), (None, 1)]


def test_neither_is_what_else_a_patch_of_another_table_does(made: Maker) -> None:
    sides = [
        {
            name: (before, (after or b"") + b"int the_same_everywhere;\nint and_this;\n")
            for name, (before, after) in each
        }
        for each in (with_entry("hfs").items(), with_entry("zonefs").items())
    ]
    old, new = (series(made(f"{number}: add", texts)) for number, texts in enumerate(sides))
    assert numbers(old, new) == [(1, None), (None, 1)]


def test_neither_are_entries_of_tables_without_a_head(made: Maker) -> None:
    old, new = (
        series(made.lines(f"{path}: add", f"fs/{path}.c", f"\t.{ENTRY},", f"int {path};")) for path in ("hfs", "zonefs")
    )
    assert numbers(old, new) == [(1, None), (None, 1)]


def test_gone_patches_stand_where_they_stood(made: Maker) -> None:
    names = ["adfs", "bfs", "efs", "hfs", "jfs"]
    old = [made(f"{name}: add", with_entry(name)) for name in names]
    new = series(old[3], made("zonefs: add", with_entry("zonefs")), old[1])
    assert numbers(series(*old), new) == [(1, None), (4, 1), (5, None), (None, 2), (2, 3), (3, None)]


def test_patches_that_are_the_same_twice(made: Maker) -> None:
    one, other = made.lines("a: do", "a.c", "int a;"), made.lines("a: undo", "a.c", "int b;")
    assert numbers(series(one, other, one), series(one, other, one)) == [(1, 1), (2, 2), (3, 3)]


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False), st.integers(min_value=0, max_value=25))
def test_any_order_and_any_choice_of_the_series_is_known(chance: random.Random, count: int) -> None:
    whole = read_series(str(SAMPLE_SERIES), Path())
    chosen = list(whole.patches)
    chance.shuffle(chosen)
    bare = tuple(replace(each, number=number, entry=None) for number, each in enumerate(chosen[:count], 1))
    pairs = match_patches(whole, replace(whole, patches=bare))
    assert [pair.new for pair in pairs if pair.new] == list(bare)
    assert {pair.old.number for pair in pairs if pair.old} == {each.number for each in whole.patches}
    assert all(pair.old.content == pair.new.content for pair in pairs if pair.old and pair.new)
    assert sum(pair.old is not None and pair.new is not None for pair in pairs) == count


def test_a_patch_is_what_its_mail_says(made: Maker) -> None:
    assert patch(made("adfs: a", with_entry("adfs"))).message.subject == "adfs: a"
