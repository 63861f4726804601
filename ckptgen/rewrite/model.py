"""Edits as values."""

from collections.abc import Iterable
from dataclasses import dataclass


class RefusedError(Exception):
    """A table or a file cannot be edited safely; the text says why."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace ``length`` bytes at the zero-based byte ``offset`` by ``text``; a length of 0 inserts before the
    offset.
    """

    offset: int
    length: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Edit:
    """The proven splices that change one table of one file, in the order of their offsets.

    ``line`` is the one-based line, in the file before the edit, above which the new entry stands.
    """

    path: str
    table: str
    line: int
    splices: tuple[Splice, ...]


def apply_splices(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Return ``data`` with the splices made, last offset first; raises ValueError where two overlap.

    Of several at one offset, the text of the first comes first.
    """
    limit = len(data)
    for _, splice in sorted(enumerate(splices), key=lambda item: (item[1].offset, item[0]), reverse=True):
        if splice.offset < 0 or splice.offset + splice.length > limit:
            raise ValueError(f"splice at {splice.offset} overlaps the next one or leaves the file")
        data = data[: splice.offset] + splice.text + data[splice.offset + splice.length :]
        limit = splice.offset
    return data
