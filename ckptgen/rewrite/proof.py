"""The proof of an edit: pycparser reads the table before and after, in every branch of its conditionals.

A failed proof is an InternalError with a diff, never a patch.
"""

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from ckptgen.csource.model import Arm, EntryStyle, Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText, without_comments
from ckptgen.errors import InternalError
from ckptgen.rewrite.expected import Draft, Expected, remarks
from ckptgen.rewrite.model import Edit, RefusedError, apply_splices

MOST_BRANCHES = 8
"""How many combinations of branches are parsed besides each single branch."""
_PASTE = re.compile(rb"\s*##\s*")
_CAST = re.compile(rb"\(\s*(?:const\s+)?([A-Za-z_]\w*)\s*\**\s*\)")

Pair = tuple[str, str]
"""A designator (empty for none) and its value in pycparser's own spelling."""


def readings(text: SourceText, table: Table) -> list[tuple[Pair, ...]]:
    """Return what each combination of branches of the table says, in order; raises RefusedError if C does not parse."""
    return [_parse(_snippet(text, table, choice)) for choice in _choices(table)]


def proven_edit(text: SourceText, table: Table, draft: Draft, holders: tuple[Holder, ...]) -> Edit:
    """Return the edit that a draft is of, proven; ``holders`` are structs of headers that hold the table's struct.

    Raises InternalError.
    """
    after = SourceText(text.path, apply_splices(text.data, draft.splices))
    prove((text, table), (after, same_table(table, holders, after)), draft.expected)
    return Edit(text.path, table.name, draft.line, tuple(sorted(draft.splices, key=lambda splice: splice.offset)))


def same_table(table: Table, holders: tuple[Holder, ...], after: SourceText) -> Table:
    """Return what ``table`` became in the edited file; raises InternalError where it is not found."""
    for changed in tables_of(after, struct=table.struct, holders=holders):
        if (changed.open, changed.name) == (table.open, table.name):
            return changed
    raise InternalError(f"the edit of {table.key} could not be proven: the table is not found after it")


def prove(before: tuple[SourceText, Table], after: tuple[SourceText, Table], expected: Expected) -> None:
    """Hold a table after an edit against what is expected of it, and its file against that before the edit.

    The entries are those expected, in this order and in these branches, also as pycparser reads them in each
    combination of branches; the comments, literals and preprocessor lines are those expected; all outside the braces is
    as it was. Raises InternalError with a diff.
    """
    (old_text, old), (new_text, new) = before, after
    names = _conditionals(expected, new)
    if names is None or not _as_expected(old, new, expected, names):
        raise _failure(before, after, "its entries are not the expected ones")
    outside = (
        old_text.data[: old.open] == new_text.data[: new.open]
        and old_text.data[old.close :] == new_text.data[new.close :]
    )
    if not outside:
        raise _failure(before, after, "something changes outside of its braces")
    if tuple(said for _, said in remarks(*after)) != expected.remarks:
        raise _failure(before, after, "its comments or preprocessor lines are not the expected ones")
    for choice in _choices(old):
        taken = {start: _branch_after(choice[name], name, expected) for start, name in names.items()}
        read = _parse(_snippet(new_text, new, taken))
        if _readings_after(old, expected, choice, _parse(_snippet(old_text, old, choice))) != read:
            raise _failure(before, after, "pycparser reads something else")


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


def _failure(before: tuple[SourceText, Table], after: tuple[SourceText, Table], why: str) -> InternalError:
    old, new = (
        [line.decode("utf-8", "backslashreplace") for line in text.data[t.open : t.close + 1].split(b"\n")]
        for text, t in (before, after)
    )
    diff = "\n".join(difflib.unified_diff(old, new, lineterm="", n=1))
    return InternalError(f"the edit of {before[1].key} could not be proven: {why}", f"please report this:\n{diff}")


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
            value = without_comments(text.data[entry.value_start : entry.end])
            value = value.replace(b"\\\n", b" \n").replace(b"\\\r\n", b" \r\n")
            designator = (
                b""
                if entry.style in (EntryStyle.POSITIONAL, EntryStyle.MACRO)
                else b"." + entry.field.encode() + b" = "
            )
            pieces.append(designator + value + (b"," if entry.comma >= 0 else b""))
    # Entries that lack a comma before another one run together here, as they would for the compiler.
    return _PASTE.sub(b"_", b"struct s x = {" + b"\n".join(pieces) + b"};")


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
                pairs.append((".".join(part.name for part in item.name), generator.visit(item.expr)))
            else:
                pairs.append(("", generator.visit(item)))
        return tuple(pairs)
    raise RefusedError(f"its C cannot be parsed, so no edit of it can be proven ({error})")
