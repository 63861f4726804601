"""A series as values: what is to be committed, and what was written."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What a patch is there for. The order is the one in which each step builds."""

    CORE = "core"
    """A patch that the user supplies."""
    DECLARE = "declare"
    """The members, their handlers and their documentation."""
    SHARED = "shared"
    """A table that several filesystems use."""
    FILESYSTEMS = "filesystems"
    COPIES = "copies"
    """A filesystem's own copy of a shared table."""
    OWN = "own"
    """A patch that a person has put into the series, which the plan knows nothing of."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, as git names one."""

    name: str
    mail: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"

    @classmethod
    def of(cls, text: str) -> "Identity":
        """Return the person that ``NAME <MAIL>`` names."""
        name, _, mail = text.rpartition("<")
        return cls(name.strip(), mail.removesuffix(">").strip())


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file's content before and after, None where there is no such file; ``mode`` is git's (``100644`` or
    ``100755``), ``old_mode`` the one before where it was another.
    """

    path: str
    mode: str
    before: bytes | None
    after: bytes | None
    old_mode: str = ""


@dataclass(frozen=True, slots=True)
class PatchDraft:
    """One patch that is to be made: the subject without its ``[PATCH]`` prefix, and the body with its trailers.

    ``tables`` are the keys (``PATH:NAME``) of the tables that it changes, ``group`` what it is filed under, ``step``
    the zero-based place of the change that it makes among those of the semantic patch. ``author`` and ``date`` are the
    series' where they are None. ``notes`` stand below the cut line, in the mail and not in the commit.
    """

    phase: Phase
    group: str
    subject: str
    body: str
    tables: tuple[str, ...]
    changes: tuple[FileChange, ...]
    author: Identity | None = None
    date: str | None = None
    notes: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """Everything that the bytes of a series depend on.

    ``base`` is the full id of the commit the patches stand on, in the repository ``git_dir``; both are None for a plain
    directory. ``date`` is git's raw form, seconds since the epoch and a zone: ``1281207600 +0000``. ``patches`` are in
    series order; a file changed by two patches has the first's ``after`` as the second's ``before``. ``prerequisites``
    are the ids of the patches that the series needs and does not hold, as ``git patch-id --stable`` gives them.
    """

    git_dir: str | None
    base: str | None
    identity: Identity
    date: str
    reroll: int
    subject_prefix: str
    cover_subject: str
    cover_body: str
    patches: tuple[PatchDraft, ...]
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenSeries:
    """The files of a series as git wrote them: names and bytes in order, the cover letter first.

    ``tip`` is the id of the last commit, and ``commits`` those of all the patches in order.
    """

    files: tuple[tuple[str, bytes], ...]
    tip: str
    commits: tuple[str, ...]
