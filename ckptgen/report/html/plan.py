"""The plan as a page: a map of the tree, what a person has to know, the decision table, and every change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ckptgen.plan.model import Evidence, Plan, PlannedCopy, PlannedTable, Verdict
from ckptgen.report.html.anchors import change_anchor, numbered, table_anchor
from ckptgen.report.html.coverage import Share, draw_map, shares
from ckptgen.report.html.edits import Contents, EditedFiles, edited_files
from ckptgen.report.html.page import render_page
from ckptgen.report.html.parts import Count, Finding, Tone
from ckptgen.report.html.sidebyside import Row
from ckptgen.report.shapes import printable

TONES = {
    Verdict.ADD: (Tone.GOOD, "gains the entry"),
    Verdict.REMOVE: (Tone.GOOD, "loses the entry"),
    Verdict.REPLACE: (Tone.GOOD, "gets another value"),
    Verdict.RENAME: (Tone.GOOD, "its entry gets another name"),
    Verdict.MOVE: (Tone.GOOD, "its entry moves"),
    Verdict.CONSTIFY: (Tone.GOOD, "becomes const"),
    Verdict.NOTHING: (Tone.QUIET, "holds nothing that the change is about"),
    Verdict.PRESENT: (Tone.GOOD, "has the entry already"),
    Verdict.DIFFERS: (Tone.OPEN, "has the entry with another value"),
    Verdict.OPT_OUT: (Tone.QUIET, "says NULL, there already or by decision"),
    Verdict.COPY: (Tone.GOOD, "stays; a filesystem gets a copy of its own"),
    Verdict.SHARED: (Tone.QUIET, "filesystems of different standing share it"),
    Verdict.DENY: (Tone.QUIET, "must not change"),
    Verdict.ELSEWHERE: (Tone.QUIET, "is done by another series"),
    Verdict.TODO: (Tone.QUIET, "is left for later"),
    Verdict.UNDECIDED: (Tone.OPEN, "nobody has decided yet"),
    Verdict.UNSUPPORTED: (Tone.BAD, "qualifies, but cannot be edited safely"),
}
"""How each verdict is shown, and what it means, of a table."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence, as it can be shown."""

    kind: str
    detail: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the decision table; ``change`` is the id of its change, or empty."""

    anchor: str
    verdict: str
    tone: Tone
    path: str
    line: int
    name: str
    filesystem: str
    reason: str
    kinds: str
    facts: tuple[Fact, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Change:
    """One edit side by side; ``table`` is the id of its row, or empty where it is in no table of the plan."""

    anchor: str
    table: str
    name: str
    path: str
    line: int
    verdict: str
    filesystem: str
    kinds: str
    reason: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What a person has to know of one kind; closed at first where ``many``."""

    title: str
    findings: tuple[Finding, ...]
    many: bool


def plan_page(plan: Plan, contents: Contents, *, templates: Path | None = None) -> str:
    """Return the plan as one HTML page.

    ``contents`` gives the bytes of a file of the tree by its path; it is asked only for what the plan edits.
    ``templates`` is a folder of the user's own templates. Raises TemplateError.
    """
    anchors = numbered(table_anchor(planned.table.key) for planned in plan.tables)
    lines = [_line(plan, planned, anchor) for planned, anchor in zip(plan.tables, anchors, strict=True)]
    found = shares(plan.tables, plan.patch.changes[0].field)
    directories = sorted(item for within in found.values() for item in within.items())
    values = {
        "plan": plan,
        "patch_file": printable(_patch_file(plan, plan.patch.path)),
        "title": f"{printable(plan.patch.name)} on {printable(plan.tree)}",
        "field": plan.patch.changes[0].field,
        "total": _total(found.values()),
        "counts": _counts(plan),
        "map": draw_map(found),
        "directories": [(printable(name), share) for name, share in directories],
        "notes": [notes for notes in _notes(plan) if notes.findings],
        "lines": lines,
        "changes": _changes(plan, anchors, edited_files(plan, contents)),
        "filters": _filters(plan, lines),
    }
    return render_page("plan", values, templates)


def _patch_file(plan: Plan, path: str) -> str:
    """Return a path as the page names it: that of the semantic patch without the folders of this machine."""
    return PurePath(path).name if path == plan.patch.path and PurePath(path).is_absolute() else path


def _total(found: Iterable[dict[str, Share]]) -> Share:
    total = Share()
    for within in found:
        for share in within.values():
            total = total.plus(share)
    return total


def _counts(plan: Plan) -> list[Count]:
    return [
        Count(number, verdict, TONES[Verdict(verdict)][0], f"?verdict={verdict}#tables", TONES[Verdict(verdict)][1])
        for verdict, number in plan.summary().items()
        if number
    ]


def _filters(plan: Plan, lines: Sequence[Line]) -> dict[str, list[tuple[str, int]]]:
    """Return what each filter offers, with the number of tables."""
    filesystems = Counter(line.filesystem for line in lines)
    kinds = Counter(kind for line in lines for kind in line.kinds.split())
    return {
        "verdict": [(verdict, number) for verdict, number in plan.summary().items() if number],
        "fs": sorted(filesystems.items()),
        "evidence": sorted(kinds.items()),
    }


def _line(plan: Plan, planned: PlannedTable, anchor: str) -> Line:
    table = planned.table
    facts = (Fact(e.kind, printable(e.detail), printable(_place(plan, e))) for e in planned.evidence)
    return Line(
        anchor=anchor,
        verdict=planned.verdict,
        tone=TONES[planned.verdict][0],
        path=printable(table.path),
        line=table.line,
        name=printable(table.name),
        filesystem=printable(planned.filesystem),
        reason=printable(planned.reason),
        kinds=_kinds(planned),
        facts=tuple(facts),
        change=_change_of(anchor) if planned.edits else "",
    )


def _place(plan: Plan, evidence: Evidence) -> str:
    return f"{_patch_file(plan, evidence.path)}:{evidence.line}" if evidence.path else ""


def _kinds(planned: PlannedTable) -> str:
    return " ".join(dict.fromkeys(each.kind for each in planned.evidence))


def _change_of(anchor: str) -> str:
    """Return the id of the change of the table with this id."""
    return f"c{anchor.removeprefix('t')}"


# --- the changes -----------------------------------------------------------------------------------------------------


def _changes(plan: Plan, anchors: Sequence[str], files: EditedFiles) -> list[Change]:
    """Return every edit: what is declared, the tables, the private copies."""
    changes = [
        Change(change_anchor(e.path), "", "declaration", printable(e.path), e.line, "", "", "", "", files.rows(e))
        for e in plan.declaration
    ]
    for planned, anchor in zip(plan.tables, anchors, strict=True):
        changes += _table_changes(planned, anchor, files)
    for copy in plan.copies:
        changes += _copy_changes(copy, files)
    return changes


def _table_changes(planned: PlannedTable, anchor: str, files: EditedFiles) -> Iterator[Change]:
    table = planned.table
    for edit in planned.edits:
        yield Change(
            anchor=_change_of(anchor),
            table=anchor,
            name=printable(table.name),
            path=printable(edit.path),
            line=edit.line,
            verdict=planned.verdict,
            filesystem=printable(planned.filesystem),
            kinds=_kinds(planned),
            reason=printable(planned.reason),
            rows=files.rows(edit, table if edit.path == table.path else None),
        )


def _copy_changes(planned: PlannedCopy, files: EditedFiles) -> Iterator[Change]:
    for edit in planned.edits:
        yield Change(
            anchor=change_anchor(f"{planned.path}:{planned.name}"),
            table=table_anchor(planned.original.key) if planned.original else "",
            name=printable(planned.name),
            path=printable(edit.path),
            line=edit.line,
            verdict=Verdict.COPY,
            filesystem=printable(planned.copy.filesystem),
            kinds=" ".join(dict.fromkeys(place.kind for place in planned.places)),
            reason=f"a private copy of {printable(planned.copy.table)}: {printable(planned.reason)}",
            rows=files.rows(edit),
        )


# --- what a person has to know ---------------------------------------------------------------------------------------

FEW = 12


def _notes(plan: Plan) -> Iterator[Notes]:
    yield _of("No series can be made", [_finding(Tone.BAD, plan.problem)] if plan.problem else [])
    yield _of("Not in this tree yet", (_finding(Tone.OPEN, what) for what in plan.lacks))
    yield _of("Private copies", (_copy_finding(copy) for copy in plan.copies))
    yield _of("Filesystems left out", _left_out(plan))
    yield _of("Allowed, but not in this tree", (_finding(Tone.QUIET, name) for name in plan.absent))
    yield _of("Lines of the semantic patch that match nothing", (_finding(Tone.OPEN, line) for line in plan.stale))
    unparsed = (
        Finding(Tone.OPEN, printable(region.reason), f"{printable(region.path)}:{region.line}")
        for region in plan.coverage.unparsed
    )
    yield _of("Places that could not be understood", unparsed)


def _of(title: str, items: Iterable[Finding]) -> Notes:
    listed = tuple(items)
    return Notes(title, listed, len(listed) > FEW)


def _finding(tone: Tone, what: str) -> Finding:
    return Finding(tone, printable(what))


def _copy_finding(planned: PlannedCopy) -> Finding:
    original = f"{planned.copy.path}:{planned.copy.table}"
    what = f"{planned.name or planned.copy.table}, of {original}: {planned.state}, {planned.reason}"
    href = f"#{change_anchor(f'{planned.path}:{planned.name}')}" if planned.edits else ""
    tone = Tone.QUIET if planned.edits else Tone.OPEN
    return Finding(tone, printable(what), printable(planned.path), printable(planned.copy.filesystem), href)


def _left_out(plan: Plan) -> Iterator[Finding]:
    for each in plan.left_out:
        for place in each.places:
            what = f"uses {each.table.key}, which stays as it is: {place.detail}"
            href = f"#{table_anchor(each.table.key)}"
            yield Finding(Tone.OPEN, printable(what), printable(place.place), printable(each.filesystem), href)
