"""Every case of tests/cases/scan: a C file, and beside it what the scanner must report."""

import json
from pathlib import Path

import pytest

from ckptgen.csource.model import Entry, Table
from ckptgen.csource.scan import FileScan, scan_file
from tests.paths import CASES

STRUCT = "file_operations"


def entry_report(entry: Entry) -> dict[str, object]:
    return {
        "style": str(entry.style),
        "field": entry.field,
        "value": entry.value,
        "line": entry.line,
        "depth": len(entry.arms),
    }


def table_report(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "form": str(table.form),
        "line": table.line,
        "end_line": table.end_line,
        "static": table.static,
        "problem": bool(table.problem),
        "entries": [entry_report(entry) for entry in table.entries],
    }


def report(scan: FileScan | None) -> dict[str, object]:
    if scan is None:
        return {"tables": [], "unparsed": 0, "runtime": []}
    runtime = [{"name": write.name, "line": write.line} for write in scan.writes]
    runtime += [{"name": copy.name, "line": copy.line} for copy in scan.variables if copy.copy_of]
    return {
        "tables": [table_report(table) for table in scan.tables],
        "unparsed": len(scan.unread),
        "runtime": sorted(runtime, key=lambda write: (write["line"], write["name"])),
    }


@pytest.mark.parametrize("case", sorted((CASES / "scan").glob("*.c")), ids=lambda path: path.stem)
def test_scan_case(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text())
    found = scan_file(case.name, case.read_bytes(), struct=STRUCT)
    got = report(found)
    for wanted, table in zip(expected["tables"], got["tables"], strict=False):  # type: ignore[call-overload]
        if "entries" not in wanted:
            # A value that a conditional splits has no entries worth stating.
            del table["entries"]
    assert got == expected


@pytest.mark.parametrize("case", sorted((CASES / "scan").glob("*.c")), ids=lambda path: path.stem)
def test_raw_count_agrees(case: Path) -> None:
    found = scan_file(case.name, case.read_bytes(), struct=STRUCT)
    unread = {region.line for region in found.unread} if found else set()
    # Braces that never close are reported as unread, and so known.
    assert found is None or set(found.raw.missed) <= unread
