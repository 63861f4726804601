"""The audit as text, histogram, JSON and CSV."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.csource.model import EntryStyle, Table
from ckptgen.csource.runtime import RuntimeWrite
from ckptgen.csource.tables import Variable
from ckptgen.plan.model import Coverage
from ckptgen.report.shapes import (
    Json,
    coverage_shape,
    csv_text,
    entry_shape,
    printable,
    shown_line,
    table_shape,
    unparsed_shape,
)

NULL = "NULL"


class Status(StrEnum):
    """How a table stands to the operation."""

    HAS = "has"
    LACKS = "lacks"
    OPT_OUT = "opt-out"
    """It has the entry, with an explicit NULL."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found."""

    tree: str
    struct: str
    operation: str
    tables: tuple[Table, ...]
    writes: tuple[RuntimeWrite, ...]
    copies: tuple[Variable, ...]
    coverage: Coverage

    def status(self, table: Table) -> Status:
        """Tell how the table stands; names match exactly."""
        values = table.values(self.operation)
        if not values:
            return Status.LACKS
        return Status.OPT_OUT if set(values) == {NULL} else Status.HAS

    def hidden_in(self, table: Table) -> tuple[str, ...]:
        """Return the macros among the table's entries, which may hold the operation where no other entry does."""
        if self.status(table) is not Status.LACKS:
            return ()
        return tuple(entry.value for entry in table.entries if entry.style is EntryStyle.MACRO)

    def without(self) -> Iterator[Table]:
        """Yield the tables that do not have the operation, opt-outs included."""
        return (table for table in self.tables if self.status(table) is not Status.HAS)


def audit_lines(audit: Audit, *, every: bool) -> Iterator[str]:
    """Yield ``path:line+length`` for each table without the operation, or for all tables with their status."""
    for table in audit.tables if every else audit.without():
        status = audit.status(table)
        place = f"{printable(table.path)}:{table.line}+{table.length}"
        hidden = audit.hidden_in(table)
        note = f"\t{status}" if every or status is Status.OPT_OUT else ""
        yield place + note + (f"\tunless in {', '.join(hidden)}" if hidden else "")


def table_lines(data: bytes, table: Table) -> Iterator[str]:
    """Yield a table's own lines, numbered."""
    lines = data.split(b"\n")[table.line - 1 : table.end_line]
    for number, line in enumerate(lines, table.line):
        yield f"{number:6}\t" + shown_line(line.rstrip(b"\r"))


def histogram(tables: Iterable[Table], component: int) -> Iterator[str]:
    """Yield how many tables there are per path component (one-based), as ``uniq -c`` would; '' for a shorter path."""
    counts = Counter(component_of(table.path, component) for table in tables)
    return (f"{count:7} {name}" for name, count in sorted(counts.items()))


def component_of(path: str, component: int) -> str:
    """Return one component of a path, the first being 1; '' for a shorter path."""
    parts: Sequence[str] = path.split("/")
    return parts[component - 1] if component <= len(parts) else ""


def audit_json(audit: Audit) -> Json:
    """Return the whole audit as one JSON object."""
    return {
        "schema": "ckptgen-audit/1",
        "tree": audit.tree,
        "struct": audit.struct,
        "operation": audit.operation,
        "coverage": coverage_shape(audit.coverage),
        "unparsed": unparsed_shape(audit.coverage),
        "tables": [
            {
                **table_shape(table),
                "has_operation": audit.status(table) is Status.HAS,
                "opt_out": audit.status(table) is Status.OPT_OUT,
                "may_be_in_macro": list(audit.hidden_in(table)),
                "entries": [entry_shape(entry) for entry in table.entries],
            }
            for table in audit.tables
        ],
        "assigned_at_run_time": [
            {"path": w.path, "line": w.line, "name": w.name, "field": w.field, "value": w.value} for w in audit.writes
        ],
        "copies": [{"path": v.path, "line": v.line, "name": v.name, "of": v.copy_of} for v in audit.copies],
    }


def audit_csv(audit: Audit) -> str:
    """Return one line per table."""
    header = ["path", "line", "end_line", "name", "struct", "form", "status"]
    rows = ([*table_shape(table).values(), audit.status(table)] for table in audit.tables)
    return csv_text(header, rows)
