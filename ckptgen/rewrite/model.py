"""Edits as values."""

from collections import defaultdict
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

    ``line`` is the one-based line, in the file before the edit, above which the new entry stands, or which changes.
    ``includes`` are the splices that include what the table needs: the same for every table of a file, and made once.
    So are all splices of an edit that is ``shared``: those of a declaration that several tables have.
    """

    path: str
    table: str
    line: int
    splices: tuple[Splice, ...]
    includes: tuple[Splice, ...] = ()
    shared: bool = False


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


def splices_of(edits: Iterable[Edit]) -> tuple[Splice, ...]:
    """Return all that edits of one file make of it: the includes first, those of one place in order, and once each;
    once, too, what several edits share.
    """
    made: list[Splice] = []
    includes: set[Splice] = set()
    for edit in edits:
        known = made if edit.shared else ()
        made += [splice for splice in edit.splices if splice not in known]
        includes.update(edit.includes)
    # What a file includes already for another edit is not included again.
    first = sorted(includes.difference(made), key=lambda each: (each.offset, each.text))
    return (*first, *made)


def splices_by_path(edits: Iterable[Edit]) -> dict[str, tuple[Splice, ...]]:
    """Return all that edits make of each file, by path."""
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    return {path: splices_of(here) for path, here in by_path.items()}


def moved_back(splices: Iterable[Splice], made: Iterable[Splice]) -> tuple[Splice, ...] | None:
    """Return splices of the text that ``made`` gives in the offsets of the text before it.

    Made all at once, those behind the others, they give what both give one after the other. None where that cannot be,
    since both touch the same bytes.
    """
    ordered = sorted(enumerate(made), key=lambda item: (item[1].offset, item[0]))
    found = []
    for splice in splices:
        start, end, grown = splice.offset, splice.offset + splice.length, 0
        for _, each in ordered:
            at = each.offset + grown
            behind = at + len(each.text)
            if end < at or (end == at and splice.length):
                break
            if start < behind:
                return None
            grown += len(each.text) - each.length
        found.append(Splice(start - grown, splice.length, splice.text))
    return tuple(found)
