"""A review in the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS standard, with errata 01)."""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath
from urllib.parse import quote

from ckptgen import __version__
from ckptgen.report.shapes import Json, printable
from ckptgen.review.findings import RULES, About, Finding, Rule, Severity
from ckptgen.review.review import Review

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TREE = "KERNEL"
SERIES = "SERIES"
"""The names of the two roots that places are relative to: the kernel tree, and the series' folder."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def review_sarif(review: Review, findings: Iterable[Finding]) -> Json:
    """Return the review as one SARIF log; what a decision makes no fault is there as a suppressed result."""
    results = [_result(review, finding) for finding in (*findings, *review.accepted)]
    run = {
        "tool": {
            "driver": {
                "name": "ckptgen",
                "version": __version__,
                "rules": [_rule(rule, RULES[rule]) for rule in Rule],
            }
        },
        "originalUriBaseIds": {
            TREE: {"description": {"text": f"the kernel tree, {printable(review.tree)}"}},
            SERIES: {"description": {"text": f"the series, {printable(PurePath(review.series.label).name)}"}},
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "tree": printable(review.tree),
            "commit": review.commit,
            "semanticPatch": {"name": review.patch.name, "sha256": review.patch.sha256},
            "placement": dict(review.placements),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule, about: About) -> Json:
    return {
        "id": str(rule),
        "shortDescription": {"text": f"{about.title}."},
        "fullDescription": {"text": about.help},
        "help": {"text": f"{about.help} It rests on: {about.source}."},
        "defaultConfiguration": {"level": _LEVELS[about.severity]},
        "properties": {"source": about.source},
    }


def _result(review: Review, finding: Finding) -> Json:
    result: dict[str, object] = {
        "ruleId": str(finding.rule),
        "ruleIndex": list(Rule).index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": printable(finding.message)},
        "locations": [_location(review, finding)],
        "partialFingerprints": {"ckptgenFinding/v1": _fingerprint(finding)},
        "properties": {"source": finding.source, "filesystem": printable(finding.filesystem)},
    }
    # What the semantic patch says stands in neither of the two roots.
    told = (e for e in finding.evidence if e.path and e.kind not in ("decision", "list"))
    related = [_place(e.path, e.line, TREE, e.detail) for e in told]
    if finding.path and finding.patch:
        related.insert(0, _place(_patch_file(finding), finding.patch_line, SERIES, "the line of the patch"))
    if related:
        result["relatedLocations"] = [{"id": number, **place} for number, place in enumerate(related, 1)]
    if finding.accepted:
        said = printable(finding.accepted)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    return result


def _location(review: Review, finding: Finding) -> Json:
    if finding.path:
        place = dict(_place(finding.path, finding.line, TREE, ""))
    else:
        place = dict(_place(_patch_file(finding) or review.series.label, finding.patch_line, SERIES, ""))
    if finding.table:
        place["logicalLocations"] = [{"name": printable(finding.table), "kind": "variable"}]
    return place


def _place(path: str, line: int, base: str, said: str) -> Json:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(path), "uriBaseId": base}}
    if line:
        physical["region"] = {"startLine": line}
    place: dict[str, object] = {"physicalLocation": physical}
    return place | ({"message": {"text": printable(said)}} if said else {})


def _uri(path: str) -> str:
    """Return the path as a relative reference (RFC 3986): bytes that are not UTF-8 are escaped as they are."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/+-._~")


def _patch_file(finding: Finding) -> str:
    """Return the file of a patch: the mails of an mbox are in one."""
    return finding.patch.partition("#")[0]


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: the rule, the file and the table, or what is said."""
    what = finding.table or finding.filesystem or finding.message
    key = "\0".join([finding.rule, finding.path, what])
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
