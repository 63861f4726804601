"""What the macros of ``templates/page/parts.html.j2`` show; every text is escaped there, and printable here."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How grave something is; also the name of its class in the style sheet, which gives it a sign and a colour."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    """It is not known yet, or a person has to look."""
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know: ``what``, with its ``place`` (PATH:LINE), both optional but for one.

    ``source`` says who found it, ``href`` leads to what it is about (within the page: ``#ID``), ``log`` is more text.
    ``anchor`` is its own id, if something leads to it.
    """

    tone: Tone
    what: str
    place: str = ""
    source: str = ""
    href: str = ""
    log: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a patch's row; an empty ``text`` is an empty cell."""

    text: str
    tone: Tone = Tone.QUIET
    href: str = ""


@dataclass(frozen=True, slots=True)
class PatchItem:
    """One patch of a list: ``anchor`` is its id in the page (see ``anchors.patch_anchor``).

    ``href`` leads to more about it. The ``cells`` stand under the heads that the macro is given; ``subject`` is under
    the file's name, and may be empty.
    """

    anchor: str
    file: str
    cells: tuple[Cell, ...] = ()
    subject: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its name, and a link to what it counts, if there is one."""

    number: int
    name: str
    tone: Tone = Tone.QUIET
    href: str = ""
    about: str = ""
