"""Reading a series: a folder of patches, an mbox, or a range of commits."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.errors import CkptgenError
from ckptgen.review.hunks import parse_diff
from ckptgen.review.model import Message, Patch, Series
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import Mail, read_mail, split_mails
from ckptgen.series.manifest import NAME, read_manifest
from ckptgen.series.trailers import split_trailers
from ckptgen.series.written import match_entries, patch_order

if TYPE_CHECKING:
    from ckptgen.tree.git import Git

_BASE = re.compile(rb"^base-commit: ([0-9a-f]{40,64})\s*$", re.MULTILINE)
_STAT = re.compile(r" \S.* +\| +(?:\d+|Bin)| \d+ files? changed|(?: create| delete) mode \d+| mode change \d+| rename ")
_FORMAT = (
    *("format-patch", "--stdout", "--no-cover-letter", "--no-thread", "--no-attach", "--no-signature", "--zero-commit"),
    *("--encode-email-headers", "--full-index", "--unified=3", "--inter-hunk-context=0", "--diff-algorithm=myers"),
    *("--indent-heuristic", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/"),
    *("--dst-prefix=b/", "--subject-prefix=PATCH", "--numbered", "--no-base", "--no-notes", "--no-to", "--no-cc"),
)


class SeriesError(CkptgenError):
    """There is no series where the user says, or it cannot be read."""


def read_series(place: str, directory: Path) -> Series:
    """Return the series at ``place``: a folder, an mbox or a patch, or a range ``A..B`` of the repository at
    ``directory``. Raises SeriesError.
    """
    path = Path(place)
    if path.is_dir():
        return _read_folder(path, place)
    if path.is_file():
        return _read_mbox(path, place)
    if ".." in place and not place.startswith((".", "/", "-")):
        return _read_range(place, directory)
    raise SeriesError(f"{place}: no such folder or file", "name a folder of patches, an mbox, or a range like A..B")


def parse_message(mail: Mail) -> Message:
    """Return what a mail says besides its diff."""
    body, trailers = split_trailers(mail.message)
    return Message(mail.sender, mail.date, mail.subject, body, trailers, _notes(mail.rest))


def parse_patch(mail: Mail, name: str, number: int) -> Patch:
    """Return the patch that a mail is; raises DiffError."""
    at = mail.content.find(mail.rest) if mail.rest else -1
    # A mail in quoted-printable does not hold its diff as it is: then lines count from the diff.
    line = mail.content.count(b"\n", 0, at) + 1 if at >= 0 else 1
    return Patch(name, number, parse_message(mail), parse_diff(mail.rest, name, line), mail.content, start=mail.line)


def _notes(rest: bytes) -> str:
    """Return the text between the cut line and the diffstat."""
    lines = rest.decode("utf-8", "replace").split("\n")
    if not lines or lines[0].rstrip() != "---":
        return ""
    kept = []
    for line in lines[1:]:
        if line.rstrip() == "---" or _STAT.match(line) or line.startswith(("diff --git ", "--- ", "Index: ")):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


# --- folders ------------------------------------------------------------


def _read_folder(path: Path, label: str) -> Series:
    files = sorted(file for file in path.iterdir() if file.suffix == ".patch" and file.is_file())
    mails = {file.name: _mail(file) for file in files}
    names = sorted((name for name, mail in mails.items() if _is_patch(mail)), key=patch_order)
    cover = next((mail for name, mail in mails.items() if name not in names), None)
    if not names:
        if (path / NAME).is_file():
            # It may hold several series, and then says so itself.
            read_manifest(path)
        raise SeriesError(f"{path} holds no patches", "name a folder of *.patch files")
    patches = tuple(parse_patch(mails[name], name, number) for number, name in enumerate(names, 1))
    found = _series(label, patches, cover, [mails[name] for name in names])
    if not (path / NAME).is_file():
        return found
    manifest = read_manifest(path)
    entries = match_entries({patch.name: patch.content for patch in patches}, manifest)
    known = tuple(
        replace(patch, entry=entry, edited=edited) for patch in patches for entry, edited in [entries[patch.name]]
    )
    version, base = max(found.version, manifest.options.reroll), found.base or manifest.base
    return replace(found, patches=known, version=version, base=base, folder=path, manifest=manifest)


def _mail(file: Path) -> Mail:
    try:
        return read_mail(file.read_bytes())
    except OSError as error:
        raise SeriesError(f"{file}: {error.strerror}") from error
    except GitError as error:
        raise SeriesError(
            f"{file}: {error.said or error.what}", "git format-patch writes what is wanted here"
        ) from error


# --- mailboxes ----------------------------------------------------------


def _read_mbox(path: Path, label: str) -> Series:
    try:
        mails = split_mails(path.read_bytes())
    except OSError as error:
        raise SeriesError(f"{path}: {error.strerror}") from error
    except GitError as error:
        raise SeriesError(
            f"{path}: {error.said or error.what}", "name an mbox, or what git format-patch wrote"
        ) from error
    # A mailbox of a whole thread may hold older versions too.
    newest = max((mail.tag.version for mail in mails if _is_patch(mail)), default=0)
    wanted = [mail for mail in mails if mail.tag.version == newest and not mail.tag.reply]
    found = [mail for mail in wanted if _is_patch(mail)]
    if not found:
        raise SeriesError(f"{path} holds no patches", "name an mbox of patches, or a folder of *.patch files")
    numbers = {mail.tag.number for mail in found}
    if len(numbers) == len(found):
        # Mails arrive in any order.
        found.sort(key=lambda mail: mail.tag.number)
    cover = next((mail for mail in wanted if mail.tag.number == 0 and not _is_patch(mail)), None)
    only = len(found) == 1
    names = [path.name if only else f"{path.name}#{number}" for number in range(1, len(found) + 1)]
    patches = tuple(parse_patch(mail, names[index], index + 1) for index, mail in enumerate(found))
    return _series(label, patches, cover, found)


def _is_patch(mail: Mail) -> bool:
    return not mail.tag.reply and any(
        line.startswith((b"diff --git ", b"--- ", b"+++ ")) for line in mail.rest.split(b"\n")
    )


# --- ranges -------------------------------------------------------------


def _read_range(place: str, directory: Path) -> Series:
    from ckptgen.tree.git import Git

    git = Git(directory)
    first, dots, last = place.partition("..")
    if dots and last.startswith("."):
        raise SeriesError(f"{place}: a series has one beginning", "write the range with two dots: A..B")
    start, end = (_commit(git, place, name or "HEAD") for name in (first, last))
    base = git.run("merge-base", start, end).decode().strip()
    commits = git.run("rev-list", "--reverse", "--no-merges", f"{base}..{end}").decode().split()
    if not commits:
        raise SeriesError(f"{place} holds no commits", "name the commit under the series first: BASE..TIP")
    mails = split_mails(git.run(*_FORMAT, f"{base}..{end}"))
    if len(mails) != len(commits):
        raise SeriesError(f"{place}: git writes {len(mails)} patches for {len(commits)} commits")
    patches = tuple(
        parse_patch(mail, commit[:12], number)
        for number, (mail, commit) in enumerate(zip(mails, commits, strict=True), 1)
    )
    return replace(_series(place, patches, None, mails), base=base, tip=end)


def _commit(git: "Git", place: str, name: str) -> str:
    found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", ok=(0, 1))
    if not found:
        raise SeriesError(
            f"{place}: there is no commit {name} in {git.directory}", "name a folder, an mbox, or a range like A..B"
        )
    return found.decode().strip()


def _series(label: str, patches: Sequence[Patch], cover: Mail | None, mails: Sequence[Mail]) -> Series:
    ends = [mail.content for mail in ([cover] if cover else []) + list(mails)]
    base = next((match[1].decode() for content in ends if (match := _BASE.search(content))), None)
    version = max(mail.tag.version for mail in mails)
    return Series(label, tuple(patches), parse_message(cover) if cover else None, version, base)
