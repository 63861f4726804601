"""What must hold of ckptgen, whatever the file: it is asked through few names, and the oracles give the answer."""

import re
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType

from ckptgen.csource.model import Form, Table
from ckptgen.csource.scan import FileScan, scan_file, tables_of
from ckptgen.csource.text import SourceText
from ckptgen.errors import CkptgenError, InternalError
from ckptgen.plan.build import make_plan
from ckptgen.plan.collect import UnknownStructError
from ckptgen.plan.model import CHANGED, Plan, Verdict
from ckptgen.plan.survey import UnknownMemberError, survey_tree
from ckptgen.rewrite import constify as const_rewrite
from ckptgen.rewrite.change import change_table
from ckptgen.rewrite.model import RefusedError, Splice, apply_splices, splices_by_path, splices_of
from ckptgen.sempatch import model
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.memory import MemoryTree
from tests.fuzz.changes import GUARD, Change, concerned, difference
from tests.fuzz.lexer import BrokenError, comments_between, lines_of
from tests.fuzz.oracle import MOST_CONFIGURATIONS, Found, Reading, lines_with, read, readings
from tests.fuzz.preprocessor import names_in_conditions
from tests.fuzz.templates import HEADER, PATH

SECONDS = 5.0
"""How much of the processor a case may take: a thousand times what it should."""
MOST_TABLES = 3
TOO_LONG = "too long"
"""So many tables of a file are changed one by one."""
Readings = Mapping[frozenset[str], Reading | str]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what is asked of it; ``planned`` asks through a whole plan, not the edit alone.

    ``header`` is a file that it includes first, only where it is planned.
    """

    struct: str
    order: tuple[str, ...]
    text: str
    change: Change
    planned: bool
    header: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be. ``kind`` is what findings are grouped by, ``detail`` is about this one."""

    kind: str
    detail: str


@dataclass(slots=True)
class Result:
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def find(self, kind: str, detail: str = "") -> None:
        self.findings.append(Finding(kind, detail))


class TooLongError(BaseException):
    """The watchdog's word: not an Exception, so that nothing under test can catch it."""


@contextmanager
def watchdog() -> Iterator[None]:
    def bark(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    previous = signal.signal(signal.SIGVTALRM, bark)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def check(case: Case) -> Result:
    """Make one change of one file in every way, and hold what comes of it against the oracles."""
    result = Result()
    try:
        with watchdog():
            if case.planned:
                _check_plan(case, result)
            else:
                _check_scan(case, result)
                _check_edits(case, result)
    except TooLongError:
        result.find(TOO_LONG, f"more than {SECONDS} s")
    except Exception as error:  # noqa: BLE001 - any other exception is what is looked for
        result.find(f"exception: {type(error).__name__} in {_place(error)}", str(error))
    return result


def _place(error: Exception) -> str:
    at, found = error.__traceback__, ""
    while at is not None:
        name = at.tb_frame.f_globals.get("__name__", "")
        found = f"{name}.{at.tb_frame.f_code.co_name}"
        at = at.tb_next
    return found


@lru_cache(maxsize=8)
def _read(struct: str, text: str, also: tuple[str, ...], header: str) -> Readings:
    return readings(struct, text, also, header)


def all_valid(case: Case) -> bool:
    """Tell whether a file is C in each of its configurations."""
    return not any(isinstance(reading, str) for reading in _read(case.struct, case.text, (), case.header).values())


def _also(change: Change) -> tuple[str, ...]:
    return (GUARD,) if change.guarded else ()


# --- tables found -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _scan(struct: str, text: str) -> FileScan | None:
    return scan_file(PATH, text.encode("latin-1"), struct=struct)


def _check_scan(case: Case, result: Result) -> None:
    scan = _scan(case.struct, case.text)
    tables = scan.tables if scan else ()
    unread = [each.line for each in scan.unread] if scan else []
    if scan is not None:
        unread += scan.raw.missed
    hold_tables(case, {table.open: table for table in tables}, unread, result)


def hold_tables(case: Case, tables: Mapping[int, Table], unread: Sequence[int], result: Result) -> None:
    """Hold the tables that were found, by the offsets of their braces, against those of the oracle."""
    found = _read(case.struct, case.text, (), case.header)
    valid = [reading for reading in found.values() if not isinstance(reading, str)]
    for table in dict.fromkeys(table for reading in valid for table in reading.tables):
        sentinel = table.name.endswith("]") and not table.items and not table.broken
        if sentinel or (table.broken and table.open >= 0):
            # What ends an array is no table.
            continue
        if table.open < 0 and all(item.value in (("0",), ("NULL",)) for item in table.items):
            # A zero alone gives everything its default.
            continue
        if case.header and case.struct not in case.text:
            # A file that does not hold the name, since a backslash splits it, is not read.
            continue
        if table.open not in tables and not _is_named(case.text, table, tables, unread, valid):
            result.find(f"missed: {table.form}{_features(case, table)}", f"{table.name} at {table.open}")
    if len(valid) < len(found) or any(reading.cut for reading in valid):
        return
    if re.search(r"#\s*(?:undef|define)\s+CONFIG", case.text):
        # Not every configuration can be had.
        return
    if 2 ** len(names_in_conditions(lines_of(case.text))) > MOST_CONFIGURATIONS:
        return
    seen = {table.open for reading in valid for table in reading.tables}
    for opening, extra in tables.items():
        # In braces of a type that nothing declares, a member of the struct's name counts as one.
        unsure = extra.in_macro or extra.form is Form.EMBEDDED
        if opening not in seen and not unsure and _conditionals(case.text, opening) < 2:
            result.find("a table that is none", f"{extra.name} at {opening}")


def _features(case: Case, table: Found) -> str:
    """Return what is special about a table, to tell the kinds of findings apart."""
    said = case.text[table.start : table.end]
    head = case.text[table.start : max(table.start, table.open)]
    found = [", with a header"] if case.header else []
    found += [", in a macro"] if table.in_macro else [", from a macro"] if table.expanded else []
    found += [", line continuation"] if re.search(r"\\\s*\n", said) and not table.in_macro else []
    found += [", conditional before its brace"] if "#" in head else []
    return "".join(found)


def _conditionals(text: str, offset: int) -> int:
    """Return how many conditionals stand around an offset."""
    depth = 0
    for line in lines_of(text):
        if line.tokens[0].start >= offset:
            break
        if line.directive and len(line.tokens) > 1:
            depth += line.tokens[1].text in ("if", "ifdef", "ifndef")
            depth -= line.tokens[1].text == "endif"
            depth += line.tokens[1].text in ("else", "elif")
    return depth


def _is_named(
    text: str, table: Found, tables: Mapping[int, Table], unread: Sequence[int], valid: Sequence[Reading]
) -> bool:
    """Tell whether a place that could not be read is named at a table, or its macro's own text is a table."""
    first, last = text.count("\n", 0, table.start) + 1, text.count("\n", 0, table.end) + 1
    if any(first - 1 <= line <= last + 1 for line in unread):
        return True
    written = text.split("\n")
    if any(re.match(r"\s*#\s*define\b", written[line - 1]) for line in unread if 0 < line <= len(written)):
        # The macro that declares it is named.
        return True
    if any(each.problem and each.open < table.open < each.close for each in tables.values()):
        # The braces of two branches are read as one table, which is not to be edited.
        return True
    if table.open < 0:
        # A member set on its own, beside the braces that it belongs to, is there where those are.
        return False
    spans = [span for reading in valid for span in reading.macros]
    if not table.expanded:
        return False
    lines = [(text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1) for start, end in spans]
    return any(start <= opening < end for opening in tables for start, end in spans) or any(
        start <= line <= end for line in unread for start, end in lines
    )


# --- single edits -----------------------------------------------------------------------------------------------------


def _asked(change: Change) -> model.Add | model.Remove | model.Replace | model.Rename | model.Move:
    places: dict[str, model.Place] = {"declared": model.DeclaredOrder(), "last": model.Last()}
    place = places.get(change.place, model.After(change.place))
    match change.kind:
        case "add":
            return model.Add(change.field, change.value, place, 0, change.include)
        case "remove":
            return model.Remove(change.field, change.was, 0)
        case "replace":
            return model.Replace(change.field, change.value, change.was, 0, change.include)
        case "rename":
            return model.Rename(change.field, change.to, change.value, change.was, 0, change.include)
    return model.Move(change.field, place, 0)


def _edit(case: Case, text: SourceText, table: Table) -> tuple[tuple[Splice, ...], tuple[Splice, ...]] | None:
    """Return the splices of the change and those of its include; None where there is nothing to do to the table."""
    if case.change.kind == "constify":
        if const_rewrite.no_declaration(table):
            raise RefusedError("it has no declaration")
        splices = const_rewrite.constify_table(text, table)
        return (splices, ()) if splices else None
    option = GUARD if case.change.guarded else ""
    position = {name: index for index, name in enumerate(case.order)}.get
    edit = change_table(text, table, _asked(case.change), position, option=option)
    return edit.splices, splices_of([edit])[: len(splices_of([edit])) - len(edit.splices)]


def _check_edits(case: Case, result: Result) -> None:
    data = case.text.encode("latin-1")
    text = SourceText(PATH, data)
    for table in tables_of(text, struct=case.struct)[:MOST_TABLES]:
        if _is_twice(case, table):
            # Which of two entries counts is what the plan decides.
            continue
        made = _try_edit(case, text, table, result)
        if made is None:
            continue
        splices, includes = made
        result.counts["edits"] += 1
        after = apply_splices(data, (*includes, *splices)).decode("latin-1")
        without = apply_splices(data, splices).decode("latin-1")
        for splice in includes:
            if splice.length or not splice.text.strip().startswith(b"#include"):
                result.find("include: something else changes", repr(splice))
        hold_outside(case, without, [table], result)
        hold_edit(case, after, [table], result)
        _check_again(case, after, table, len(after) - len(without) if includes else 0, result)


def _is_twice(case: Case, table: Table) -> bool:
    """Tell whether the field is given more than once in some configuration."""
    readings = _read(case.struct, case.text, (), case.header).values()
    here = (each for reading in readings if not isinstance(reading, str) for each in reading.tables)
    counts = (sum(item.path[:1] == (case.change.field,) for item in t.items) for t in here if t.open == table.open)
    return any(count > 1 for count in counts)


def _try_edit(
    case: Case, text: SourceText, table: Table, result: Result
) -> tuple[tuple[Splice, ...], tuple[Splice, ...]] | None:
    try:
        made = _edit(case, text, table)
    except RefusedError:
        result.counts["refusals"] += 1
    except InternalError as error:
        result.counts["unproven"] += 1
        result.counts[f"unproven {case.change.kind}: {error.what.rpartition(': ')[2]}"] += 1
    else:
        result.counts["idle" if made is None else "made"] += 1
        return made
    return None


def _check_again(case: Case, after: str, table: Table, grown: int, result: Result) -> None:
    """The same change asked again of the same table must find nothing to do."""
    text = SourceText(PATH, after.encode("latin-1"))
    tables = tables_of(text, struct=case.struct)
    if not tables:
        result.find(f"{case.change.kind}: the table is not found any more", table.name)
        return
    same = min(tables, key=lambda t: abs(t.open - table.open - grown))
    if _try_edit(case, text, same, Result()) is not None:
        result.find(f"{case.change.kind}: a second run changes it again", after)


def hold_outside(case: Case, after: str, tables: Sequence[Table], result: Result) -> None:
    """What stands outside the braces of the one table that changes is as it was; its comments are all there."""
    kind = case.change.kind
    if kind == "constify":
        return
    (table,) = tables
    rest = len(case.text) - table.close
    end = len(after) - rest
    if after[: table.open + 1] != case.text[: table.open + 1] or after[end:] != case.text[table.close :]:
        result.find(f"{kind}: text outside of the braces changes", after)
        return
    was = comments_between(case.text, table.open, table.close)
    now = comments_between(after, table.open, end)
    if now != was and (kind != "remove" or Counter(now) - Counter(was)):
        result.find(f"{kind}: comments change", after)


# --- exact in each branch ---------------------------------------------------------------------------------------------


def hold_edit(case: Case, after: str, tables: Sequence[Table], result: Result) -> None:
    """Hold a file after an edit of these tables against what it was, in each configuration."""
    lines = lines_with(case.header, after)
    known = names_in_conditions(lines_of(case.text))
    also = (*_also(case.change), *(name for name in names_in_conditions(lines) if name not in known))
    for on, was in _read(case.struct, case.text, tuple(dict.fromkeys(also)), case.header).items():
        if isinstance(was, str):
            continue
        try:
            now = read(case.struct, after, lines, on)
        except BrokenError as error:
            result.find(f"{case.change.kind}: no C any more", f"{sorted(on)}: {error}\n{after}")
            return
        wrong = _difference(case, was, now, tables, on)
        if wrong:
            result.find(f"{case.change.kind}: {wrong}", f"{sorted(on)}\n{after}")
            return


def _difference(case: Case, was: Reading, now: Reading, tables: Sequence[Table], on: frozenset[str]) -> str:
    if len(was.tables) != len(now.tables):
        return "another number of tables"
    if case.change.kind == "constify":
        return _const_difference(was, now, tables)
    if was.declared != now.declared:
        return "other declarations"
    edited = {table.open for table in tables}
    in_macro = any(table.in_macro and table.open in edited for table in was.tables)
    for old, new in zip(was.tables, now.tables, strict=True):
        if old.broken or (old.expanded and in_macro):
            continue
        if wrong := _table_difference(case, old, new, old.open in edited, on):
            return wrong
    return ""


def _table_difference(case: Case, old: Found, new: Found, edited: bool, on: frozenset[str]) -> str:
    if (old.name, old.const) != (new.name, new.const):
        return "another table"
    if new.broken:
        return "a table breaks"
    if not edited:
        return "" if _same(old, new) else "a table that was not to change"
    mine = (case.change.field, case.change.to)
    if not case.planned and any(item.expanded and item.path[0] in mine for item in old.items):
        # Only a plan knows what macros bring.
        return ""
    return difference(case.change, old.items, new.items, on)


def _same(old: Found, new: Found) -> bool:
    return [(item.path, item.value) for item in old.items] == [(item.path, item.value) for item in new.items]


def _const_difference(was: Reading, now: Reading, tables: Sequence[Table]) -> str:
    edited, names = {table.open for table in tables}, {table.variable for table in tables}
    if [name for name, _ in was.declared] != [name for name, _ in now.declared]:
        return "other declarations"
    for (name, old), (_, new) in zip(was.declared, now.declared, strict=True):
        if old != new and (name not in names or not new):
            return "something else becomes const"
    for old_table, new_table in zip(was.tables, now.tables, strict=True):
        if not _same(old_table, new_table):
            return "an entry changes"
        if old_table.open in edited and not new_table.const:
            return "it is not const"
    return ""


# --- a whole plan -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _patch(rule: str) -> model.SemanticPatch:
    return parse_semantic_patch(rule.encode(), "rule.py", "fuzz")


def _plan(case: Case, text: str) -> Plan | None:
    files = {PATH: text.encode("latin-1")} | ({HEADER: case.header.encode("latin-1")} if case.header else {})
    tree = MemoryTree("the case", files)
    try:
        return make_plan(survey_tree(tree, _patch(case.change.rule(case.struct))))
    except (UnknownStructError, UnknownMemberError):
        return None


def _check_plan(case: Case, result: Result) -> None:
    try:
        plan = _plan(case, case.text)
    except CkptgenError as error:
        result.find(f"the plan stops: {type(error).__name__}", error.what)
        return
    if plan is None:
        result.counts["no plan"] += 1
        return
    tables = {planned.table.open: planned.table for planned in plan.tables}
    if len(tables) != len(plan.tables):
        result.find("plan: a table has two verdicts")
    hold_tables(case, tables, [region.line for region in plan.coverage.unparsed], result)
    _hold_verdicts(case, plan, result)
    splices = splices_by_path(plan.edits).get(PATH, ())
    if not splices:
        return
    edited = [planned.table for planned in plan.tables if planned.edits]
    result.counts["edits"] += len(edited)
    after = apply_splices(case.text.encode("latin-1"), splices).decode("latin-1")
    hold_edit(case, after, edited, result)
    again = _plan(case, after)
    if again is None or again.edits:
        result.find(f"{case.change.kind}: a second plan is not idle", after)


def _defines_hidden(text: str, table: Found) -> bool:
    """Tell whether the text defines each macro among the entries in some configuration."""
    names = [item.spelled[0] for item in table.items if item.hidden and item.spelled]
    return bool(names) and all(re.search(rf"#\s*define\s+{re.escape(name)}\b", text) for name in names)


def _hold_verdicts(case: Case, plan: Plan, result: Result) -> None:
    for planned in plan.tables:
        result.counts[f"verdict {planned.verdict}"] += 1
        changes = planned.verdict in CHANGED
        if changes != bool(planned.edits):
            result.find(f"plan: {planned.verdict} {'without an edit' if changes else 'with an edit'}")
        if planned.verdict is not Verdict.NOTHING or planned.table.form is Form.MACRO:
            continue
        for reading in _read(case.struct, case.text, (), case.header).values():
            for table in reading.tables if not isinstance(reading, str) else ():
                if table.open == planned.table.open and not table.broken:
                    why = concerned(case.change, table.items)
                    # What a macro is in one configuration only is a name in the others, and no C.
                    if why and not (why == "hidden: macro entry" and _defines_hidden(case.text, table)):
                        result.find(f"nothing, though not known: {why}", f"{case.change.kind} {planned.reason}")
