"""The proof of an edit: pycparser reads the table before and after, in every branch of its conditionals.

A failed proof is an InternalError with a diff, never a patch.
"""

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from ckptgen.csource.model import Arm, EntryStyle, Table
from ckptgen.csource.text import SourceText, comments_and_literals, without_comments
from ckptgen.errors import InternalError
from ckptgen.rewrite.insertion import Insertion
from ckptgen.rewrite.model import RefusedError

MOST_BRANCHES = 8
"""How many combinations of branches are parsed besides each single branch."""
_PASTE = re.compile(rb"\s*##\s*")
_CAST = re.compile(rb"\(\s*(?:const\s+)?([A-Za-z_]\w*)\s*\**\s*\)")

Pair = tuple[str, str]
"""A designator (empty for none) and its value in pycparser's own spelling."""


def readings(text: SourceText, table: Table) -> list[tuple[Pair, ...]]:
    """Return what each combination of branches of the table says, in order; raises RefusedError if C does not parse."""
    return [_parse(_snippet(text, table, choice)) for choice in _choices(table)]


def prove(before: tuple[SourceText, Table], after: tuple[SourceText, Table], new: Pair, insertion: Insertion) -> None:
    """Hold a table after an edit against itself before: the same entries in the same order, plus exactly ``new``.

    The new entry stands where ``insertion`` says: outside every conditional, it is there in every branch. Raises
    InternalError with a diff.
    """
    index = insertion.index
    old_text, old = before
    new_text, grown = after
    kept = [*grown.entries[:index], *grown.entries[index + 1 :]]
    same = [(e.style, e.field, e.value, _shape(e.arms, old)) for e in old.entries] == [
        (e.style, e.field, e.value, _shape(e.arms, grown)) for e in kept
    ]
    entry = grown.entries[index] if index < len(grown.entries) else None
    outside = (
        old_text.data[: old.open] == new_text.data[: grown.open]
        and old_text.data[old.close :] == new_text.data[grown.close :]
    )
    same = same and _remarks(*before) == _remarks(*after)
    right = entry is not None and (entry.field, entry.value, len(entry.arms)) == (*new, insertion.depth)
    if not (same and outside and right):
        raise _failure(before, after, "its entries are not the old ones plus the new one")
    for old_pairs, new_pairs in zip(readings(old_text, old), readings(new_text, grown), strict=True):
        untouched = old_pairs == new_pairs and insertion.depth > 0
        if not untouched and not any(
            (*new_pairs[:at], *new_pairs[at + 1 :]) == old_pairs and pair == new for at, pair in enumerate(new_pairs)
        ):
            raise _failure(before, after, "pycparser reads something else")


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


def _remarks(text: SourceText, table: Table) -> list[bytes]:
    """Return the comments, literals and preprocessor lines between a table's braces, in order."""
    found = comments_and_literals(text.data[table.open : table.close])
    lines = text.directives_between(table.open, table.close) if not table.in_macro else ()
    return [*found, *(text.data[line.start : line.end] for line in lines)]


def _shape(arms: tuple[Arm, ...], table: Table) -> tuple[tuple[int, int], ...]:
    """Return the conditionals around an entry as numbers that do not depend on byte offsets."""
    starts = sorted({arm.start for entry in table.entries for arm in entry.arms})
    return tuple((starts.index(arm.start), arm.branch) for arm in arms)


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
        if all(choice[arm.start] == arm.branch for arm in entry.arms):
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
