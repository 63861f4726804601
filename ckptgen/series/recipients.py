"""Mail addresses as MAINTAINERS writes them, and the recipients of one patch or of a whole series.

What counts as an address, as a name that needs quotes, and as the same person twice, is what the kernel's
scripts/get_maintainer.pl (that of 6.12) makes of it; ``.mailmap`` is applied as it does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WITH_NAME = re.compile(r"(?P<name>[^<]+)<(?P<mail>.+@.*)>")
_BARE = (re.compile(r"\s*<(?P<mail>.+@\S*)>"), re.compile(r"(?P<mail>.+@\S*)"))
_PARTS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\([^()]*\)|[^,"(])+')
_NEEDS_QUOTES = re.compile(r"[^\w -]", re.ASCII)
_MAILMAP = re.compile(r"([^<]*)<([^>]+)>(?:\s*([^<]*)<([^>]+)>)?")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets one mail, written as a mail header has it: ``Name <mail>`` or ``mail``.

    ``to`` has the maintainers, ``cc`` the reviewers and then the mailing lists. ``lists`` names those of ``cc``
    that are lists. Nobody is in it twice.
    """

    to: tuple[str, ...]
    cc: tuple[str, ...]
    lists: tuple[str, ...] = ()


class Address(NamedTuple):
    """A mailbox. ``name`` is without quotes, and empty where none is written."""

    name: str
    mail: str

    def __str__(self) -> str:
        name = self.name
        if _NEEDS_QUOTES.search(name):
            name = '"' + re.sub(r'(?<!\\)"', r"\"", name) + '"'
        return f"{name} <{self.mail}>" if name else self.mail


def parse_address(text: str) -> Address | None:
    """Return the one address in ``text``; what follows its ``>`` is a remark. None where there is none."""
    if found := _WITH_NAME.match(text):
        name = " ".join(found["name"].split())
        return Address(name.removeprefix('"').removesuffix('"'), found["mail"].strip())
    bare = next(filter(None, (pattern.match(text) for pattern in _BARE)), None)
    return Address("", bare["mail"].strip()) if bare else None


def parse_addresses(text: str) -> list[Address]:
    """Return every address in ``text``. A comma divides two if there is an address on both its sides.

    It does not in quotes or in a remark in parentheses, nor in ``Doe, John <john@example.com>``.
    """
    parts = _PARTS.findall(text)
    if not all("@" in part for part in parts):
        parts = [text]
    return [address for part in parts if (address := parse_address(part))]


class Mailmap:
    """The names and addresses that people go by today, from the text of ``.mailmap`` (see git-shortlog)."""

    def __init__(self, text: str) -> None:
        self._now: dict[Address | str, Address] = {}
        for line in text.split("\n"):
            if entry := _MAILMAP.fullmatch(line.partition("#")[0].strip()):
                name, mail, old_name, old_mail = (_unquoted(part or "") for part in entry.groups())
                key = Address(old_name, old_mail) if old_name else old_mail or mail
                known = self._now.get(key, Address("", ""))
                self._now[key] = Address(name or known.name, mail if old_mail else known.mail)

    def current(self, address: Address) -> Address:
        """Return what ``address`` is now; an entry with its name goes before one without.

        Two steps, since one line may know the new mail of an old one, and another the name for the new.
        """
        for _ in range(2):
            now = self._now.get(address) or self._now.get(address.mail) or address
            address = Address(now.name or address.name, now.mail or address.mail)
        return address


def _unquoted(text: str) -> str:
    return text.strip().removeprefix('"').removesuffix('"')


class Audience:
    """Collects addresses, each person once: neither a name nor an address that was there before comes in again."""

    def __init__(self, mailmap: Mailmap) -> None:
        self._mailmap = mailmap
        self._known: set[str] = set()

    def take(self, addresses: Iterable[Address]) -> list[Address]:
        """Return those that are new, in their order, as they are written now."""
        new = []
        for written in addresses:
            current = self._mailmap.current(written)
            keys = {part.lower() for part in (*written, *current) if part}
            if not keys & self._known:
                new.append(current)
                self._known |= keys
        return new


def union(parts: Iterable[Recipients]) -> Recipients:
    """Return who gets the cover letter of a series whose patches go to ``parts``.

    It is addressed to every list that sees a patch, with a copy to every maintainer who gets one. Reviewers
    find it on the lists: each of them gets a patch of his own, and a header with everybody in it is what mail
    servers refuse.
    """
    parts = list(parts)
    audience = Audience(Mailmap(""))
    lists = [str(a) for part in parts for text in part.lists for a in audience.take(parse_addresses(text))]
    maintainers = [str(a) for part in parts for text in part.to for a in audience.take(parse_addresses(text))]
    return Recipients(tuple(lists), tuple(maintainers))


def cc_trailers(recipients: Recipients) -> list[str]:
    """Return the lines, without line ends, that name all recipients at the end of a commit message."""
    return [f"Cc: {address}" for address in dict.fromkeys((*recipients.to, *recipients.cc))]


def recipients_file(rows: Sequence[tuple[str, Recipients]]) -> bytes:
    r"""Return who gets which file, in UTF-8: one line ``FILE<TAB>To|Cc<TAB>ADDRESS`` per file and recipient.

    FILE is a name without its folder, as given in ``rows``. git send-email asks a command about each mail, with
    the path of the patch as its last argument. With these lines in a file called ``recipients``::

        awk="awk -F'\t' 'BEGIN {f = ARGV[3]; sub(/.*\//, x, f); ARGV[3] = x} \$1 == f && \$2 == k {print \$3}'"
        git send-email --to-cmd="$awk k=To recipients" --cc-cmd="$awk k=Cc recipients" *.patch
    """
    lines = [
        f"{file}\t{kind}\t{address}\n"
        for file, recipients in rows
        for kind, addresses in (("To", recipients.to), ("Cc", recipients.cc))
        for address in addresses
    ]
    return "".join(lines).encode("utf-8", "surrogateescape")
