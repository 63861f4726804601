"""Trailers that people have sent in reply to a series, from an mbox."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.review.model import Patch, Series
from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import Mail, split_mails
from ckptgen.series.trailers import Trailer

_GIVEN = re.compile(
    r"(?P<key>(?:Acked|Reviewed|Tested)-by):[ \t]+(?P<value>[^<>]*<[^<>@\s]+@[^<>@\s]+>.*)", re.IGNORECASE
)


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
        for trailer in _trailers(mail) if mail.tag.reply else ():
            patches = _patches(mail, series)
            problem = _problem(mail, trailer, patches, series)
            if problem:
                refused.append(f"{path}:{mail.line}: {trailer}: {problem}")
            else:
                given.append(Given(trailer, patches, mail.sender))
    return Replies(tuple(dict.fromkeys(given)), tuple(refused))


def _trailers(mail: Mail) -> Iterator[Trailer]:
    """Yield the trailers in what the mail itself says: quoted lines begin with a mark."""
    for line in (mail.message + "\n" + mail.rest.decode("utf-8", "replace")).split("\n"):
        if match := _GIVEN.fullmatch(line.strip("\r")):
            yield Trailer(match["key"].capitalize().replace("-By", "-by"), " ".join(match["value"].split()))


def _patches(mail: Mail, series: Series) -> tuple[str, ...]:
    subject = _folded(mail.subject)
    if series.cover and (subject == _folded(series.cover.subject) or mail.tag.number == 0):
        return tuple(patch.name for patch in series.patches)
    return tuple(patch.name for patch in series.patches if _folded(patch.message.subject) == subject)


def _problem(mail: Mail, trailer: Trailer, patches: Sequence[str], series: Series) -> str:
    if mail.tag.version != series.version:
        return f"it is said of v{mail.tag.version}, and the series is v{series.version}"
    if not patches:
        return f"no patch has the subject {mail.subject!r}"
    if parseaddr(trailer.value)[1].casefold() != parseaddr(mail.sender)[1].casefold():
        return f"the mail is from {mail.sender}"
    return ""


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
