"""Who the series is from. Read from the user's own git, before the commits are made by an isolated one."""

import re
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.gitrun import GitError, run_git
from ckptgen.series.model import Identity

_WRITTEN = re.compile(r"(?P<name>[^<>]*[^<>\s])\s*<(?P<mail>[^<>@\s]+@[^<>@\s]+)>")
# git accepts a mail address without a host where the user configured one.
_FROM_GIT = re.compile(r"(?P<name>[^<>\n]*[^<>\s]) <(?P<mail>[^<>\n]+)> \d+ [+-]\d{4}\n")
_HINT = (
    "set one with git config --global user.name NAME and git config --global user.email MAIL, "
    'or pass --signoff "NAME <MAIL>"'
)


class IdentityError(CkptgenError):
    """There is no usable identity."""


def caller_identity(directory: Path, signoff: str | None) -> Identity:
    """Return the identity written as ``NAME <MAIL>`` in ``signoff``, else git's author in ``directory``.

    One that git would only guess from the name of the machine does not count. Raises IdentityError.
    """
    if signoff is not None:
        written = _WRITTEN.fullmatch(signoff.strip())
        if written is None or not signoff.isprintable():
            raise IdentityError(f"{signoff!r} is not an identity", 'write it like "A U Thor <author@example.com>"')
        return Identity(written["name"], written["mail"])
    try:
        line = run_git(
            str(directory),
            *("-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"),
            environment={"GIT_AUTHOR_DATE": "@0 +0000"},  # the caller's may be one that git refuses
        )
    except GitError as error:
        if error.hint:
            raise  # git itself is missing
        said = error.said.splitlines()
        raise IdentityError(f"no git identity ({said[-1]})" if said else error.what, _HINT) from error
    found = _FROM_GIT.fullmatch(line.decode("utf-8", "surrogateescape"))
    if found is None or not found["name"].isprintable():
        raise IdentityError(f"git's identity {line!r} is not usable", _HINT)
    return Identity(found["name"], found["mail"])
