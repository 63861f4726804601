"""A series in several: what each holds, that each applies by itself, and that together they are the whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckptgen.plan.model import Plan
from ckptgen.rewrite.model import Edit, Splice
from ckptgen.sempatch.model import Change, CoreSlot, Remove
from ckptgen.series.batches import Share, Written, share_out, write_batches
from ckptgen.series.commits import write_series
from ckptgen.series.drafts import draft_series
from ckptgen.series.manifest import build_manifest, manifest_bytes, parse_manifest
from ckptgen.series.model import FileChange, PatchDraft, Phase
from ckptgen.series.patchids import patch_ids
from ckptgen.series.phases import Part

from .conftest import Git
from .plans import PLAN, TREE, options

HEADER = "include/linux/fs.h"
TREE_WITH_HEADER = TREE | {HEADER: b"struct file_operations {\n\tint (*read)(void);\n};\n"}
DECLARATION = Edit(HEADER, "checkpoint", 3, (Splice(46, 0, b"\tint (*checkpoint)(void);\n"),))
DECLARING = replace(PLAN, declaration=(DECLARATION,), declares=("checkpoint",))


def read(path: str) -> tuple[bytes, str]:
    return TREE_WITH_HEADER[path], "100644"


def batches(size: int | None, plan: Plan = DECLARING, **changes: object) -> list[Written]:
    return list(write_batches(plan, read, options(**changes), size))


def subjects(batch: Written) -> list[str]:
    return [patch.subject for patch in batch.draft.patches]


def own_patch(path: str, before: bytes | None, after: bytes) -> PatchDraft:
    return PatchDraft(Phase.CORE, Phase.CORE, "core: by hand", "Why.", (), (FileChange(path, "100644", before, after),))


CORE = own_patch("fs/handler.c", None, b"int generic_file_checkpoint;\n")


def test_each_holds_no_more_than_was_asked_for_and_the_first_what_all_need() -> None:
    found = batches(3)
    assert [[patch.group for patch in batch.draft.patches] for batch in found] == [
        # The last two change one file.
        ["file_operations", "generic_ro_fops", "libfs"],
        ["adfs", "bfs", "btrfs"],
        ["odd"],
    ]
    assert [(batch.options.batch.number, batch.options.batch.total) for batch in found if batch.options.batch] == [
        *((1, 3), (2, 3), (3, 3))
    ]


def test_patches_that_change_one_file_stay_together() -> None:
    assert [len(batch.draft.patches) for batch in batches(1)] == [1, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("size", [None, 7, 100])
def test_one_that_is_not_too_long_is_written_as_without_batches(size: int | None) -> None:
    (whole,) = batches(size)
    assert whole.options.batch is None
    assert whole.draft == draft_series(DECLARING, read, options())
    assert whole.written == write_series(whole.draft)


def test_nothing_to_do_is_no_batch() -> None:
    assert batches(2, replace(PLAN, tables=())) == []
    assert batches(2, replace(PLAN, tables=()), core=(CORE,)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_together_they_are_the_series(size: int) -> None:
    whole = draft_series(DECLARING, read, options(signoff=True))
    assert whole is not None
    found = [patch for batch in batches(size, signoff=True) for patch in batch.draft.patches]
    assert sorted(found, key=lambda patch: patch.subject) == sorted(whole.patches, key=lambda patch: patch.subject)
    for batch in batches(size, signoff=True):
        order = [whole.patches.index(patch) for patch in batch.draft.patches]
        assert order == sorted(order)


def test_the_same_bytes_again() -> None:
    assert [batch.written for batch in batches(3)] == [batch.written for batch in batches(3)]


def test_the_others_name_what_the_first_declares() -> None:
    first, *others = batches(3)
    declares = patch_ids([first.written.files[1][1]])
    assert first.draft.prerequisites == ()
    assert [batch.draft.prerequisites for batch in others] == [declares, declares]
    assert b"prerequisite-patch-id: %s\n" % declares[0].encode() in others[0].written.files[0][1]


def test_the_user_s_own_patches_are_in_the_first_and_named_by_the_others() -> None:
    first, second, third = batches(3, core=(CORE,))
    assert subjects(first)[0] == "core: by hand"
    assert [len(batch.draft.patches) for batch in (first, second, third)] == [2, 3, 3]
    ids = patch_ids([content for _, content in first.written.files[1:3]])
    assert [patch.phase for patch in first.draft.patches[:2]] == [Phase.CORE, Phase.DECLARE]
    assert [batch.draft.prerequisites for batch in (first, second, third)] == [(), ids, ids]


def test_what_the_user_names_all_of_them_name() -> None:
    found = batches(3, prerequisites=("1" * 40,))
    assert [batch.draft.prerequisites[:1] for batch in found] == [("1" * 40,)] * 3


def removing() -> Plan:
    """Return a plan that removes an entry behind the slot for the user's patches."""
    changes: tuple[Change, ...] = (*PLAN.patch.changes, Remove("old", "", 4, needs_core=True))
    core = CoreSlot("the default has to change first", 5)
    second = [replace(table, step=1) for table in PLAN.tables if table.table.path.startswith("fs/odd")]
    first = [table for table in PLAN.tables if table not in (replace(each, step=0) for each in second)]
    return replace(DECLARING, patch=replace(PLAN.patch, changes=changes, core=core), tables=(*first, *second))


def test_a_core_change_behind_others_comes_last_and_names_them_all() -> None:
    found = batches(2, removing(), core=(CORE,))
    *others, last = found
    assert subjects(last)[0] == "core: by hand"
    assert [patch.group for patch in last.draft.patches[1:]] == ["odd"]
    before = [name for batch in others for name in patch_ids([content for _, content in batch.written.files[1:]])]
    assert sorted(last.draft.prerequisites) == sorted(before)


def test_what_comes_first_and_last_stays_together_where_it_changes_one_file() -> None:
    both = own_patch(HEADER, TREE_WITH_HEADER[HEADER], TREE_WITH_HEADER[HEADER] + b"int more;\n")
    plan = replace(removing(), declaration=())
    assert len(batches(2, plan, core=(both,))) > 1
    shares = share_out([*_declaring(HEADER), *_parts("fs/a.c", "fs/b.c")], (both,), 2, [2], 2)
    assert shares == [Share((0, 1, 2), True)]


def test_the_manifest_says_which_of_them_it_is_and_where_the_rest_is() -> None:
    second = batches(3)[1]
    manifest = build_manifest(DECLARING, second.draft, second.written, second.options)
    again = parse_manifest(manifest_bytes(manifest), "m")
    assert again.options.batch == second.options.batch
    assert again.options.batch is not None
    assert again.options.batch.elsewhere == {
        "fs/libfs.c:generic_ro_fops",
        "fs/libfs.c:late_fops",
        "fs/odd/odd.c:odd_fops",
    }


def test_a_batch_is_planned_again_as_it_was_and_the_last_takes_what_is_new() -> None:
    found = batches(3)
    more = replace(PLAN.tables[0], table=replace(PLAN.tables[0].table, path="fs/new/new.c"), filesystem="new")
    later = replace(DECLARING, tables=(*DECLARING.tables, replace(more, group="new", edits=_edits("fs/new/new.c"))))
    for batch in found:
        draft = draft_series(later, lambda path: read("fs/odd/odd.c" if "new" in path else path), batch.options)
        assert draft is not None
        wanted = subjects(batch) + ["new: add .checkpoint to directory operations"] * (batch is found[-1])
        assert sorted(patch.subject for patch in draft.patches) == sorted(wanted)


def test_git_am_takes_each_by_itself_and_all_in_any_order(tmp_path: Path, git: Git) -> None:
    repo = tmp_path / "linux"
    for path, content in TREE_WITH_HEADER.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_bytes(content)
    git(repo, "init", "--quiet", "--initial-branch=master")
    git(repo, "config", "core.autocrlf", "false")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "The tree")
    base = git(repo, "rev-parse", "HEAD").decode().strip()

    def apply(batch: Written) -> None:
        mails = b"".join(content for _, content in batch.written.files[1:])
        git(repo, "am", "--quiet", "--keep-cr", data=mails)

    (whole,) = batches(None, git_dir=str(repo / ".git"), base=base)
    apply(whole)
    wanted = git(repo, "rev-parse", "HEAD^{tree}")
    found = batches(2, git_dir=str(repo / ".git"), base=base)
    for batch in found:
        git(repo, "reset", "--quiet", "--hard", base)
        apply(batch)
        assert b"base-commit: %s\n" % base.encode() in batch.written.files[0][1]
    git(repo, "reset", "--quiet", "--hard", base)
    for batch in reversed(found):
        apply(batch)
    assert git(repo, "rev-parse", "HEAD^{tree}") == wanted


# --- whatever the patches -----------------------------------------------


def _edits(*paths: str) -> tuple[Edit, ...]:
    return tuple(Edit(path, "t", 1, (Splice(0, 0, b"x"),)) for path in paths)


def _declaring(*paths: str) -> list[Part]:
    return [Part(Phase.DECLARE, "file_operations", declaration=_edits(*paths))]


def _parts(*paths: str) -> list[Part]:
    return [Part(Phase.FILESYSTEMS, str(number), declaration=_edits(path)) for number, path in enumerate(paths)]


FILES = st.lists(st.sampled_from([f"fs/{name}.c" for name in "abcdefgh"]), min_size=1, max_size=3, unique=True)


@st.composite
def series(draw: st.DrawFn) -> tuple[list[Part], Sequence[PatchDraft], int, list[int]]:
    """Patches, those of the user's, how many stand before these, and the places of those that need them."""
    first = _declaring(*draw(FILES)) if draw(st.booleans()) else []
    rest = [Part(Phase.FILESYSTEMS, str(n), declaration=_edits(*draw(FILES))) for n in range(draw(st.integers(1, 9)))]
    parts = [*first, *rest]
    supplied = [own_patch(path, b"", b"x") for path in draw(st.one_of(st.just([]), FILES))]
    slot = draw(st.one_of(st.just(0), st.integers(len(first), len(parts))))
    return parts, supplied, slot, list(range(slot, len(parts))) if slot else []


@given(series(), st.integers(1, 12))
def test_every_patch_is_in_one_batch_and_every_file_too(
    made: tuple[list[Part], Sequence[PatchDraft], int, list[int]], size: int
) -> None:
    parts, supplied, slot, needing = made
    shares = share_out(parts, supplied, slot, needing, size)
    assert Counter(at for share in shares for at in share.parts) == Counter(range(len(parts)))
    assert all(list(share.parts) == sorted(share.parts) for share in shares)
    assert sum(share.core for share in shares) == bool(supplied)
    own = {change.path for patch in supplied for change in patch.changes}
    touched = [
        frozenset[str]().union(*(parts[at].paths for at in share.parts), own if share.core else ()) for share in shares
    ]
    assert sum(map(len, touched)) == len(frozenset[str]().union(*touched))
    for share, paths in zip(shares, touched, strict=True):
        if len(share.parts) + len(supplied) * share.core > size:
            # Only what hangs together is longer than asked for.
            assert share.core or _hangs_together([parts[at].paths for at in share.parts]), paths


@given(series(), st.integers(1, 12))
def test_what_others_need_is_in_no_later_batch(
    made: tuple[list[Part], Sequence[PatchDraft], int, list[int]], size: int
) -> None:
    parts, supplied, slot, needing = made
    shares = share_out(parts, supplied, slot, needing, size)
    where = {at: number for number, share in enumerate(shares) for at in share.parts}
    core = next((number for number, share in enumerate(shares) if share.core), None)
    assert all(where[at] == 0 for at, part in enumerate(parts) if part.phase is Phase.DECLARE)
    if core is not None and slot == 0:
        assert core == 0
    if core is not None and slot:
        assert core == len(shares) - 1
        assert all(where[at] == core for at in needing)


def _hangs_together(paths: Sequence[frozenset[str]]) -> bool:
    """Tell whether a way leads from each to each over files that they have in common."""
    reached, rest = set(paths[0]), list(paths[1:])
    while more := [each for each in rest if each & reached]:
        rest = [each for each in rest if not each & reached]
        reached.update(*more)
    return not rest
