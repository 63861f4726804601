"""What a series stands on: the kernel's own version, and what git knows of the commit."""

import re
from pathlib import Path

from ckptgen.tree.git import Git
from ckptgen.tree.model import NoContentError, Tree

_VERSION = re.compile(rb"^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)[ \t]*=[ \t]*(\S*)[ \t\r]*$", re.MULTILINE)


def kernel_name(tree: Tree) -> str:
    """Return what the kernel calls itself in its Makefile, ``Linux 6.12.1``; ``the kernel`` where it does not say."""
    found = _version_parts(tree)
    numbers = [found[part] for part in ("VERSION", "PATCHLEVEL", "SUBLEVEL") if found.get(part)]
    version = ".".join(numbers) + found.get("EXTRAVERSION", "")
    return f"Linux {version}" if version else "the kernel"


def kernel_release(tree: Tree) -> str:
    """Return the number of the release that the tree leads to, as documents name it: ``2.6.36``, ``6.12``; empty where
    the Makefile does not say.

    Up to 2.6 the third number was the release's, since then it is that of a stable update.
    """
    found = _version_parts(tree)
    numbers = [found.get(part, "") for part in ("VERSION", "PATCHLEVEL", "SUBLEVEL")]
    return ".".join(numbers if numbers[0] == "2" else numbers[:2]) if all(numbers[:2]) else ""


def _version_parts(tree: Tree) -> dict[str, str]:
    try:
        found = _VERSION.findall(tree.read("Makefile")[:4000])
    except NoContentError:
        return {}
    return {name.decode(): value.decode("utf-8", "replace") for name, value in found}


def repository_of(directory: Path) -> Path:
    """Return the repository that holds the objects of ``directory``, a work tree or a bare repository."""
    answer = Git(directory).run("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(answer.removesuffix(b"\n").decode("utf-8", "surrogateescape"))


def commit_date(directory: Path, commit: str) -> str:
    """Return a commit's committer date in git's raw form, ``<seconds> <zone>``."""
    return (
        Git(directory).run("show", "-s", "--no-show-signature", "--format=%cd", "--date=raw", commit).decode().strip()
    )
