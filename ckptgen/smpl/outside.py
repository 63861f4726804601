"""What the two tools change outside of the tables: includes and declarations."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ckptgen.csource.text import SourceText, without_comments
from ckptgen.sempatch.model import Add, Rename, Replace, SemanticPatch
from ckptgen.smpl.explain import Case, shown
from ckptgen.smpl.model import Explanation, Outside, Reason
from ckptgen.smpl.tables import Delta, FileSaid, included

_CLOSING = {"<": ">", '"': '"'}


@dataclass(frozen=True, slots=True)
class File:
    """A file before, and after either tool, with its tables."""

    text: SourceText
    before: FileSaid
    planned: FileSaid
    spatched: FileSaid
    cases: tuple[Case, ...]


def compare_outside(file: File, patch: SemanticPatch) -> Outside | None:
    """Return what the tools do differently outside of the tables of one file; None where they do the same."""
    mine, theirs = _changes(file.before, file.planned), _changes(file.before, file.spatched)
    found = list(_others_of(file))
    if mine == theirs and not found:
        return None
    found += _includes(file, patch)
    found += _lines(file, patch.struct, mine - theirs, theirs - mine)
    if not found:
        found.append(Explanation(Reason.UNEXPLAINED, "comments behind an #include differ", file.text.path))
    return Outside(file.text.path, _signed(mine - theirs), _signed(theirs - mine), tuple(dict.fromkeys(found)))


def _changes(before: FileSaid, after: FileSaid) -> Delta:
    return _difference(before.outside, after.outside)


def _difference(before: Counter[bytes], after: Counter[bytes]) -> Delta:
    found: Delta = Counter({("+", line): count for line, count in (after - before).items()})
    found.update({("-", line): count for line, count in (before - after).items()})
    return found


def _others_of(file: File) -> Iterator[Explanation]:
    for who, after in (("ckptgen", file.planned), ("spatch", file.spatched)):
        if file.before.tables.keys() != after.tables.keys():
            yield Explanation(Reason.UNEXPLAINED, f"the file's tables are others after {who}", file.text.path)


def _includes(file: File, patch: SemanticPatch) -> Iterator[Explanation]:
    """Yield why one tool includes what the other does not, and which comments behind an #include move."""
    before = file.before.includes
    mine, theirs = _difference(before, file.planned.includes), _difference(before, file.spatched.includes)
    for sign, line in sorted(mine - theirs):
        yield _only_ckptgen(file, patch, line) if sign == "+" else _unexplained(file, sign, line)
    for sign, line in sorted(theirs - mine):
        yield _only_spatch(file, patch, line) if sign == "+" else _unexplained(file, sign, line)
    yield from _moved_comments(file, {line for _, line in (*mine, *theirs)})


def _moved_comments(file: File, net: Collection[bytes]) -> Iterator[Explanation]:
    """Yield where spatch splits an ``#include`` from its comment; ``net`` are those that come or go as such."""
    theirs = _changes(file.before, file.spatched) - _changes(file.before, file.planned)
    came = [line for sign, line in theirs if sign == "+"]
    for sign, line in sorted(theirs):
        name = included(line)
        if sign == "+" or not name or name in net:
            continue
        comment = line.removeprefix(name)
        if name in came and any(each.endswith(comment) and included(each) in net for each in came):
            text = f"spatch puts the new #include in front of the comment in: {shown(line)}"
            yield Explanation(Reason.REMARKS, text, file.text.path)
        else:
            yield _unexplained(file, sign, line)


def _only_ckptgen(file: File, patch: SemanticPatch, line: bytes) -> Explanation:
    header = _header(line)
    mine, theirs = _by_ckptgen(file, patch, header), _by_spatch(file, patch, header)
    if mine and not theirs:
        return Explanation(Reason.FOLLOWS, f"only ckptgen changes {_names(mine)}", file.text.path)
    there = [start for start, name in _included(file.text) if name == header]
    if mine and there:
        text = "the file includes it inside a conditional, which the rule takes for included"
        return Explanation(Reason.CONDITIONAL, text, f"{file.text.path}:{file.text.line(there[0])}")
    anchors = [each for each in _included(file.text) if each[1][:1] == header[:1]]
    if mine and not anchors:
        text = f"the file has no #include {header[:1]}...{_CLOSING[header[:1]]} that spatch could put it behind"
        return Explanation(Reason.ANCHOR, text, file.text.path)
    if mine and all(file.text.arms(start) for start, _ in anchors):
        text = "spatch puts it behind an #include outside of all conditionals only, and the file has none"
        return Explanation(Reason.ANCHOR, text, f"{file.text.path}:{file.text.line(anchors[0][0])}")
    return _unexplained(file, "+", line)


def _only_spatch(file: File, patch: SemanticPatch, line: bytes) -> Explanation:
    header = _header(line)
    mine, theirs = _by_ckptgen(file, patch, header), _by_spatch(file, patch, header)
    if theirs and not mine:
        return Explanation(Reason.FOLLOWS, f"only spatch changes {_names(theirs)}", file.text.path)
    return _unexplained(file, "+", line)


def _included(text: SourceText) -> list[tuple[int, str]]:
    """Return the offset of each ``#include`` and what it names, with its brackets or quotes."""
    found = []
    for directive in text.directives:
        if directive.keyword == "include":
            named = without_comments(text.data[directive.body : directive.end]).strip()
            found.append((directive.start, named.decode("utf-8", "backslashreplace")))
    return found


def _header(line: bytes) -> str:
    return line.removeprefix(b"#include").strip().decode("utf-8", "backslashreplace")


def _by_ckptgen(file: File, patch: SemanticPatch, header: str) -> list[str]:
    """Return the tables that ckptgen makes a change to which needs the header."""
    return [
        case.table.name
        for case in file.cases
        for planned, share in zip(case.verdicts, case.shares, strict=True)
        if planned.edits and share & case.by_ckptgen and _include_of(patch, planned.step) == header
    ]


def _by_spatch(file: File, patch: SemanticPatch, header: str) -> list[str]:
    """Return the tables that spatch makes a change to which needs the header."""
    return [
        case.table.name
        for case in file.cases
        for planned, share in zip(case.verdicts, case.shares, strict=True)
        if share & case.by_spatch and _include_of(patch, planned.step) == header
    ]


def _include_of(patch: SemanticPatch, step: int) -> str:
    change = patch.changes[step]
    return change.include if isinstance(change, Add | Replace | Rename) else ""


def _lines(file: File, struct: str, mine: Delta, theirs: Delta) -> Iterator[Explanation]:
    """Yield why lines differ that are no includes."""
    declaration = re.compile(rb"(?:(?:extern|static|const)\s+)*struct\s+%s\s+(\w+)" % struct.encode())
    told = [(sign, line, False) for sign, line in sorted(theirs)] + [(sign, line, True) for sign, line in sorted(mine)]
    for sign, line, by_ckptgen in told:
        if included(line):
            continue
        match = declaration.match(line)
        if match:
            yield _declaration(file, sign, line, match[1].decode(), by_ckptgen=by_ckptgen)
        else:
            yield _unexplained(file, sign, line)


def _declaration(file: File, sign: str, line: bytes, name: str, *, by_ckptgen: bool) -> Explanation:
    """Return why only one tool changes the declaration of a table."""
    cases = [case for case in file.cases if case.table.variable == name]
    if not cases and by_ckptgen:
        text = f"{name} is defined elsewhere, and the rule changes declarations in the table's own file only"
        return Explanation(Reason.FOLLOWS, text, file.text.path)
    for case in cases:
        mine, theirs = case.planned.head != case.before.head, case.spatched.head != case.before.head
        if mine != theirs and mine == by_ckptgen:
            who = "ckptgen" if by_ckptgen else "spatch"
            return Explanation(Reason.FOLLOWS, f"only {who} changes {name}", file.text.path)
    return _unexplained(file, sign, line)


def _names(tables: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(tables))


def _unexplained(file: File, sign: str, line: bytes) -> Explanation:
    return Explanation(Reason.UNEXPLAINED, f"outside of the tables: {sign}{shown(line)}", file.text.path)


def _signed(found: Delta) -> tuple[str, ...]:
    return tuple(f"{sign}{shown(line)}" for sign, line in sorted(found))
