"""A comparison with spatch as text and JSON."""

from collections.abc import Iterator

from ckptgen.report.shapes import Json, printable, table_shape
from ckptgen.smpl.model import Compared, Crosscheck, Explanation, Outside

_WHO = {"both": "both", "ckptgen": "only ckptgen", "spatch": "only spatch"}


def crosscheck_lines(check: Crosscheck, *, every: bool) -> Iterator[str]:
    """Yield each difference with its reasons, or all tables that change, and the counts behind them."""
    for compared in check.compared:
        if compared.explanations or every:
            yield from _table_lines(compared)
    for outside in check.outside:
        for explanation in outside.explanations:
            yield f"{'outside':<12} {printable(outside.path)}: {_reason(explanation)}"
        yield from (f"    {who} {printable(line)}" for who, line in _sides(outside))
    yield from summary_lines(check)


def _table_lines(compared: Compared) -> Iterator[str]:
    table = compared.table
    head = f"{_WHO[compared.who]:<12} {printable(table.path)}:{table.line} {table.name}"
    if not compared.explanations:
        yield f"{head}: {compared.agreement}"
    yield from (f"{head}: {_reason(explanation)}" for explanation in compared.explanations)


def _reason(explanation: Explanation) -> str:
    place = f" ({printable(explanation.place)})" if explanation.place else ""
    return f"{explanation.reason}: {printable(explanation.text)}{place}"


def _sides(outside: Outside) -> Iterator[tuple[str, str]]:
    yield from (("ckptgen", line) for line in outside.by_ckptgen)
    yield from (("spatch", line) for line in outside.by_spatch)


def summary_lines(check: Crosscheck) -> Iterator[str]:
    """Yield the counts of tables and of reasons."""
    counts = check.counts()
    place = f" under {', '.join(map(printable, check.under))}" if check.under else ""
    files = f"{check.files} file{'s' * (check.files != 1)}"
    yield f"{counts['tables']} table{'s' * (counts['tables'] != 1)} in {files}{place}, spatch {check.spatch}"
    yield (
        f"changed by both: {counts['both']} ({counts['identical']} identical, {counts['equivalent']} but for white "
        f"space and order, {counts['different']} different)"
    )
    yield (
        f"only by ckptgen: {counts['only_ckptgen']}; only by spatch: {counts['only_spatch']}; "
        f"by neither: {counts['neither']}"
    )
    found = [f"{number} {reason}" for reason, number in check.reasons().items() if number]
    yield f"differences: {', '.join(found) or 'none'}"


def crosscheck_json(check: Crosscheck) -> Json:
    """Return the whole comparison as one JSON object."""
    return {
        "schema": "ckptgen-crosscheck/1",
        "tree": check.tree,
        "commit": check.commit,
        "semantic_patch": {"name": check.patch, "sha256": check.sha256},
        "struct": check.struct,
        "spatch": check.spatch,
        "under": list(check.under),
        "files": check.files,
        "counts": check.counts(),
        "reasons": check.reasons(),
        "explained": check.explained,
        "tables": [
            {
                **table_shape(compared.table),
                "by": compared.who,
                "agreement": None if compared.agreement is None else str(compared.agreement),
                "explanations": [_explanation_shape(each) for each in compared.explanations],
            }
            for compared in check.compared
        ],
        "outside": [
            {
                "path": outside.path,
                "ckptgen": list(outside.by_ckptgen),
                "spatch": list(outside.by_spatch),
                "explanations": [_explanation_shape(each) for each in outside.explanations],
            }
            for outside in check.outside
        ],
    }


def _explanation_shape(explanation: Explanation) -> Json:
    return {"reason": str(explanation.reason), "text": explanation.text, "place": explanation.place}
