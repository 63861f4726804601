"""A rebase as text and JSON."""

from collections import Counter
from collections.abc import Iterator

from ckptgen.report.shapes import Json, evidence_shape, printable, shown_line
from ckptgen.review.changelog import MARKS, fate_text
from ckptgen.review.comparing import Mark
from ckptgen.review.fates import Fate, TableFate
from ckptgen.review.outcomes import PatchOutcome, Rebase


def rebase_lines(found: Rebase) -> Iterator[str]:
    """Yield a line per patch with what became of its tables below it, then what concerns the whole series."""
    for outcome in found.outcomes:
        yield f"{outcome.mark} {outcome.new or outcome.old}"
        yield from (f"    {line}" for line in _details(outcome))
    for name in found.fates.gone:
        yield f"filesystem gone: {printable(name)}"
    for each in found.fates.new:
        tables = f"{len(each.tables)} table{'s' * (len(each.tables) != 1)}"
        yield f"filesystem new and undecided: {printable(each.name)} ({tables}: {printable(', '.join(each.tables))})"
    for text in dict.fromkeys(fate_text(fate) for fate in found.elsewhere):
        yield f"in no patch of the series: {printable(text)}"
    for subject in found.left_out:
        yield f"left out, as in the old version: {printable(subject)} (a decision or a list would say why)"
    for text in found.waiting:
        yield f"left out for now: {printable(text)}; --core gives it"
    if found.clash:
        yield "cover letter: the generated text has changed in the lines that were changed by hand; those stay"
    for name, _ in found.beside:
        yield f"kept beside: {printable(name)}"
    counts = Counter(outcome.mark for outcome in found.outcomes)
    yield ", ".join(f"{counts[mark]} {word}" for mark, word in MARKS.items() if counts[mark]) or "no patches"


def _details(outcome: PatchOutcome) -> Iterator[str]:
    for fate in outcome.fates:
        if fate.fate is not Fate.STAYS:
            yield printable(fate_text(fate))
            yield from (f"  {each.place or '(nowhere)'}: {printable(each.detail)}" for each in fate.evidence)
    if not any(fate.fate is not Fate.STAYS for fate in outcome.fates):
        yield from (printable(line) for line in outcome.differences)
    if outcome.reason:
        yield printable(outcome.reason)
    if outcome.worded:
        what = "gone with the patch" if outcome.mark is Mark.GONE else "kept"
        yield f"edited by hand, and {what}: {', '.join(outcome.worded)}"
    if outcome.clash:
        yield "the generated message has changed in the lines that were changed by hand; those stay"
    if outcome.cut:
        yield f"CONFLICT in the message: for git it ends at {printable(outcome.cut)!r}; what follows is left out"
    yield from (f"edited by hand, and carried over: {printable(path)}" for path in outcome.carried)
    for conflict in outcome.conflicts:
        yield f"CONFLICT in {printable(conflict.path)}: {printable(conflict.reason)}"
        yield from (f"  {shown_line(line)}" for line in conflict.text.rstrip(b"\n").split(b"\n") if conflict.text)
    yield from (f"kept: {printable(str(trailer))}" for trailer in outcome.kept)
    yield from (f"dropped, since the change differs: {printable(str(trailer))}" for trailer in outcome.dropped)


def rebase_json(found: Rebase) -> Json:
    """Return the whole rebase as one JSON object."""
    return {
        "schema": "ckptgen-rebase/1",
        "unfinished": found.unfinished,
        "patches": [_outcome_shape(outcome) for outcome in found.outcomes],
        "filesystems_gone": list(found.fates.gone),
        "filesystems_new": [{"name": each.name, "tables": list(each.tables)} for each in found.fates.new],
        "tables_elsewhere": [_fate_shape(fate) for fate in found.elsewhere],
        "left_out": list(found.left_out),
        "waiting": list(found.waiting),
        "cover_letter_clash": found.clash,
        "beside": [name for name, _ in found.beside],
    }


def _outcome_shape(outcome: PatchOutcome) -> Json:
    return {
        "mark": str(outcome.mark),
        "phase": outcome.key.phase,
        "group": outcome.key.group,
        "step": outcome.key.step,
        "old": outcome.old,
        "new": outcome.new,
        "subject": outcome.subject,
        "tables": [_fate_shape(fate) for fate in outcome.fates],
        "differences": list(outcome.differences),
        "reason": outcome.reason,
        "edited_by_hand": {
            "message": list(outcome.worded),
            "carried": list(outcome.carried),
            "clash": outcome.clash,
            "cut": outcome.cut,
        },
        "conflicts": [
            {"path": c.path, "reason": c.reason, "text": c.text.decode("utf-8", "surrogateescape")}
            for c in outcome.conflicts
        ],
        "trailers": {"kept": list(map(str, outcome.kept)), "dropped": list(map(str, outcome.dropped))},
    }


def _fate_shape(fate: TableFate) -> Json:
    return {
        "filesystem": fate.filesystem,
        "path": fate.path,
        "name": fate.name,
        "step": fate.step,
        "kind": fate.kind,
        "fate": str(fate.fate),
        "changes": fate.changes,
        "was": fate.was,
        "detail": fate.detail,
        "evidence": [evidence_shape(each) for each in fate.evidence],
    }
