"""Tables that the semantic patch changes and the series does not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ckptgen.plan.facts import TableFacts
from ckptgen.plan.model import CopyState, Evidence, PlannedCopy, PlannedTable, Verdict
from ckptgen.review.case import Case, Held, accepted
from ckptgen.review.checks.judging import natural
from ckptgen.review.findings import RULES, Finding, Rule
from ckptgen.review.gains import Gain
from ckptgen.rewrite.private import copy_drift
from ckptgen.series.model import Phase
from ckptgen.tree.model import MissingFileError

_LISTED = 3
"""How many tables a message names."""


def check_missing(case: Case) -> Iterator[Finding]:
    """Yield the tables, and whole filesystems, that qualify and are missing, and the entries that the series takes
    away.
    """
    missing = []
    has = {gain.key for gain in case.added}
    nameless = {gain.path for gain in case.added if not gain.table}
    for key, (planned, facts) in case.planned.items():
        if key in has or planned.table.path in nameless or _gone(case, planned):
            continue
        if planned.table.key in case.elsewhere:
            continue
        if planned.edits:
            missing.append(planned)
        else:
            yield from _excluded(case, planned, facts)
    yield from missing_findings(case, missing)
    for gain in case.gains.lost:
        if gain.struct == case.patch.struct:
            yield case.finding(Rule.MISSING_TABLE, gain, f"{gain.name} had .{gain.field}, and loses it")


def missing_findings(held: Held, missing: Iterable[PlannedTable]) -> Iterator[Finding]:
    """Yield what is to be said of tables that are to change and do not: of each where the series touches its
    filesystem, else of the filesystem.
    """
    absent: dict[str, list[PlannedTable]] = defaultdict(list)
    touched = _touched(held)
    for planned in missing:
        if planned.group != planned.filesystem:
            if not held.leaves_out(Phase.SHARED):
                finding = _of_table(planned, f"{', '.join(planned.users)} use it")
                near = touched & {planned.filesystem, *planned.users}
                yield finding if near else replace(finding, severity=RULES[Rule.MISSING_FILESYSTEM].severity)
        elif planned.filesystem in touched:
            yield _of_table(planned, planned.reason)
        elif not held.leaves_out(Phase.FILESYSTEMS):
            absent[planned.filesystem].append(planned)
    yield from (_of_filesystem(name, absent[name]) for name in sorted(absent))


def _touched(held: Held) -> set[str]:
    return {held.owners.of(path) for path in held.touched}


def _gone(case: Case, planned: PlannedTable) -> bool:
    """Tell whether the series takes the table away, or moves it to another file."""
    table = planned.table
    if not any(table.path in patch.paths for patch in case.series.patches):
        return False
    try:
        return table.variable.encode("utf-8", "surrogateescape") not in case.replay.after.read(table.path)
    except MissingFileError:
        return True


def _of_table(planned: PlannedTable, why: str) -> Finding:
    return _missing(Rule.MISSING_TABLE, planned, f"{planned.table.name} qualifies and is missing: {why}")


def _missing(rule: Rule, planned: PlannedTable, message: str) -> Finding:
    table = planned.table
    return Finding(
        rule,
        RULES[rule].severity,
        message,
        table.path,
        table.line,
        table=table.name,
        filesystem=planned.filesystem,
        evidence=planned.evidence,
    )


def _of_filesystem(name: str, tables: Sequence[PlannedTable]) -> Finding:
    names = ", ".join(planned.table.name for planned in tables[:_LISTED])
    more = f" and {len(tables) - _LISTED} more" if len(tables) > _LISTED else ""
    count = f"{len(tables)} table{'s' * (len(tables) != 1)} of {name}"
    places = tuple(Evidence("table", p.table.name, p.table.path, p.table.line) for p in tables)
    rule = Rule.MISSING_FILESYSTEM
    first = tables[0].table
    qualify = "qualifies" if len(tables) == 1 else "qualify"
    message = f"{count} {qualify}, and the series does not touch it: {names}{more}"
    return Finding(rule, RULES[rule].severity, message, first.path, first.line, filesystem=name, evidence=places)


def _excluded(case: Case, planned: PlannedTable, facts: TableFacts) -> Iterator[Finding]:
    """Yield a table that a decision alone keeps out, as one that is accepted."""
    decided = [evidence for evidence in planned.evidence if evidence.kind == "decision"]
    if decided and planned.verdict is Verdict.DENY and natural(case, facts).verdict is Verdict.ADD:
        yield accepted(_of_table(planned, "a decision excludes it"), decided[0].detail.partition(": ")[2])


# --- private copies ---------------------------------------------------------------------------------------------------


def check_copies(case: Case) -> Iterator[Finding]:
    """Yield the private copies that the semantic patch asks for, and that the series lacks or makes otherwise."""
    if case.leaves_out(Phase.COPIES):
        return
    for planned in case.plan.copies:
        if planned.state is not CopyState.NEW or f"{planned.path}:{planned.name}" in case.elsewhere:
            continue
        made = _made(case, planned)
        if made is None:
            yield _copy_finding(case, planned)
        elif made.found and planned.original and (drift := copy_drift(planned.original, made.found.table, made.field)):
            message = f"{made.name} is a copy of {planned.copy.table}, and {drift}"
            yield case.finding(Rule.MISSING_COPY, made, message)


def _made(case: Case, planned: PlannedCopy) -> Gain | None:
    """Return the table of the series that is the copy: of its name, or with the original's entries."""
    new = [g for g in case.added if g.new and case.owners.of(g.path) == planned.copy.filesystem]
    for gain in new:
        if gain.table == planned.name:
            return gain
        if gain.found and planned.original and not copy_drift(planned.original, gain.found.table, gain.field):
            return gain
    return None


def _copy_finding(case: Case, planned: PlannedCopy) -> Finding:
    rule = Rule.MISSING_COPY
    name = planned.copy.filesystem
    return Finding(
        rule,
        RULES[rule].severity if name in _touched(case) else RULES[Rule.MISSING_FILESYSTEM].severity,
        f"{name} gets no copy of {planned.copy.table} of its own: {planned.copy.because}",
        planned.path,
        planned.edits[0].line if planned.edits else 0,
        table=planned.name,
        filesystem=name,
        evidence=planned.places,
    )
