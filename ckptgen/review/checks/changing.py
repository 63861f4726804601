"""What a series makes of tables, held against what the plan makes of them: for every change but a lone addition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from ckptgen.csource.model import Table
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.plan.model import PlannedTable, Verdict
from ckptgen.review.case import Held
from ckptgen.review.checks.missing import missing_findings
from ckptgen.review.findings import RULES, Finding, Rule
from ckptgen.review.replay import file_diff, patch_line
from ckptgen.rewrite.model import Edit, apply_splices
from ckptgen.sempatch.model import Change, Constify, Move, Rename
from ckptgen.series.model import Phase
from ckptgen.tree.model import MissingFileError, Tree

_Key = tuple[str, int]
"""A table's name, and which of the file's tables of that name it is, from 0."""
_RULES = {
    Verdict.SHARED: Rule.SHARED_TABLE,
    Verdict.COPY: Rule.SHARED_TABLE,
    Verdict.DENY: Rule.LISTED_FILESYSTEM,
    Verdict.ELSEWHERE: Rule.LISTED_FILESYSTEM,
    Verdict.TODO: Rule.LISTED_FILESYSTEM,
}


def check_changing(held: Held) -> Iterator[Finding]:
    """Yield the tables that qualify and do not change, those that change and do not qualify, what is changed otherwise
    than planned, and what else the series does to the files.
    """
    planned: dict[str, list[PlannedTable]] = defaultdict(list)
    edits: dict[str, list[Edit]] = defaultdict(list)
    for each in held.plan.tables:
        planned[each.table.path].append(each)
        for edit in () if _waits(held, each) else each.edits:
            edits[edit.path].append(edit)
    for edit in (*held.plan.declaration, *(edit for copy in held.plan.copies for edit in copy.edits)):
        edits[edit.path].append(edit)
    touched = held.touched
    missing: list[PlannedTable] = []
    yield from _declarations(held, edits)
    for path in sorted({*edits, *touched}):
        file = _File(held, path, tuple(edits[path]))
        if path not in touched:
            missing += file.left(planned[path])
            continue
        for tables in _by_table(planned[path]):
            if file.lacks(tables[0].table):
                missing += file.left(tables)
            else:
                yield from file.findings(tables)
        yield from file.others()
    yield from missing_findings(held, missing)


def changed_tables(held: Held) -> int:
    """Return how many tables the series changes as planned."""
    edits: dict[str, list[Edit]] = defaultdict(list)
    for each in held.plan.tables:
        for edit in () if _waits(held, each) else each.edits:
            edits[edit.path].append(edit)
    files = {path: _File(held, path, tuple(edits[path])) for path in held.touched}
    keys = {(p.table.path, p.table.open): p.table for p in held.plan.tables if p.edits and p.table.path in files}
    return sum(not files[path].lacks(table) for (path, _), table in keys.items())


def _declarations(held: Held, edits: Mapping[str, Sequence[Edit]]) -> Iterator[Finding]:
    """Yield the declarations that stay as they are, in other files than the tables that change."""
    for planned in held.plan.tables:
        for edit in planned.edits:
            file, own = (_File(held, path, tuple(edits[path])) for path in (edit.path, planned.table.path))
            if file.path == own.path or file.before.data != file.after.data or own.lacks(planned.table):
                continue
            rule, message = Rule.MISSING_TABLE, f"{planned.table.name} changes, and what this file says of it does not"
            owner = held.owners.of(file.path)
            yield Finding(rule, RULES[rule].severity, message, edit.path, edit.line, table=edit.table, filesystem=owner)


def _waits(held: Held, planned: PlannedTable) -> bool:
    """Tell whether the change waits for a core change that the series does not bring."""
    supplied = any(patch.entry and patch.entry.phase == Phase.CORE for patch in held.series.patches)
    return held.patch.changes[planned.step].needs_core and not supplied


def _by_table(planned: Iterable[PlannedTable]) -> list[list[PlannedTable]]:
    """Return what is planned for each table, by its place, the changes of one table together."""
    found: dict[int, list[PlannedTable]] = defaultdict(list)
    for each in planned:
        found[each.table.open].append(each)
    return [found[opening] for opening in sorted(found)]


@dataclass(frozen=True)
class _File:
    """One file before the series, behind it, and as the ``edits`` of the plan would make it."""

    held: Held
    path: str
    edits: tuple[Edit, ...]

    @cached_property
    def before(self) -> SourceText:
        return SourceText(self.path, _read(self.held.replay.ground, self.path))

    @cached_property
    def after(self) -> SourceText:
        return SourceText(self.path, _read(self.held.replay.after, self.path))

    @cached_property
    def wanted(self) -> SourceText:
        includes = dict.fromkeys(splice for edit in self.edits for splice in edit.includes)
        splices = [splice for edit in self.edits for splice in edit.splices]
        return SourceText(self.path, apply_splices(self.before.data, [*includes, *splices]))

    @cached_property
    def tables(self) -> tuple[Mapping[_Key, Table], Mapping[_Key, Table], Mapping[_Key, Table]]:
        """The tables of the three texts."""
        return self._tables(self.before), self._tables(self.after), self._tables(self.wanted)

    def _tables(self, text: SourceText) -> Mapping[_Key, Table]:
        holders = [holder for holder in self.held.survey.collection.holders if holder.path != self.path]
        found: dict[_Key, Table] = {}
        for table in tables_of(text, struct=self.held.patch.struct, holders=holders):
            found[table.name, sum(name == table.name for name, _ in found)] = table
        return found

    def _key(self, table: Table) -> _Key:
        return next(key for key, each in self.tables[0].items() if each.open == table.open)

    def lacks(self, table: Table) -> bool:
        """Tell whether the table is to change and is as it was."""
        states = self._states(self._key(table))
        return states is not None and states[0] == states[1] != states[2]

    def left(self, planned: Sequence[PlannedTable]) -> list[PlannedTable]:
        """Return what is planned of the file and not done; a change that waits is not missed."""
        gone = {each.table.open for each in planned if self._states(self._key(each.table)) is None}
        due = [each for each in planned if each.edits and not _waits(self.held, each) and each.table.open not in gone]
        return [each for each in due if each.table.key not in self.held.elsewhere]

    def _states(self, key: _Key) -> "tuple[_State, _State, _State] | None":
        """Return how the table stands in the three texts, None where the series takes it away."""
        before, after, wanted = (tables.get(key) for tables in self.tables)
        if before is None or after is None or wanted is None:
            return None
        texts = zip((self.before, self.after, self.wanted), (before, after, wanted), strict=True)
        one, two, three = (_state(text, table, self.held.patch.changes) for text, table in texts)
        return one, two, three

    def findings(self, planned: Sequence[PlannedTable]) -> Iterator[Finding]:
        """Yield what is to be said of one table that has changed, or that had no reason to."""
        key = self._key(planned[0].table)
        states = self._states(key)
        if states is None:
            return
        before, after, wanted = states
        table = self.tables[1][key]
        if after.values == wanted.values:
            yield from self._written(planned[0], key)
        elif before.values == wanted.values:
            said = next((each for each in planned if each.verdict is not Verdict.NOTHING), planned[0])
            rule = _RULES.get(said.verdict, Rule.UNQUALIFIED_TABLE)
            yield self._finding(rule, f"{table.name} {after.told(before)}: {said.reason}", table.line, said)
        else:
            message = f"{table.name} {after.told(before)}; the semantic patch has it that it {wanted.told(before)}"
            yield self._finding(Rule.OTHER_VALUE, message, table.line, planned[0])

    def _written(self, planned: PlannedTable, key: _Key) -> Iterator[Finding]:
        """Yield where the table says what it is to say in other places or with other white space."""
        after, wanted = self.tables[1][key], self.tables[2][key]
        fields = [[entry.field for entry in table.entries] for table in (after, wanted)]
        if fields[0] != fields[1]:
            if sorted(fields[0]) == sorted(fields[1]):
                message = f"{after.name}: its entries stand in another order than the semantic patch leaves them in"
                yield self._finding(Rule.PLACEMENT, message, after.line, planned)
            return
        texts = (self.after.data[after.open : after.close], self.wanted.data[wanted.open : wanted.close])
        line = _first_difference(*texts)
        if line is not None and b"".join(texts[0].split()) == b"".join(texts[1].split()):
            message = f"{after.name} is laid out otherwise than its other entries ask for"
            yield self._finding(Rule.ALIGNMENT, message, self.after.line(after.open) + line, planned)

    def others(self) -> Iterator[Finding]:
        """Yield the first place where the series does something else to the file."""
        before, after, wanted = (self._outside(at) for at in range(3))
        if after == wanted or (after == before and not self._declared):
            return
        if after == before:
            yield self._finding(Rule.MISSING_MEMBER, f"{self.path} stays without what is to be declared there", 0)
            return
        line = _first_difference(after, wanted)
        same = b"".join(after.split()) == b"".join(wanted.split())
        message = (
            "white space changes that is no business of the semantic patch" if same else "the series does more here"
        )
        yield self._finding(Rule.WHITE_SPACE if same else Rule.OTHER_CHANGE, message, (line or 0) + 1)

    @property
    def _declared(self) -> bool:
        return any(edit.path == self.path for edit in self.held.plan.declaration)

    def _outside(self, at: int) -> bytes:
        """Return one of the three texts with its tables' contents as blank lines."""
        text = (self.before, self.after, self.wanted)[at]
        data = text.data
        for table in sorted(self.tables[at].values(), key=lambda table: table.open, reverse=True):
            first = data.rfind(b"\n", 0, table.open) + 1
            data = data[:first] + data[table.close :]
        return data

    def _finding(self, rule: Rule, message: str, line: int, planned: PlannedTable | None = None) -> Finding:
        patch = next(p for p in reversed(self.held.series.patches) if self.path in p.paths)
        file = file_diff(patch, self.path)
        return Finding(
            rule,
            RULES[rule].severity,
            message,
            self.path,
            line,
            patch.name,
            patch_line(file, self.after.data, line) if file else 0,
            planned.table.name if planned else "",
            self.held.owners.of(self.path),
            planned.evidence if planned else (),
        )


@dataclass(frozen=True, slots=True)
class _State:
    """What a table says for the fields that the changes are about: pairs of a field and a value, sorted, and texts
    without a value for what is no entry.
    """

    values: tuple[tuple[str, str], ...]

    def told(self, before: "_State") -> str:
        """Say how a table differs from what it was."""
        new = [pair for pair in self.values if pair not in before.values]
        old = [pair for pair in before.values if pair not in self.values]
        texts = [f"gains {_entry(pair)}" for pair in new] + [f"loses {_entry(pair)}" for pair in old]
        return " and ".join(texts) or "keeps what it has"


def _entry(pair: tuple[str, str]) -> str:
    field, value = pair
    return f".{field} = {value}" if value else field


def _state(text: SourceText, table: Table, changes: Sequence[Change]) -> _State:
    fields = {change.field for change in changes} | {change.to for change in changes if isinstance(change, Rename)}
    values = sorted((entry.field, entry.value) for entry in table.entries if entry.field in fields)
    for change in changes:
        if isinstance(change, Move):
            values += _place(table, change.field)
    if any(isinstance(change, Constify) for change in changes):
        from ckptgen.rewrite.constify import is_const

        values += [("const", "")] if is_const(text, table) else []
    return _State(tuple(values))


def _place(table: Table, field: str) -> list[tuple[str, str]]:
    """Return what an entry that is to move stands behind."""
    fields = ["", *(entry.field for entry in table.entries)]
    return [(f"the place of .{field} behind .{before}", "") for before, each in pairwise(fields) if each == field]


def _first_difference(after: bytes, wanted: bytes) -> int | None:
    """Return the zero-based line of ``after`` in which the texts first differ."""
    lines = after.split(b"\n"), wanted.split(b"\n")
    blocks = SequenceMatcher(None, *lines, autojunk=False).get_opcodes()
    return next((start for tag, start, *_ in blocks if tag != "equal"), None)


def _read(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except MissingFileError:
        return b""
