"""The proof of an edit: pycparser reads the table before and after, in every branch of its conditionals.

A failed proof is an InternalError with a diff, never a patch.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product, zip_longest
from typing import TYPE_CHECKING

from ckptgen.csource.braces import matching_brace
from ckptgen.csource.entries import read_entries
from ckptgen.csource.model import Arm, Entry, EntryStyle, Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText, without_comments
from ckptgen.errors import InternalError
from ckptgen.rewrite.expected import Draft, Expected, remarks
from ckptgen.rewrite.model import Edit, RefusedError, Splice, apply_splices

if TYPE_CHECKING:
    from pycparser import c_ast, c_generator

MOST_BRANCHES = 8
"""How many combinations of branches are parsed besides each single branch."""
_PASTE = re.compile(rb"\s*##\s*")
_CAST = re.compile(rb"\(\s*(?:const\s+)?([A-Za-z_]\w*)\s*\**\s*\)")

Pair = tuple[str, str]
"""A designator (empty for none) and its value in pycparser's own spelling."""


def readings(text: SourceText, table: Table) -> list[tuple[Pair, ...]]:
    """Return what each combination of branches of the table says, in order; raises RefusedError if C does not parse."""
    return [_parse(_snippet(text, table, choice)) for choice in _choices(table)]


@dataclass(frozen=True, slots=True)
class Window:
    """The lines that a table stands on, as a text of their own, and the table in their offsets.

    What an edit of a table looks at and changes is inside them, so that its cost does not grow with the file.
    ``offset`` is that of the first line in the file.
    """

    text: SourceText
    table: Table
    offset: int


def window(text: SourceText, table: Table) -> Window:
    """Return the lines of the table: in a macro's body, all of that."""
    macro = text.directive_at(table.open) if table.in_macro else None
    low = text.line_start(macro.start if macro else table.start)
    high = macro.end if macro else text.line_end(table.close)
    # The bytes behind the line's end are never asked for, but for the newline itself.
    part = SourceText(text.path, text.data[low : high + 1], text.code[low : high + 1], text.line(low))
    return Window(part, _moved(table, -low), low)


def _moved(table: Table, by: int) -> Table:
    entries = tuple(
        replace(
            entry,
            start=entry.start + by,
            end=entry.end + by,
            equals=entry.equals + by if entry.equals >= 0 else -1,
            value_start=entry.value_start + by,
            comma=entry.comma + by if entry.comma >= 0 else -1,
            arms=tuple(Arm(arm.start + by, arm.branch) for arm in entry.arms),
        )
        for entry in table.entries
    )
    return replace(table, start=table.start + by, open=table.open + by, close=table.close + by, entries=entries)


def edited(part: Window, data: bytes) -> Window:
    """Return the window after an edit between the table's braces that makes ``data`` of it, with the table read anew.

    Raises InternalError where the braces do not match any more.
    """
    table, line = part.table, part.text.line(0)
    # Up to its brace the text is as it was, and what follows begins in code.
    known = part.text.code[: table.open + 1] if data.startswith(part.text.data[: table.open + 1]) else b""
    text = SourceText(part.text.path, data, known, line)
    macro = text.directive_at(table.open) if table.in_macro else None
    view = text.macro_view(macro) if macro else text.flat
    closing = matching_brace(view, table.open) if view[table.open : table.open + 1] == b"{" else -1
    if closing < 0:
        raise InternalError(f"the edit of {table.key} could not be proven: its braces are not found after it")
    body = read_entries(text, view, table.open, closing, macro=table.in_macro)
    now = replace(table, close=closing, entries=body.entries, problem=body.problem, hidden=body.hidden)
    return Window(text, now, part.offset)


def proven_edit(part: Window, draft: Draft) -> Edit:
    """Return the edit that a draft of a change to the table of ``part`` is of, proven, in the offsets of the window.

    Raises InternalError.
    """
    after = edited(part, apply_splices(part.text.data, draft.splices))
    prove(part, after, draft.expected)
    splices = tuple(sorted(draft.splices, key=lambda splice: splice.offset))
    return Edit(part.text.path, part.table.name, draft.line, splices)


def prove_file(text: SourceText, splices: Iterable[Splice], struct: str, holders: Sequence[Holder]) -> None:
    """Hold a file after all edits of its tables against the file before: it has the same tables, in the same order.

    Raises InternalError.
    """
    after = SourceText(text.path, apply_splices(text.data, splices))
    old, new = (
        [(t.name, t.form, t.static) for t in tables_of(each, struct=struct, holders=holders)] for each in (text, after)
    )
    if old != new:
        changed = next((a or b for a, b in zip_longest(old, new) if a != b), None)
        what = f": {changed[0]} is not where it was" if changed else ""
        raise InternalError(f"the edits of {text.path} could not be proven{what}")


def prove(before: Window, after: Window, expected: Expected) -> None:
    """Hold a table after an edit against what is expected of it, and the text around it against that before the edit.

    The entries are those expected, in this order and in these branches, also as pycparser reads them in each
    combination of branches; the comments, literals and preprocessor lines are those expected; all outside the braces is
    as it was. Raises InternalError with a diff.
    """
    old_text, old, new_text, new = before.text, before.table, after.text, after.table
    names = _conditionals(expected, new)
    if names is None or not _as_expected(old, new, expected, names):
        raise _failure(before, after, "its entries are not the expected ones")
    outside = old_text.data[: old.open] == new_text.data[: new.open] and _behind(old_text, old) == _behind(
        new_text, new
    )
    if not outside:
        raise _failure(before, after, "something changes outside of its braces")
    if tuple(said for _, said in remarks(new_text, new)) != expected.remarks:
        raise _failure(before, after, "its comments or preprocessor lines are not the expected ones")
    for choice in _choices(old):
        taken = {start: _branch_after(choice[name], name, expected) for start, name in names.items()}
        read = _parse(_snippet(new_text, new, taken))
        if _readings_after(old, expected, choice, _parse(_snippet(old_text, old, choice))) != read:
            raise _failure(before, after, "pycparser reads something else")


def _behind(text: SourceText, table: Table) -> bytes:
    """Return what follows a table: in a macro's body without the white space before the backslash on its last line,
    which keeps its column.
    """
    end = text.line_end(table.close)
    line = text.data[table.close : end]
    if table.in_macro:
        line = re.sub(rb"[ \t]+(?=\\\r?\Z)", b" ", line)
    return line + text.data[end:]


def _conditionals(expected: Expected, new: Table) -> dict[int, int] | None:
    """Return what each ``#if`` around entries was before the edit, by offsets; None where their number is another."""
    was = sorted({arm.start for entry in expected.entries for arm in entry.arms})
    now = sorted({arm.start for entry in new.entries for arm in entry.arms})
    return dict(zip(now, was, strict=True)) if len(was) == len(now) else None


def _as_expected(old: Table, new: Table, expected: Expected, names: dict[int, int]) -> bool:
    if len(new.entries) != len(expected.entries):
        return False
    for entry, wanted in zip(new.entries, expected.entries, strict=True):
        style = old.entries[wanted.origin].style if wanted.origin >= 0 else entry.style
        arms = [(names[arm.start], arm.branch) for arm in entry.arms]
        wanted_arms = [(arm.start, _branch_after(arm.branch, arm.start, expected)) for arm in wanted.arms]
        if (entry.style, entry.field, entry.value, arms) != (style, wanted.field, wanted.value, wanted_arms):
            return False
    return True


def _branch_after(branch: int, start: int, expected: Expected) -> int:
    """Return the number that a branch has after the edit, of the conditional that was at ``start`` before."""
    # Of a condition that is turned round the #else is first, and all else means that nothing is there.
    return branch if start not in expected.turned else int(branch != 1)


def _readings_after(
    old: Table, expected: Expected, choice: dict[int, int], read: tuple[Pair, ...]
) -> tuple[Pair, ...] | None:
    """Return what is to be read in this combination of branches, from what was ``read`` in it before the edit."""
    there = [index for index, entry in enumerate(old.entries) if _taken(entry.arms, choice)]
    if len(there) != len(read):
        return None
    pairs = dict(zip(there, read, strict=True))
    found = []
    for wanted in expected.entries:
        if not _taken(wanted.arms, choice):
            continue
        if wanted.origin < 0:
            found.append((wanted.field, wanted.value))
            continue
        was = old.entries[wanted.origin]
        field, value = pairs[wanted.origin]
        found.append(
            (
                wanted.field if wanted.field != was.field else field,
                wanted.value if wanted.value != was.value else value,
            )
        )
    return tuple(found)


def _taken(arms: tuple[Arm, ...], choice: dict[int, int]) -> bool:
    return all(choice[arm.start] == arm.branch for arm in arms)


def without_guard(text: SourceText, table: Table, index: int, option: str) -> bytes:
    """Return the file without the ``#ifdef option`` and the ``#endif`` around the entry at ``index``.

    Raises InternalError unless they are just that, on lines of their own, and hold nothing else.
    """
    entry = table.entries[index] if index < len(table.entries) else None
    opening = entry.arms[-1].start if entry is not None and entry.arms else -1
    lines = [d for d in text.directives_between(table.open, table.close) if d.conditional and d.start >= opening >= 0]
    inside = [e for e in table.entries if any(arm.start == opening for arm in e.arms)]
    said = [text.data[line.start : line.end].rstrip(b"\r") for line in lines[:2]]
    if entry is None or inside != [entry] or said != [b"#ifdef " + option.encode(), b"#endif"]:
        raise InternalError(
            f"the edit of {table.key} could not be proven: #ifdef {option} does not hold just the entry"
        )
    first, last = lines[:2]
    return text.data[: first.start] + text.data[first.end + 1 : last.start] + text.data[last.end + 1 :]


def _failure(before: Window, after: Window, why: str) -> InternalError:
    old, new = (
        [
            line.decode("utf-8", "backslashreplace")
            for line in part.text.data[part.table.open : part.table.close + 1].split(b"\n")
        ]
        for part in (before, after)
    )
    diff = "\n".join(difflib.unified_diff(old, new, lineterm="", n=1))
    return InternalError(f"the edit of {before.table.key} could not be proven: {why}", f"please report this:\n{diff}")


def _choices(table: Table) -> Iterator[dict[int, int]]:
    """Yield the branch taken of each conditional: each single one, then the first MOST_BRANCHES combinations."""
    branches: dict[int, int] = {}
    for entry in table.entries:
        for arm in entry.arms:
            branches[arm.start] = max(branches.get(arm.start, 0), arm.branch)
    starts = sorted(branches)
    # One branch more than is written: where there is no #else, the conditional may be off altogether.
    first = dict.fromkeys(starts, 0)
    single = [first | {start: branch} for start in starts for branch in range(1, branches[start] + 2)]
    products = islice(product(*(range(branches[start] + 2) for start in starts)), MOST_BRANCHES)
    combined = [dict(zip(starts, taken, strict=True)) for taken in products]
    yield from {tuple(choice.items()): choice for choice in [first, *single, *combined]}.values()


def _snippet(text: SourceText, table: Table, choice: dict[int, int]) -> bytes:
    """Return the table's entries in this combination of branches as one C declaration."""
    pieces = []
    for entry in table.entries:
        if _taken(entry.arms, choice):
            value = _SPLICED.sub(b" ", without_comments(_first_branches(text, entry, table)))
            # A macro in front of other entries brings its own comma, and those that lack one before another entry run
            # together here, as they would for the compiler.
            comma = entry.comma >= 0 or entry.style is EntryStyle.MACRO
            pieces.append(_designator(entry) + value + (b"," if comma else b""))
    return _PASTE.sub(b"_", b"struct s x = {" + b"\n".join(pieces) + b"};")


_SPLICED = re.compile(rb"\\(?=[ \t]*\r?\n)")
_RANGE = re.compile(r"\[([^\]]*?)\.\.\.([^\]]*)\]")


def _designator(entry: Entry) -> bytes:
    """Return an entry's designator as C that pycparser knows: no ranges, and the standard's sign for GNU's colon."""
    if entry.style in (EntryStyle.POSITIONAL, EntryStyle.MACRO):
        return b""
    written = _RANGE.sub(r"[to(\1, \2)]", entry.field)
    return (written if written.startswith("[") else f".{written}").encode("utf-8", "surrogateescape") + b" = "


def _first_branches(text: SourceText, entry: Entry, table: Table) -> bytes:
    """Return an entry's value with the first branch of each conditional inside it.

    The others are compared as text: they are a part of the value, and no edit goes into one.
    """
    lines = [] if table.in_macro else list(text.directives_between(entry.value_start, entry.end))
    if not lines:
        return text.data[entry.value_start : entry.end]
    pieces, at, off = [], entry.value_start, list[bool]()
    for line in lines:
        if not any(off):
            pieces.append(text.data[at : line.start])
        at = line.end
        if line.opens:
            off.append(False)
        elif line.keyword == "endif" and off:
            off.pop()
        elif line.conditional and off:
            off[-1] = True
    return b"".join([*pieces, text.data[at : entry.end]])


@lru_cache(maxsize=2 * MOST_BRANCHES)
def _parse(snippet: bytes) -> tuple[Pair, ...]:
    # Remembered, since a table is read before its edit, and once more when the edit is held against it.
    from pycparser import c_ast, c_generator, c_parser

    names = sorted(set(_CAST.findall(snippet)) - {b"void", b"int", b"char", b"long", b"short", b"unsigned", b"signed"})
    attempts = [b"", b"".join(b"typedef int " + name + b";" for name in names)]
    error: Exception | None = None
    for typedefs in attempts:
        try:
            tree = c_parser.CParser().parse((typedefs + snippet).decode("ascii", "replace"))
        except (c_parser.ParseError, AssertionError, RecursionError) as failure:
            error = failure
            continue
        generator = c_generator.CGenerator()
        pairs = []
        for item in tree.ext[-1].init.exprs if tree.ext[-1].init is not None else []:
            if isinstance(item, c_ast.NamedInitializer):
                pairs.append((_path(item.name, generator), generator.visit(item.expr)))
            else:
                pairs.append(("", generator.visit(item)))
        return tuple(pairs)
    raise RefusedError(f"its C cannot be parsed, so no edit of it can be proven ({error})")


def _path(parts: "Sequence[c_ast.Node]", generator: "c_generator.CGenerator") -> str:
    """Return a designator as ``Entry.field`` has it; an index in pycparser's own spelling."""
    from pycparser import c_ast

    said = "".join(f".{p.name}" if isinstance(p, c_ast.ID) else f"[{generator.visit(p)}]" for p in parts)
    return said.removeprefix(".")
