"""A person's hunks in a new version: carried over wherever the new tree has not changed the same lines."""

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.review.alignment import Key, Old, Slot
from ckptgen.review.carrying import Carried, Carrier, behind
from ckptgen.review.merging import merge_code
from ckptgen.review.model import Patch
from ckptgen.series.model import FileChange, PatchDraft, Phase
from ckptgen.series.phases import Part
from tests.review.patches import ENTRIES, ENTRY, git_diff, mail, patch, table

PATH = "fs/demo.c"
KEY = Key(str(Phase.FILESYSTEMS), "demo")
GENERATED = table("demo", (*ENTRIES, ENTRY))


def made(before: str, after: str) -> Patch:
    with TemporaryDirectory() as name:
        diff = git_diff(Path(name), {PATH: (before.encode(), after.encode())})
    return patch(mail("demo: add .checkpoint to file operations", diff))


def carry(old: str, generated: str, mine: str, new: str, now: str) -> tuple[Carried, str]:
    """Carry what leads from ``generated`` to ``mine`` over to ``now``; return the text of the new version, too."""
    slot = Slot(KEY, (Part(Phase.FILESYSTEMS, "demo"),), Old(KEY, made(old, mine), made(old, generated)))
    change = FileChange(PATH, "100644", new.encode(), now.encode())
    draft = PatchDraft(Phase.FILESYSTEMS, "demo", "demo: add", "", (f"{PATH}:demo",), (change,))
    carrier = Carrier(
        [slot],
        lambda path: (old.encode(), "100644") if path == PATH else None,
        lambda path: (new.encode(), "100644") if path == PATH else None,
        {},
        ["file_operations"],
    )
    done = carrier.carry(slot, draft, made(new, now))
    text = next((each.after for each in done.changes if each.path == PATH), b"")
    return done, (text or b"").decode()


@settings(deadline=None, max_examples=25)
@given(
    tree=st.sets(st.integers(0, len(ENTRIES) - 1)),
    comments=st.sets(st.integers(0, len(ENTRIES))),
    value=st.sampled_from(("generic_file_checkpoint", "demo_checkpoint", "NULL")),
)
def test_edits_of_other_lines_than_the_new_tree_s_are_always_carried(
    tree: set[int], comments: set[int], value: str
) -> None:
    entries = [*ENTRIES, f"checkpoint = {value}"]
    mine = [f"{entry} /* {n} */" if n in comments - tree else entry for n, entry in enumerate(entries)]
    new = [entry.replace("= ", "= new_") if n in tree else entry for n, entry in enumerate(ENTRIES)]
    both = [new[n] if n in tree else entry for n, entry in enumerate(mine)]
    done, text = carry(table("demo"), GENERATED, table("demo", mine), table("demo", new), table("demo", (*new, ENTRY)))
    assert done.conflicts == ()
    assert text == table("demo", both)


@settings(deadline=None, max_examples=25)
@given(place=st.integers(0, len(ENTRIES)), tree=st.sets(st.integers(0, len(ENTRIES) - 1)))
def test_an_entry_that_was_moved_by_hand_stays_where_it_is(place: int, tree: set[int]) -> None:
    mine = [*ENTRIES[:place], ENTRY, *ENTRIES[place:]]
    new = [entry.replace("= ", "= new_") if n in tree else entry for n, entry in enumerate(ENTRIES)]
    done, text = carry(table("demo"), GENERATED, table("demo", mine), table("demo", new), table("demo", (*new, ENTRY)))
    assert done.conflicts == ()
    assert text == table("demo", [*new[:place], ENTRY, *new[place:]])


@settings(deadline=None, max_examples=200)
@given(data=st.data(), size=st.integers(1, 12))
def test_changes_of_different_lines_never_conflict(data: st.DataObject, size: int) -> None:
    whose = data.draw(st.lists(st.sampled_from("-ot"), min_size=size, max_size=size))
    base = [f"{n}\n" for n in range(size)]

    def side(mark: str) -> bytes:
        return "".join(
            line.replace("\n", f"{mark}\n") if who == mark else line for line, who in zip(base, whose, strict=True)
        ).encode()

    merged = merge_code(side("o"), "".join(base).encode(), side("t"))
    assert merged.conflict == b""
    assert merged.text.decode().split() == [f"{n}{who.strip('-')}" for n, who in enumerate(whose)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("1\nX\n3\n", "1\nY\n3\n"),
        ("1\n2\nX\n3\n", "1\n2\nY\n3\n"),
        ("1\n3\n", "1\n2\nY\n3\n"),
        ("1\n3\n", "1\nY\n3\n"),
    ],
    ids=["the same line", "two insertions", "behind a line that is gone", "a line that is gone"],
)
def test_what_is_a_conflict(ours: str, theirs: str) -> None:
    base = b"1\n2\n3\n"
    for some, others in ((ours, theirs), (theirs, ours)):
        merged = merge_code(some.encode(), base, others.encode())
        assert b"<<<<<<<" in merged.conflict
        assert merged.text == some.encode()


def test_a_conflict_without_another_side_shows_the_person_s() -> None:
    own = Slot(Key(Phase.OWN, "demo"), (), Old(Key(Phase.OWN, "demo"), made(table("demo"), "x\n"), None))
    carrier = Carrier([own], lambda path: (table("demo").encode(), "100644"), lambda path: None, {}, [])
    (conflict,) = carrier.carry(own, None, None).conflicts
    assert conflict.reason == "the new tree has no such file"
    assert b"+x\n" in conflict.text


def test_a_new_binary_file_is_not_taken_for_an_empty_one() -> None:
    diff = b"diff --git a/logo b/logo\nnew file mode 100644\nBinary files /dev/null and b/logo differ\n"
    slot = Slot(Key(Phase.OWN, "logo"), (), Old(Key(Phase.OWN, "logo"), patch(mail("logo", diff)), None))
    carrier = Carrier([slot], lambda path: None, lambda path: None, {}, [])
    done = carrier.carry(slot, None, None)
    assert done.changes == ()
    assert [conflict.path for conflict in done.conflicts] == ["logo"]


def test_files_behind_patches() -> None:
    files: Mapping[str, tuple[bytes, str]] = {PATH: (table("demo").encode(), "100644")}
    found = behind(files.get, [made(table("demo"), GENERATED)])
    assert found(PATH) == (GENERATED.encode(), "100644")
    assert found("fs/other.c") is None
    again = behind(found, [made(table("demo"), re.sub("demo_fsync", "noop_fsync", table("demo")))])
    assert again(PATH) == found(PATH) or b"noop_fsync" in (again(PATH) or (b"",))[0]
