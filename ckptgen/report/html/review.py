"""A review as a page: the findings, with filters, and each hunk that they speak of side by side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ckptgen.plan.model import Evidence
from ckptgen.report.html.anchors import escaped, numbered
from ckptgen.report.html.hunkviews import HunkView, Marked, hunk_views
from ckptgen.report.html.page import render_page
from ckptgen.report.html.parts import Count, Finding, Tone
from ckptgen.report.shapes import printable
from ckptgen.review.findings import RULES, Rule, Severity
from ckptgen.review.findings import Finding as Found
from ckptgen.review.review import Review

TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.OPEN, Severity.NOTE: Tone.QUIET}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as a row; ``hunk`` is the id of the hunk that it stands in, or empty."""

    anchor: str
    severity: str
    tone: Tone
    rule: str
    title: str
    source: str
    place: str
    path: str
    table: str
    filesystem: str
    patch: str
    message: str
    places: tuple[tuple[str, str], ...]
    hunk: str


@dataclass(frozen=True, slots=True)
class View:
    """One hunk side by side; the attributes are those that the filters ask for."""

    anchor: str
    patch: str
    path: str
    applied: bool
    severities: str
    rules: str
    filesystems: str
    rows: tuple[Marked, ...]


def review_page(review: Review, findings: Sequence[Found], *, templates: Path | None = None) -> str:
    """Return the review as one HTML page, without a folder of this machine in it. Raises TemplateError."""
    views = hunk_views(review, findings)
    anchors = numbered(_anchor(finding) for finding in findings)
    hunks = numbered(f"h-{escaped(f'{view.patch}:{view.path}:{view.line}')}" for view in views)
    places = {number: anchor for view, anchor in zip(views, hunks, strict=True) for number in view.findings}
    lines = [
        _line(review, finding, anchor, places.get(number, ""))
        for number, (finding, anchor) in enumerate(zip(findings, anchors, strict=True))
    ]
    sections = [("findings", "Findings"), ("hunks", "Hunks")] + [("accepted", "Accepted")] * bool(review.accepted)
    name = printable(PurePath(review.series.label).name)
    values = {
        "title": f"{name} on {printable(review.tree)}",
        "review": review,
        "series": name,
        "tree": printable(review.tree),
        "semantic_patch": printable(review.patch.name),
        "field": review.lone_addition.field if review.lone_addition else "",
        "counts": _counts(findings),
        "lines": lines,
        "views": [_view(view, anchor, findings) for view, anchor in zip(views, hunks, strict=True)],
        "filters": _filters(lines),
        "sections": sections,
        "accepted": [_accepted(finding) for finding in review.accepted],
    }
    return render_page("review", values, templates)


def _anchor(finding: Found) -> str:
    what = finding.table or finding.filesystem
    return f"f-{finding.rule}-{escaped(f'{finding.path}:{what}')}"


def _line(review: Review, finding: Found, anchor: str, hunk: str) -> Line:
    evidence = ((printable(_place(review, e)), printable(e.detail)) for e in finding.evidence if e.path)
    return Line(
        anchor=anchor,
        severity=finding.severity,
        tone=TONES[finding.severity],
        rule=finding.rule,
        title=RULES[finding.rule].title,
        source=finding.source,
        place=printable(finding.place),
        path=printable(finding.path),
        table=printable(finding.table),
        filesystem=printable(finding.filesystem),
        patch=printable(f"{finding.patch}:{finding.patch_line}") if finding.patch else "",
        message=printable(finding.message),
        places=tuple(dict.fromkeys(evidence)),
        hunk=hunk,
    )


def _place(review: Review, evidence: Evidence) -> str:
    """Return a place as the page names it: that of the semantic patch without the folders of this machine."""
    path = evidence.path
    if path == review.patch.path and PurePath(path).is_absolute():
        path = PurePath(path).name
    return f"{path}:{evidence.line}"


def _view(view: HunkView, anchor: str, findings: Sequence[Found]) -> View:
    mine = [findings[number] for number in view.findings]

    def words(each: Sequence[str]) -> str:
        return " ".join(dict.fromkeys(each))

    return View(
        anchor=anchor,
        patch=printable(view.patch),
        path=printable(view.path),
        applied=view.applied,
        severities=words([finding.severity for finding in mine]),
        rules=words([finding.rule for finding in mine]),
        filesystems=words([printable(finding.filesystem) for finding in mine]),
        rows=view.rows,
    )


def _counts(findings: Sequence[Found]) -> list[Count]:
    counts = Counter(finding.severity for finding in findings)
    return [
        Count(
            counts[severity],
            f"{severity}{'s' * (counts[severity] != 1)}",
            TONES[severity],
            f"?severity={severity}#findings",
        )
        for severity in Severity
        if counts[severity]
    ]


def _filters(lines: Sequence[Line]) -> dict[str, list[tuple[str, int]]]:
    """Return what each filter offers, with the number of findings."""
    severities = Counter(line.severity for line in lines)
    rules = Counter(line.rule for line in lines)
    filesystems = Counter(line.filesystem for line in lines if line.filesystem)
    return {
        "severity": [(str(severity), severities[severity]) for severity in Severity if severities[severity]],
        "rule": [(str(rule), rules[rule]) for rule in Rule if rules[rule]],
        "fs": sorted(filesystems.items()),
    }


def _accepted(finding: Found) -> Finding:
    return Finding(Tone.GOOD, printable(finding.accepted), printable(finding.place), printable(finding.table))
