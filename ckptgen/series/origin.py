"""``origin.json``: what ckptgen wrote and knew when it made a series, for the day the series meets another tree.

With it, what a person has changed since can be told from what was generated, a tree that has no history can still be
the base of a three-way merge, and a verdict that has changed can be explained.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ckptgen.csource.model import Table
from ckptgen.plan.model import Evidence, Plan, PlannedCopy, PlannedTable, Verdict
from ckptgen.sempatch.model import addition
from ckptgen.series.model import Phase, SeriesDraft, WrittenSeries
from ckptgen.series.record import ManifestError, Node, read_document, read_step, step_shape
from ckptgen.series.stream import originals

NAME = "origin.json"
SCHEMA = "ckptgen-origin/1"


@dataclass(frozen=True, slots=True)
class OriginTable:
    """A table of the tree with its verdict then.

    ``entries`` are pairs of a field and its value. ``copy_of`` is the key of the original where it is a private copy.
    ``step`` is the zero-based place of the change that the verdict is for: a table stands here once for each.
    """

    path: str
    name: str
    filesystem: str
    verdict: str
    reason: str
    evidence: tuple[Evidence, ...]
    entries: tuple[tuple[str, str], ...]
    copy_of: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class OriginPatch:
    """A patch as it was generated, a mail; ``step`` is the zero-based place of the change that it makes."""

    phase: str
    group: str
    content: bytes
    step: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """A series as it was generated.

    ``patches`` are in series order, without those that the user supplied. ``files`` are the touched files as the base
    has them, by path; empty where the base is a commit, which keeps them. ``filesystems`` are all that owned a table,
    ``tables`` those that the semantic patch says anything of.
    """

    tree: str
    cover_subject: str
    cover_body: str
    patches: tuple[OriginPatch, ...]
    files: Mapping[str, bytes]
    filesystems: tuple[str, ...]
    tables: tuple[OriginTable, ...]


def build_origin(plan: Plan, draft: SeriesDraft, written: WrittenSeries) -> Origin:
    """Return the origin of a series that was just written; the first of its files is the cover letter."""
    files = {c.path: c.before for c in originals(draft) if c.before is not None} if draft.base is None else {}
    copies = [_copy(plan, c, c.original) for c in plan.copies if c.edits and c.original]
    return Origin(
        tree=plan.tree,
        cover_subject=draft.cover_subject,
        cover_body=draft.cover_body,
        patches=tuple(
            OriginPatch(str(patch.phase), patch.group, content, patch.step)
            for patch, (_, content) in zip(draft.patches, written.files[1:], strict=True)
            if patch.phase is not Phase.CORE
        ),
        files=files,
        filesystems=tuple(sorted({planned.filesystem for planned in plan.tables})),
        tables=(*(_table(planned) for planned in plan.tables if _concerns(plan, planned)), *copies),
    )


def _concerns(plan: Plan, planned: PlannedTable) -> bool:
    """Tell whether the semantic patch says anything of the table: it changes, or is on a list, or its user is."""
    if planned.edits or planned.verdict not in (Verdict.UNDECIDED, Verdict.UNSUPPORTED):
        return True
    listed = {entry.subject.name for entry in plan.patch.lists}
    return bool(listed.intersection((planned.filesystem, *planned.users)))


def _table(planned: PlannedTable) -> OriginTable:
    table = planned.table
    return OriginTable(
        path=table.path,
        name=table.name,
        filesystem=planned.filesystem,
        verdict=str(planned.verdict),
        reason=planned.reason,
        evidence=planned.evidence,
        entries=entries_of(table),
        step=planned.step,
    )


def _copy(plan: Plan, copy: PlannedCopy, original: Table) -> OriginTable:
    return OriginTable(
        path=copy.path,
        name=copy.name,
        filesystem=copy.copy.filesystem,
        verdict=Verdict.ADD,
        reason=copy.reason,
        evidence=copy.places,
        entries=entries_of(original),
        copy_of=original.key,
        step=copies_step(plan),
    )


def copies_step(plan: Plan) -> int:
    """Return the zero-based place of the change that private copies are made for."""
    return next((step for step, change in enumerate(plan.patch.changes) if change is addition(plan.patch)), 0)


def entries_of(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the table's entries as pairs of a field and its value."""
    return tuple((entry.field, entry.value) for entry in table.entries)


def origin_bytes(origin: Origin) -> bytes:
    """Return the origin as JSON; the same origin gives the same bytes. What is not UTF-8 is kept as lone surrogates."""
    document = {
        "schema": SCHEMA,
        "tree": origin.tree,
        "cover": {"subject": origin.cover_subject, "body": origin.cover_body},
        "patches": [
            {"phase": p.phase, "group": p.group, "content": _text(p.content), **step_shape(p.step)}
            for p in origin.patches
        ],
        "files": {path: _text(content) for path, content in origin.files.items()},
        "filesystems": list(origin.filesystems),
        "tables": [_table_shape(table) for table in origin.tables],
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode("ascii")


def parse_origin(data: bytes, where: str) -> Origin:
    """Read what ``origin_bytes`` wrote; ``where`` names it in errors. Raises ManifestError."""
    document = read_document(data, where)
    if document.get("schema") != SCHEMA:
        raise ManifestError(f"{where}: schema {document.get('schema')!r} is not {SCHEMA!r}")
    node = Node(document, where)
    patches = node["patches"].each(
        lambda n: OriginPatch(n["phase"].text(), n["group"].text(), _bytes(n["content"].text()), read_step(n))
    )
    if len({(patch.phase, patch.group, patch.step) for patch in patches}) < len(patches):
        raise ManifestError(
            f"{where}: two patches for one group do not say which change of the semantic patch they make"
        )
    return Origin(
        tree=node["tree"].text(),
        cover_subject=node["cover"]["subject"].text(),
        cover_body=node["cover"]["body"].text(),
        patches=patches,
        files={path: _bytes(text) for path, text in node["files"].texts().items()},
        filesystems=node["filesystems"].each(lambda n: n.text()),
        tables=node["tables"].each(_read_table),
    )


def read_origin(folder: Path) -> Origin | None:
    """Return the origin beside a series, None where there is none; raises ManifestError where it cannot be read."""
    path = folder / NAME
    try:
        return parse_origin(path.read_bytes(), str(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from error


def _table_shape(table: OriginTable) -> dict[str, object]:
    evidence = [[e.kind, e.detail, e.path, e.line] for e in table.evidence]
    shape: dict[str, object] = {
        "path": table.path,
        "name": table.name,
        "filesystem": table.filesystem,
        "verdict": table.verdict,
        "reason": table.reason,
        "evidence": evidence,
        "entries": [list(pair) for pair in table.entries],
        **step_shape(table.step),
    }
    return {**shape, "copy_of": table.copy_of} if table.copy_of else shape


def _read_table(node: Node) -> OriginTable:
    return OriginTable(
        path=node["path"].text(),
        name=node["name"].text(),
        filesystem=node["filesystem"].text(),
        verdict=node["verdict"].text(),
        reason=node["reason"].text(),
        evidence=node["evidence"].each(_read_evidence),
        entries=node["entries"].each(_read_entry),
        copy_of=node["copy_of"].text() if node.has("copy_of") else "",
        step=read_step(node),
    )


def _read_entry(node: Node) -> tuple[str, str]:
    values = node.each(lambda n: n.text())
    if len(values) != 2:
        raise node.refuse("a list of field and value")
    return values[0], values[1]


def _read_evidence(node: Node) -> Evidence:
    values = node.each(lambda n: n)
    if len(values) != 4:
        raise node.refuse("a list of kind, detail, path and line")
    kind, detail, path, line = values
    return Evidence(kind.text(), detail.text(), path.text(), line.number())


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
