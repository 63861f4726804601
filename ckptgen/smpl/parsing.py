"""What ``spatch --parse-c`` says that it could not parse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ERROR = re.compile(rb'^ = File "(.*)", line (\d+), column \d+, charpos = \d+$')
_BAD = b"bad: "
_WORST = b"BAD:!!!!! "


@dataclass(frozen=True, slots=True)
class BadRegion:
    """Lines that spatch skips, ``first`` to ``last``, one-based; it stopped in ``line``, which says ``text``."""

    first: int
    line: int
    last: int
    text: str


def bad_regions(said: bytes) -> Mapping[str, tuple[BadRegion, ...]]:
    """Return what spatch's output names, by file, in the order of the lines."""
    found: dict[str, list[BadRegion]] = {}
    lines = said.split(b"\n")
    for at, line in enumerate(lines):
        if match := _ERROR.match(line):
            region = _region(lines, at + 1, int(match[2]))
            if region is not None:
                found.setdefault(match[1].decode("utf-8", "replace"), []).append(region)
    return {path: tuple(sorted(set(regions), key=lambda each: each.first)) for path, regions in found.items()}


def _region(lines: list[bytes], at: int, line: int) -> BadRegion | None:
    """Read the block of bad lines behind an error; the errors of earlier attempts have none."""
    while at < len(lines) and not lines[at].startswith((_BAD, _WORST)):
        if _ERROR.match(lines[at]):
            return None
        at += 1
    before = behind = 0
    text = None
    while at < len(lines) and lines[at].startswith((_BAD, _WORST)):
        if lines[at].startswith(_WORST):
            text = lines[at].removeprefix(_WORST)
        elif text is None:
            before += 1
        else:
            behind += 1
        at += 1
    if text is None:
        return None
    return BadRegion(line - before, line, line + behind, " ".join(text.decode("utf-8", "backslashreplace").split()))
