"""Which entries of which ops tables a diff changes, as far as the diff itself shows it: no tree is needed.

What a hunk shows of a table is its part of the braces, and its head where it stands in the context or in the section
behind ``@@``, which is the last line above that begins a function or a table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ckptgen.review.model import EntryChange, FileDiff, Hunk, Patch

_HEAD = re.compile(
    rb"\bstruct\s+(?P<struct>\w+)\s+(?:__\w+\s+)*(?P<name>\w+)\s*(?:\[[^\]]*\]\s*)?(?:__\w+(?:\([^)]*\))?\s*)*(?:=|$)"
)
_ENTRY = re.compile(rb"\s*\.(?P<field>\w+)\s*=\s*(?P<value>.*)|\s*(?P<gnu>\w+)\s*:\s*(?P<old>[^:].*)")
_END = re.compile(rb"\s*\}\s*(?:;|,|\w|\\|$)")
_ONE_LINE = re.compile(rb"\{(?P<inside>.*)\}\s*;")
_DIRECTIVE = re.compile(rb"\s*#\s*(?P<word>ifdef|ifndef|if|elif|else|endif)\b\s*(?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a diff shows it; ``mark`` is its line's first byte, ``line`` that line in the patch."""

    mark: bytes
    struct: str
    table: str
    field: str
    value: str
    guard: str
    previous: str
    line: int


def entry_changes(patch: Patch, path: str | None = None) -> tuple[EntryChange, ...]:
    """Return what the patch does to entries of tables, in its order; only in ``path`` if that is given.

    An entry that is removed and added again with the same value, as when a comma is added, is no change.
    """
    known = _tables_of(patch)
    found: list[EntryChange] = []
    for file in patch.files:
        if path is None or path in (file.old, file.new):
            entries = [entry for hunk in file.hunks for entry in hunk_entries(hunk)]
            found += _changes(file, _named(entries, known.get(file.path, ())))
    return tuple(found)


def hunk_entries(hunk: Hunk) -> tuple[Entry, ...]:
    """Return every entry that the hunk shows, of both sides, in its order."""
    return tuple(_Walk(hunk).entries())


class _Walk:
    """Goes through a hunk's lines, each side with its own table, guard and last entry."""

    def __init__(self, hunk: Hunk) -> None:
        self._hunk = hunk
        head = _HEAD.search(hunk.section)
        table = (head["struct"].decode(), head["name"].decode()) if head else ("", "")
        self._sides = {mark: _Side(*table) for mark in (b"-", b"+")}

    def entries(self) -> Iterator[Entry]:
        for number, line in enumerate(self._hunk.lines, self._hunk.line + 1):
            mark, text = line[:1], line[1:].rstrip(b"\r")
            sides = [self._sides[mark]] if mark in self._sides else list(self._sides.values())
            found: list[Entry] = []
            if mark != b"\\":
                # Context is on both sides, and told of as the new one has it.
                found = [entry for side in sides for entry in side.take(mark, text, number)][-1:]
                if _ONE_LINE.search(text):
                    found = list(self._sides[mark if mark in self._sides else b"+"].inside(mark, text, number))
            yield from found


class _Side:
    """What is known at a line of one side of a hunk."""

    def __init__(self, struct: str, table: str) -> None:
        self._struct, self._table = struct, table
        self._guards: list[str] = []
        self._previous = ""

    def take(self, mark: bytes, text: bytes, line: int) -> Iterator[Entry]:
        if directive := _DIRECTIVE.match(text):
            self._direct(directive["word"].decode(), _text(directive["rest"]))
        elif head := _HEAD.search(text):
            self._struct, self._table, self._previous = head["struct"].decode(), head["name"].decode(), ""
        elif entry := _entry(text, gnu=bool(self._table)):
            yield self._made(mark, *entry, line)
        elif _END.match(text) and not text.strip().startswith(b"},"):
            self._struct, self._table, self._previous = "", "", ""

    def inside(self, mark: bytes, text: bytes, line: int) -> Iterator[Entry]:
        """Yield the entries of a table that is written in one line."""
        head, braces = _HEAD.search(text), _ONE_LINE.search(text)
        if head and braces:
            self._struct, self._table, self._previous = head["struct"].decode(), head["name"].decode(), ""
            for piece in braces["inside"].split(b","):
                if entry := _entry(piece, gnu=True):
                    yield self._made(mark, *entry, line)
            self._struct, self._table, self._previous = "", "", ""

    def _made(self, mark: bytes, field: str, value: str, line: int) -> Entry:
        guard = self._guards[-1] if self._guards else ""
        found = Entry(mark, self._struct, self._table, field, value, guard, self._previous, line)
        self._previous = field
        return found

    def _direct(self, word: str, rest: str) -> None:
        if word in ("if", "ifdef", "ifndef"):
            self._guards.append({"if": "", "ifdef": "", "ifndef": "!"}[word] + rest)
        elif word == "endif":
            self._guards = self._guards[:-1]
        else:
            self._guards = [*self._guards[:-1], f"else {rest}".strip() if word == "else" else rest]


def _entry(text: bytes, *, gnu: bool) -> tuple[str, str] | None:
    """Return field and value; ``gnu`` allows for GNU's ``field: value``, which a label or a ``default:`` looks like."""
    match = _ENTRY.match(text)
    if match is None or not (gnu or match["field"]):
        return None
    field, value = (match["field"], match["value"]) if match["field"] else (match["gnu"], match["old"])
    value = re.sub(rb"/\*.*?(?:\*/|$)|//.*", b"", value).rstrip(b" \t\\")
    return field.decode(), _text(value.rstrip(b" \t,"))


def _text(data: bytes) -> str:
    return " ".join(data.decode("utf-8", "surrogateescape").split())


def _tables_of(patch: Patch) -> Mapping[str, tuple[str, ...]]:
    """Return the tables that the manifest names, by path."""
    found: dict[str, tuple[str, ...]] = {}
    for table in patch.entry.tables if patch.entry else ():
        found[table.path] = (*found.get(table.path, ()), table.name)
    return found


def _named(entries: Sequence[Entry], known: Sequence[str]) -> list[Entry]:
    """Give entries of tables that the diff does not show their names, where the manifest leaves no choice: there is one
    table, or as many as there are entries of one field, and it names them in their order.
    """
    shown = {entry.table for entry in entries}
    left = [name for name in known if name not in shown]
    nameless = [entry for entry in entries if not entry.table and entry.mark == b"+"]
    if len(left) == 1:
        names = {id(entry): left[0] for entry in entries if not entry.table}
    elif len(left) == len(nameless) and len({entry.field for entry in nameless}) == 1:
        names = {id(entry): name for entry, name in zip(nameless, left, strict=True)}
    else:
        return list(entries)
    return [replace(entry, table=names[id(entry)]) if id(entry) in names else entry for entry in entries]


def _changes(file: FileDiff, entries: Sequence[Entry]) -> Iterator[EntryChange]:
    """Pair the removed and the added entries of each table's fields."""
    removed = [entry for entry in entries if entry.mark == b"-"]
    for entry in entries:
        if entry.mark == b"+":
            old = next((each for each in removed if _key(each) == _key(entry)), None)
            if old:
                removed.remove(old)
            if old is None or (old.value, old.guard) != (entry.value, entry.guard) or _moved(old, entry, entries):
                yield _change(file, entry, old.value if old else None, entry.value)
    for entry in removed:
        yield _change(file, entry, entry.value, None)


def _moved(old: Entry, new: Entry, entries: Sequence[Entry]) -> bool:
    """Tell whether an entry with the same value stands behind another one than before, which was there before too."""
    there = {entry.field for entry in entries if entry.mark != b"+" and entry.table == old.table}
    return old.previous != new.previous and (new.previous in there or not new.previous)


def _key(entry: Entry) -> tuple[str, str]:
    return entry.table, entry.field


def _change(file: FileDiff, entry: Entry, before: str | None, after: str | None) -> EntryChange:
    return EntryChange(
        path=file.path,
        struct=entry.struct,
        table=entry.table,
        field=entry.field,
        before=before,
        after=after,
        guard=entry.guard,
        previous=entry.previous,
        line=entry.line,
    )
