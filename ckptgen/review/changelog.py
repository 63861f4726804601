"""What a new version says of itself: "Changes since vN", below the cut line of each patch and in the cover letter.

Documentation/process/submitting-patches.rst wants it there, and wants it to say when collected trailers were dropped.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from ckptgen.plan.model import Verdict
from ckptgen.review.comparing import Mark, PatchChange
from ckptgen.review.differing import EntryDifference, EntryKind
from ckptgen.review.fates import Fate, Fates, TableFate
from ckptgen.review.model import Patch
from ckptgen.review.outcomes import PatchOutcome
from ckptgen.series.wording import enumerate_words, fill

MARKS = {
    Mark.SAME: "unchanged",
    Mark.CONTEXT: "with other context only",
    Mark.CHANGED: "changed",
    Mark.NEW: "new",
    Mark.GONE: "gone",
}


def patch_notes(outcome: PatchOutcome, mine: Patch | None, version: int) -> str:
    """Return what stands below the cut line of a patch: what is new since ``version``, then what stood there before."""
    lines = "\n".join(_item(line) for line in _patch_lines(outcome))
    held = mine.message.notes if mine else ""
    return "\n\n".join(part for part in (f"Changes since v{version}:\n{lines}", held) if part)


def cover_notes(version: int, was: str, now: str, outcomes: Sequence[PatchOutcome], fates: Fates) -> str:
    """Return the history that the cover letter gets; ``was`` and ``now`` are the names of the two trees."""
    counts = Counter(outcome.mark for outcome in outcomes)
    summary = enumerate_words([f"{counts[mark]} {word}" for mark, word in MARKS.items() if counts[mark]])
    trees = f"rebased from {was} onto {now}" if was != now else f"generated again for {now}"
    head = fill(f"Changes since v{version} ({trees}; of the patches, {summary}):", width=72)
    lines = "\n".join(_item(line) for line in _cover_lines(outcomes, fates))
    return f"{head}\n{lines}" if lines else head


def fate_text(fate: TableFate) -> str:
    """Return what has become of a table, in words, without its filesystem."""
    path, name = fate.was.rpartition(":")[::2]
    more = f" ({fate.detail})" if fate.detail else ""
    called = f"{name} is {fate.name}" if name != fate.name else name
    texts = {
        Fate.MOVED: f"{called} in {fate.path} now, before in {path}{more}",
        Fate.RENAMED: f"{name} in {fate.path} is called {fate.name} now{more}",
        Fate.NEW: f"{fate.name} in {fate.path} is changed for the first time{more}",
        Fate.GONE: f"{fate.name} in {fate.path} is gone{more}",
        Fate.DONE: f"{fate.name} in {fate.path} {_done_text(fate)}",
        Fate.VERDICT: f"{fate.name} in {fate.path}: {fate.detail}",
        Fate.DRIFTED: f"{fate.name} in {fate.path} follows its original ({fate.detail})",
        Fate.STAYS: f"{fate.name} in {fate.path} is changed as before",
    }
    return texts[fate.fate]


def _done_text(fate: TableFate) -> str:
    if fate.kind in (Verdict.ADD, Verdict.OPT_OUT):
        return "has the entry already"
    what = "make const" if fate.kind == Verdict.CONSTIFY else fate.kind
    return f"leaves nothing to {what}: {fate.detail}"


def difference_lines(change: PatchChange) -> Iterator[str]:
    """Yield what a patch does otherwise than in its old version, in words."""
    for file in change.files:
        if file.mark in (Mark.SAME, Mark.CONTEXT):
            continue
        if file.old is None or file.new is None:
            yield f"{file.path} is {'new' if file.old is None else 'no longer'} among the files that it changes"
            continue
        for table in file.tables:
            for entry in table.entries:
                yield f"{entry_text(entry)} in {table.table or file.path}"
        if file.moved:
            yield f"{file.old.path} is {file.new.path} now"
        elif not file.tables:
            yield f"other lines in {file.path}"


def entry_text(difference: EntryDifference) -> str:
    """Return how what is done to one entry differs."""
    shown, old, new = difference.shown, difference.old, difference.new
    match difference.kind:
        case EntryKind.ADDED:
            return f".{shown.field} is changed too"
        case EntryKind.REMOVED:
            return f".{shown.field} is left alone"
        case EntryKind.MOVED:
            return f".{shown.field} stands at another place" + (f", behind .{shown.previous}" if shown.previous else "")
        case EntryKind.CHANGED if old and new and old.after != new.after:
            return f".{shown.field} is {new.after or 'removed'}, was {old.after or 'removed'}"
        case _:
            return f".{shown.field} stands under another condition"


def _item(line: str) -> str:
    return fill(line, "- ", "  ")


def _patch_lines(outcome: PatchOutcome) -> Iterator[str]:
    if outcome.mark is Mark.NEW:
        yield "new in this version"
    elif outcome.mark is Mark.SAME:
        yield "none"
    elif outcome.mark is Mark.CONTEXT:
        yield "rebased; only the context differs"
    told = [fate_text(fate) for fate in outcome.fates if fate.fate is not Fate.STAYS]
    yield from told
    if outcome.mark is Mark.CHANGED and not told:
        yield from outcome.differences
    for path in outcome.carried:
        yield f"edited by hand, and carried over: {path}"
    for trailer in outcome.dropped:
        yield f"dropped, since the change is not the one that it was given for: {trailer}"


def _cover_lines(outcomes: Sequence[PatchOutcome], fates: Fates) -> Iterator[str]:
    for outcome in outcomes:
        told = [fate_text(fate) for fate in outcome.fates if fate.fate is not Fate.STAYS]
        told += [outcome.reason] if outcome.reason else []
        if outcome.mark in (Mark.GONE, Mark.NEW):
            yield "; ".join([f"{outcome.label}: {'dropped' if outcome.mark is Mark.GONE else 'new'}", *told])
        elif told or outcome.mark is Mark.CHANGED:
            yield f"{outcome.label}: {'; '.join(told or outcome.differences)}"
        for trailer in outcome.dropped:
            yield f"{outcome.label}: dropped {trailer}"
    if fates.new:
        names = enumerate_words([each.name for each in fates.new])
        yield f"new in the tree, and not covered: {names}"
