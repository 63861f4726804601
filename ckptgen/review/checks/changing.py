"""What a series makes of tables, held against what the plan makes of them: for every change but a lone addition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from ckptgen.csource.model import Numbered, Table, numbered
from ckptgen.csource.scan import tables_of
from ckptgen.csource.text import SourceText
from ckptgen.plan.model import PlannedTable, Verdict
from ckptgen.review.case import Held
from ckptgen.review.checks.missing import missing_findings
from ckptgen.review.findings import RULES, RULES_OF_VERDICTS, Finding, Rule
from ckptgen.review.replay import file_diff, patch_line
from ckptgen.rewrite.model import Splice, apply_splices, splices_by_path
from ckptgen.sempatch.model import Change, Constify, Move, Rename
from ckptgen.series.model import Phase
from ckptgen.tree.model import NoContentError, Tree


class Changes:
    """What the series does to files, held against the plan."""

    def __init__(self, held: Held) -> None:
        self._held = held
        supplied = any(patch.entry and patch.entry.phase == Phase.CORE for patch in held.series.patches)
        # What waits for a core change that the series does not bring is not wanted yet.
        waiting = {step for step, change in enumerate(held.patch.changes) if change.needs_core and not supplied}
        plan = held.plan
        tables = tuple(t if t.step not in waiting else replace(t, edits=()) for t in plan.tables)
        self._planned: dict[str, list[PlannedTable]] = defaultdict(list)
        for planned in tables:
            self._planned[planned.table.path].append(planned)
        splices = splices_by_path(replace(plan, tables=tables).edits)
        paths = sorted({*splices, *self._planned, *held.touched})
        self._files = {path: _File(held, path, splices.get(path, ())) for path in paths}

    @property
    def done(self) -> int:
        """The number of tables that the series changes as planned."""
        touched = [path for path in self._files if path in self._held.touched]
        groups = [group for path in touched for group in _by_table(self._planned[path])]
        return sum(self._files[group[0].table.path].is_done(group[0].table) for group in groups)

    def findings(self) -> Iterator[Finding]:
        """Yield the tables that qualify and do not change, those that change and do not qualify, what is changed
        otherwise than planned, and what else the series does to the files.
        """
        missing: list[PlannedTable] = []
        for path, file in self._files.items():
            if path not in self._held.touched:
                missing += self._left(self._planned[path])
                continue
            for group in _by_table(self._planned[path]):
                if file.lacks(group[0].table):
                    missing += self._left(group)
                else:
                    yield from self._declarations(group)
                    yield from file.findings(group)
            yield from file.others()
        yield from missing_findings(self._held, missing)

    def _left(self, planned: Iterable[PlannedTable]) -> list[PlannedTable]:
        """Return what is planned and not done, but for tables that the series takes away or other batches change."""
        elsewhere = self._held.elsewhere
        due = [each for each in planned if each.edits and each.table.key not in elsewhere]
        return [each for each in due if self._files[each.table.path].has(each.table)]

    def _declarations(self, group: Sequence[PlannedTable]) -> Iterator[Finding]:
        """Yield the declarations that stay as they are, in other files than the table, which changes."""
        for planned in group:
            for edit in planned.edits:
                file = self._files[edit.path]
                if edit.path != planned.table.path and file.before.data == file.after.data:
                    rule, owner = Rule.MISSING_TABLE, self._held.owners.of(edit.path)
                    what = f"{planned.table.name} changes, and what this file says of it does not"
                    severity = RULES[rule].severity
                    yield Finding(rule, severity, what, edit.path, edit.line, table=edit.table, filesystem=owner)


def _by_table(planned: Iterable[PlannedTable]) -> list[list[PlannedTable]]:
    """Return what is planned for each table, by its place, the changes of one table together."""
    found: dict[int, list[PlannedTable]] = defaultdict(list)
    for each in planned:
        found[each.table.open].append(each)
    return [found[opening] for opening in sorted(found)]


@dataclass(frozen=True)
class _File:
    """One file before the series, behind it, and as the plan would make it by these ``splices``."""

    held: Held
    path: str
    splices: tuple[Splice, ...]

    @cached_property
    def before(self) -> SourceText:
        return SourceText(self.path, _read(self.held.replay.ground, self.path))

    @cached_property
    def after(self) -> SourceText:
        return SourceText(self.path, _read(self.held.replay.after, self.path))

    @cached_property
    def wanted(self) -> SourceText:
        return SourceText(self.path, apply_splices(self.before.data, self.splices))

    @cached_property
    def tables(self) -> tuple[Mapping[Numbered, Table], Mapping[Numbered, Table], Mapping[Numbered, Table]]:
        """The tables of the three texts."""
        return self._tables(self.before), self._tables(self.after), self._tables(self.wanted)

    def _tables(self, text: SourceText) -> Mapping[Numbered, Table]:
        holders = [holder for holder in self.held.survey.collection.holders if holder.path != self.path]
        return numbered(tables_of(text, struct=self.held.patch.struct, holders=holders))

    def _key(self, table: Table) -> Numbered:
        return next(key for key, each in self.tables[0].items() if each.open == table.open)

    def has(self, table: Table) -> bool:
        """Tell whether the series leaves the table in the file."""
        return self._states(table) is not None

    def lacks(self, table: Table) -> bool:
        """Tell whether the table is to change and is as it was."""
        states = self._states(table)
        return states is not None and states[0] == states[1] != states[2]

    def is_done(self, table: Table) -> bool:
        """Tell whether the table changes, to what it is to become."""
        states = self._states(table)
        return states is not None and states[0] != states[1] == states[2]

    def _states(self, table: Table) -> "tuple[_State, _State, _State] | None":
        """Return how the table stands in the three texts, None where the series takes it away."""
        key = self._key(table)
        before, after, wanted = (tables.get(key) for tables in self.tables)
        if before is None or after is None or wanted is None:
            return None
        texts = zip((self.before, self.after, self.wanted), (before, after, wanted), strict=True)
        one, two, three = (_state(text, table, self.held.patch.changes) for text, table in texts)
        return one, two, three

    def findings(self, planned: Sequence[PlannedTable]) -> Iterator[Finding]:
        """Yield what is to be said of one table that has changed, or that had no reason to."""
        states = self._states(planned[0].table)
        if states is None:
            return
        before, after, wanted = states
        key = self._key(planned[0].table)
        table = self.tables[1][key]
        if after.values == wanted.values:
            yield from self._written(planned[0], key)
        elif before.values == wanted.values:
            said = next((each for each in planned if each.verdict is not Verdict.NOTHING), planned[0])
            rule = RULES_OF_VERDICTS.get(said.verdict, Rule.UNQUALIFIED_TABLE)
            yield self._finding(rule, f"{table.name} {after.told(before)}: {said.reason}", table.line, said)
        else:
            message = f"{table.name} {after.told(before)}; the semantic patch has it that it {wanted.told(before)}"
            yield self._finding(Rule.OTHER_VALUE, message, table.line, planned[0])

    def _written(self, planned: PlannedTable, key: Numbered) -> Iterator[Finding]:
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
    except NoContentError:
        return b""
