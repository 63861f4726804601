"""Where a new entry goes: between which two entries, by one rule for the whole series."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Arm, Entry
from ckptgen.sempatch.model import After, Last, Place


@dataclass(frozen=True, slots=True)
class Gap:
    """A place between entries: ``index`` is that of the entry behind it, ``arms`` the conditionals it stands in."""

    index: int
    arms: tuple[Arm, ...] = ()


def choose_gap(entries: Sequence[Entry], field: str, place: Place, position: Callable[[str], int | None]) -> Gap:
    """Choose the place of a new entry ``field``.

    ``position`` gives a member's zero-based place in the struct's declaration, None where it is not declared. The gap
    is outside every conditional, unless it is right behind the one entry that the rule names.
    """
    match place:
        case Last():
            return Gap(len(entries))
        case After(anchor):
            anchors = [index for index, entry in enumerate(entries) if entry.field == anchor]
            if len(anchors) == 1:
                return Gap(anchors[0] + 1, entries[anchors[0]].arms)
            if anchors:
                return _next_open(entries, anchors[-1] + 1)
    return _declared(entries, field, position)


def stands_right(
    entries: Sequence[Entry], index: int, field: str, place: Place, position: Callable[[str], int | None]
) -> bool:
    """Tell whether an entry ``field`` before the one at ``index`` stands where the rule wants it, or where it stands no
    worse; ``entries`` are all but itself.
    """
    gap = choose_gap(entries, field, place, position)
    if gap.index == index:
        return True
    if isinstance(place, Last) or (isinstance(place, After) and any(e.field == place.field for e in entries)):
        return False
    wrong = _out_of_order(entries, field, position)
    return wrong(index) <= wrong(gap.index)


def _declared(entries: Sequence[Entry], field: str, position: Callable[[str], int | None]) -> Gap:
    """Choose the gap with the fewest entries on the wrong side; of several, the last one."""
    gaps = [index for index in range(len(entries) + 1) if _is_open(entries, index)]
    return Gap(min(reversed(gaps), key=_out_of_order(entries, field, position)))


def _out_of_order(entries: Sequence[Entry], field: str, position: Callable[[str], int | None]) -> Callable[[int], int]:
    """Return what counts the entries on the wrong side of a gap by its index."""
    own = position(field)
    places = [position(entry.member) for entry in entries]

    def count(index: int) -> int:
        if own is None:
            return len(entries) - index
        before = sum(1 for place in places[:index] if place is not None and place > own)
        return before + sum(1 for place in places[index:] if place is not None and place < own)

    return count


def _is_open(entries: Sequence[Entry], index: int) -> bool:
    """Tell whether a gap has room outside every conditional block."""
    if index in (0, len(entries)):
        return True
    left, right = entries[index - 1].arms, entries[index].arms
    return not (left and right and left[0].start == right[0].start)


def _next_open(entries: Sequence[Entry], index: int) -> Gap:
    while not _is_open(entries, index):
        index += 1
    return Gap(index)
