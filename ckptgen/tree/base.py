"""What git knows of a commit that a series is to stand on."""

from pathlib import Path

from ckptgen.tree.git import Git


def repository_of(directory: Path) -> Path:
    """Return the repository that holds the objects of ``directory``, a work tree or a bare repository."""
    answer = Git(directory).run("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(answer.removesuffix(b"\n").decode("utf-8", "surrogateescape"))


def commit_date(directory: Path, commit: str) -> str:
    """Return a commit's committer date in git's raw form, ``<seconds> <zone>``."""
    return (
        Git(directory).run("show", "-s", "--no-show-signature", "--format=%cd", "--date=raw", commit).decode().strip()
    )
