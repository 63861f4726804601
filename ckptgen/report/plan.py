"""The plan as text, JSON and CSV; one table's explanation as text."""

from collections.abc import Iterable, Iterator

from ckptgen.csource.model import Table
from ckptgen.plan.explain import Explanation
from ckptgen.plan.model import CopyState, Evidence, LeftOut, Plan, PlannedCopy, PlannedTable
from ckptgen.report.shapes import (
    Json,
    coverage_shape,
    csv_text,
    evidence_shape,
    printable,
    shown_line,
    table_shape,
    unparsed_shape,
)
from ckptgen.rewrite.model import Edit, Splice, apply_splices, splices_of
from ckptgen.sempatch.model import Change, entry_after

_SHOWN = 3
"""Places of a kind that the text names; JSON has all."""
_ANSWERS = {True: "yes", False: "no", None: "unclear"}


def plan_lines(plan: Plan, tables: Iterable[PlannedTable]) -> Iterator[str]:
    """Yield the decision table: verdict, place, table, filesystem, reason, and the places of the evidence.

    Where the semantic patch makes several changes, the number of the change stands before the reason.
    """
    several = len(plan.patch.changes) > 1
    for planned in tables:
        table = planned.table
        number = f" change {planned.step + 1}:" if several else ""
        places = printable(", ".join(dict.fromkeys(e.place for e in planned.evidence if e.place)))
        yield (
            f"{planned.verdict:<11} {printable(table.path)}:{table.line} {table.name} [{printable(planned.filesystem)}]"
            f"{number} {printable(planned.reason)}" + (f" ({places})" if places else "")
        )


def summary_lines(plan: Plan) -> Iterator[str]:
    """Yield the counts, why no series can be made, if so, the private copies, and what the semantic patch and the tree
    do not find in each other.
    """
    counts = ", ".join(f"{count} {verdict}" for verdict, count in plan.summary().items() if count)
    tables = len({(planned.table.path, planned.table.open) for planned in plan.tables})
    changes = len(plan.patch.changes)
    total = f"{tables} table{'s' * (tables != 1)}" + (f" for {changes} changes each" if changes > 1 else "")
    yield f"{total}: {counts}" if counts else total
    if plan.problem:
        yield f"no series: {printable(plan.problem)}"
    yield from (copy_line(copy) for copy in plan.copies)
    if plan.absent:
        yield f"allowed, but not in this tree: {', '.join(plan.absent)}"
    yield from (f"stale: {line}" for line in plan.stale)
    yield from (f"not in this tree yet: {what}" for what in plan.lacks)
    yield from _elsewhere_lines(plan)


def _elsewhere_lines(plan: Plan) -> Iterator[str]:
    """Yield for each member how many places name it outside the tables, and the first of them."""
    for field in sorted({place.field for place in plan.elsewhere}):
        places = [f"{printable(place.path)}:{place.line}" for place in plan.elsewhere if place.field == field]
        more = f", ... (+{len(places) - _SHOWN} more)" if len(places) > _SHOWN else ""
        count = f"{len(places)} place{'s name' if len(places) > 1 else ' names'}"
        yield f"elsewhere: {count} ->{field} or .{field} = (type not checked): {', '.join(places[:_SHOWN])}{more}"


def copy_line(planned: PlannedCopy) -> str:
    """Return what becomes of a private copy, in one line."""
    copy = planned.copy
    asked = f"{printable(copy.path)}:{copy.table} for {printable(copy.filesystem)} (line {copy.line})"
    made = planned.state not in (CopyState.UNUSED, CopyState.REFUSED)
    name = f"{planned.name} in {printable(planned.path)}, of " if made else ""
    return f"private copy {planned.state}: {name}{asked}: {printable(planned.reason)}"


def plan_json(plan: Plan) -> Json:
    """Return the whole plan as one JSON object."""
    return {
        "schema": "ckptgen-plan/1",
        "tree": plan.tree,
        "commit": plan.commit,
        "semantic_patch": {"name": plan.patch.name, "sha256": plan.patch.sha256},
        "struct": plan.patch.struct,
        "changes": [_change_shape(change) for change in plan.patch.changes],
        "option": plan.patch.option,
        "guard": str(plan.patch.guard),
        "problem": plan.problem,
        "summary": plan.summary(),
        "coverage": coverage_shape(plan.coverage),
        "unparsed": unparsed_shape(plan.coverage),
        "absent": list(plan.absent),
        "stale": list(plan.stale),
        "lacks": list(plan.lacks),
        "declaration": [_edit_shape(edit) for edit in plan.declaration],
        "copies": [copy_shape(copy) for copy in plan.copies],
        "left_out": [_left_out_shape(each) for each in plan.left_out],
        "elsewhere": [
            {"field": place.field, "path": place.path, "line": place.line, "text": place.text}
            for place in plan.elsewhere
        ],
        "tables": [_planned_shape(planned) for planned in plan.tables],
    }


def _change_shape(change: Change) -> Json:
    """Return a change; what a table has afterwards is empty where it is any value, or no entry."""
    field, value = entry_after(change)
    kind = type(change).__name__.lower()
    return {"kind": kind, "line": change.line, "field": change.field, "new_field": field, "new_value": value}


def _planned_shape(planned: PlannedTable) -> Json:
    shape = {
        **table_shape(planned.table),
        "filesystem": planned.filesystem,
        "change": planned.step + 1,
        "verdict": str(planned.verdict),
        "reason": planned.reason,
        "evidence": [evidence_shape(evidence) for evidence in planned.evidence],
        "users": list(planned.users),
    }
    if planned.edits:
        shape["edit"] = [_edit_shape(edit) for edit in planned.edits]
    return shape


def copy_shape(planned: PlannedCopy) -> Json:
    """Return what becomes of a private copy, for JSON."""
    shape = {
        "state": str(planned.state),
        "name": planned.name,
        "path": planned.path,
        "original": {"path": planned.copy.path, "name": planned.copy.table},
        "filesystem": planned.copy.filesystem,
        "because": planned.copy.because,
        "reason": planned.reason,
        "places": [evidence_shape(place) for place in planned.places],
    }
    if planned.edits:
        shape["edit"] = [_edit_shape(edit) for edit in planned.edits]
    return shape


def _left_out_shape(each: LeftOut) -> Json:
    return {
        "filesystem": each.filesystem,
        "path": each.table.path,
        "table": each.table.name,
        "places": [evidence_shape(place) for place in each.places],
    }


def _edit_shape(edit: Edit) -> Json:
    shape: dict[str, object] = {"path": edit.path, "line": edit.line, "splices": _splice_shapes(edit.splices)}
    if edit.includes:
        shape["includes"] = _splice_shapes(edit.includes)
    return shape


def _splice_shapes(splices: Iterable[Splice]) -> list[Json]:
    return [
        {"offset": s.offset, "length": s.length, "text": s.text.decode("utf-8", "surrogateescape")} for s in splices
    ]


def plan_csv(plan: Plan) -> str:
    """Return one line per table; the evidence is its places."""
    header = ["path", "line", "name", "struct", "filesystem", "verdict", "reason", "evidence"]
    rows = (
        [
            planned.table.path,
            planned.table.line,
            planned.table.name,
            planned.table.struct,
            planned.filesystem,
            planned.verdict,
            planned.reason,
            " ".join(dict.fromkeys(e.place for e in planned.evidence if e.place)),
        ]
        for planned in plan.tables
    )
    return csv_text(header, rows)


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """Yield one table's story: what it is, who uses it, what each predicate says, the verdict, the edit."""
    planned = explanation.planned
    table = planned.table
    yield f"{table.key}"
    place = f"{table.path}:{table.line}-{table.end_line}"
    yield f"  struct {table.struct}, {table.form}, {place}, owned by {planned.filesystem}"
    for name, listed in explanation.standings:
        yield f"  {name} is {f'on the {listed.standing} list' if listed.standing else 'on no list'}"
        yield from _evidence_lines(listed.evidence)
    for step in explanation.steps:
        yield f"  {step.text}: {_ANSWERS[step.answer.holds]}, {step.answer.why}"
        yield from _evidence_lines(step.answer.evidence)
    if explanation.opens:
        yield "  open handler"
        yield from _evidence_lines(explanation.opens)
    decisions = [e for e in planned.evidence if e.kind == "decision"]
    if decisions:
        yield "  decision"
        yield from _evidence_lines(decisions)
    yield f"  verdict: {planned.verdict}, {planned.reason}"
    for copy in explanation.copies:
        yield f"  {copy_line(copy)}"
        yield from (f"    it goes to {printable(edit.path)}:{edit.line}" for edit in copy.edits)
        yield from _evidence_lines(copy.places)
    for edit in planned.edits:
        yield from (f"  {line}" for line in edit_lines(table, explanation.files[edit.path], edit))


def _evidence_lines(evidence: Iterable[Evidence]) -> Iterator[str]:
    for each in evidence:
        yield f"    {printable(each.place) or '(nowhere)'}: {printable(each.detail)}"


def edit_lines(table: Table, data: bytes, edit: Edit) -> Iterator[str]:
    """Yield the edit of the file ``data`` as a diff: of the table's lines, and of the others that it changes."""
    import difflib

    splices = splices_of([edit])
    first, last = min(s.offset for s in splices), max(s.offset + s.length for s in splices)
    start, end = table.open, table.close + 1
    if edit.path != table.path or first < start or last > end:
        start, end = data.rfind(b"\n", 0, first) + 1, data.find(b"\n", last)
        end = len(data) if end < 0 else end
    grown = sum(len(splice.text) - splice.length for splice in splices)
    after = apply_splices(data, splices)
    old, new = (
        [shown_line(line) for line in piece.split(b"\n")] for piece in (data[start:end], after[start : end + grown])
    )
    for line in difflib.unified_diff(old, new, lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            yield line
