"""The ids of tables: to be linked to, so they stay and never meet."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.report.html.anchors import escaped, numbered, patch_anchor, table_anchor


@pytest.mark.parametrize(
    ("key", "anchor"),
    [
        ("fs/btrfs/super.c:btrfs_ctl_fops", "t-fs/btrfs/super.c:btrfs_ctl_fops"),
        ("sound/core/tone.c:tone_ctl_ops[2]", "t-sound/core/tone.c:tone_ctl_ops~5b2~5d"),
        ("drivers/a.c:x_##name##_ops", "t-drivers/a.c:x_~23~23name~23~23_ops"),
        ("fs/a b~.c:(struct S)", "t-fs/a~20b~7e.c:~28struct~20S~29"),
        ("fs/\udcff<.c:x", "t-fs/~ff~3c.c:x"),
    ],
)
def test_a_tables_anchor(key: str, anchor: str) -> None:
    assert table_anchor(key) == anchor


def test_a_patchs_anchor() -> None:
    assert patch_anchor("0003-fs-adfs.patch") == "p-0003-fs-adfs.patch"


@given(st.lists(st.text("ab~x7e%[] n2\udcff\u00e4/", max_size=6), max_size=8, unique=True))
def test_two_names_never_meet(names: list[str]) -> None:
    assert len({escaped(name) for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._/:,+~-]*", escaped(name)) for name in names)


@given(st.lists(st.text("a~n2", max_size=4), max_size=8))
def test_one_name_of_several_tables_is_numbered(names: list[str]) -> None:
    anchors = numbered(map(escaped, names))
    assert len(set(anchors)) == len(names)
    assert anchors[:1] == [escaped(name) for name in names[:1]]


def test_a_number_is_no_escape() -> None:
    assert len(set(numbered([*["a"] * 16, escaped("a\x10")]))) == 17
