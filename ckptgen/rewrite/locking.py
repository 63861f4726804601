"""A new member in Documentation/filesystems/Locking: its prototype, and its row in the table of rules."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.text import blank_comments_and_literals
from ckptgen.errors import InternalError
from ckptgen.rewrite.columns import column, pad_to
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices
from ckptgen.rewrite.prototypes import below, member_lines, style_of
from ckptgen.rewrite.sections import Section, find_section
from ckptgen.sempatch.model import Member

# Prototypes end at a brace, at the rules, or at a blank line with text in the first column behind it.
_PROTOTYPES = re.compile(
    rb"^prototypes::?[ \t\r]*\n(?:[ \t\r]*\n)*(.*?)(?=\Z|^\}|^locking rules|^[ \t\r]*\n(?=\S))",
    re.MULTILINE | re.DOTALL,
)
_FIELD = re.compile(rb"\([ \t]*\*[ \t]*(\w+)[ \t]*\)")
_STATEMENT_END = re.compile(rb";[ \t\r]*$", re.MULTILINE)
_ROW = re.compile(rb"^(\w+)(:?)(?:[ \t]+(?=\S)|[ \t\r]*$)", re.MULTILINE)
_BLANK_LINE = re.compile(rb"^[ \t\r]*$", re.MULTILINE)
_RULER = re.compile(rb"^=+(?:[ \t]+=+)+[ \t\r]*$", re.MULTILINE)
_RUN = re.compile(rb"=+")
_HEAD_WORD = re.compile(rb"[^ \t\r]+")
_HEAD = re.compile(rb"[^ \t\r]+(?: [^ \t\r]+)*")
_NO_END = 1 << 30
"""Behind every column that there can be."""


def document_locking(path: str, data: bytes, struct: str, members: Sequence[Member]) -> tuple[Splice, ...]:
    """Return the splices that give each member its prototype and its row in the section of the struct, in order.

    A member is left alone if the section has its prototype. No row is added where the section has no table, or where
    the member's ``locks`` name none of its columns. Returns () for a document without the section; raises RefusedError
    where the section has no prototypes, or a row does not fit into the table; InternalError if a second run would find
    more to do.
    """
    splices = _splices(path, data, struct, members)
    if splices and _splices(path, apply_splices(data, splices), struct, members):
        raise InternalError(f"the edit of {path} could not be proven: a second run would change it again")
    return tuple(splices)


def _splices(path: str, data: bytes, struct: str, members: Sequence[Member]) -> list[Splice]:
    section = find_section(data, struct)
    if section is None:
        return []
    block = _PROTOTYPES.search(data, section.start, section.end)
    code = blank_comments_and_literals(block[1]) if block else b""
    ends = list(_STATEMENT_END.finditer(code))
    known = [name.decode() for name in _FIELD.findall(code)]
    if block is None or not ends or not known:
        raise RefusedError(f"{path}:{section.line}: the section of {struct} has no prototypes")
    new = [member for member in members if member.field not in known]
    if not new:
        return []
    style = style_of(code)
    splices = [below(data, block.start(1) + ends[-1].start(), member_lines(new, style, named=style.named))]
    table = _find_table(data, Section(block.end(), section.end, section.line), known)
    if table is not None:
        rows = [row for member in new if (row := table.row(path, member))]
        splices += [below(data, table.last, rows)] if rows else []
    return splices


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: its head, the zero-based column where its cells begin, and where they must end."""

    head: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of rules.

    ``names`` are those of its rows, ``last`` is the offset of the last byte of these; ``line`` is the one-based line
    of the first one, and ``room`` the column where a row's name must end. ``columns`` lacks the column of the names.
    """

    columns: tuple[_Column, ...]
    names: frozenset[str]
    colon: bytes
    tabs: bool
    last: int
    line: int
    room: int

    def row(self, path: str, member: Member) -> bytes:
        """Return the member's row, or nothing if it is there or none of the columns is named."""
        cells = dict(member.locks)
        if member.field in self.names or not any(each.head in cells for each in self.columns):
            return b""
        row = member.field.encode() + self.colon
        fits = column(row) <= self.room
        for each in self.columns:
            if cell := cells.get(each.head, "").encode():
                row += (pad_to(column(row), each.start, tabs=self.tabs) or b" ") + cell
                fits = fits and column(row) <= each.end
        if not fits:
            raise RefusedError(f"{path}:{self.line}: the row of {member.field} does not fit into the table of rules")
        return row


def _find_table(data: bytes, rest: Section, known: Sequence[str]) -> _Table | None:
    """Return the table in the rest of a section whose rows are named after its members; None without one."""
    first = next((row for row in _ROW.finditer(data, rest.start, rest.end) if row[1].decode() in known), None)
    if first is None:
        return None
    rulers = list(_RULER.finditer(data, rest.start, rest.end))
    above = [ruler for ruler in rulers if ruler.end() < first.start()]
    under = [ruler for ruler in rulers if ruler.start() > first.start()]
    blank = _BLANK_LINE.search(data, first.start(), rest.end)
    ruled = len(above) > 1 and len(under) > 0
    end = under[0].start() if ruled else blank.start() if blank else rest.end
    rows = list(_ROW.finditer(data, first.start(), end))
    known_rows = [row for row in rows if row[1].decode() in known]
    if ruled:
        columns, room = _ruled_columns(data, above[-2], above[-1])
        last = len(data[:end].rstrip()) - 1
    else:
        columns, room = _headed_columns(data, first.start()), _NO_END
        # Prose may follow the rows without a blank line.
        last = known_rows[-1].start()
    return _Table(
        columns,
        frozenset(row[1].decode() for row in rows),
        b":" if 2 * sum(bool(row[2]) for row in known_rows) >= len(known_rows) else b"",
        any(b"\t" in row[0] for row in known_rows),
        last,
        data.count(b"\n", 0, first.start()) + 1,
        room,
    )


def _headed_columns(data: bytes, row: int) -> tuple[_Column, ...]:
    """Return the columns that the line above the first row heads, if that line is indented."""
    start = data.rfind(b"\n", 0, max(0, row - 1)) + 1
    line = data[start:row].rstrip()
    if not line[:1].isspace():
        return ()
    return tuple(_Column(head, at, _NO_END) for head, at in _heads(line, _HEAD))


def _ruled_columns(data: bytes, upper: re.Match[bytes], lower: re.Match[bytes]) -> tuple[tuple[_Column, ...], int]:
    """Return the columns between two rulers of an RST table but the first one, and where that one ends."""
    spans = [(column(upper[0][: run.start()]), column(upper[0][: run.end()])) for run in _RUN.finditer(upper[0])]
    words = [word for line in data[upper.end() : lower.start()].split(b"\n") for word in _heads(line, _HEAD_WORD)]
    columns = []
    # Text in the last column may run on; in the others it must leave the margin free.
    for (start, end), after in zip(spans[1:], [*(span[0] for span in spans[2:]), _NO_END], strict=True):
        head = " ".join(word for word, at in words if start <= at < after)
        columns.append(_Column(head, start, end if after != _NO_END else _NO_END))
    return tuple(columns), spans[0][1]


def _heads(line: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[str, int]]:
    """Yield the parts of a line that match, and the columns where they begin."""
    for match in pattern.finditer(line):
        yield match[0].decode("utf-8", "replace"), column(line[: match.start()])
