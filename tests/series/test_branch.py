"""``create_branch``: the only function that writes to the user's repository."""

from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.errors import CkptgenError
from ckptgen.series.commits import create_branch, write_series

from .conftest import Git
from .test_commits import digests, draft


def test_the_branch_holds_the_commits_of_the_series(repository: Path, base: str, git: Git) -> None:
    series = draft(git_dir=str(repository / ".git"), base=base)
    before = digests(repository)
    tip = create_branch(str(repository / ".git"), "topic/series", series)
    commits = git(repository, "rev-list", "--reverse", f"{base}..topic/series").decode().split()
    assert commits == list(write_series(series).commits)
    assert tip == commits[-1]
    after = digests(repository)
    assert before.items() <= after.items()
    added = {path.removeprefix(str(repository / ".git") + "/") for path in after.keys() - before.keys()}
    assert {path for path in added if not path.startswith("objects/")} == {
        "refs/heads/topic",
        "refs/heads/topic/series",
        "logs/refs/heads/topic",
        "logs/refs/heads/topic/series",
    }
    git(repository, "fsck", "--strict")


@pytest.mark.parametrize("name", ["", "a..b", "-b", "HEAD", "a b", "x.lock", "@{-1}", "a\nb"])
def test_invalid_names(repository: Path, base: str, name: str) -> None:
    series = draft(git_dir=str(repository / ".git"), base=base)
    with pytest.raises(CkptgenError, match="is not a valid name for a branch"):
        create_branch(str(repository / ".git"), name, series)


@pytest.mark.parametrize("name", ["master", "taken", "taken/below"])
def test_a_branch_is_never_overwritten(repository: Path, base: str, git: Git, name: str) -> None:
    git(repository, "branch", "taken/one")
    git(repository, "branch", "taken/below/two")
    before = git(repository, "for-each-ref")
    with pytest.raises(CkptgenError, match=r"the branch .* exists, or others"):
        create_branch(str(repository / ".git"), name, draft(git_dir=str(repository / ".git"), base=base))
    assert git(repository, "for-each-ref") == before


def test_a_name_below_a_branch(repository: Path, base: str) -> None:
    series = draft(git_dir=str(repository / ".git"), base=base)
    with pytest.raises(CkptgenError, match="git update-ref failed"):
        create_branch(str(repository / ".git"), "master/series", series)


def test_a_branch_made_meanwhile_is_not_overwritten(
    repository: Path, base: str, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_and_race(*arguments: object) -> tuple[str, ...]:
        git(repository, "branch", "series", base)
        return imported(*arguments)  # type: ignore[arg-type]

    from ckptgen.series import commits

    imported = commits._import
    monkeypatch.setattr(commits, "_import", import_and_race)
    with pytest.raises(CkptgenError, match="git update-ref failed"):
        create_branch(str(repository / ".git"), "series", draft(git_dir=str(repository / ".git"), base=base))
    assert git(repository, "rev-parse", "series").decode().strip() == base


def test_a_branch_needs_a_base(repository: Path) -> None:
    with pytest.raises(CkptgenError, match="needs a commit to stand on"):
        create_branch(str(repository / ".git"), "series", draft())


def test_a_draft_that_cannot_be_written_makes_no_branch(repository: Path, base: str, git: Git) -> None:
    series = replace(draft(git_dir=str(repository / ".git"), base=base), reroll=0)
    with pytest.raises(CkptgenError, match="reroll"):
        create_branch(str(repository / ".git"), "series", series)
    assert not git(repository, "branch", "--list", "series")
