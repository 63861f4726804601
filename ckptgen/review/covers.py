"""The cover letter of a new version: the generated text, what a person has written, and the history of versions."""

import re
from dataclasses import dataclass

from ckptgen.review.model import Message
from ckptgen.review.wording import merge_words

_SHORTLOG = re.compile(r"^\S[^\n]* \(\d+\):\n  \S", re.MULTILINE)
_DIFFSTAT = re.compile(r"^ \S[^\n]* +\| +(?:\d+|Bin)|^ \d+ files? changed", re.MULTILINE)
_TAIL = re.compile(r"^(?:base-commit|prerequisite-patch-id|change-id): |^-- $|^---$|^Range-diff against ", re.MULTILINE)
_COMMAND = re.compile(r"^  command:\n(?:    .*\n?)+", re.MULTILINE)
_HISTORY = re.compile(r"^(?:Changes (?:since|in) v\d+\b|v\d+(?: *-> *v\d+)?:)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover letter without what git writes behind it; ``history`` is what it says of earlier versions."""

    subject: str
    body: str
    history: str


def split_cover(subject: str, text: str) -> Cover:
    """Return a cover letter's own text and its history; git's shortlog and diffstat, and what follows, are left out."""
    ends = [match.start() for each in (_SHORTLOG, _DIFFSTAT, _TAIL) if (match := each.search(text))]
    own = text[: min(ends, default=len(text))]
    history = _HISTORY.search(own)
    at = history.start() if history else len(own)
    return Cover(subject, own[:at].strip(), own[at:].strip())


def merge_cover(now: Cover, was: Cover, mine: Message | None) -> tuple[Cover, bool]:
    """Return the cover letter of the new version, and whether the generated text has changed in the lines that a person
    has changed, too, which then stay.
    """
    if mine is None:
        return now, False
    held = split_cover(mine.subject, mine.body)
    body, clash = merge_words(*(_with_command(text, now.body) for text in (now.body, was.body, held.body)))
    changed = " ".join(held.subject.split()) != " ".join(was.subject.split())
    return Cover(held.subject if changed else now.subject, body, held.history), clash


def _with_command(text: str, of: str) -> str:
    """Return a cover letter with the command line of another one: no person writes it, and beside it stands what people
    write.
    """
    command = _COMMAND.search(of)
    return _COMMAND.sub(lambda _: command[0], text, count=1) if command else text
