"""What a blob says of a struct, wherever it lies: read once, kept as plain data. Also the task that does it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckptgen.bounds import TooMuchWorkError, watch
from ckptgen.csource.macros import Macro, read_file_macros
from ckptgen.csource.model import Table
from ckptgen.csource.scan import FileScan, scan_file, scan_for_holders
from ckptgen.csource.structs import Holder, Step
from ckptgen.csource.text import SourceText
from ckptgen.csource.values import is_null
from ckptgen.engine.task import Plain
from ckptgen.plan.entrywise import Contents, contents_of, has
from ckptgen.tree.blobs import BlobReader, NoBlob
from ckptgen.tree.git import Git

Needed = tuple[Any, ...]
"""A type that is the struct or holds it by value, as far as another file depends on it: the name, the dimensions, the
steps, and what a macro declares, as in ``Holder``. Plain data; as a key, in tuples only.
"""
Holding = tuple[Needed, ...]
AT_ONCE = 200
"""Blobs asked for before the first is read."""
_ANYWHERE = "blob"
# Each text matches in one way only, so that nothing is tried twice; possessive quantifiers, which would say so, are not
# right in Python 3.11.2.
_COMMENT = rb"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/"
_LINE_END = rb"(?=\n|\\?\Z)"
_BLANK = (
    rb"(?:[\s\\]|"
    + _COMMENT
    + rb"|//(?:[^\n\\]|\\.)*"
    + _LINE_END
    + rb"|#(?:[^\n\\/]|/(?!\*)|\\.|"
    + _COMMENT
    + rb")*"
    + _LINE_END
    + rb")*"
)
_INITIALIZER = re.compile(rb"=" + _BLANK + rb"\{", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Holdings:
    """Every holding that a blob is looked at for, and the ``words`` of which a text has to name one so that any of them
    finds something.
    """

    each: tuple[Holding, ...]
    words: tuple[bytes, ...]


def _holdings(each: Iterable[Holding]) -> _Holdings:
    every = tuple(each)
    return _Holdings(every, tuple(sorted({holder_of("", needed).word.encode() for h in every for needed in h})))


def needed_of(holder: Holder) -> Needed:
    """Return what other files depend on."""
    steps = tuple((step.member, step.index, step.dims) for step in holder.steps)
    return holder.name, holder.dims, steps, holder.declares


def holder_of(path: str, needed: Iterable[Any]) -> Holder:
    """Return the type that a header at ``path`` defines; where in it makes no difference."""
    name, dims, steps, declares = needed
    return Holder(path, name, tuple(Step(*step) for step in steps), -1, 0, dims, tuple(declares))


def look(payload: Plain) -> Plain:
    """Read some blobs: ``[directory, struct, ids, holdings, headers]``; return ``[id, note]`` for each that says
    something.

    A note is ``[names, tables, unread, holders, raw, defines, inside, initializes]``: whether the struct's name stands
    in it; its tables; the lines that could not be read; the structs that it defines around the struct; the raw count
    (all, in comments, lines missed); whether it defines the struct; by the number of a holding, ``[tables, unread]`` of
    the initializers of these structs; whether it initializes anything at all, told only of ``headers``. A table is
    ``[offset of its brace, entries, entries that are NULL]``.
    """
    directory, struct, oids, plain, headers = payload
    holdings = _holdings(tuple(needed_of(holder_of("", needed)) for needed in each) for each in plain)
    notes = []
    with BlobReader(Git(Path(directory))) as blobs:
        for start in range(0, len(oids), AT_ONCE):
            some = oids[start : start + AT_ONCE]
            for oid, data in zip(some, blobs.read(some), strict=True):
                note = _note_of(oid, data, struct, holdings, headers)
                if note is not None:
                    notes.append([oid, note])
    return notes


def _note_of(oid: str, data: bytes | NoBlob, struct: str, holdings: _Holdings, headers: bool) -> Plain:
    if isinstance(data, NoBlob):
        return _unread_note(data.reason)
    before = watch(f"blob {oid}")
    try:
        return _note(data, struct, holdings, headers)
    except TooMuchWorkError as error:
        return _unread_note(error.reason(error.limit))
    finally:
        watch(before)


def _unread_note(reason: str) -> Plain:
    """Return the note of a blob that is not read at all: only that, for line 0."""
    return [False, [], [[0, reason]], [], [0, 0, []], False, {}, False]


def _note(data: bytes, struct: str, holdings: _Holdings, headers: bool) -> Plain:
    names = struct.encode() in data
    inside = _inside(data, struct, holdings) if holdings.each else {}
    initializes = headers and may_initialize(data)
    if not (names or inside or initializes):
        return None
    scan = scan_file(_ANYWHERE, data, struct=struct) if names else None
    if scan is None:
        return [names, [], [], [], [0, 0, []], False, inside, initializes]
    raw = scan.raw
    return [
        names,
        _tables(scan.tables, data),
        _unread(scan),
        [list(needed_of(holder)) for holder in scan.holders if holder.name],
        [raw.hits, raw.in_comments, list(raw.missed)],
        scan.definition is not None,
        inside,
        initializes,
    ]


def may_initialize(data: bytes) -> bool:
    """Tell whether a text may hold an initializer at all: most headers do not, and need not be read again.

    What is between ``=`` and its brace must be blank once comments, directives and disabled text are.
    """
    return b"if 0" in data or b"if\t0" in data or _INITIALIZER.search(data) is not None


def _inside(data: bytes, struct: str, holdings: _Holdings) -> dict[int, Plain]:
    """Return what each holding finds, by its number."""
    found: dict[int, Plain] = {}
    words = {word for word in holdings.words if word in data}
    if not words:
        return found
    known: dict[Holding, Plain] = {(): None}
    for number, holding in enumerate(holdings.each):
        present = tuple(needed for needed in holding if holder_of("", needed).word.encode() in words)
        if present not in known:
            holders = tuple(holder_of("", needed) for needed in present)
            scan = scan_for_holders(_ANYWHERE, data, struct=struct, holders=holders)
            known[present] = [_tables(scan.tables, data), _unread(scan)] if scan else None
        if known[present] is not None:
            found[number] = known[present]
    return found


def _tables(tables: Sequence[Table], data: bytes) -> list[Plain]:
    """Return the tables as notes have them; of macros among their entries, those that the blob defines are read."""
    macros: dict[str, list[Macro]] = {}
    if any(not entry.field for table in tables for entry in table.entries):
        read = read_file_macros(SourceText(_ANYWHERE, data), tables, ())
        for macro in read.known if read else ():
            macros.setdefault(macro.name, []).append(macro)
    return [_table(contents_of(table, macros)) for table in tables]


def _table(contents: Contents) -> Plain:
    fields = [name for name in contents.by_field if has(name, contents).holds]
    nulls = [name for name in fields if all(is_null(claim.value) for claim in contents.claims(name))]
    return [contents.table.open, [name for name in fields if name not in nulls], nulls]


def _unread(scan: FileScan) -> Plain:
    return [[unread.line, unread.reason] for unread in scan.unread]
