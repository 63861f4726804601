"""The series for a real kernel by each grouping, and in batches: git takes each, and they come to the same tree."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.running import AUTHOR, ckptgen, git

pytestmark = pytest.mark.kernel


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())


def written(kernel: Path, out: Path, *args: str) -> Path:
    done = ckptgen("-C", kernel, "series", "-o", out, "--signoff", AUTHOR, *args)
    assert done.code == 0, done.said
    return out


def patches_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.patch"))[1:]


@pytest.fixture(scope="module")
def repository(kernel: Path, series: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository that holds the files that the series changes, with the tag base, and series where it is
    applied.
    """
    repository = tmp_path_factory.mktemp("groups") / "linux"
    git(repository.parent, "init", "--quiet", "--template=", str(repository))
    for path in sorted({file["path"] for patch in manifest(series)["patches"] for file in patch["files"]}):
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kernel / path, repository / path)
    git(repository, "add", "--force", ".")
    git(repository, "commit", "--quiet", "--message=base")
    git(repository, "tag", "base")
    git(repository, "am", "--quiet", *map(str, patches_of(series)))
    git(repository, "tag", "series")
    return repository


def applied(repository: Path, *folders: Path) -> bytes:
    """Apply series to a clean tree; return the id of the tree that comes of it."""
    git(repository, "checkout", "--quiet", "--force", "--detach", "base")
    for folder in folders:
        git(repository, "am", "--quiet", *map(str, patches_of(folder)))
    return git(repository, "rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize("by", ["maintainer", "depth:2", "depth:1", "none"])
def test_each_grouping_comes_to_the_same_tree(kernel: Path, repository: Path, tmp_path: Path, by: str) -> None:
    out = written(kernel, tmp_path / "out", "--group-by", by)
    subjects = [patch["subject"] for patch in manifest(out)["patches"]]
    assert len(set(subjects)) == len(subjects)
    assert applied(repository, out) == git(repository, "rev-parse", "series^{tree}")


def test_git_takes_each_batch_alone_and_all_in_any_order(
    kernel: Path, series: Path, repository: Path, tmp_path: Path
) -> None:
    out = written(kernel, tmp_path / "out", "--batch", "8")
    folders = sorted(out.glob("batch-*"), key=lambda folder: int(folder.name.removeprefix("batch-")))
    assert len(folders) > 3
    sizes = [len(patches_of(folder)) for folder in folders]
    assert max(sizes) <= 8
    assert sum(sizes) == len(patches_of(series))
    assert len({applied(repository, folder) for folder in folders}) == len(folders)
    whole = git(repository, "rev-parse", "series^{tree}")
    assert applied(repository, *folders) == whole
    assert applied(repository, *reversed(folders)) == whole
