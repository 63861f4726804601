"""Rebasing what semantic patches do besides adding one entry: several changes, the core change between them, removals
and the like.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run
from tests.cli.test_rebase import ACK, changed, edit, lines_of
from tests.cli.test_series import SIGNOFF, git, repository
from tests.paths import ROOT, SAMPLE_OPS

WAITS = "it waits for the core change: a table without setlease refuses leases"
NO_LEASE = "\t.setlease\t= simple_nosetlease,\n"
CORE = (
    "From: C Ore <core@example.com>\nDate: Mon, 1 Feb 2010 10:00:00 +0100\nSubject: [PATCH] fs: refuse leases\n\n"
    "By default.\n\nSigned-off-by: C Ore <core@example.com>\n---\n--- a/fs/locks.c\n+++ b/fs/locks.c\n"
    "@@ -1,3 +1,4 @@\n+/* No lease but for those that ask. */\n /* Leases, and the way to refuse them. */\n"
    " #include <linux/export.h>\n #include <linux/filelock.h>\n-- \n"
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sample tree, which is to become the new one."""
    return Path(shutil.copytree(SAMPLE_OPS, tmp_path / "new"))


@pytest.fixture
def core(tmp_path: Path) -> Path:
    (tmp_path / "core.patch").write_text(CORE)
    return tmp_path / "core.patch"


@pytest.fixture
def leases(ckptgen: Run, core: Path, tmp_path: Path) -> Path:
    """Return the series that adds entries, has the core change behind them, and then removes others."""
    made = ckptgen("-C", SAMPLE_OPS, "-p", "setlease", "series", "--core", core, "-o", tmp_path / "v1", *SIGNOFF)
    assert made.code == 0, made.err
    return tmp_path / "v1"


@pytest.fixture
def rebase(ckptgen: Run, tree: Path, tmp_path: Path) -> Callable[..., Result]:
    def run(series: Path, *args: object, into: str = "v2") -> Result:
        return ckptgen("rebase", series, "--onto", tree, "-o", tmp_path / into, *args)

    return run


def named(folder: Path, part: str) -> Path:
    (found,) = (path for path in folder.glob("*.patch") if part in path.name)
    return found


def slugs(folder: Path) -> list[str]:
    """Return what the patches of a folder are named after, in order, cut to what tells them apart."""
    names = sorted(path.name for path in folder.glob("*.patch") if "cover-letter" not in path.name)
    return [
        "-".join(name.removeprefix("v").split("-", 2 if name[0] == "v" else 1)[-1].split("-")[:2]) for name in names
    ]


def sign(patch: Path) -> None:
    patch.write_text(patch.read_text().replace("\n---\n", f"\n{ACK}\n---\n", 1))


def with_table(path: Path, name: str) -> Path:
    """Add a table that refuses leases to a file."""
    entries = f"\t.read_iter\t= generic_file_read_iter,\n{NO_LEASE}"
    path.write_text(f"{path.read_text()}\nstruct file_operations {name} = {{\n{entries}}};\n")
    return path


def diff_of(patch: Path) -> str:
    return patch.read_text().partition("\ndiff --git ")[2]


# --- several changes ----------------------------------------------------


def test_on_the_same_tree_only_the_version_is_new(rebase: Callable[..., Result], leases: Path, tmp_path: Path) -> None:
    result = rebase(leases)
    assert (result.code, result.out.splitlines()[-1]) == (0, "4 unchanged"), result.out + result.err
    old, new = ([diff_of(path) for path in sorted(each.glob("*.patch"))[1:]] for each in (leases, tmp_path / "v2"))
    assert new == old
    again = rebase(tmp_path / "v2", into="v3")
    assert again.out.splitlines()[-1] == "4 unchanged"
    assert slugs(tmp_path / "v3") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"]


def test_the_manifest_says_which_change_a_patch_makes(leases: Path) -> None:
    manifest = json.loads((leases / "manifest.json").read_text())
    assert [patch.get("step") for patch in manifest["patches"]] == [None, None, None, 1]
    origin = json.loads((leases / "origin.json").read_text())
    assert [patch.get("step") for patch in origin["patches"]] == [None, None, 1]


def test_what_becomes_of_the_tables_of_each_change(
    ckptgen: Run, rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    ceph = tree / "fs/ceph/file.c"
    edit(ceph, (f"\t/* the server keeps the leases */\n{NO_LEASE}", ""))
    with_table(ceph, "ceph_snap_operations")
    line = "\t.splice_read\t= generic_file_splice_read,\n"
    edit(tree / "fs/coralfs/file.c", (line, f"{line}\t.setlease\t= generic_setlease,\n"))
    ofs = tree / "fs/ofs/file.c"
    edit(ofs, ("\t.read_iter = generic_file_read_iter,\n\t.setlease", "\t.setlease"))
    result = rebase(leases)
    assert result.code == 0, result.out
    assert lines_of(result, "coralfs-add")[:2] == [
        "!",
        "coralfs_file_operations in fs/coralfs/file.c has the entry already",
    ]
    assert lines_of(result, "ofs-add") == ["="]
    assert lines_of(result, "ceph-remove") == [
        "!",
        "ceph_dir_operations in fs/ceph/file.c leaves nothing to remove: it has no .setlease",
        "ceph_snap_operations in fs/ceph/file.c is changed for the first time",
    ]
    assert changed(named(tmp_path / "v2", "ceph-remove")) == [f"-{NO_LEASE[:-1]}"] * 2
    cover = " ".join((tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text().split())
    assert "- ceph: remove .setlease = simple_nosetlease from file operations: ceph_dir_operations in" in cover
    assert ckptgen("-C", tree, "verify", tmp_path / "v2").code == 0


def test_a_filesystem_with_a_patch_of_each_change(
    rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    """What the one change has done in the new tree is not said of the other."""
    path = with_table(tree / "fs/coralfs/file.c", "coralfs_late_operations")
    assert rebase(leases).code == 0
    assert slugs(tmp_path / "v2") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove", "coralfs-remove"]
    edit(path, (NO_LEASE, ""))
    sign(named(tmp_path / "v2", "coralfs-remove"))
    result = rebase(tmp_path / "v2", into="v3")
    assert result.code == 0, result.out
    assert lines_of(result, "coralfs-add") == ["="]
    assert lines_of(result, "coralfs-remove") == [
        "-",
        "coralfs_late_operations in fs/coralfs/file.c leaves nothing to remove: it has no .setlease",
        "edited by hand, and gone with the patch: trailers",
        f"dropped, since the change differs: {ACK}",
    ]
    assert slugs(tmp_path / "v3") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"]


def test_what_people_did_to_patches_of_either_change(
    rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    edit(named(leases, "ofs-add"), ("+\t.setlease = generic_setlease,", "+\t.setlease = ofs_grant,"))
    removal = named(leases, "ceph-remove")
    sign(removal)
    edit(removal, ("] ceph: remove .setlease", "] ceph: let the VFS refuse"))
    edit(
        tree / "fs/ofs/file.c", ("\t.read_iter = generic_file_read_iter,\n\t.mmap", "\t.read_iter = ofs_read,\n\t.mmap")
    )
    edit(tree / "fs/ceph/file.c", ("\t.read_iter\t= ceph_read_iter,", "\t.read_iter\t= ceph_read,"))
    result = rebase(leases)
    assert result.code == 0, result.out
    assert "edited by hand, and carried over: fs/ofs/file.c" in lines_of(result, "ofs-add")
    assert "+\t.setlease = ofs_grant," in changed(named(tmp_path / "v2", "ofs-add"))
    said = lines_of(result, "ceph-let")
    assert said[1:] == ["edited by hand, and kept: subject, trailers", f"kept: {ACK}"]
    assert slugs(tmp_path / "v2") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-let"]


def test_a_patch_that_was_taken_out_leaves_the_other_change_alone(
    rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    with_table(tree / "fs/coralfs/file.c", "coralfs_late_operations")
    assert rebase(leases).code == 0
    named(tmp_path / "v2", "coralfs-add").unlink()
    result = rebase(tmp_path / "v2", into="v3")
    assert "left out, as in the old version: coralfs: add .setlease to file and directory operations" in result.out
    assert slugs(tmp_path / "v3") == ["ofs-add", "fs-refuse", "ceph-remove", "coralfs-remove"]


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ("change = [\n", '    move("llseek", where=always),\n', ["drivers-char", "logfs-put"]),
        ('    core("a table', '    replace("splice_read", "filemap_splice_read"),\n', ["coralfs-use"]),
    ],
    ids=["in front", "between"],
)
def test_a_change_that_is_put_before_others(
    ckptgen: Run, rebase: Callable[..., Result], tmp_path: Path, before: str, after: str, order: list[str]
) -> None:
    """The old patches are those of their changes, whatever number these have now."""
    rule = (ROOT / "patches/setlease/rule.py").read_text()
    (tmp_path / "lease.py").write_text(rule)
    args = ("-o", tmp_path / "v1", "--only", "ceph,coralfs,drivers/char,logfs", *SIGNOFF)
    (tmp_path / "core.patch").write_text(CORE)
    core = ("--core", tmp_path / "core.patch")
    assert ckptgen("-C", SAMPLE_OPS, "-p", tmp_path / "lease.py", "series", *core, *args).code == 0
    sign(named(tmp_path / "v1", "ceph-remove"))
    at = rule.index(before) + (len(before) if before.endswith("\n") else 0)
    (tmp_path / "lease.py").write_text(rule[:at] + after + rule[at:])
    result = ckptgen(
        *("-p", tmp_path / "lease.py", "rebase", tmp_path / "v1", "--onto", SAMPLE_OPS, "-o", tmp_path / "v2")
    )
    assert result.code == 0, result.out + result.err
    assert lines_of(result, "coralfs-add") == ["="]
    assert f"kept: {ACK}" in lines_of(result, "ceph-remove")
    assert "gone" not in result.out
    assert [slug for slug in slugs(tmp_path / "v2") if slug in order] == order
    again = ckptgen("-p", tmp_path / "lease.py", "rebase", tmp_path / "v2", "--onto", SAMPLE_OPS)
    assert again.out.splitlines()[-1] == f"{len(slugs(tmp_path / 'v2'))} unchanged"


def test_a_change_that_the_semantic_patch_has_no_more(ckptgen: Run, leases: Path, tmp_path: Path) -> None:
    rule = (ROOT / "patches/setlease/rule.py").read_text()
    start = rule.index("    # While a table without")
    (tmp_path / "less.py").write_text(rule[:start] + rule[rule.index("]", start) :])
    result = ckptgen("-p", tmp_path / "less.py", "rebase", leases, "--onto", SAMPLE_OPS)
    assert result.code == 0, result.err
    said = lines_of(result, "ceph-remove")
    assert said[0] == "-"
    assert all(line.endswith("and the semantic patch has no such change now") for line in said[1:]), said
    assert result.out.splitlines()[-1] == "3 unchanged, 1 gone"


# --- the slot for the core change ---------------------------------------


def test_the_core_change_that_the_new_tree_has_is_left_out_and_what_needs_it_stays(
    rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    path = tree / "fs/locks.c"
    path.write_text(f"/* No lease but for those that ask. */\n{path.read_text()}")
    result = rebase(leases)
    assert lines_of(result, "fs-refuse") == ["-", "the new tree has it already"]
    assert slugs(tmp_path / "v2") == ["coralfs-add", "ofs-add", "ceph-remove"]
    again = rebase(tmp_path / "v2", into="v3")
    assert again.out.splitlines()[-1] == "3 unchanged"


def test_while_the_slot_is_empty_what_stands_behind_it_is_held_back(
    ckptgen: Run, rebase: Callable[..., Result], leases: Path, core: Path, tree: Path, tmp_path: Path
) -> None:
    named(leases, "fs-refuse").unlink()
    result = rebase(leases)
    assert result.code == 0
    assert lines_of(result, "ceph-remove") == ["-", WAITS]
    waits = "remove .setlease = simple_nosetlease (2 tables) waits for the core change"
    assert f"left out for now: {waits}: a table without setlease refuses leases; --core gives it" in result.out
    cover = " ".join((tmp_path / "v2" / "v2-0000-cover-letter.patch").read_text().split())
    assert f"Left out for now: {waits}" in cover
    assert f"dropped; {WAITS}" in cover
    filled = rebase(tmp_path / "v2", "--core", core, into="v3")
    assert filled.out.splitlines()[-1] == "2 unchanged, 2 new"
    assert slugs(tmp_path / "v3") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"]
    # Nothing but what waits is left to do.
    for path in ("fs/coralfs/dir.c", "fs/coralfs/file.c", "fs/ofs/file.c"):
        (tree / path).unlink()
    nothing = ckptgen("rebase", tmp_path / "v2", "--onto", tree, "-o", tmp_path / "v4")
    assert nothing.code == 0
    assert nothing.err.splitlines()[-1] == "nothing to do yet"
    assert json.loads(ckptgen("rebase", tmp_path / "v2", "--onto", tree, "--format", "json").out)["waiting"]


OWN = (
    "From: B Own <own@example.com>\nDate: Mon, 1 Feb 2010 10:00:00 +0100\nSubject: [PATCH] README: say it\n\n"
    "Say.\n\n---\n--- a/README\n+++ b/README\n@@ -1,2 +1,3 @@\n+Leases are asked for here.\n"
    " A second miniature kernel, written for the tests of ckptgen\n"
    " ============================================================\n-- \n"
)


@pytest.mark.parametrize(
    ("number", "order"),
    [
        ("0002", ["coralfs-add", "README-say", "ofs-add", "fs-refuse", "ceph-remove"]),
        ("0003", ["coralfs-add", "ofs-add", "README-say", "fs-refuse", "ceph-remove"]),
        ("0004", ["coralfs-add", "ofs-add", "fs-refuse", "README-say", "ceph-remove"]),
        ("0005", ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove", "README-say"]),
    ],
)
def test_a_patch_of_a_person_stays_on_its_side_of_the_core_change(
    rebase: Callable[..., Result], leases: Path, tmp_path: Path, number: str, order: list[str]
) -> None:
    (leases / f"{number}-A-README-say-it.patch").write_text(OWN)
    result = rebase(leases)
    assert result.code == 0, result.out + result.err
    assert slugs(tmp_path / "v2") == order
    assert rebase(tmp_path / "v2", into="v3").out.splitlines()[-1] == "5 unchanged"


def test_a_patch_in_front_of_the_core_change_that_touches_its_file_is_refused(
    rebase: Callable[..., Result], leases: Path
) -> None:
    own = OWN.replace("README", "fs/locks.c").replace(
        " A second miniature kernel, written for the tests of ckptgen\n"
        " ============================================================\n",
        " /* No lease but for those that ask. */\n /* Leases, and the way to refuse them. */\n",
    )
    (leases / "0003-A-say-it.patch").write_text(own)
    refused = rebase(leases)
    assert (refused.code, refused.out) == (2, "")
    assert "'fs: refuse leases' changes fs/locks.c, which a patch before it in the series changes too" in refused.err


def test_a_series_of_somebody_else_has_its_core_change_in_it(
    ckptgen: Run, leases: Path, core: Path, tree: Path, tmp_path: Path
) -> None:
    mbox = tmp_path / "mbox"
    mbox.write_bytes(b"".join(path.read_bytes() for path in sorted(leases.glob("*.patch"))[1:]))
    edit(tree / "fs/ceph/file.c", ("\t.read_iter\t= ceph_read_iter,", "\t.read_iter\t= ceph_read,"))
    args = ("-p", "setlease", "rebase", mbox, "--from", SAMPLE_OPS, "--onto", tree, *SIGNOFF)
    result = ckptgen(*args, "-o", tmp_path / "v2")
    assert result.code == 0, result.out + result.err
    assert result.out.splitlines()[-1] == "3 unchanged, 1 with other context only"
    assert slugs(tmp_path / "v2") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"]
    named_too = ckptgen(*args, "-o", tmp_path / "v3", "--core", core)
    assert slugs(tmp_path / "v3") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"], named_too.out
    assert "the new tree has all of it already" in named_too.out


def test_a_series_of_somebody_else_that_had_no_core_change(
    ckptgen: Run, core: Path, tree: Path, tmp_path: Path
) -> None:
    mbox = tmp_path / "mbox"
    mbox.write_bytes(
        b"".join(path.read_bytes() for path in sorted((ROOT / "patches/setlease/series").glob("0*.patch")))
    )
    args = ("-p", "setlease", "rebase", mbox, "--from", SAMPLE_OPS, "--onto", tree, *SIGNOFF)
    with_table(tree / "fs/ceph/file.c", "ceph_snap_operations")
    without = ckptgen(*args, "-o", tmp_path / "v2")
    assert without.out.splitlines()[-1] == "2 unchanged", without.err
    assert "left out for now: remove .setlease = simple_nosetlease (3 tables) waits" in without.out
    assert "changed for the first time" not in without.out
    filled = ckptgen(*args, "-o", tmp_path / "v3", "--core", core)
    assert filled.out.splitlines()[-1] == "2 unchanged, 2 new", filled.err
    assert "left out" not in filled.out
    assert slugs(tmp_path / "v3") == ["coralfs-add", "ofs-add", "fs-refuse", "ceph-remove"]


def test_one_of_several_series(ckptgen: Run, core: Path, tree: Path, tmp_path: Path) -> None:
    """What other batches change is no business of this one, and the slot is not empty because it is theirs."""
    made = ckptgen(
        *("-C", SAMPLE_OPS, "-p", "setlease", "series", "--batch", "1", "--core", core, "-o", tmp_path / "b", *SIGNOFF)
    )
    assert made.code == 0, made.err
    edit(tree / "fs/ceph/file.c", (f"\t/* the server keeps the leases */\n{NO_LEASE}", ""))
    first, _, last = (ckptgen("rebase", tmp_path / f"b/batch-{n}", "--onto", tree) for n in (1, 2, 3))
    assert [line[0] for line in first.out.splitlines()] == ["=", "1"]
    assert lines_of(last, "ceph-remove")[1:] == [
        "ceph_dir_operations in fs/ceph/file.c leaves nothing to remove: it has no .setlease"
    ]


def test_patches_that_are_not_by_filesystem(ckptgen: Run, core: Path, tree: Path, tmp_path: Path) -> None:
    options = ("--group-by", "depth:1", "--core", core, "-o", tmp_path / "v1", *SIGNOFF)
    assert ckptgen("-C", SAMPLE_OPS, "-p", "setlease", "series", *options).code == 0
    edit(tree / "fs/ceph/file.c", (f"\t/* the server keeps the leases */\n{NO_LEASE}", ""))
    result = ckptgen("rebase", tmp_path / "v1", "--onto", tree)
    assert lines_of(result, "fs-add") == ["="]
    assert lines_of(result, "fs-remove") == [
        "!",
        "ceph_dir_operations in fs/ceph/file.c leaves nothing to remove: it has no .setlease",
    ]
    assert "in no patch" not in result.out


def test_an_origin_that_does_not_tell_the_changes_apart(
    rebase: Callable[..., Result], leases: Path, tree: Path, tmp_path: Path
) -> None:
    with_table(tree / "fs/coralfs/file.c", "coralfs_late_operations")
    assert rebase(leases).code == 0
    origin = json.loads((tmp_path / "v2" / "origin.json").read_text())
    for patch in origin["patches"]:
        patch.pop("step", None)
    (tmp_path / "v2" / "origin.json").write_text(json.dumps(origin))
    refused = rebase(tmp_path / "v2", into="v3")
    assert refused.code == 2
    assert "do not say which change" in refused.err
    assert "--from" in refused.err


# --- other changes than an addition -------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no-llseek", "meter_fops in drivers/misc/meter.c leaves nothing to remove: it has no .llseek"),
        ("const-ops", "logfs_file_operations in fs/logfs/file.c leaves nothing to make const: it is const already"),
        ("splice-read", "leaves nothing to replace: .splice_read is filemap_splice_read already"),
        ("mmap-prepare", "leaves nothing to rename: it has .mmap_prepare already"),
    ],
)
def test_a_series_that_the_new_tree_has(ckptgen: Run, tmp_path: Path, name: str, said: str) -> None:
    series = ROOT / "patches" / name / "series"
    repo = repository(tmp_path / "repo", SAMPLE_OPS)
    git(repo, "am", "--quiet", "--keep-cr", *map(str, sorted(series.glob("*.patch"))[1:]))
    result = ckptgen("rebase", series, "--onto", repo, "-o", tmp_path / "v2")
    assert result.code == 0, result.out + result.err
    assert said in result.out
    assert "entry already" not in result.out
    assert not re.search(r"^- .*\n(?!    )", result.out, re.MULTILINE), "each patch that is gone says why"
    assert result.out.splitlines()[-1] == f"{len(list(series.glob('*.patch'))) - 1} gone"
    assert result.err.splitlines()[-1] == "nothing to do: no table of the new tree is to change"
    assert not (tmp_path / "v2").exists()


def test_a_declaration_that_the_new_tree_has(ckptgen: Run, tmp_path: Path) -> None:
    series = ROOT / "patches/checkpoint/series"
    repo = repository(tmp_path / "repo")
    git(repo, "am", "--quiet", "--keep-cr", str(named(series, "0001-fs-declare")))
    result = ckptgen("rebase", series, "--onto", repo)
    assert result.code == 0, result.err
    assert lines_of(result, "fs-declare") == ["-", "the new tree declares it already"]
    assert result.out.splitlines()[-1] == "24 unchanged, 1 gone"


def test_a_removal_on_another_tree(ckptgen: Run, tree: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(ROOT / "patches/no-llseek/series", tmp_path / "v1"))
    sign(named(old, "drivers-misc"))
    edit(
        named(old, "logfs"), ("-\t.llseek\t\t= no_llseek,\n", "-\t.llseek\t\t= no_llseek,\n+\t.open\t\t= logfs_open,\n")
    )
    edit(named(old, "logfs"), ("@@ -5,7 +5,6 @@", "@@ -5,7 +5,7 @@"))
    dial, meter = tree / "drivers/char/dial.c", tree / "drivers/misc/meter.c"
    edit(dial, ("\t.unlocked_ioctl = dial_ioctl,\n\t.llseek = no_llseek\n", "\t.unlocked_ioctl = dial_ioctl\n"))
    edit(dial, ("\t/* no_llseek: a dial cannot be rewound */\n\t.llseek = no_llseek,", "\t.llseek = noop_llseek,"))
    edit(meter, ("= noop_llseek,", "= no_llseek,"))
    (tree / "sound/core/chime.c").rename(tree / "sound/core/bell.c")
    result = ckptgen("rebase", old, "--onto", tree, "-o", tmp_path / "v2")
    assert result.code == 0, result.out + result.err
    assert lines_of(result, "drivers-char") == [
        "!",
        "dial_ctl_fops in drivers/char/dial.c leaves nothing to remove: it has no .llseek",
        "dial_fops in drivers/char/dial.c leaves nothing to remove: its .llseek is noop_llseek",
        "drivers/char/dial.c:7: .llseek is noop_llseek",
    ]
    said = lines_of(result, "drivers-misc")
    assert said[1].startswith(
        "meter_log_fops in drivers/misc/meter.c: nothing before (its .llseek is noop_llseek), remove"
    )
    assert f"dropped, since the change differs: {ACK}" in said
    assert "edited by hand, and carried over: fs/logfs/file.c" in lines_of(result, "logfs")
    assert "+\t.open\t\t= logfs_open," in changed(named(tmp_path / "v2", "logfs"))
    assert "chime_f_ops[0] in sound/core/bell.c now, before in sound/core/chime.c" in lines_of(result, "sound-core")


def test_a_const_table_on_another_tree(ckptgen: Run, tree: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(ROOT / "patches/const-ops/series", tmp_path / "v1"))
    sign(named(old, "coralfs"))
    logfs = tree / "fs/logfs/file.c"
    logfs.write_text(logfs.read_text() + "\nvoid logfs_late(void)\n{\n\tlogfs_file_operations.open = logfs_open;\n}\n")
    result = ckptgen("rebase", old, "--onto", tree, "-o", tmp_path / "v2")
    assert result.code == 0, result.out + result.err
    assert lines_of(result, "coralfs") == ["=", "edited by hand, and kept: trailers", f"kept: {ACK}"]
    said = lines_of(result, "logfs")
    assert said[0] == "-"
    assert said[1].startswith("logfs_file_operations in fs/logfs/file.c: constify before (")
    assert ", unsupported now: " in said[1]
    assert slugs(tmp_path / "v2") == ["coralfs-make", "drivers-char"]


def test_an_entry_that_moves(ckptgen: Run, tree: Path, tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(
        '"""Put entries into their place.\n\nAs declared.\n"""\n\nstruct = "file_operations"\n\n'
        'change = [\n    move("llseek"),\n    rename("mmap", "mmap_prepare", value="generic_file_mmap_prepare",'
        ' was="generic_file_mmap"),\n]\n\nqualifies = always\n\n'
        'message = """\n    So it is.\n    """\n\nallow = everywhere\n'
    )
    made = ckptgen("-C", SAMPLE_OPS, "-p", rule, "series", "-o", tmp_path / "v1", *SIGNOFF)
    assert made.code == 0, made.err
    edit(
        tree / "drivers/char/dial.c",
        (
            "\t.unlocked_ioctl = dial_ioctl,\n\t.llseek = no_llseek\n",
            "\t.llseek = no_llseek,\n\t.unlocked_ioctl = dial_ioctl,\n",
        ),
    )
    edit(tree / "fs/coralfs/file.c", ("\t.mmap\t\t= generic_file_mmap,", "\t.mmap\t\t= coralfs_mmap,"))
    result = ckptgen("-p", rule, "rebase", tmp_path / "v1", "--onto", tree, "-o", tmp_path / "v2")
    assert result.code == 0, result.out + result.err
    assert lines_of(result, "drivers-char-put") == [
        "-",
        "dial_ctl_fops in drivers/char/dial.c leaves nothing to move: its .llseek stands in its place",
    ]
    assert lines_of(result, "coralfs-convert") == [
        "-",
        "coralfs_file_operations in fs/coralfs/file.c leaves nothing to rename: its .mmap is coralfs_mmap",
        "fs/coralfs/file.c:10: .mmap is coralfs_mmap",
    ]
