"""What must hold for each mail: a subject of its own within the length, a finished text, its author's sign-off."""

import re
from collections.abc import Sequence

from ckptgen.series.gitrun import GitError
from ckptgen.series.mails import Mail, read_mail
from ckptgen.series.trailers import split_trailers
from ckptgen.verify.folder import SeriesPatch
from ckptgen.verify.model import Check, Outcome, Problem

SUBJECT_WIDTH = 75
"""Characters of a subject without its ``[PATCH]``; Documentation/process/submitting-patches.rst: 70 to 75."""
_UNWRITTEN = "EDITME"
"""What a new semantic patch says where its author is to say something (``templates/init``)."""
_MAIL = re.compile(r"<([^<>]*)>\s*$")


def check_messages(patches: Sequence[SeriesPatch]) -> tuple[Check, ...]:
    """Return the check of each patch's message, in order."""
    checks = []
    first: dict[str, str] = {}
    for patch in patches:
        try:
            mail = read_mail(patch.content)
        except GitError as error:
            checks.append(
                Check(Outcome.FAILED, (Problem(f"git cannot read the mail: {error.said}", f"{patch.file}:1"),))
            )
            continue
        problems = _subject_problems(patch, mail, first.get(mail.subject))
        problems += _text_problems(patch, mail)
        problems += _signoff_problems(patch, mail)
        first.setdefault(mail.subject, patch.file)
        checks.append(Check(Outcome.FAILED if problems else Outcome.PASSED, tuple(problems)))
    return tuple(checks)


def _subject_problems(patch: SeriesPatch, mail: Mail, twin: str | None) -> list[Problem]:
    place = f"{patch.file}:{_line(patch.content, b'Subject:')}"
    found = []
    if not mail.subject:
        found.append(Problem("the mail has no subject", place))
    if len(mail.subject) > SUBJECT_WIDTH:
        found.append(Problem(f"the subject has {len(mail.subject)} characters, more than {SUBJECT_WIDTH}", place))
    if mail.subject.endswith("."):
        found.append(Problem("the subject ends in a full stop", place))
    if twin is not None:
        found.append(Problem(f"the subject {mail.subject!r} is that of {twin} too", place))
    return found


def _text_problems(patch: SeriesPatch, mail: Mail) -> list[Problem]:
    if _UNWRITTEN not in mail.message:
        return []
    place = f"{patch.file}:{_line(patch.content, _UNWRITTEN.encode())}"
    return [Problem(f"the message has an {_UNWRITTEN} that is still to be written", place)]


def _signoff_problems(patch: SeriesPatch, mail: Mail) -> list[Problem]:
    place = f"{patch.file}:{_line(patch.content, b'---')}"
    signers = [t.value for t in split_trailers(mail.message)[1] if t.key.lower() == "signed-off-by"]
    if not signers:
        return [Problem("the message does not end in a Signed-off-by", place)]
    if _mail(mail.sender) not in map(_mail, signers):
        return [Problem(f"{mail.sender}, whom the mail is from, has not signed off; {', '.join(signers)} did", place)]
    return []


def _mail(person: str) -> str:
    match = _MAIL.search(person)
    return match[1].casefold() if match else person.casefold()


def _line(content: bytes, start: bytes) -> int:
    lines = enumerate(content.split(b"\n"), 1)
    return next((number for number, line in lines if line.startswith(start)), 1)
