"""A scratch git repository with a work tree: it holds the touched files of the base, and what is applied to them.

Its folder lies outside the work tree, so that neither the kernel's build nor checkpatch takes notice of it.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ckptgen.series.gitrun import GitError, isolated_environment, run_git
from ckptgen.tree.git import Git
from ckptgen.tree.paths import quote

_ATTRIBUTES = b"* -text -eol -ident -filter -working-tree-encoding !diff\n"
_AM = ("am", "--quiet", "--keep-cr", "--no-3way", "--no-gpg-sign", "--committer-date-is-author-date")


@dataclass(frozen=True, slots=True)
class ScratchRepository:
    """The repository in ``folder`` and its work tree, apart from every configuration of the user's.

    ``borrowing`` is a second one that reads the objects of the user's, and into which nothing is committed: git would
    put a new date on an object there that it is about to write here.
    """

    folder: Path
    borrowing: Path
    tree: Path
    environment: Mapping[str, str]

    def git(self, *arguments: str, data: bytes = b"", borrowing: bool = False) -> bytes:
        """Run git in the work tree; raises GitError."""
        folder = self.borrowing if borrowing else self.folder
        environment = {**self.environment, "GIT_DIR": str(folder)}
        return run_git(str(self.tree), *arguments, environment=environment, clean=True, data=data)

    def paths_of(self, commit: str) -> tuple[str, ...]:
        """Return every path of a commit of the user's."""
        listing = self.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, borrowing=True)
        return tuple(os.fsdecode(path) for path in listing.split(b"\0") if path)

    def write_files(self, commit: str, paths: Sequence[str] | None) -> None:
        """Write these files of a commit of the user's (all of them for None) into the work tree."""
        self.git("read-tree", commit, borrowing=True)
        if paths is None:
            self.git("checkout-index", "--all", "--force", borrowing=True)
        elif paths:
            wanted = b"".join(os.fsencode(path) + b"\0" for path in paths)
            self.git("checkout-index", "--force", "-z", "--stdin", borrowing=True, data=wanted)

    def commit_base(self, paths: Sequence[str]) -> str:
        """Commit these files, all else staying untracked, and return the commit's id."""
        wanted = b"".join(os.fsencode(path) + b"\0" for path in paths)
        if paths:
            # A distribution's .gitignore may ignore everything.
            self.git(
                "--literal-pathspecs", "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", data=wanted
            )
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "--no-gpg-sign", "--message=base")
        return self.head()

    def head(self) -> str:
        """Return the id of the commit that the work tree stands at."""
        return self.git("rev-parse", "HEAD").decode().strip()

    def apply(self, mail: bytes) -> str:
        """Apply one mail with ``git am`` and return the new commit; raises GitError, and then nothing is applied."""
        try:
            self.git(*_AM, data=mail)
        except GitError:
            self._give_up()
            raise
        return self.head()

    def changed(self, old: str, new: str) -> tuple[str, ...]:
        """Return the paths that differ between two commits."""
        listing = self.git("diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new)
        return tuple(os.fsdecode(path) for path in listing.split(b"\0") if path)

    def checkout(self, commit: str) -> None:
        """Make the tracked files those of ``commit``."""
        if self.head() != commit:
            self.git("checkout", "--quiet", "--force", "--detach", commit)

    def _give_up(self) -> None:
        if (self.folder / "rebase-apply").is_dir():
            self.git("am", "--abort")


def new_repository(scratch: Path, tree: Path, source: Path | None, directory: Path) -> ScratchRepository:
    """Make the repository in ``scratch`` anew, for the work tree ``tree``.

    It borrows the objects of ``source``, the user's repository (None for a plain directory), which ``directory``
    belongs to.
    """
    folder, borrowing = scratch / "repository.git", scratch / "borrowing.git"
    for old in (folder, borrowing):
        if old.exists():
            shutil.rmtree(old)
        old.mkdir()
    repository = ScratchRepository(folder, borrowing, tree, _environment(scratch, folder, tree))
    repository.git("init", "--quiet", "--template=", "--object-format=sha1")
    _pin_attributes(folder)
    if source is not None:
        git = Git(directory)
        object_format = git.run("rev-parse", "--show-object-format").decode().strip()
        objects = git.run("rev-parse", "--path-format=absolute", "--git-path", "objects")[:-1]
        repository.git("init", "--quiet", "--template=", f"--object-format={object_format}", borrowing=True)
        _pin_attributes(borrowing)
        (borrowing / "objects" / "info" / "alternates").write_bytes(quote(os.fsdecode(objects)) + b"\n")
    return repository


def _pin_attributes(folder: Path) -> None:
    """Let no .gitattributes of the tree change what a file holds."""
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info" / "attributes").write_bytes(_ATTRIBUTES)


def _environment(scratch: Path, folder: Path, tree: Path) -> dict[str, str]:
    return isolated_environment(scratch) | {
        "XDG_CONFIG_HOME": str(folder),
        "GIT_WORK_TREE": str(tree),
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_COMMITTER_NAME": "ckptgen",
        "GIT_COMMITTER_EMAIL": "ckptgen@localhost",
        "GIT_COMMITTER_DATE": "@946684800 +0000",
        "GIT_AUTHOR_NAME": "ckptgen",
        "GIT_AUTHOR_EMAIL": "ckptgen@localhost",
        "GIT_AUTHOR_DATE": "@946684800 +0000",
    }
