"""By what tables are grouped into patches, and which groups have one patch together."""

import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Plan, PlannedTable, Verdict
from ckptgen.sempatch.model import Add, DeclaredOrder, Lump
from ckptgen.series.drafts import draft_series, planned_parts, unfiled
from ckptgen.series.grouping import By, Grouping, GroupingError
from ckptgen.series.maintainers import Maintainers
from ckptgen.series.model import SeriesDraft
from ckptgen.series.phases import Part

from .plans import PLAN, contents, options, planned

MAINTAINERS = Maintainers(
    b"List of maintainers\n\n"
    b"ADFS FILESYSTEM\nS:\tOrphan\nF:\tfs/adfs/\n\n"
    b"FILESYSTEMS (VFS)\nM:\tVera <vera@example.org>\nF:\tfs/*\nF:\tinclude/linux/fs.h\n\n"
    b"SMALL ONES\nM:\tBea <bea@example.org>\nF:\tfs/bfs/\nF:\tfs/odd/\n\n"
    b"THE REST\nM:\tLena <lena@example.org>\nF:\t*\nF:\t*/\n",
    b"",
    lambda path: "." not in path,
)


def drafted(plan: Plan = PLAN, group_by: str = "fs", *lumps: Lump) -> SeriesDraft:
    plan = replace(plan, patch=replace(plan.patch, lumps=lumps))
    draft = draft_series(plan, contents, options(group_by=Grouping.of(group_by), maintainers=MAINTAINERS))
    assert draft is not None
    return draft


def groups(*arguments: object) -> list[tuple[str, str, int]]:
    """Return the group of each patch, what its subject begins with, and the number of its tables."""
    patches = drafted(*arguments).patches  # type: ignore[arg-type]
    return [(patch.group, patch.subject.partition(":")[0], len(patch.tables)) for patch in patches]


@pytest.mark.parametrize(
    ("text", "grouping"),
    [
        ("fs", Grouping()),
        ("filesystem", Grouping()),
        ("maintainer", Grouping(By.MAINTAINER)),
        ("depth", Grouping(By.DEPTH, 2)),
        ("depth:1", Grouping(By.DEPTH, 1)),
        ("depth:12", Grouping(By.DEPTH, 12)),
        ("none", Grouping(By.NONE)),
    ],
)
def test_a_grouping_is_read_and_written(text: str, grouping: Grouping) -> None:
    assert Grouping.of(text) == grouping
    assert Grouping.of(str(grouping)) == grouping


@pytest.mark.parametrize("text", ["", "FS", "fs:1", "depth:0", "depth:-1", "depth:100", "depth:x", "depth:²", "none "])
def test_what_is_no_grouping(text: str) -> None:
    with pytest.raises(GroupingError, match=re.escape(f"{text!r} is no grouping")):
        Grouping.of(text)


# --- each grouping ------------------------------------------------------


def test_by_filesystem_a_shared_table_has_a_patch_of_its_own() -> None:
    assert groups() == [
        ("generic_ro_fops", "fs", 1),
        ("adfs", "adfs", 2),
        ("bfs", "bfs", 2),
        ("btrfs", "btrfs", 1),
        ("libfs", "libfs", 1),
        ("odd", "odd", 1),
    ]


def test_by_maintainer_a_path_without_an_entry_is_grouped_by_folder() -> None:
    assert groups(PLAN, "maintainer") == [
        ("ADFS FILESYSTEM", "adfs", 2),
        ("FILESYSTEMS (VFS)", "libfs", 2),
        ("SMALL ONES", "fs", 3),
        ("fs/btrfs", "btrfs", 1),
    ]


def test_by_maintainer_a_patch_names_the_entry_that_it_is_for() -> None:
    adfs, vfs, small, btrfs = drafted(PLAN, "maintainer").patches
    assert "MAINTAINERS has these files under ADFS FILESYSTEM." in adfs.body
    assert "MAINTAINERS has this file under FILESYSTEMS (VFS)." in vfs.body
    assert "MAINTAINERS has these files under SMALL ONES." in small.body
    assert "MAINTAINERS" not in btrfs.body


def test_by_maintainer_no_two_groups_begin_their_subjects_alike() -> None:
    more = planned("fs/adfs/super.c", "adfs_more")
    tree = Maintainers(
        b"x\n\nONE\nM:\ta@example.org\nF:\tfs/adfs/\n\nTWO\nM:\tb@example.org\nF:\tfs/adfs/super.c\n",
        b"",
        lambda path: False,
    )
    plan = replace(PLAN, tables=(*PLAN.tables[:2], more))
    parts = planned_parts(plan, options(group_by=Grouping(By.MAINTAINER), maintainers=tree))
    assert [(part.group, part.heading.prefix) for part in parts] == [("ONE", "fs/adfs"), ("TWO", "adfs/super")]


def test_by_depth() -> None:
    assert groups(PLAN, "depth:1") == [("fs", "fs", 8)]
    assert groups(PLAN, "depth:2") == [
        ("fs", "fs", 2),
        ("fs/adfs", "fs/adfs", 2),
        ("fs/bfs", "fs/bfs", 2),
        ("fs/btrfs", "fs/btrfs", 1),
        ("fs/odd", "fs/odd", 1),
    ]
    assert groups(PLAN, "depth:9") == groups(PLAN, "depth:2")


def test_none_is_one_patch_a_change() -> None:
    assert groups(PLAN, "none") == [("all", "fs", 8)]
    assert [(part.step, len(part.tables)) for part in planned_parts(twice(), options(group_by=Grouping(By.NONE)))] == [
        (0, 8),
        (1, 1),
    ]


def twice() -> Plan:
    """Return a plan of two changes, of which the second is about one of the tables."""
    second = replace(PLAN.tables[0], step=1)
    changes = (*PLAN.patch.changes, Add("restore", "generic_file_restore", DeclaredOrder(), 4))
    return replace(PLAN, patch=replace(PLAN.patch, changes=changes), tables=(*PLAN.tables, second))


# --- lumps --------------------------------------------------------------

LUMP = Lump("fs: let small filesystems be checkpointed", ("bfs", "odd"), 7)


def test_a_lump_is_one_patch_with_its_own_subject_where_its_first_group_stands() -> None:
    patches = drafted(PLAN, "fs", LUMP).patches
    assert [patch.group for patch in patches] == ["generic_ro_fops", "adfs", LUMP.subject, "btrfs", "libfs"]
    lump = patches[2]
    assert lump.subject == LUMP.subject
    assert [key.split("/")[1] for key in lump.tables] == ["bfs", "bfs", "odd"]
    assert "fs/bfs/file.c: " in lump.body
    assert "fs/odd/odd.c: " in lump.body


def test_a_lump_takes_a_shared_table_too() -> None:
    patches = drafted(PLAN, "fs", replace(LUMP, groups=("libfs", "generic_ro_fops"))).patches
    assert [patch.group for patch in patches] == ["adfs", "bfs", "btrfs", LUMP.subject, "odd"]
    assert "generic_ro_fops is used by befs, cramfs," in patches[3].body


def test_a_lump_is_of_groups_whatever_they_are() -> None:
    assert groups(PLAN, "depth:2", replace(LUMP, groups=("fs/bfs", "fs/odd")))[2][0] == LUMP.subject
    assert groups(PLAN, "maintainer", replace(LUMP, groups=("SMALL ONES", "fs/btrfs")))[2][0] == LUMP.subject


def test_two_changes_of_a_lump_are_two_patches_that_begin_with_its_subject() -> None:
    lump = Lump("fs: old ones", ("adfs", "bfs"), 7)
    plan = replace(twice(), patch=replace(twice().patch, lumps=(lump,)))
    found = [part for part in planned_parts(plan, options()) if part.group == lump.subject]
    assert [(part.step, part.heading.prefix, part.heading.subject) for part in found] == [
        (0, lump.subject, ""),
        (1, lump.subject, ""),
    ]


def test_a_group_of_a_lump_that_the_series_does_not_have_is_told() -> None:
    plan = replace(PLAN, patch=replace(PLAN.patch, lumps=(replace(LUMP, groups=("bfs", "nofs")),)))
    assert unfiled(plan, options()) == ("lumps: nofs (line 7): no patch of the series is filed under it",)
    assert unfiled(plan, options(group_by=Grouping(By.DEPTH, 1))) == (
        "lumps: bfs (line 7): no patch of the series is filed under it",
        "lumps: nofs (line 7): no patch of the series is filed under it",
    )
    # Nothing is filed apart there, and a narrowed series need not have them all.
    assert unfiled(plan, options(group_by=Grouping(By.NONE))) == ()
    assert unfiled(plan, options(only=("bfs",))) == ()


def test_a_lump_without_any_of_its_groups_changes_nothing() -> None:
    assert drafted(PLAN, "fs", replace(LUMP, groups=("nofs",))) == drafted()


def test_a_subject_that_is_a_group_of_its_own_is_refused() -> None:
    with pytest.raises(CkptgenError, match=r"lumps: 'btrfs' \(line 7\) is a subject and also a group"):
        drafted(PLAN, "fs", replace(LUMP, subject="btrfs"))


# --- whatever the tables ------------------------------------------------

FOLDERS = st.sampled_from(["fs/adfs", "fs/bfs", "fs/odd", "fs", "mm", "drivers/char", "drivers/char/tpm", "."])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of two changes, with own tables and shared ones."""
    tables = []
    for number in range(draw(st.integers(0, 8))):
        path = f"{draw(FOLDERS)}/f{draw(st.integers(0, 2))}.c".removeprefix("./")
        filesystem = draw(st.sampled_from(["adfs", "bfs", "mm"]))
        group = draw(st.sampled_from([filesystem, f"t{number}"]))
        verdict = draw(st.sampled_from([Verdict.ADD, Verdict.TODO]))
        one = planned(path, f"t{number}", verdict, filesystem=filesystem, group=group)
        tables.append(replace(one, step=draw(st.integers(0, 1))))
    return replace(twice(), tables=tuple(tables))


GROUPINGS = st.one_of(
    st.sampled_from([Grouping(), Grouping(By.MAINTAINER), Grouping(By.NONE)]),
    st.integers(1, 4).map(lambda depth: Grouping(By.DEPTH, depth)),
)
LABELS = ("adfs", "bfs", "mm", "fs", "fs/adfs", "fs/bfs", "ADFS FILESYSTEM", "SMALL ONES", "t1", "t2")


@st.composite
def lumps(draw: st.DrawFn) -> tuple[Lump, ...]:
    """Up to two lumps, no group in both."""
    names = draw(st.lists(st.sampled_from(LABELS), unique=True, max_size=6))
    cut = draw(st.integers(0, len(names)))
    pairs = (("a: lump", names[:cut]), ("b: lump", names[cut:]))
    return tuple(Lump(subject, tuple(own), 7) for subject, own in pairs if own)


def held(parts: list[Part]) -> Counter[tuple[int, str]]:
    return Counter((part.step, planned.table.key) for part in parts for planned in part.tables)


@given(plans(), GROUPINGS, lumps())
def test_every_table_that_changes_is_in_one_patch_of_its_change(
    plan: Plan, grouping: Grouping, lumped: tuple[Lump, ...]
) -> None:
    plan = replace(plan, patch=replace(plan.patch, lumps=lumped))
    parts = planned_parts(plan, options(group_by=grouping, maintainers=MAINTAINERS))
    wanted: list[PlannedTable] = [planned for planned in plan.tables if planned.edits]
    assert held(parts) == Counter((planned.step, planned.table.key) for planned in wanted)
    assert all(part.edits for part in parts)
    assert all(planned.step == part.step for part in parts for planned in part.tables)
    # A patch is known by these three, from one version of a series to the next.
    labels = [(part.phase, part.group, part.step) for part in parts]
    assert len(set(labels)) == len(labels)
    assert [part.step for part in parts] == sorted(part.step for part in parts)


@given(plans(), GROUPINGS, lumps(), st.randoms(use_true_random=False))
def test_the_order_of_the_plan_does_not_matter(
    plan: Plan, grouping: Grouping, lumped: tuple[Lump, ...], random: Random
) -> None:
    plan = replace(plan, patch=replace(plan.patch, lumps=lumped))
    chosen = options(group_by=grouping, maintainers=MAINTAINERS)
    shuffled = list(plan.tables)
    random.shuffle(shuffled)

    def shape(plan: Plan) -> list[tuple[object, ...]]:
        return [(p.phase, p.group, p.step, p.heading, p.keys) for p in planned_parts(plan, chosen)]

    assert shape(replace(plan, tables=tuple(shuffled))) == shape(plan)
