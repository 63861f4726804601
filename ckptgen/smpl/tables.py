"""What each table of a file says, so that a file can be compared before and after an edit, whoever made it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Arm, Form, Numbered, Table, numbered
from ckptgen.csource.scan import tables_of
from ckptgen.csource.structs import Holder
from ckptgen.csource.text import SourceText, comments_and_literals

_INCLUDED = re.compile(rb'#include[ \t]*(?:<[^>]*>|"[^"]*"|\w+)')
Delta = Counter[tuple[str, bytes]]
"""What becomes of a table: entries that came (``+``) and went (``-``), and the words of a new declaration (``=``)."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one table says.

    ``head`` are the words of its declaration, ``entries`` what each entry says, ``arms`` the same with the conditionals
    that it stands in, ``texts`` how each is written, without white space, and ``remarks`` the comments, literals and
    preprocessor lines between the braces, with white space folded: all but the first sorted. ``raw`` is its text as it
    is.
    """

    raw: bytes
    head: bytes
    entries: tuple[bytes, ...]
    arms: tuple[tuple[bytes, ...], ...]
    texts: tuple[bytes, ...]
    remarks: tuple[bytes, ...]

    @property
    def const(self) -> bool:
        """Tell whether the table is declared const."""
        return b"const" in self.head.split()


@dataclass(frozen=True, slots=True)
class FileSaid:
    """What a file says: its tables in their order, each with where it stands, and the lines outside of them without
    white space at their ends.

    ``includes`` are those that say ``#include``, without comments; ``outside`` are all.
    """

    tables: dict[Numbered, Said]
    places: dict[Numbered, Table]
    outside: Counter[bytes]

    @property
    def includes(self) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        for line, number in self.outside.items():
            if named := included(line):
                found[named] += number
        return found


def read_file(path: str, data: bytes, struct: str, holders: Sequence[Holder]) -> FileSaid:
    """Return what one file says of the tables of ``struct``."""
    text = SourceText(path, data)
    tables = tables_of(text, struct=struct, holders=holders)
    places = numbered(tables)
    said = {key: _said(text, table) for key, table in places.items()}
    rest = bytearray(data)
    for table in tables:
        start = _start(text, table)
        rest[start : table.close + 1] = bytes(byte if byte == 0x0A else 0x20 for byte in rest[start : table.close + 1])
    lines = (line.strip() for line in bytes(rest).split(b"\n"))
    return FileSaid(said, places, Counter(line for line in lines if line))


def included(line: bytes) -> bytes:
    """Return an ``#include`` line without what stands behind the name; nothing for another line."""
    match = _INCLUDED.match(line)
    return match[0] if match else b""


def delta(before: Said, after: Said) -> Delta:
    """Return what became of a table."""
    old, new = Counter(before.entries), Counter(after.entries)
    found: Delta = Counter({("+", entry): count for entry, count in (new - old).items()})
    found.update({("-", entry): count for entry, count in (old - new).items()})
    if before.head != after.head:
        found["=", after.head] += 1
    return found


def _said(text: SourceText, table: Table) -> Said:
    entries = [(said_entry(entry.field, entry.value), entry.arms) for entry in table.entries]
    head = text.flat[_start(text, table) : table.open] if table.form is Form.PLAIN else b""
    if b"{" in head:
        # Behind another declarator: the qualifiers are those of the first.
        head = head[: head.index(b"=")]
    lines = text.directives_between(table.open, table.close) if not table.in_macro else ()
    remarks = [*comments_and_literals(text.data[table.open : table.close])]
    remarks += [text.data[line.start : line.end] for line in lines]
    return Said(
        raw=b" ".join(head.split()) + text.data[table.open : table.close + 1],
        head=b" ".join(head.replace(b"=", b"").split()),
        entries=tuple(sorted(entry for entry, _ in entries)),
        arms=tuple(sorted((entry, *_conditions(text, arms)) for entry, arms in entries)),
        texts=tuple(sorted(_packed(text.data[entry.start : entry.end]) for entry in table.entries)),
        remarks=tuple(sorted(b" ".join(remark.split()) for remark in remarks)),
    )


def said_entry(field: str, value: str) -> bytes:
    """Return what an entry says, in either syntax of designators; a value without one has an empty field."""
    packed = _packed(value.encode("utf-8", "surrogateescape"))
    return b".%s=%s" % (field.encode("utf-8", "surrogateescape"), packed) if field else packed


def _start(text: SourceText, table: Table) -> int:
    """Return the offset of the first word of the table's declaration; of its brace where it has none of its own."""
    if table.form is not Form.PLAIN:
        return table.open
    at = text.statement_start(table.start)
    while text.flat[at : at + 1].isspace():
        at += 1
    return min(at, table.start)


def _conditions(text: SourceText, arms: Sequence[Arm]) -> Iterator[bytes]:
    for arm in arms:
        yield _packed(text.data[arm.start : text.line_end(arm.start)]) + b"/%d" % arm.branch


def _packed(data: bytes) -> bytes:
    return b"".join(data.split())
