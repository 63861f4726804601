"""What a series stands on: the kernel's own version, and what git knows of the commit."""

import re
from pathlib import Path

from ckptgen.tree.git import Git
from ckptgen.tree.model import MissingFileError, Tree

_VERSION = re.compile(rb"^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)[ \t]*=[ \t]*(\S*)[ \t\r]*$", re.MULTILINE)


def kernel_name(tree: Tree) -> str:
    """Return what the kernel calls itself in its Makefile, ``Linux 6.12.1``; ``the kernel`` where it does not say."""
    try:
        found = dict(_VERSION.findall(tree.read("Makefile")[:4000]))
    except MissingFileError:
        return "the kernel"
    numbers = [found.get(part, b"") for part in (b"VERSION", b"PATCHLEVEL", b"SUBLEVEL")]
    version = b".".join(number for number in numbers if number) + found.get(b"EXTRAVERSION", b"")
    return f"Linux {version.decode('utf-8', 'replace')}" if version else "the kernel"


def repository_of(directory: Path) -> Path:
    """Return the repository that holds the objects of ``directory``, a work tree or a bare repository."""
    answer = Git(directory).run("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(answer.removesuffix(b"\n").decode("utf-8", "surrogateescape"))


def commit_date(directory: Path, commit: str) -> str:
    """Return a commit's committer date in git's raw form, ``<seconds> <zone>``."""
    return (
        Git(directory).run("show", "-s", "--no-show-signature", "--format=%cd", "--date=raw", commit).decode().strip()
    )
