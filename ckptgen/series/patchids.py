"""What git calls a patch by its diff alone, wherever it stands: the names in ``prerequisite-patch-id:`` lines."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.errors import InternalError
from ckptgen.series.gitrun import isolated_environment, run_git


def patch_ids(mails: Sequence[bytes]) -> tuple[str, ...]:
    """Return what ``git patch-id --stable`` calls each patch, in order; each is a mail with a diff. Raises GitError."""
    with TemporaryDirectory(prefix="ckptgen-") as name:
        environment = isolated_environment(Path(name))
        said = run_git(name, "patch-id", "--stable", data=b"".join(mails), environment=environment, clean=True)
    found = [line.split(b" ")[0].decode("ascii") for line in said.split(b"\n") if line]
    if len(found) != len(mails):
        raise InternalError(f"git knows {len(found)} ids for {len(mails)} patches")
    return tuple(found)
