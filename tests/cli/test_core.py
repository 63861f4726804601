"""``series --core`` and ``--phases``: what they write, and that nothing is written where they refuse."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_series import SIGNOFF, contents, git, repository

OPTION = "config CHECKPOINT\n\tbool\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "sample")


def supplied(repo: Path, name: str, files: dict[str, str]) -> Path:
    """Write a patch that makes the changes, and take them back."""
    for path, text in files.items():
        (repo / path).write_text(text)
    git(repo, "add", "--all", "--force")
    git(repo, "commit", "--quiet", "--message=core: bring what is missing")
    patch = repo.parent / name
    patch.write_text(git(repo, "format-patch", "--stdout", "-1"))
    git(repo, "reset", "--quiet", "--hard", "HEAD~1")
    return patch


def test_a_core_patch_comes_first_and_git_am_takes_it_all(ckptgen: Run, repo: Path, tmp_path: Path) -> None:
    table = (repo / "fs/bfs/dir.c").read_text()
    changed = table.replace("\t.llseek", "\t.flush\t\t= bfs_flush,\n\t.llseek", 1)
    assert changed != table
    core = supplied(repo, "core.patch", {"Kconfig": OPTION, "fs/bfs/dir.c": changed})
    result = ckptgen("-C", repo, "series", "--core", core, "--tested", "on x86", "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 0, result.err
    assert "the Kconfig symbol" not in result.err
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert [patch["phase"] for patch in manifest["patches"]][:2] == ["core", "declare"]
    kconfig = next(file for file in manifest["patches"][0]["files"] if file["path"] == "Kconfig")
    assert kconfig["before_sha256"] == ""
    cover = (tmp_path / "out" / "0000-cover-letter.patch").read_text()
    assert "series --core core.patch" in " ".join(cover.replace("\\\n", "").split())
    assert "tested: on x86" in cover
    assert "EDITME" not in cover
    patches = sorted(str(path) for path in (tmp_path / "out").glob("00*.patch") if "cover" not in path.name)
    git(repo, "am", "--quiet", "--keep-cr", *patches)
    assert "\t.flush\t\t= bfs_flush,\n" in (repo / "fs/bfs/dir.c").read_text()
    assert "\t.checkpoint\t= generic_file_checkpoint,\n" in (repo / "fs/bfs/dir.c").read_text()
    assert (repo / "Kconfig").read_text() == OPTION
    assert json.loads(ckptgen("-C", repo, "plan", "--format", "json").out)["summary"]["add"] == 0


def test_one_that_does_not_apply_stops_everything(ckptgen: Run, repo: Path, tmp_path: Path) -> None:
    core = supplied(repo, "core.patch", {"fs/pipe.c": "int pipe;\n"})
    (repo / "fs/pipe.c").write_text("int other;\n")
    git(repo, "commit", "--quiet", "--all", "--message=other")
    assert ckptgen("-C", repo, "series", "-o", tmp_path / "out", *SIGNOFF).code == 0
    before = contents(tmp_path / "out")
    result = ckptgen("-C", repo, "series", "--core", core, "-o", tmp_path / "out", *SIGNOFF)
    assert (result.code, result.out) == (2, "")
    assert f"{core} does not apply to" in result.err
    assert "fs/pipe.c" in result.err
    assert contents(tmp_path / "out") == before
    assert ckptgen("-C", repo, "series", "--core", core, "--branch", "topic", *SIGNOFF).code == 2
    assert git(repo, "branch", "--list", "topic") == ""


def test_prerequisites_let_a_phase_stand_alone(ckptgen: Run, repo: Path, tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    ids.write_text("prerequisite-patch-id: " + "12" * 20 + "\n")
    alone = ("series", "--phases", "filesystems", "-o", tmp_path / "out", *SIGNOFF)
    refused = ckptgen("-C", repo, *alone)
    assert refused.code == 2
    assert "error: patch 1 (adfs) would not build: fs/adfs/dir.c:" in refused.err
    assert "names a member that no patch before it declares" in refused.err
    assert not (tmp_path / "out").exists()
    assert ckptgen("-C", repo, *alone, "--core", ids).code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["prerequisites"] == ["12" * 20]
    assert {patch["phase"] for patch in manifest["patches"]} == {"filesystems"}
    cover = (tmp_path / "out" / "0000-cover-letter.patch").read_text()
    assert f"base-commit: {git(repo, 'rev-parse', 'HEAD').strip()}\nprerequisite-patch-id: {'12' * 20}\n" in cover


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ("core", "core is no phase to choose: declare, shared, filesystems, copies; --core always comes first"),
        ("declare,files", "files is no phase"),
        ("declare,declare", "a phase is named twice"),
        ("", "no name is given"),
        ("filesystems,declare", "patch 1 (adfs) would not build"),
    ],
)
def test_phases_that_are_refused(ckptgen: Run, repo: Path, tmp_path: Path, phases: str, said: str) -> None:
    result = ckptgen("-C", repo, "series", "--phases", phases, "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 2
    assert said in result.err
    assert not (tmp_path / "out").exists()


def test_only_the_declaration(ckptgen: Run, repo: Path, tmp_path: Path) -> None:
    result = ckptgen("-C", repo, "series", "--phases", "declare", "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 0, result.err
    assert len(result.out.splitlines()) == 2
    assert "--phases declare" in (tmp_path / "out" / "0000-cover-letter.patch").read_text()


def test_a_core_patch_for_a_plain_directory(ckptgen: Run, repo: Path, tmp_path: Path) -> None:
    import shutil

    core = supplied(repo, "core.patch", {"Kconfig": OPTION})
    shutil.rmtree(repo / ".git")
    result = ckptgen("-C", repo, "series", "--core", core, "-o", tmp_path / "out", *SIGNOFF)
    assert result.code == 0, result.err
    first = next((tmp_path / "out").glob("0001-*.patch")).read_text()
    assert "create mode 100644 Kconfig" in first
    assert not (repo / "Kconfig").exists()
