"""Patches as mails: taken apart by git itself, so that they say here what ``git am`` would make of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import mktime_tz, parsedate_tz
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.series.gitrun import isolated_environment, run_git

_INFO = re.compile(r"^(Author|Email|Subject|Date): (.*)$", re.MULTILINE)
_NUMBER = re.compile(r"\b(\d{1,9})/(\d{1,9})\s*$")
_VERSION = re.compile(r"\bv(\d{1,9})\b", re.IGNORECASE)
_ANSWER = r"(?:re|aw|antw|sv|fwd?)(?:\[\d+\])?\s*:"
_BEFORE = re.compile(rf"\s*(?:{_ANSWER}\s*|\[[^\]]*\]\s*)*", re.IGNORECASE)
"""What people and their mailers put in front of a subject."""
_REPLY = re.compile(rf"\s*(?:\[(?![^\]]*PATCH)[^\]]*\]\s*)*{_ANSWER}", re.IGNORECASE)
_LATEST = 253_402_300_799
"""Seconds since 1970: the end of the last year of four digits."""
_FARTHEST = 14 * 60
"""Minutes: no time zone is farther from UTC, and git takes none that is much farther."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands in the brackets of a subject; ``number`` and ``total`` are -1 where nothing is said of them."""

    version: int
    number: int
    total: int
    reply: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as ``git mailinfo`` reads it.

    ``sender`` is ``NAME <MAIL>``, empty where the mail names none; ``subject`` has no tag in brackets; ``date`` is as
    the mail writes it. ``message`` is what a commit would say below its subject, ``rest`` all from the cut line on
    (``---``), in which the diff stands. ``content`` is the mail itself and ``line`` the one-based line of its file that
    it begins in.
    """

    sender: str
    date: str
    subject: str
    tag: Tag
    message: str
    rest: bytes
    content: bytes
    line: int = 1

    def header(self, name: str) -> str:
        """Return a header field, decoded; empty where there is none."""
        return _headers(self.content).get(name.lower(), "")


def split_mails(data: bytes) -> list[Mail]:
    """Return the mails of an mbox, or the one mail that ``data`` is; raises GitError where git cannot read them."""
    with TemporaryDirectory(prefix="ckptgen-mails-") as name:
        folder = Path(name)
        git_outside(folder, "mailsplit", "-b", "--keep-cr", f"-o{folder}", data=data)
        contents = [path.read_bytes() for path in sorted(folder.iterdir()) if path.name.isdecimal()]
        return list(_with_lines(data, (_read(folder, content) for content in contents)))


def read_mail(content: bytes) -> Mail:
    """Return one mail; raises GitError where git cannot read it."""
    with TemporaryDirectory(prefix="ckptgen-mails-") as name:
        return _read(Path(name), content)


def raw_date(text: str) -> str | None:
    """Return a mail's date in git's raw form, None where it cannot be read."""
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            return None
        offset = parsed[9] or 0
        seconds = mktime_tz((*parsed[:9], offset))
    except (ValueError, OverflowError, IndexError):  # a year that no calendar has
        return None
    minutes = abs(offset) // 60
    if not 0 <= seconds <= _LATEST or minutes > _FARTHEST:
        return None
    return f"{seconds} {'-' if offset < 0 else '+'}{minutes // 60:02}{minutes % 60:02}"


def git_outside(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    """Run git in ``folder``, a folder of ours, outside of every repository and with no configuration."""
    environment = isolated_environment(folder) | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    return run_git(str(folder), *arguments, environment=environment, clean=True, data=data)


def parse_tag(subject: str) -> Tag:
    """Return what the brackets in front of a subject say; the version is 1 where none is named."""
    version, number, total = 1, -1, -1
    before = _BEFORE.match(subject)
    for inside in re.findall(r"\[([^\]]*)\]", before[0] if before else ""):
        if match := _NUMBER.search(inside):
            number, total = int(match[1]), int(match[2])
        if match := _VERSION.search(inside):
            version = int(match[1])
    return Tag(version, number, total, bool(_REPLY.match(subject)))


def bare_subject(subject: str) -> str:
    """Return a subject without what people and their mailers put in front of it."""
    return _BEFORE.sub("", subject, count=1).strip()


def subject_prefix(content: bytes) -> str:
    """Return what the first brackets of a mail's subject say besides version and number: ``PATCH``, or ``RFC PATCH``;
    empty where there are none.
    """
    brackets = re.match(r"\s*\[([^\]]*)\]", _headers(content).get("subject", ""))
    words = brackets[1].split() if brackets else []
    return " ".join(word for word in words if not re.fullmatch(r"v\d+|\d+/\d+", word, re.IGNORECASE))


def _read(folder: Path, content: bytes) -> Mail:
    told = git_outside(folder, "mailinfo", "--encoding=UTF-8", "message", "diff", data=content)
    info = dict(_INFO.findall(told.decode("utf-8", "replace")))
    sender = f"{info.get('Author', '')} <{info['Email']}>" if info.get("Email") else ""
    message = (folder / "message").read_bytes().decode("utf-8", "replace")
    tag = parse_tag(_headers(content).get("subject", ""))
    rest = (folder / "diff").read_bytes()
    return Mail(sender, info.get("Date", ""), info.get("Subject", ""), tag, message.strip("\n"), rest, content)


def _headers(content: bytes) -> dict[str, str]:
    """Return the first of each header field, decoded, by its name in lower case."""
    found: dict[str, str] = {}
    # What older tools wrote has to be readable too: the lenient policy, each field decoded by itself.
    for name, value in BytesHeaderParser(policy=policy.compat32).parsebytes(content).items():
        try:
            text = str(make_header(decode_header(str(value))))
        except (ValueError, LookupError, MessageError):
            text = str(value)
        # Some encodings can name half of a character, which nothing can print.
        text = text.encode("utf-8", "replace").decode()
        found.setdefault(name.lower(), " ".join(text.split()))
    return found


def _with_lines(data: bytes, mails: Iterable[Mail]) -> Iterator[Mail]:
    """Yield the mails with the line that each begins in, as far as the mailbox holds them as they are."""
    start = 0
    for mail in mails:
        found = data.find(mail.content, start)
        at = found if found >= 0 else start
        yield replace(mail, line=data.count(b"\n", 0, at) + 1)
        start = at + (len(mail.content) if found >= 0 else 0)
