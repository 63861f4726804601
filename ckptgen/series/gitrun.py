"""The one door to git: GitPython starts it, bytes go in and out, and a failure says what git said."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory

from ckptgen.errors import CkptgenError
from ckptgen.series.model import SeriesDraft
from ckptgen.tree.paths import quote

_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


class GitError(CkptgenError):
    """git cannot be run, or said no; ``said`` is its standard error output."""

    def __init__(self, what: str, said: str = "", hint: str = "") -> None:
        super().__init__(f"{what}: {said}" if said else what, hint)
        self.said = said


def run_git(
    folder: str, *arguments: str, environment: Mapping[str, str] | None = None, clean: bool = False, data: bytes = b""
) -> bytes:
    """Run git in ``folder`` with ``data`` as its input and return its output, unstripped.

    ``environment`` is added to the caller's, or replaces it if ``clean``. Raises GitError.
    """
    environment = dict(environment or {})
    try:
        import git
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # GitPython looks for git when it is imported
        raise GitError("git cannot be run", hint="install git, version 2.31 or later") from error
    command = [git.Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *arguments]
    if clean:
        # GitPython always passes os.environ on and can only add to it; GIT_DIFF_OPTS and its like must go.
        command = ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command]
    try:
        process = git.Git(folder).execute(command, istream=PIPE, as_process=True, env=environment)
    except git.GitCommandNotFound as error:
        raise GitError("git cannot be run", hint="install git, version 2.31 or later") from error
    try:
        out, said = process.communicate(data)
    except BaseException:
        process.kill()  # or it would go on writing into a scratch folder that is being removed
        process.communicate()
        raise
    if process.returncode != 0:
        command_name = next(word for word in arguments if not word.startswith("-") and "=" not in word)
        raise GitError(f"git {command_name} failed", said.decode("utf-8", "backslashreplace").strip())
    return bytes(out)


@dataclass(frozen=True, slots=True)
class Scratch:
    """A bare repository of our own in ``folder``, which can read the objects of the user's."""

    folder: Path
    environment: Mapping[str, str]

    def git(self, *arguments: str, data: bytes = b"") -> bytes:
        return run_git(str(self.folder), *arguments, environment=self.environment, clean=True, data=data)


@contextmanager
def scratch_repository(draft: SeriesDraft) -> Iterator[Scratch]:
    """Give a scratch repository for the length of a ``with`` block; nothing of it stays.

    What git does there depends on no configuration, attributes or environment of the user's.
    """
    with TemporaryDirectory(prefix="ckptgen-") as name:
        folder = Path(name) / "scratch.git"
        folder.mkdir()
        scratch = Scratch(folder, _environment(folder, draft))
        source = _Source.of(draft.git_dir) if draft.base and draft.git_dir else None
        object_format = source.object_format if source else "sha1"
        scratch.git("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}", ".")
        (folder / "info").mkdir()
        # Hunk headers would depend on attributes, and which ones a bare repository heeds on git's version.
        (folder / "info" / "attributes").write_bytes(b"* !diff\n")
        if source:
            (folder / "objects" / "info" / "alternates").write_bytes(quote(source.objects) + b"\n")
            if Path(source.shallow).is_file():
                (folder / "shallow").write_bytes(Path(source.shallow).read_bytes())
        yield scratch


def isolated_environment(home: Path) -> dict[str, str]:
    """Return an environment in which git heeds no configuration, attributes or variables of the user's; ``home`` is a
    folder of ours.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "HOME": str(home),
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
    }


def _environment(folder: Path, draft: SeriesDraft) -> dict[str, str]:
    return isolated_environment(folder) | {
        "GIT_DIR": str(folder),
        "GIT_COMMITTER_NAME": draft.identity.name,
        "GIT_COMMITTER_EMAIL": draft.identity.mail,
        "GIT_COMMITTER_DATE": f"@{draft.date}",
    }


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the user's repository keeps what the scratch repository borrows, as absolute paths."""

    objects: str
    shallow: str
    object_format: str

    @classmethod
    def of(cls, git_dir: str) -> "_Source":
        folder = os.path.abspath(git_dir)  # noqa: PTH100 - resolve() would follow links

        def ask(*arguments: str) -> str:
            return os.fsdecode(run_git(folder, f"--git-dir={folder}", "rev-parse", *arguments)[:-1])

        def path(name: str) -> str:
            return str(Path(folder, ask("--git-path", name)))

        return cls(path("objects"), path("shallow"), ask("--show-object-format"))
