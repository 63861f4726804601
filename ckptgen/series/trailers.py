"""The trailers of a commit message: ``KEY: VALUE`` lines in its last paragraph."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

COLLECTED = ("acked-by", "reviewed-by", "tested-by")
"""What a person says of one version of a change; Documentation/process/submitting-patches.rst asks to drop these where
the change is another one.
"""
_TRAILER = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9-]*):[ \t]*(?P<value>\S.*)")
# Kernel people write what they did to a patch between the sign-offs: "[oren: fixed a typo]".
_REMARK = re.compile(r"\[.*\]")
_KNOWN = re.compile(r"(?:.*-by|cc|link|fixes|closes|message-id|change-id|bug|suggested-by)", re.IGNORECASE)
_PEOPLE = re.compile(r"(?:.*-by|cc)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trailer:
    """One trailer; a remark in brackets among the trailers has an empty ``key``, and its text as ``value``."""

    key: str
    value: str

    def __str__(self) -> str:
        return f"{self.key}: {self.value}" if self.key else self.value

    @property
    def collected(self) -> bool:
        """Whether this is a person's word on this version of the change."""
        return self.key.lower() in COLLECTED

    def same_as(self, other: "Trailer") -> bool:
        """Tell whether both say the same, whatever the case of their keys and the blanks in them."""
        return (self.key.lower(), " ".join(self.value.split())) == (other.key.lower(), " ".join(other.value.split()))


def split_trailers(message: str) -> tuple[str, tuple[Trailer, ...]]:
    """Return the message without its trailers, stripped, and the trailers.

    The last paragraph is one of trailers where each line is one, continues one, or is a remark in brackets, and one of
    the keys at least is a common one. So are those in front of it in which people only sign, or are named as readers.
    """
    rest, found = _split_last(message, _KNOWN, any)
    while found and (more := _split_last(rest, _PEOPLE, all))[1]:
        rest, found = more[0], (*more[1], *found)
    return rest, found


def _split_last(
    message: str, wanted: re.Pattern[str], enough: Callable[[Iterable[object]], bool]
) -> tuple[str, tuple[Trailer, ...]]:
    """Return the message without its last paragraph and the trailers in that, if enough of their keys are wanted."""
    lines = message.rstrip().split("\n")
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    found: list[Trailer] = []
    for line in lines[start:]:
        if match := _TRAILER.fullmatch(line.rstrip()):
            found.append(Trailer(match["key"], match["value"].strip()))
        elif _REMARK.fullmatch(line.strip()):
            found.append(Trailer("", line.strip()))
        elif line[:1] in (" ", "\t") and found:
            found[-1] = Trailer(found[-1].key, f"{found[-1].value} {line.strip()}")
        else:
            return message.strip(), ()
    keys = [each.key for each in found if each.key]
    if not keys or not enough(wanted.fullmatch(key) for key in keys):
        return message.strip(), ()
    return "\n".join(lines[:start]).strip(), tuple(found)


def with_trailers(body: str, trailers: Iterable[Trailer]) -> str:
    """Return the message with the trailers as its last paragraph; what ``split_trailers`` takes apart."""
    lines = "\n".join(map(str, trailers))
    return "\n\n".join(part for part in (body.strip(), lines) if part)
