"""A series as values: what is to be committed, and what was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, as git names one."""

    name: str
    mail: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file's content before and after; ``mode`` is git's (``100644`` or ``100755``)."""

    path: str
    mode: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class PatchDraft:
    """One patch that is to be made: the subject without its ``[PATCH]`` prefix, and the body with its trailers.

    ``tables`` are the keys (``PATH:NAME``) of the tables that it changes, ``group`` what it is filed under.
    """

    group: str
    subject: str
    body: str
    tables: tuple[str, ...]
    changes: tuple[FileChange, ...]


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """Everything that the bytes of a series depend on.

    ``base`` is the full id of the commit the patches stand on, in the repository ``git_dir``; both are None for a plain
    directory. ``date`` is git's raw form, seconds since the epoch and a zone: ``1281207600 +0000``. ``patches`` are in
    series order; a file changed by two patches has the first's ``after`` as the second's ``before``.
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


@dataclass(frozen=True, slots=True)
class WrittenSeries:
    """The files of a series as git wrote them: names and bytes in order, the cover letter first.

    ``tip`` is the id of the last commit, and ``commits`` those of all the patches in order.
    """

    files: tuple[tuple[str, bytes], ...]
    tip: str
    commits: tuple[str, ...]
