"""A series as it was read, whoever made it: messages, diffs and hunks as values.

Lines are one-based. Text of the kernel's is bytes.
"""

from dataclasses import dataclass
from pathlib import Path

from ckptgen.series.manifest import Manifest, ManifestPatch
from ckptgen.series.trailers import Trailer


@dataclass(frozen=True, slots=True)
class Message:
    """A patch's text: ``subject`` without tags, ``body`` without trailers, ``notes`` what stands between the cut line
    and the diffstat. ``sender`` is ``NAME <MAIL>``, ``date`` as the mail writes it.
    """

    sender: str
    date: str
    subject: str
    body: str
    trailers: tuple[Trailer, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: starts and counts as in ``@@ -OLD,COUNT +NEW,COUNT @@ SECTION``.

    ``lines`` have no line ends; the first byte of each is a blank, ``+``, ``-`` or a backslash (no newline at the end
    of the file). ``line`` is that of the ``@@`` in the patch.
    """

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    section: bytes
    lines: tuple[bytes, ...]
    line: int

    @property
    def removed(self) -> tuple[bytes, ...]:
        """The removed lines, without their marks."""
        return tuple(line[1:] for line in self.lines if line[:1] == b"-")

    @property
    def added(self) -> tuple[bytes, ...]:
        """The added lines, without their marks."""
        return tuple(line[1:] for line in self.lines if line[:1] == b"+")


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What a patch does to one file: None for ``old`` or ``new`` where there is no such file on that side.

    ``old_mode`` and ``new_mode`` are git's, empty where the diff says nothing of them. ``binary`` tells of a change
    that the diff only names, and ``blob`` is git's id of its content then, empty otherwise. ``line`` is the one of the
    patch that the diff begins in.
    """

    old: str | None
    new: str | None
    old_mode: str
    new_mode: str
    hunks: tuple[Hunk, ...]
    line: int
    binary: bool = False
    blob: str = ""

    @property
    def path(self) -> str:
        """The path after the change, before it for a file that is removed."""
        return self.new or self.old or ""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What a patch does to one entry of an ops table: ``before`` and ``after`` are its value, None for no entry.

    ``table`` and ``struct`` are empty where the diff does not show which table it is. ``guard`` is the condition of the
    innermost ``#if`` around the entry that the diff shows, ``previous`` the field of the entry above it on the side
    where it stands, empty for none or unknown. ``line`` is one of the patch.
    """

    path: str
    struct: str
    table: str
    field: str
    before: str | None
    after: str | None
    guard: str
    previous: str
    line: int


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch: ``name`` is its file's, its commit's abbreviated id, or its mail's place in an mbox.

    ``number`` is its place in the series, one-based; ``content`` the whole mail; ``entry`` what the manifest says of
    it, None where there is no manifest or it does not know the patch. ``edited`` tells that its bytes are not those
    that the manifest names. ``start`` is the line of ``name``'s file in which the mail begins: places in patches are
    relative to their mail.
    """

    name: str
    number: int
    message: Message
    files: tuple[FileDiff, ...]
    content: bytes
    entry: ManifestPatch | None = None
    edited: bool = False
    start: int = 1

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that the patch changes, sorted."""
        return tuple(sorted({path for file in self.files for path in (file.old, file.new) if path}))


@dataclass(frozen=True, slots=True)
class Series:
    """A series in order; ``label`` is how the user named it. ``version`` is its reroll count, ``base`` the commit that
    it names as its base. ``cover`` is None where it has no cover letter, ``folder`` and ``manifest`` where it is none
    of ckptgen's own, ``tip``, the last commit, where it is no range of commits.
    """

    label: str
    patches: tuple[Patch, ...]
    cover: Message | None
    version: int
    base: str | None
    folder: Path | None = None
    manifest: Manifest | None = None
    tip: str | None = None
