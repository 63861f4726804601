"""A draft as one ``git fast-import`` stream, and what a draft must fulfil before it becomes one."""

import re
from collections.abc import Iterator
from unicodedata import category

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.series.model import FileChange, PatchDraft, SeriesDraft
from ckptgen.tree.paths import quote

REF = "refs/heads/series"
"""The branch of the scratch repository that the patches are on."""

_DATE = re.compile(r"\d{1,12} [+-]\d{4}")
_PREFIX = re.compile(r"[^\[\]\x00-\x1f\x7f]*")
# git mailinfo takes the first three for the start of the patch, git mailsplit the last for the next mail.
_CUTS = re.compile(r"diff -|Index: |---(?:\s|$)|From .*\d:\d\d")
_IN_BODY_HEADER = re.compile(r">?(?:From|Subject|Date)\s*:|\[PATCH", re.IGNORECASE)
_LOST_FROM_SUBJECT = re.compile(r"\[|re:", re.IGNORECASE)


class MessageError(CkptgenError):
    """A commit message that would not survive the way through a mail and ``git am``."""


def import_stream(draft: SeriesDraft) -> bytes:
    """Return the stream that puts the draft's patches on ``REF``; mark 1 is the first patch, and so on.

    Without a base there is a root commit first (mark 0 is not allowed, so it has none), with the files as
    they were.
    """
    who = f"{draft.identity} {draft.date}".encode()
    parts = [b"feature done\n"]
    if draft.base is None:
        parts.append(b"commit %s\n" % REF.encode())
        parts.append(b"committer %s\n%s" % (who, _data(b"The files as they were\n")))
        parts.extend(
            _file(change.path, change.old_mode or change.mode, change.before)
            for change in originals(draft)
            if change.before is not None
        )
    for mark, patch in enumerate(draft.patches, 1):
        notes = f"---\n{patch.notes}\n" if patch.notes else ""
        message = f"{patch.subject}\n\n{patch.body.rstrip()}\n{notes}".encode()
        parts.append(b"commit %s\nmark :%d\n" % (REF.encode(), mark))
        author = f"{patch.author or draft.identity} {patch.date or draft.date}".encode()
        parts.append(b"author %s\ncommitter %s\n%s" % (author, who, _data(message)))
        if mark == 1 and draft.base is not None:
            parts.append(b"from %s\n" % draft.base.encode())
        parts.extend(_file(change.path, change.mode, change.after) for change in patch.changes)
    return b"".join([*parts, b"done\n"])


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _file(path: str, mode: str, content: bytes | None) -> bytes:
    if content is None:
        return b"D %s\n" % quote(path)
    return b"M %s inline %s\n%s" % (mode.encode(), quote(path), _data(content))


def originals(draft: SeriesDraft) -> tuple[FileChange, ...]:
    """Return the first change of each file, whose ``before`` is what the tree holds, sorted by path."""
    first: dict[str, FileChange] = {}
    for patch in draft.patches:
        for change in patch.changes:
            first.setdefault(change.path, change)
    return tuple(first[path] for path in sorted(first))


def check_draft(draft: SeriesDraft) -> None:
    """Refuse a draft that git would refuse, alter or lose a part of; raises MessageError or CkptgenError."""
    if not _DATE.fullmatch(draft.date):
        raise CkptgenError(f"the date {draft.date!r} is not in git's raw form", 'write it like "1281207600 +0000"')
    if not _PREFIX.fullmatch(draft.subject_prefix):
        raise CkptgenError(f"the subject prefix {draft.subject_prefix!r} holds a bracket or a control character")
    if draft.reroll < 1:
        raise CkptgenError(f"the reroll count is {draft.reroll}", "the first version of a series is 1")
    if not draft.patches:
        raise InternalError("a series without patches was to be written")
    _check_text("the cover letter", draft.cover_subject, draft.cover_body)
    for patch in draft.patches:
        _check_message(patch)
    _check_chain(draft)


def _check_text(where: str, subject: str, body: str) -> None:
    if not subject.strip() or "\n" in subject:
        raise MessageError(f"{where}: the subject {subject!r} is not one line of text")
    for character in subject + body:
        if character not in "\n\t" and category(character) in ("Cc", "Cs"):
            raise MessageError(f"{where}: the text holds the character {character!a}")


def _check_message(patch: PatchDraft) -> None:
    where = f"the message of {patch.group}"
    _check_text(where, patch.subject, f"{patch.body}\n{patch.notes}")
    hint = "git am would lose what follows; word the template, the message or the reason differently"
    if _LOST_FROM_SUBJECT.match(patch.subject.lstrip()):
        raise MessageError(f"{where}: the subject begins with {patch.subject.split()[0]!r}", hint)
    for line in (*patch.body.split("\n"), *patch.notes.split("\n")):
        if _CUTS.match(line):
            raise MessageError(f"{where}: the line {line!r} looks like the start of a patch or of a mail", hint)
    if _IN_BODY_HEADER.match(patch.body.lstrip()):
        first = patch.body.lstrip().split("\n")[0]
        raise MessageError(f"{where}: its first line {first!r} looks like a mail's header", hint)


def _check_chain(draft: SeriesDraft) -> None:
    subjects: set[str] = set()
    seen: dict[str, bytes | None] = {}
    for patch in draft.patches:
        if patch.subject in subjects:
            raise MessageError(
                f"two patches have the subject {patch.subject!r}",
                "let the subject's template tell them apart",
            )
        subjects.add(patch.subject)
        for problem in _chain_problems(patch, seen):
            raise InternalError(f"{patch.group}: {problem}")


def _chain_problems(patch: PatchDraft, seen: dict[str, bytes | None]) -> Iterator[str]:
    if not patch.changes:
        yield "the patch changes no file"
    for change in patch.changes:
        if change.before == change.after and change.old_mode in ("", change.mode):
            yield f"{change.path} does not change"
        if change.path in seen and seen[change.path] != change.before:
            yield f"{change.path} does not begin where the patch before left it"
        seen[change.path] = change.after
