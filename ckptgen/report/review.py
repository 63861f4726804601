"""A review as text and JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ckptgen.report.shapes import Json, coverage_shape, evidence_shape, printable
from ckptgen.review.findings import RULES, Finding, Rule, Severity, at_least
from ckptgen.review.gains import Gain
from ckptgen.review.review import Review

MOST_PLACES = 4
"""How many places of evidence a finding shows as text; JSON has them all."""


def shown_findings(review: Review, limit: Severity) -> tuple[Finding, ...]:
    """Return the findings that are at least as grave as ``limit``."""
    return tuple(finding for finding in review.findings if at_least(finding.severity, limit))


def review_lines(review: Review, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield each finding with its places, what the rules rest on, the accepted exceptions, and the counts."""
    shown = tuple(findings)
    for finding in shown:
        yield from _finding_lines(finding)
    yield from _source_lines(shown)
    for finding in review.accepted:
        yield f"accepted: {printable(finding.place)}: {printable(finding.table)}: {printable(finding.accepted)}"
    yield from _count_lines(review, shown)


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield f"{printable(finding.place)}: {finding.severity}: {printable(finding.message)} [{finding.rule}]"
    if finding.patch and finding.path:
        yield f"    {printable(finding.patch)}:{finding.patch_line}"
    places = list(dict.fromkeys(f"{printable(e.place)} ({printable(e.detail)})" for e in finding.evidence if e.place))
    if places:
        more = f", and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
        yield f"    see {', '.join(places[:MOST_PLACES])}{more}"


def _source_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield once, for each rule that found something, what it asks for and where that comes from."""
    found = {finding.rule for finding in findings}
    for rule in Rule:
        if rule in found:
            yield f"[{rule}] {RULES[rule].title}: {RULES[rule].source}"


def _count_lines(review: Review, shown: tuple[Finding, ...]) -> Iterator[str]:
    patches = len(review.steps)
    made = f"{patches} patch{'es' * (patches != 1)}"
    tables = f"{_counted(review.changed, 'table')} of struct {review.patch.struct}"
    if review.lone_addition is not None:
        yield f"{made} give{'s' * (patches == 1)} .{review.lone_addition.field} to {tables}"
    else:
        yield f"{made} change{'s' * (patches == 1)} {tables} as planned"
    if review.placements:
        yield f"placement: {', '.join(f'{count} {kind}' for kind, count in review.placements)}"
    if review.conditional[1]:
        yield f"under a condition: {review.conditional[0]} of {review.conditional[1]}"
    counts = Counter(finding.severity for finding in shown)
    told = [_counted(counts[severity], str(severity)) for severity in Severity if counts[severity]]
    hidden = len(review.findings) - len(shown)
    yield ", ".join(told) + (f" ({hidden} less grave not shown)" if hidden else "") if told or hidden else "no findings"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def review_json(review: Review, findings: Iterable[Finding]) -> Json:
    """Return the review as one JSON object."""
    shown = tuple(findings)
    counts = Counter(finding.severity for finding in shown)
    rules = {finding.rule for finding in (*shown, *review.accepted)}
    return {
        "schema": "ckptgen-review/1",
        "series": review.series.label,
        "base": review.series.base,
        "tree": review.tree,
        "commit": review.commit,
        "semantic_patch": {"name": review.patch.name, "sha256": review.patch.sha256},
        "struct": review.patch.struct,
        "field": review.patch.changes[0].field,
        "option": review.patch.option,
        "guard": str(review.patch.guard),
        "only": list(review.only),
        "patches": [step.patch.name for step in review.steps],
        "unapplied": review.unapplied,
        "summary": {str(severity): counts[severity] for severity in Severity},
        "placement": dict(review.placements),
        "conditional": {"entries": review.conditional[1], "under_a_condition": review.conditional[0]},
        "coverage": coverage_shape(review.coverage),
        "rules": {
            str(rule): {"title": RULES[rule].title, "help": RULES[rule].help, "source": RULES[rule].source}
            for rule in Rule
            if rule in rules
        },
        "findings": [_finding_shape(finding) for finding in shown],
        "accepted": [_finding_shape(finding) for finding in review.accepted],
        "changed": review.changed,
        "gains": [_gain_shape(gain) for gain in review.gains],
    }


def _finding_shape(finding: Finding) -> Json:
    shape: dict[str, object] = {
        "rule": str(finding.rule),
        "severity": str(finding.severity),
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "patch": finding.patch,
        "patch_line": finding.patch_line,
        "table": finding.table,
        "filesystem": finding.filesystem,
        "source": finding.source,
        "evidence": [evidence_shape(evidence) for evidence in finding.evidence],
    }
    return shape | ({"accepted": finding.accepted} if finding.accepted else {})


def _gain_shape(gain: Gain) -> Json:
    return {
        "path": gain.path,
        "line": gain.line,
        "table": gain.table,
        "value": gain.value,
        "condition": gain.guard,
        "new_table": gain.new,
        "patch": gain.patch.name,
        "patch_line": gain.patch_line,
    }
