"""The series under ``--guard ifdef``, checked in like the other: byte for byte, and taken by ``git am``."""

import json
import os
import shutil
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_series import SIGNOFF, contents, git, repository
from tests.paths import CASES, ROOT, SAMPLE

CHECKED_IN = CASES / "series" / "ifdef"
ENTRIES = ("fs/hfs/dir.c", "fs/hfsplus/inode.c", "fs/jfs/namei.c")
"""The sample's files in which a table has an entry already, under no conditional."""


def guard_entries(root: Path) -> Path:
    """Put the entries that the tables of the sample have already under ``#ifdef``, as this guard needs it."""
    for name in ENTRIES:
        path = root / name
        lines = path.read_text().splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if line.startswith("\t.checkpoint"))
        lines[at : at + 1] = ["#ifdef CONFIG_CHECKPOINT\n", lines[at], "#endif\n"]
        path.write_text("".join(lines))
    return root


def test_the_checked_in_series_is_what_comes_out(ckptgen: Run, tmp_path: Path) -> None:
    root = guard_entries(Path(shutil.copytree(SAMPLE, tmp_path / "sample")))
    result = ckptgen("-C", root, "series", "--guard", "ifdef", "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 0, result.err
    if os.environ.get("CKPTGEN_REGEN"):
        shutil.rmtree(CHECKED_IN, ignore_errors=True)
        shutil.copytree(tmp_path / "out", CHECKED_IN)
    assert contents(tmp_path / "out") == contents(CHECKED_IN)


def test_what_the_series_says_of_itself() -> None:
    manifest = json.loads((CHECKED_IN / "manifest.json").read_text())
    assert (manifest["guard"], manifest["option"]) == ("ifdef", "CONFIG_CHECKPOINT")
    cover = (CHECKED_IN / "0000-cover-letter.patch").read_text()
    assert "ckptgen -p checkpoint series --guard ifdef" in cover
    stub = json.loads((ROOT / "patches/checkpoint/series/manifest.json").read_text())
    assert [patch["tables"] for patch in manifest["patches"]] == [patch["tables"] for patch in stub["patches"]]
    for name in (patch["file"] for patch in manifest["patches"]):
        text = (CHECKED_IN / name).read_text("utf-8", "surrogateescape")
        added = [line for line in text.splitlines() if line.startswith("+")]
        entries = [number for number, line in enumerate(added) if "generic_file_checkpoint" in line]
        assert all(any("#ifdef CONFIG_CHECKPOINT" in line for line in added[:number]) for number in entries)
        assert "NULL" not in text.split("\n---\n")[0]


def test_git_am_takes_it_and_nothing_is_left_to_do(ckptgen: Run, tmp_path: Path) -> None:
    repo = guard_entries(repository(tmp_path / "sample"))
    git(repo, "commit", "--quiet", "--all", "--message=guarded")
    guard = ("--guard", "ifdef")
    assert ckptgen("-C", repo, "series", *guard, "-o", tmp_path / "out", *SIGNOFF).code == 0
    patches = sorted(str(path) for path in (tmp_path / "out").glob("00*.patch") if "cover" not in path.name)
    git(repo, "am", "--quiet", "--keep-cr", *patches)
    report = json.loads(ckptgen("-C", repo, "plan", *guard, "--format", "json").out)
    assert (report["summary"]["add"], report["declaration"], report["problem"]) == (0, [], "")
    assert [copy["state"] for copy in report["copies"]] == ["present"]
    again = ckptgen("-C", repo, "series", *guard, "-o", tmp_path / "again", *SIGNOFF)
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err


def test_the_sample_as_it_is_mixes_the_guards(ckptgen: Run, tmp_path: Path) -> None:
    result = ckptgen("-C", SAMPLE, "series", "--guard", "ifdef", "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 2
    assert "error: fs/hfs/dir.c:9 would not compile without CONFIG_CHECKPOINT" in result.err
    assert not (tmp_path / "out").exists()
    plan = ckptgen("-C", SAMPLE, "plan", "--guard", "ifdef")
    assert plan.code == 0
    assert "\nno series: fs/hfs/dir.c:9 would not compile" in plan.out


def test_a_guard_needs_an_option(ckptgen: Run, tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text('"""T."""\nstruct = "file_operations"\nchange = add("a", "b")\nqualifies = seekable\n')
    result = ckptgen("-C", SAMPLE, "-p", rule, "plan", "--guard", "ifdef")
    assert result.code == 2
    assert "names no option to guard with" in result.err
    assert ckptgen("-C", SAMPLE, "-p", rule, "plan", "--guard", "stub").code == 0
