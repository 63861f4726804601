"""All that one file says of one struct type, in one value that travels between processes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckptgen.csource.embedded import find_embedded
from ckptgen.csource.model import Table
from ckptgen.csource.rawcount import RawCount, reconcile
from ckptgen.csource.runtime import RuntimeWrite, find_runtime_writes
from ckptgen.csource.structs import Holder, StructDefinition, find_definition, find_holders
from ckptgen.csource.tables import FileTables, Unread, Variable, find_tables
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


def may_say_something(data: bytes, struct: str) -> bool:
    """Tell cheaply whether a file can hold a table, a variable or the definition of ``struct``.

    It cannot where each mention is a pointer, a forward declaration, a cast, or the start of a longer name.
    """
    return any(not _SILENT.match(data, match.end()) for match in re.finditer(re.escape(struct.encode()), data))


def scan_text(text: SourceText, struct: str) -> FileScan | None:
    """Do what ``scan_file`` does, for a text that is needed for more."""
    if struct.encode() not in text.code and not reconcile(text.data, text.code, struct, set()).hits:
        return None
    found = find_tables(text, struct)
    holders = tuple(find_holders(text, found.variables))
    find_embedded(text, struct, holders, found)
    return _finish(text, struct, found, holders)


def scan_for_holders(path: str, data: bytes, *, struct: str, holders: tuple[Holder, ...]) -> FileScan | None:
    """Read one file for tables inside initializers of structs that a header elsewhere defines."""
    text = SourceText(path, data)
    found = FileTables(path)
    visible = [holder for holder in holders if holder.path != path and _names(text, holder)]
    find_embedded(text, struct, visible, found)
    writes = tuple(find_runtime_writes(text, (), [holder.member for holder in visible]))
    if not (found.tables or found.unread or writes):
        return None
    tables = tuple(sorted(found.tables, key=lambda table: table.open))
    return FileScan(path, tables, tuple(found.unread), (), writes, (), None, RawCount(0, 0, ()))


def tables_of(text: SourceText, *, struct: str, holders: Iterable[Holder] = ()) -> tuple[Table, ...]:
    """Return one file's tables, those inside structs of other files' ``holders`` too, in the order of their braces."""
    found = find_tables(text, struct)
    find_embedded(text, struct, [*find_holders(text, found.variables), *holders], found)
    return tuple(sorted(found.tables, key=lambda table: table.open))


def _names(text: SourceText, holder: Holder) -> bool:
    return re.search(rb"(?<!\w)struct\s+" + re.escape(holder.tag.encode()) + rb"(?!\w)", text.code) is not None


def _finish(text: SourceText, struct: str, found: FileTables, holders: tuple[Holder, ...]) -> FileScan:
    tables = sorted(found.tables, key=lambda table: table.open)
    inside = [(holder.member, holder.line) for holder in holders]
    variables = tuple(v for v in found.variables if (v.name, v.line) not in inside)
    names = [*(table.variable for table in tables), *(variable.name for variable in variables)]
    writes = find_runtime_writes(text, names, (holder.member for holder in holders))
    return FileScan(
        text.path,
        tuple(tables),
        tuple(found.unread),
        variables,
        tuple(sorted(set(writes), key=lambda write: (write.line, write.name, write.field))),
        holders,
        find_definition(text, struct),
        reconcile(text.data, text.code, struct, found.braces),
    )


def header_holders(scans: Iterable[FileScan]) -> tuple[Holder, ...]:
    """Return the holders that a header defines with a tag: other files can have variables of their type."""
    return tuple(dict.fromkeys(h for scan in scans for h in scan.holders if h.tag and h.path.endswith(".h")))
