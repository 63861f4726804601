"""The checkpoint series on one real tree after the other, with what a person does to it in between."""

import re
from pathlib import Path

import pytest

from tests.kernel.conftest import named_by
from tests.kernel.running import AUTHOR, ckptgen

pytestmark = pytest.mark.kernel

ACKED = "Acked-by: A Reader <reader@example.com>"
REVIEWED = "Reviewed-by: B Reader <b@example.com>"
TESTED = "Tested-by: C Reader <c@example.com>"


def patch_of(folder: Path, group: str) -> Path:
    (found,) = folder.glob(f"*-{group}-add-*.patch")
    return found


def diff_of(patch: Path) -> str:
    return patch.read_text("utf-8", "surrogateescape").partition("\ndiff --git ")[2].rpartition("\n-- \n")[0]


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8", "surrogateescape")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), "utf-8", "surrogateescape")


def sign(folder: Path, group: str, trailer: str) -> None:
    edit(patch_of(folder, group), "\n---\n", f"\n{trailer}\n---\n")


ENTRY = "+\t.checkpoint = generic_file_checkpoint,"


def comment_on_the_first_entry(patch: Path) -> None:
    """Add a comment to the first entry that a patch adds, as a person would in the patch."""
    text = patch.read_text("utf-8")
    assert text.count(f"{ENTRY}\n") == 2
    patch.write_text(text.replace(ENTRY, f"{ENTRY} /* a cookie */", 1), "utf-8")


def blocks(out: str) -> dict[str, list[str]]:
    """Return what the run says of each patch, by its name without version and number: the mark, then the details."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in out.splitlines():
        if match := re.match(r"([=~!+-]) (?:v\d+-)?\d{4}-(.*)\.patch$", line):
            name = match[2]
            found[name] = [match[1]]
        elif line.startswith("    ") and name:
            found[name].append(line.strip())
    return found


def of(found: dict[str, list[str]], group: str) -> list[str]:
    (lines,) = (lines for name, lines in found.items() if name.startswith(f"{group}-add-"))
    return lines


@pytest.mark.history
def test_from_2_6_31_to_2_6_33_to_2_6_34(history: Path, tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("v1", "v2", "v3"))
    assert ckptgen("-C", history, "--ref", "v2.6.31", "series", "-o", first, "--signoff", AUTHOR).code == 0
    edit(patch_of(first, "adfs"), "Use the generic checkpoint", "Acorn asked for it.\n\nUse the generic checkpoint")
    comment_on_the_first_entry(patch_of(first, "omfs"))
    for group, trailer in (("affs", ACKED), ("qnx4", REVIEWED), ("omfs", TESTED)):
        sign(first, group, trailer)

    done = ckptgen("-C", history, "rebase", first, "--onto", "v2.6.33", "-o", second)
    assert done.code == 0, done.said
    found = blocks(done.text)
    assert "edited by hand, and kept: message" in of(found, "adfs")
    assert "Acorn asked for it." in patch_of(second, "adfs").read_text()
    assert of(found, "affs")[0] == "="
    assert f"kept: {ACKED}" in of(found, "affs")
    # The struct became const in between: another context, and the same change.
    assert of(found, "omfs")[0] == "~"
    assert "edited by hand, and carried over: fs/omfs/dir.c" in of(found, "omfs")
    assert f"kept: {TESTED}" in of(found, "omfs")
    assert f"{ENTRY} /* a cookie */\n" in patch_of(second, "omfs").read_text()
    # 2.6.33 gave qnx4's files the shared read-only table.
    assert of(found, "qnx4")[:2] == ["!", "qnx4_file_operations in fs/qnx4/file.c is gone"]
    assert f"dropped, since the change differs: {REVIEWED}" in of(found, "qnx4")
    assert f"\n{REVIEWED}\n" not in patch_of(second, "qnx4").read_text().partition("\n---\n")[0]
    assert all(len(lines) > 1 for lines in found.values() if lines[0] in "!+-")

    done = ckptgen("-C", history, "rebase", second, "--onto", "v2.6.34", "-o", third)
    assert done.code == 0, done.said
    found = blocks(done.text)
    assert "Acorn asked for it." in patch_of(third, "adfs").read_text()
    assert f"kept: {ACKED}" in of(found, "affs")
    assert f"kept: {TESTED}" in of(found, "omfs")
    assert "edited by hand, and carried over: fs/omfs/dir.c" in of(found, "omfs")
    assert re.findall(r"filesystem new and undecided: (\w+)", done.text) == ["ceph", "logfs"]

    # What nobody edited is what the semantic patch gives there.
    fresh = tmp_path / "fresh"
    assert ckptgen("-C", history, "--ref", "v2.6.34", "series", "-o", fresh, "--signoff", AUTHOR).code == 0
    assert len(list(fresh.glob("*.patch"))) == len(list(third.glob("*.patch"))) == 37
    for patch in sorted(fresh.glob("*.patch"))[1:]:
        (same,) = third.glob(f"v3-{patch.name[:4]}-*.patch")
        assert (diff_of(same) == diff_of(patch)) == ("-omfs-" not in patch.name)

    done = ckptgen("-C", history, "--ref", "v2.6.34", "verify", third)
    assert "36 of 36 patches apply" in done.text
    assert "does not" not in done.text.partition("\n\n")[0]


def test_from_one_plain_directory_to_another(kernel: Path, series: Path, tmp_path: Path) -> None:
    old = named_by("CKPTGEN_OLD_KERNEL", "unpacked Linux 6.1 (make kernel gets one, make test-kernel names it)")
    first, second = tmp_path / "v1", tmp_path / "v2"
    assert ckptgen("-C", old, "series", "-o", first, "--signoff", AUTHOR).code == 0
    edit(patch_of(first, "adfs"), "Use the generic checkpoint", "Acorn asked for it.\n\nUse the generic checkpoint")
    comment_on_the_first_entry(patch_of(first, "omfs"))
    for group, trailer in (("befs", ACKED), ("hfs", REVIEWED), ("omfs", TESTED)):
        sign(first, group, trailer)
    done = ckptgen("rebase", first, "--onto", kernel, "-o", second)
    assert done.code == 0, done.said
    found = blocks(done.text)
    assert "Acorn asked for it." in patch_of(second, "adfs").read_text()
    for group, trailer in (("befs", ACKED), ("hfs", REVIEWED), ("omfs", TESTED)):
        assert of(found, group)[0] in "=~"
        assert f"kept: {trailer}" in of(found, group)
        assert f"\n{trailer}\n" in patch_of(second, group).read_text()
    assert "edited by hand, and carried over: fs/omfs/dir.c" in of(found, "omfs")
    assert all(len(lines) > 1 for lines in found.values() if lines[0] in "!+-")
    assert "filesystem new and undecided: bcachefs" in done.text

    for patch in sorted(series.glob("*.patch"))[1:]:
        (same,) = second.glob(f"v2-{patch.name[:4]}-*.patch")
        assert (diff_of(same) == diff_of(patch)) == ("-omfs-" not in patch.name)


@pytest.mark.parametrize(
    ("name", "most"),
    [("no-llseek", "leaves nothing to remove: it has no .llseek"), ("splice-read", "leaves nothing to replace: ")],
)
def test_what_linux_has_done_meanwhile(kernel: Path, tmp_path: Path, name: str, most: str) -> None:
    old = named_by("CKPTGEN_OLD_KERNEL", "unpacked Linux 6.1 (make kernel gets one, make test-kernel names it)")
    first, second = tmp_path / "v1", tmp_path / "v2"
    assert ckptgen("-C", old, "-p", name, "series", "-o", first, "--signoff", AUTHOR).code == 0
    done = ckptgen("rebase", first, "--onto", kernel, "-o", second)
    assert done.code == 0, done.said
    assert done.said.splitlines()[-1] == "nothing to do: no table of the new tree is to change"
    assert not second.exists()
    found = blocks(done.text)
    count = len(list(first.glob("*.patch"))) - 1
    assert (len(found), done.text.splitlines()[-1]) == (count, f"{count} gone")
    told = [line for lines in found.values() for line in lines[1:] if not re.match(r"\S+:\d+: ", line)]
    assert all(most in line or " is gone" in line or "declares it already" in line for line in told), told
    assert all(len(lines) > 1 for lines in found.values())


def test_several_changes_onto_the_same_tree(kernel: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "v1", tmp_path / "v2"
    assert ckptgen("-C", kernel, "-p", "setlease", "series", "-o", first, "--signoff", AUTHOR).code == 0
    done = ckptgen("rebase", first, "--onto", kernel, "-o", second)
    assert done.code == 0, done.said
    patches = sorted(first.glob("*.patch"))[1:]
    assert done.text.splitlines()[-1] == f"{len(patches)} unchanged"
    assert "left out for now: remove .setlease = simple_nosetlease" in done.text
    for patch in patches:
        (same,) = second.glob(f"v2-{patch.name[:4]}-*.patch")
        assert diff_of(same) == diff_of(patch)
