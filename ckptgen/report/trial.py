"""What came of the cases of a semantic patch, as text and JSON."""

import difflib
from collections.abc import Iterator, Sequence

from ckptgen.plan.model import PlannedTable
from ckptgen.report.plan import copy_line, copy_shape
from ckptgen.report.shapes import Json, printable, shown_line
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.trial.cases import expectation_of
from ckptgen.trial.run import Trial

_NO_NEWLINE = "\\ No newline at end of file"


def trial_lines(patch: SemanticPatch, trials: Sequence[Trial], *, passing: bool) -> Iterator[str]:
    """Yield each case that fails with the reason, its tables and the difference; those that pass only if asked; and the
    counts.
    """
    for trial in trials:
        if trial.passed and not passing:
            continue
        yield f"{'pass' if trial.passed else 'fail'} {printable(trial.case.path)}: {outcome(trial)}"
        yield from (f"  {line}" for line in _table_lines(patch, trial))
        yield from (f"  {line}" for line in difference(trial))
    failed = sum(not trial.passed for trial in trials)
    yield f"{len(trials)} case{'s' * (len(trials) != 1)}: {len(trials) - failed} passed, {failed} failed"


def outcome(trial: Trial) -> str:
    """Say how the case ends, in a few words."""
    if trial.problem:
        return f"cannot be planned: {printable(trial.problem)}"
    if trial.passed:
        return "changes as expected" if trial.changed else "does not change"
    if not trial.changed:
        return "must change, and does not"
    return "must not change, and does" if trial.wanted == trial.case.content else "becomes something else"


def difference(trial: Trial) -> Iterator[str]:
    """Yield the unified difference between what the case must become and what it becomes."""
    if trial.problem or trial.passed:
        return
    case = trial.case
    expected = case.path if case.expected is None else expectation_of(case.path)
    names = printable(expected), f"{printable(case.path)}, changed" if trial.changed else printable(case.path)
    for line in difflib.unified_diff(_lines(trial.wanted), _lines(trial.got), *names, lineterm=""):
        yield from line.split("\n")


def trial_json(patch: SemanticPatch, trials: Sequence[Trial]) -> Json:
    """Return the whole run as one JSON object."""
    failed = sum(not trial.passed for trial in trials)
    return {
        "schema": "ckptgen-test/1",
        "semantic_patch": {"name": patch.name, "sha256": patch.sha256},
        "summary": {"passed": len(trials) - failed, "failed": failed},
        "cases": [_case_shape(trial) for trial in trials],
    }


def _case_shape(trial: Trial) -> Json:
    return {
        "path": trial.case.path,
        "passed": trial.passed,
        "outcome": outcome(trial),
        "must_change": trial.wanted != trial.case.content,
        "changes": trial.changed,
        "problem": trial.problem,
        "tables": [
            {
                "name": planned.table.name,
                "line": planned.table.line,
                "filesystem": planned.filesystem,
                "change": planned.step + 1,
                "verdict": str(planned.verdict),
                "reason": planned.reason,
            }
            for planned in trial.tables
        ],
        "copies": [copy_shape(planned) for planned in trial.copies],
        "unparsed": [{"line": region.line, "reason": region.reason} for region in trial.unread],
        "diff": list(difference(trial)),
    }


def _table_lines(patch: SemanticPatch, trial: Trial) -> Iterator[str]:
    several = len(patch.changes) > 1
    if not (trial.tables or trial.copies or trial.unread or trial.problem):
        yield f"there is no table of struct {patch.struct} in it"
    yield from (_table_line(planned, several) for planned in trial.tables)
    yield from map(copy_line, trial.copies)
    yield from (f"line {region.line} cannot be understood: {printable(region.reason)}" for region in trial.unread)


def _table_line(planned: PlannedTable, several: bool) -> str:
    number = f" change {planned.step + 1}:" if several else ""
    return f"{planned.table.name} (line {planned.table.line}):{number} {planned.verdict}, {printable(planned.reason)}"


def _lines(text: bytes) -> list[str]:
    """Return the lines to compare; the last one says so where no line feed ends it."""
    *whole, rest = text.split(b"\n")
    lines = [shown_line(line) for line in whole]
    return [*lines, f"{shown_line(rest)}\n{_NO_NEWLINE}"] if rest else lines
