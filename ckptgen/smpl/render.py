"""A semantic patch as a file that spatch reads."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from ckptgen.errors import CkptgenError
from ckptgen.report.shapes import printable
from ckptgen.sempatch.model import Add, After, Change, Constify, Guard, Move, Remove, Rename, Replace, SemanticPatch
from ckptgen.smpl.changing import PHASE, Writer, write_change, write_include
from ckptgen.smpl.clauses import Clauses, clauses_of
from ckptgen.smpl.remarks import conditions_left_out, patch_remarks, remarks_on

_WIDTH = 100
_RESERVED = {"when"}
"""Words of SmPL's that no pattern can hold, and C's own cannot name a member."""


def render(patch: SemanticPatch, order: Sequence[str] = ()) -> str:
    """Return the semantic patch in SmPL, with what SmPL cannot say in comments.

    ``order`` are the struct's members as a tree declares them, empty where none is at hand. Raises CkptgenError where
    SmPL can say nothing of it: a file without rules is an error to spatch.
    """
    writer = Writer(patch.struct, _metavariables(patch), patch.option if patch.guard is Guard.IFDEF else "")
    sections = [comment(_heading(patch))]
    if any(change.needs_core for change in patch.changes):
        sections.append(f"virtual {PHASE}")
    for change in patch.changes:
        found = clauses_of(change.where or patch.qualifies)
        before = len(writer.rules)
        reserved = sorted(_words(change, found) & _RESERVED)
        if not reserved:
            _write(writer, change, found, order)
        sections.append(comment(_on_change(change, found, order, reserved)))
        sections += writer.rules[before:]
    if not writer.rules:
        raise CkptgenError(
            f"SmPL can say nothing of {patch.path}",
            "; ".join(line for change in patch.changes for line in remarks_on(change, order)),
        )
    return "\n\n".join(sections) + "\n"


def _write(writer: Writer, change: Change, found: Clauses, order: Sequence[str]) -> None:
    changing = write_change(writer, change, found.alternatives, order)
    header = change.include if isinstance(change, Add | Replace | Rename) else ""
    if header and changing:
        write_include(writer, header, changing)


def _on_change(change: Change, found: Clauses, order: Sequence[str], reserved: Sequence[str]) -> Iterator[str]:
    yield f"{_said(change)} (line {change.line})"
    if reserved:
        yield f"- left out: {', '.join(reserved)} is a word of SmPL's own"
        return
    yield from (f"- {line}" for line in conditions_left_out(found))
    yield from (f"- {line}" for line in remarks_on(change, order))


def _said(change: Change) -> str:
    was = f", where it is {change.was}" if isinstance(change, Remove | Replace | Rename) and change.was else ""
    match change:
        case Add(name, value):
            return f"Add .{name} = {value}"
        case Remove(name):
            return f"Remove .{name}{was}"
        case Replace(name, value):
            return f"Replace the value of .{name} by {value}{was}"
        case Rename(name, to, value):
            return f"Rename .{name} to .{to}{f' = {value}' if value else ''}{was}"
        case Move(name):
            return f"Move .{name}"
        case Constify():
            return "Make the tables const"


def _heading(patch: SemanticPatch) -> Iterator[str]:
    yield patch.title
    yield ""
    yield f"Written by `ckptgen -p {patch.name} export --smpl`; what SmPL cannot say stands in comments:"
    yield from (f"- {line}" for line in patch_remarks(patch))
    define = f" -D {PHASE}" if any(change.needs_core for change in patch.changes) else ""
    yield ""
    yield f"spatch --sp-file THIS_FILE --no-includes --include-headers{define} --dir fs"


def comment(lines: Iterable[str]) -> str:
    """Return the lines as comments, wrapped."""
    wrapped = []
    for line in lines:
        indent = "  " if line.startswith("- ") else ""
        parts = textwrap.wrap(
            printable(line), _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        wrapped += [f"// {part}" for part in parts] or ["//"]
    return "\n".join(wrapped)


def _metavariables(patch: SemanticPatch) -> dict[str, str]:
    """Return names for the metavariables that stand for nothing in the patterns."""
    taken = {patch.struct}
    for change in patch.changes:
        taken |= _words(change, clauses_of(change.where or patch.qualifies))
    position = "p"
    while any(re.fullmatch(rf"{position}[0-9]+", word) for word in taken):
        position += "_"
    return {"table": _fresh("table", taken), "value": _fresh("value", taken), "p": position}


def _fresh(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _words(change: Change, found: Clauses) -> set[str]:
    words = {word for name in ("field", "to", "value", "was") if (word := getattr(change, name, ""))}
    place = change.place if isinstance(change, Add) else None
    words |= {place.field} if isinstance(place, After) else set()
    for clause in found.alternatives:
        words.update(word for entry in clause for word in (entry.field, *entry.values))
    return words
