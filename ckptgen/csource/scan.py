"""All that one file says of one struct type, in one value that travels between processes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ckptgen.csource.model import Table
from ckptgen.csource.rawcount import RawCount, reconcile
from ckptgen.csource.runtime import RuntimeWrite, find_runtime_writes
from ckptgen.csource.structs import Holder, StructDefinition, find_definition
from ckptgen.csource.tables import TAGGED, FileTables, Unread, Variable, find_tables
from ckptgen.csource.text import SourceText


@dataclass(frozen=True, slots=True)
class FileScan:
    """One file's tables and whatever else bears on them."""

    path: str
    tables: tuple[Table, ...]
    unread: tuple[Unread, ...]
    variables: tuple[Variable, ...]
    writes: tuple[RuntimeWrite, ...]
    holders: tuple[Holder, ...]
    definition: StructDefinition | None
    raw: RawCount


def scan_file(path: str, data: bytes, *, struct: str) -> FileScan | None:
    """Read one file that holds the struct's name; None if it says nothing of it in code."""
    return scan_text(SourceText(path, data), struct) if may_say_something(data, struct) else None


_SILENT = re.compile(rb"\w|[\s\\]*(?:const[\s\\]+)?(?:\*|;|\)[\s\\]*[^\s\\{])")
_TYPEOF_POINTED = re.compile(rb"(?:__|_unqual)?\s*\(\s*\*[^(){};=]*\)\s*\w[^(){};=]*=\s*\{")
_TELLING = re.compile(rb"(?:typeof(?:__|_unqual)?[\s\\]*\([^()]*|\}\s*)\Z")
"""In a typeof, and behind the body of a struct whose typedef it is."""


def may_say_something(data: bytes, struct: str) -> bool:
    """Tell cheaply whether a file can hold a table, a variable or the definition of ``struct``.

    It cannot where each mention is a pointer, a forward declaration, a cast, or the start of a longer name.
    """
    for match in re.finditer(re.escape(struct.encode()), data):
        if not _SILENT.match(data, match.end()) or _TELLING.search(data, max(0, match.start() - 60), match.start()):
            return True
    # A variable can take its type from what a pointer points to.
    return any(_TYPEOF_POINTED.match(data, match.end()) for match in re.finditer(rb"typeof", data))


def scan_text(text: SourceText, struct: str) -> FileScan | None:
    """Do what ``scan_file`` does, for a text that is needed for more."""
    if struct.encode() not in text.code and not reconcile(text.data, text.code, struct, set()).hits:
        return None
    return _finish(text, struct, find_tables(text, struct))


def scan_for_holders(path: str, data: bytes, *, struct: str, holders: tuple[Holder, ...]) -> FileScan | None:
    """Read one file for tables inside initializers of structs that a header elsewhere defines."""
    visible = [holder for holder in named_in(data, holders) if holder.path != path]
    if not visible:
        return None
    text = SourceText(path, data)
    found = find_tables(text, struct, visible, own=False)
    writes = tuple(find_runtime_writes(text, (), {holder.member for holder in visible if holder.member}))
    if not (found.tables or found.unread or writes or found.holders):
        return None
    tables = tuple(sorted(found.tables, key=lambda table: table.open))
    holders = tuple(found.holders)
    return FileScan(path, tables, tuple(found.unread), (), writes, holders, None, RawCount(0, 0, ()))


def named_in(data: bytes, holders: tuple[Holder, ...]) -> list[Holder]:
    """Return which of the types the file seems to name: it is read once, however many there are."""
    by_tag, by_name = _by_word(holders)
    words = {word for tagged in TAGGED for word in tagged.findall(data)} if by_tag else set()
    found = [place for word in words & by_tag.keys() for place in by_tag[word]]
    found += [place for word, named in by_name.items() if word in data for place in named]
    return [holders[place] for place in sorted(found)]


@lru_cache(maxsize=8)
def _by_word(holders: tuple[Holder, ...]) -> tuple[dict[bytes, list[int]], dict[bytes, list[int]]]:
    """Return the numbers of the types by the identifier that each use of them holds: those with a tag, the others."""
    tagged: dict[bytes, list[int]] = {}
    named: dict[bytes, list[int]] = {}
    for number, holder in enumerate(holders):
        words = tagged if " " in holder.name else named
        words.setdefault(holder.word.encode("utf-8", "surrogateescape"), []).append(number)
    return tagged, named


def tables_of(text: SourceText, *, struct: str, holders: Iterable[Holder] = ()) -> tuple[Table, ...]:
    """Return one file's tables, those inside structs of other files' ``holders`` too, in the order of their braces."""
    return tuple(sorted(find_tables(text, struct, holders).tables, key=lambda table: table.open))


def _finish(text: SourceText, struct: str, found: FileTables) -> FileScan:
    tables = sorted(found.tables, key=lambda table: table.open)
    names = [*(table.variable for table in tables), *(variable.name for variable in found.variables)]
    writes = find_runtime_writes(text, names, {holder.member for holder in found.holders if holder.member})
    return FileScan(
        text.path,
        tuple(tables),
        tuple(found.unread),
        tuple(found.variables),
        tuple(sorted(set(writes), key=lambda write: (write.line, write.name, write.field))),
        tuple(found.holders),
        find_definition(text, struct),
        reconcile(text.data, text.code, struct, found.braces),
    )


def header_holders(scans: Iterable[FileScan]) -> tuple[Holder, ...]:
    """Return the holders that a header defines with a name: other files can have variables of their type."""
    return tuple(dict.fromkeys(h for scan in scans for h in scan.holders if h.name and h.path.endswith(".h")))
