"""The audit as text, histogram, JSON and CSV."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ckptgen.csource.model import EntryStyle, Table
from ckptgen.csource.runtime import RuntimeWrite
from ckptgen.csource.tables import Variable
from ckptgen.csource.values import is_null
from ckptgen.plan.entrywise import Contents, has
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


class Status(StrEnum):
    """How a table stands to the operation."""

    HAS = "has"
    LACKS = "lacks"
    OPT_OUT = "opt-out"
    """It has the entry, with an explicit NULL."""
    UNCLEAR = "unclear"
    """Its entries do not tell."""


_HAS = {Status.HAS: True, Status.UNCLEAR: None}


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

    contents: Mapping[tuple[str, int], Contents]
    """What each table says, by its path and the offset of its opening brace."""

    def status(self, table: Table) -> Status:
        """Tell how the table stands; names match exactly."""
        contents = self.contents[table.path, table.open]
        there = has(self.operation, contents).holds
        if there is None:
            return Status.UNCLEAR
        values = [claim.value for claim in contents.claims(self.operation)]
        return Status.LACKS if not there else Status.OPT_OUT if all(map(is_null, values)) else Status.HAS

    def note(self, table: Table) -> str:
        """Return why it is not known how the table stands, with the place; empty where it is known."""
        answer = has(self.operation, self.contents[table.path, table.open])
        places = ", ".join(dict.fromkeys(each.place for each in answer.evidence))
        return f"{answer.why} ({places})" if answer.holds is None else ""

    def hidden_in(self, table: Table) -> tuple[str, ...]:
        """Return the macros among the table's entries, where one of them may hold the operation."""
        if self.status(table) is not Status.UNCLEAR:
            return ()
        return tuple(entry.value for entry in table.entries if entry.style is EntryStyle.MACRO)

    def without(self) -> Iterator[Table]:
        """Yield the tables that are not known to have the operation, opt-outs included."""
        return (table for table in self.tables if self.status(table) is not Status.HAS)

    def unclear(self) -> bool:
        """Tell whether it is not known of some table how it stands."""
        return any(self.status(table) is Status.UNCLEAR for table in self.tables)


def audit_lines(audit: Audit, *, every: bool) -> Iterator[str]:
    """Yield ``path:line+length`` for each table without the operation, or for all tables with their status."""
    for table in audit.tables if every else audit.without():
        status = audit.status(table)
        place = f"{printable(table.path)}:{table.line}+{table.length}"
        note = f"\t{status}" if every or status is Status.OPT_OUT else ""
        hidden = audit.hidden_in(table)
        why = f"unless in {', '.join(hidden)}" if hidden else audit.note(table)
        yield place + note + (f"\t{printable(why)}" if why else "")


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
                "has_operation": _HAS.get(audit.status(table), False),
                "opt_out": audit.status(table) is Status.OPT_OUT,
                "may_be_in_macro": list(audit.hidden_in(table)),
                **({"unclear": why} if (why := audit.note(table)) else {}),
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
