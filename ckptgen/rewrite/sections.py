"""The sections of the kernel's documents on the VFS, as plain text (v2.6.x) and as reStructuredText."""

import re
from dataclasses import dataclass

_HEADING = re.compile(
    rb"^-{3,}[ \t]*(?P<dashed>\w[^\n]*?)[ \t]*-{3,}[ \t\r]*\n"
    rb"|^(?P<title>[^\s=-][^\n]*?)[ \t\r]*\n(?P<line>[=~^\"-])(?P=line){2,}[ \t\r]*\n",
    re.MULTILINE,
)
_RULER = re.compile(rb"^(?:={3,}|-{3,})[ \t\r]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """The text under a heading: byte offsets, and the one-based line of the heading."""

    start: int
    end: int
    line: int


def find_section(data: bytes, struct: str) -> Section | None:
    """Return the section whose heading is the struct's name, with or without the word ``struct``; None without one."""
    titles = {struct.encode(), b"struct " + struct.encode()}
    for match in _HEADING.finditer(data):
        if b" ".join((match["dashed"] or match["title"]).split()) in titles:
            ends = [found.start() for form in (_HEADING, _RULER) if (found := form.search(data, match.end()))]
            return Section(match.end(), min([*ends, len(data)]), data.count(b"\n", 0, match.start()) + 1)
    return None
