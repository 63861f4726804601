"""The plain values that the JSON and CSV reports are made of."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from ckptgen.csource.model import Entry, Table
from ckptgen.plan.model import Coverage, Evidence

Json = Mapping[str, object]


def printable(text: str) -> str:
    """Return ``text`` with control characters and bytes that are not UTF-8 as visible escapes."""
    if text.isascii() and text.isprintable():
        return text
    raw = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in raw)


def shown_line(line: bytes) -> str:
    """Return a line as text: tabs stay, other control characters and bytes that are not UTF-8 become escapes."""
    return shown_text(line.decode("utf-8", "surrogateescape"))


def shown_text(text: str) -> str:
    """Return a line of text with its tabs, and other control characters as escapes."""
    return "\t".join(printable(part) for part in text.split("\t"))


def json_text(value: Json) -> str:
    """Return one JSON object, indented, in ASCII: a byte of a path that is not UTF-8 is an escaped lone surrogate."""
    return json.dumps(value, indent=2)


def csv_text(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return CSV with a header line, and ``\\n`` at the end of each line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def coverage_shape(coverage: Coverage) -> Json:
    """Return the coverage block; the places themselves are the report's ``unparsed``."""
    return {
        "files_listed": coverage.listed,
        "files_read": coverage.read,
        "symbolic_links": coverage.links,
        "tables": coverage.tables,
        "raw_count": coverage.raw,
        "raw_count_in_comments": coverage.in_comments,
        "unparsed": len(coverage.unparsed),
    }


def unparsed_shape(coverage: Coverage) -> list[Json]:
    """Return the places that could not be understood; line 0 is a whole file."""
    return [{"path": r.path, "line": r.line, "reason": r.reason} for r in coverage.unparsed]


def entry_shape(entry: Entry) -> Json:
    """Return one entry of a table; a value without a designator has an empty field."""
    return {"field": entry.field, "value": entry.value, "line": entry.line}


def table_shape(table: Table) -> dict[str, object]:
    """Return what a table is and where it stands; lines are one-based."""
    return {
        "path": table.path,
        "line": table.line,
        "end_line": table.end_line,
        "name": table.name,
        "struct": table.struct,
        "form": str(table.form),
    }


def evidence_shape(evidence: Evidence) -> Json:
    """Return one piece of evidence; an empty path is the absence of something."""
    return {"kind": evidence.kind, "detail": evidence.detail, "path": evidence.path, "line": evidence.line}
