"""Trailers that people have sent in reply to a series, from an mbox."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.review.model import Patch, Series
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import Mail, Tag, bare_subject, parse_tag, split_mails
from ckptgen.series.trailers import Trailer

_GIVEN = re.compile(r"[ \t]*(?P<key>[A-Za-z-]*(?:Acked|Reviewed|Tested)-by):[ \t]+(?P<value>\S.*)", re.IGNORECASE)
_ADDRESS = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>")
_WAS = re.compile(r"\(was:?\s*(?P<subject>.*)\)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """A trailer from a reply: ``patches`` are the names of those that it is for, ``sender`` is who wrote the mail."""

    trailer: Trailer
    patches: tuple[str, ...]
    sender: str


@dataclass(frozen=True, slots=True)
class Replies:
    """What an mbox of replies gave; ``refused`` says of each trailer that was not taken why not."""

    given: tuple[Given, ...]
    refused: tuple[str, ...]


def read_replies(path: Path, series: Series) -> Replies:
    """Return the trailers in the replies of the mbox ``path`` to the patches of ``series``; those in replies to its
    cover letter are for all patches.

    A reply is known by its subject. Only what people say themselves counts: the address in the trailer is the one that
    the mail is from. Raises CkptgenError where the mbox cannot be read.
    """
    try:
        mails = split_mails(path.read_bytes())
    except OSError as error:
        raise CkptgenError(f"{path}: {error.strerror}") from error
    except GitError as error:
        raise CkptgenError(f"{path}: {error.said or error.what}", "name an mbox of the replies") from error
    given: list[Given] = []
    refused: list[str] = []
    for mail in mails:
        about = _About.of(mail)
        for trailer in _trailers(mail) if about.tag.reply else ():
            patches = _patches(about, series)
            problem = _problem(mail, about, trailer, patches, series)
            if problem:
                refused.append(f"{path}:{mail.line}: {trailer}: {problem}")
            else:
                given.append(Given(trailer, patches, mail.header("from")))
    return Replies(tuple(dict.fromkeys(given)), tuple(refused))


@dataclass(frozen=True, slots=True)
class _About:
    """What a reply is about, by its subject, or the one that it had before: ``naming (was: Re: [PATCH] foo)``."""

    tag: Tag
    subject: str

    @classmethod
    def of(cls, mail: Mail) -> "_About":
        subject = mail.header("subject")
        before = _WAS.search(subject)
        if before is None:
            return cls(mail.tag, bare_subject(subject))
        return cls(replace(parse_tag(before["subject"]), reply=True), bare_subject(before["subject"]))


def _trailers(mail: Mail) -> Iterator[Trailer]:
    """Yield the trailers in what the mail itself says: quoted lines begin with a mark. Mailers break long lines."""
    text = (mail.message + "\n" + mail.rest.decode("utf-8", "replace")).replace("\r", "")
    for line in re.sub(r"(-by:[^\n<>]*)\n[ \t]*(?=<[^<>\s]+>)", r"\1 ", text).split("\n"):
        if match := _GIVEN.fullmatch(line):
            yield Trailer(match["key"].capitalize().replace("-By", "-by"), " ".join(match["value"].split()))


def _patches(about: _About, series: Series) -> tuple[str, ...]:
    subject = _folded(about.subject)
    # The number 0 alone says nothing: the mailbox may hold replies to other series.
    if series.cover and subject == _folded(series.cover.subject):
        return tuple(patch.name for patch in series.patches)
    return tuple(patch.name for patch in series.patches if subject in _subjects(patch))


def _subjects(patch: Patch) -> set[str]:
    """Return the subjects that a patch is known by: it may have been edited since it was sent."""
    return {_folded(patch.message.subject), *([_folded(patch.entry.subject)] if patch.entry else [])}


def _problem(mail: Mail, about: _About, trailer: Trailer, patches: Sequence[str], series: Series) -> str:
    if not trailer.collected:
        return "of what people say in replies only Acked-by, Reviewed-by and Tested-by are taken"
    if about.tag.version != series.version:
        return f"it is said of v{about.tag.version}, and the series is v{series.version}"
    if not patches:
        return f"no patch has the subject {about.subject!r}"
    if not _ADDRESS.search(trailer.value):
        return "it names no mail address"
    if _address(trailer.value) != _address(mail.header("from")):
        return f"the mail is from {mail.header('from')}"
    return ""


def _address(person: str) -> str:
    found = _ADDRESS.findall(person)
    return str(found[-1] if found else person.strip()).casefold()


def given_to(replies: Sequence[Given], patch: Patch) -> tuple[Trailer, ...]:
    """Return the trailers that are for this patch and that it does not have, in the order of the mails."""
    found: list[Trailer] = []
    for each in replies:
        known = (*patch.message.trailers, *found)
        if patch.name in each.patches and not any(each.trailer.same_as(other) for other in known):
            found.append(each.trailer)
    return tuple(found)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
