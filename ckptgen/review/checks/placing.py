"""Where the new entries stand: in the same place everywhere, and where the semantic patch puts them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ckptgen.review.case import Case
from ckptgen.review.findings import Finding, Rule
from ckptgen.review.gains import Found, Gain
from ckptgen.review.model import Hunk
from ckptgen.review.tables import hunk_entries
from ckptgen.rewrite.placement import Gap, choose_gap
from ckptgen.sempatch.model import After, DeclaredOrder, Last, Place

LAST = "last"
FIRST = "first"
DECLARED = "in declared order"
ELSEWHERE = "elsewhere"
Position = Callable[[str], int | None]


def check_placing(case: Case) -> Iterator[Finding]:
    """Yield the entries that stand elsewhere than most, with the count of each kind of place; and, once, that most of
    them do not stand where the semantic patch puts them.
    """
    placed = [(gain, kinds) for gain in case.added if (kinds := kinds_of(case, gain))]
    rule = described(case.change.place)
    labels = _labels([kinds for _, kinds in placed], rule)
    counts = Counter(labels)
    if not counts:
        return
    usual = labels_by_count(counts)[0]
    told = placement_counts(counts)
    if usual != rule:
        first = next(gain for (gain, _), label in zip(placed, labels, strict=True) if label == usual)
        message = f"the semantic patch puts .{first.field} {rule}, and here it stands otherwise: {told}"
        yield case.finding(Rule.PLACEMENT_RULE, first, message)
    for (gain, _), label in zip(placed, labels, strict=True):
        if label != usual:
            message = f"{gain.name}: .{gain.field} stands {label}; of {len(placed)} new entries, {told}"
            yield case.finding(Rule.PLACEMENT, gain, message)


def placements(case: Case) -> dict[str, int]:
    """Return how many of the new entries stand in each kind of place, the most frequent first."""
    kinds = [kinds for gain in case.added if (kinds := kinds_of(case, gain))]
    counts = Counter(_labels(kinds, described(case.change.place)))
    return {label: counts[label] for label in labels_by_count(counts)}


def labels_by_count(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda label: (-counts[label], label))


def placement_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[label]} stand{'s' * (counts[label] == 1)} {label}" for label in labels_by_count(counts))


def described(place: Place) -> str:
    """Return a kind of place in words."""
    match place:
        case DeclaredOrder():
            return DECLARED
        case After(field):
            return behind(field)
        case Last():
            return LAST


def behind(field: str) -> str:
    return f"right after .{field}"


def _labels(placed: Sequence[set[str]], rule: str) -> list[str]:
    """Give each entry one kind of place: of those that it can be said to stand in, the one that most others share."""
    labels = [""] * len(placed)
    left = set(range(len(placed)))
    while left:
        counts = Counter(kind for index in left for kind in placed[index])
        order = (rule, DECLARED, LAST, FIRST)
        best = min(counts, key=lambda k: (-counts[k], order.index(k) if k in order else len(order), k))
        for index in [index for index in left if best in placed[index]]:
            labels[index] = best
            left.remove(index)
    return labels


def kinds_of(case: Case, gain: Gain) -> set[str]:
    """Return every kind of place that an entry can be said to stand in, none where it is not known."""
    position = case.positions.get
    if gain.found is None:
        return _shown_kinds(case, gain, position)
    return _found_kinds(gain.found, case.change.place, position)


def _found_kinds(found: Found, rule: Place, position: Position) -> set[str]:
    entry, others, index = found.entry, found.others, found.index
    kinds = set()
    if _same_gap(choose_gap(others, entry.field, rule, position), found):
        kinds.add(described(rule))
    fields = [other.field for other in others]
    if not entry.arms and _is_declared(fields, index, entry.field, position):
        kinds.add(DECLARED)
    if index and fields[index - 1]:
        kinds.add(behind(fields[index - 1]))
    if index == len(others):
        kinds.add(LAST)
    if index == 0:
        kinds.add(FIRST)
    return kinds or {ELSEWHERE}


def _same_gap(gap: Gap, found: Found) -> bool:
    """Tell whether an entry stands in a gap; a conditional of its own is no matter of its place."""
    arms = found.entry.arms
    return gap.index == found.index and arms[: len(gap.arms)] == gap.arms


def _is_declared(fields: Sequence[str], index: int, field: str, position: Position) -> bool:
    """Tell whether as few entries as can be are on the wrong side of the one between them."""
    own = position(field)

    def wrong(at: int) -> int:
        if own is None:
            return len(fields) - at
        places = [position(each) for each in fields]
        before = sum(1 for place in places[:at] if place is not None and place > own)
        return before + sum(1 for place in places[at:] if place is not None and place < own)

    return wrong(index) == min(wrong(at) for at in range(len(fields) + 1))


def _shown_kinds(case: Case, gain: Gain, position: Position) -> set[str]:
    """Judge by the hunk alone: the entries of the table that it shows, and whether the table ends there."""
    hunk = _hunk_at(gain)
    if hunk is None:
        return set()
    new = [e for e in hunk_entries(hunk) if e.mark != b"-" and e.table == gain.table]
    index = next((at for at, entry in enumerate(new) if entry.line == gain.patch_line), -1)
    if index < 0:
        return set()
    above, below = [e.field for e in new[:index]], [e.field for e in new[index + 1 :]]
    kinds = {behind(above[-1])} if above else set()
    if _is_declared([*above, *below], index, gain.field, position) and (below or _ends(hunk, gain.patch_line)):
        kinds.add(DECLARED)
    if _ends(hunk, gain.patch_line):
        kinds.add(LAST)
    return kinds


def _hunk_at(gain: Gain) -> Hunk | None:
    hunks = (hunk for file in gain.patch.files if file.path == gain.path for hunk in file.hunks)
    return next((h for h in hunks if h.line < gain.patch_line <= h.line + len(h.lines)), None)


def _ends(hunk: Hunk, line: int) -> bool:
    """Tell whether the table's brace follows the line of the patch, but for directives."""
    for each in hunk.lines[line - hunk.line :]:
        text = each[1:].strip()
        if each[:1] != b"-" and text and not text.startswith(b"#"):
            return text.startswith(b"}")
    return False
