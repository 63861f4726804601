"""Start a semantic patch: a file that runs as it is, with cases that show what it does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.sempatch.model import Add, Change, Constify, Move, Remove, Rename, Replace
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.words import identifier_problem
from ckptgen.series.templates import make_environment, rendering
from ckptgen.trial.cases import CASES, SHARED, Case, Cases, expectation_of
from ckptgen.trial.run import run_cases

RULE = "rule.py"
_UNCHANGED = f"{CASES}/unchanged.c"
_AROUND = ("open", "release", "read", "write")
"""Fields for the entries that stand around those that change: two that the changes leave alone are taken."""


@dataclass(frozen=True, slots=True)
class Example:
    """The table of a case: its entries as field and value, in their order."""

    entries: tuple[tuple[str, str], ...]
    const: bool = True


def start_semantic_patch(name: str, struct: str, changes: Sequence[Change]) -> dict[str, bytes]:
    """Return the files of a new semantic patch called ``name``, by their paths in its folder.

    Each change is for all tables: only its fields, its values and its header count. Raises CkptgenError for words that
    no semantic patch can hold, for a change that changes nothing, and for two changes that are about the same thing.
    """
    _check(struct, changes)
    first, last = _around(changes)
    members = (first, *(field for change in changes for field in _fields(change)), last)
    facts: dict[str, object] = {"name": name, "struct": struct, "members": members, "title": _title(struct, changes)}
    facts |= {"changes": [_written(change) for change in changes], "kinds": {_kind(change) for change in changes}}
    files = {
        RULE: _rendered("rule.py.j2", facts),
        f"{CASES}/{SHARED}/include/linux/{struct}.h": _rendered("struct.h.j2", facts),
    }
    done = _done(changes, members)
    for change in changes:
        path = f"{CASES}/{'_'.join(filter(None, (_kind(change), change.field)))}.c"
        files[path] = _rendered("case.c.j2", facts | {"table": _undone(change, done, members), "kind": _kind(change)})
    files[_UNCHANGED] = _rendered("case.c.j2", facts | {"table": done, "kind": ""})
    return files | _expectations(files, name, struct, changes)


def _check(struct: str, changes: Sequence[Change]) -> None:
    if problem := identifier_problem(struct):
        raise CkptgenError(
            f"the struct {struct!r} {problem}", "it is written without the word struct, such as file_operations"
        )
    about: set[str] = set()
    for change in changes:
        if isinstance(change, Replace) and change.value == change.was:
            raise CkptgenError(f"--replace: {change.value} is replaced by itself")
        if isinstance(change, Rename) and change.field == change.to:
            raise CkptgenError(f"--rename: {change.field} is renamed to itself", "--replace gives it another value")
        for thing in _fields(change) or ["const"]:
            if thing in about:
                raise CkptgenError(
                    f"two changes are about {thing}", "start with one of them, and write the other into the file"
                )
            about.add(thing)


def _fields(change: Change) -> tuple[str, ...]:
    """Return the fields that the change is about."""
    match change:
        case Rename(field, to):
            return field, to
        case Constify():
            return ()
    return (change.field,)


def _kind(change: Change) -> str:
    return type(change).__name__.lower()


def _around(changes: Sequence[Change]) -> tuple[str, str]:
    taken = {field for change in changes for field in _fields(change)}
    names = [*_AROUND, *(f"{name}_{number}" for name in _AROUND for number in range(len(taken)))]
    first, last, *_ = (name for name in names if name not in taken)
    return first, last


def _written(change: Change) -> str:
    """Return the change as a semantic patch writes it."""
    words = list(map(_quoted, _fields(change)))
    match change:
        case Add() | Replace():
            words.append(_quoted(change.value))
        case Rename(value=value) if value:
            words.append(f"value={_quoted(value)}")
    words += (f"{name}={_quoted(said)}" for name in ("was", "include") if (said := getattr(change, name, "")))
    return f"{_kind(change)}({', '.join(words)})"


def _quoted(word: str) -> str:
    """Return an identifier or a header, which hold no backslash, as a string."""
    return f"'{word}'" if '"' in word else f'"{word}"'


def _title(struct: str, changes: Sequence[Change]) -> str:
    if len(changes) > 1:
        return f"Change the entries of struct {struct} tables"
    match changes[0]:
        case Add(field, value):
            said = f"Add .{field} = {value} where it is missing"
        case Replace(field, value):
            said = f"Use {value} for .{field}"
        case Remove(field, was):
            said = f"Remove .{field} = {was}" if was else f"Remove .{field}"
        case Rename(field, to, value):
            said = f"Convert .{field} to .{to} = {value}" if value else f"Rename .{field} to .{to}"
        case Move(field):
            said = f"Put .{field} in its place"
        case Constify():
            said = f"Make struct {struct} tables const"
    return said


def _handler(field: str) -> str:
    """Return a value for the field that says nothing."""
    return f"demo_{field}"


def _ordered(entries: dict[str, str], members: Sequence[str]) -> Example:
    return Example(tuple((field, entries[field]) for field in members if field in entries))


def _done(changes: Sequence[Change], members: Sequence[str]) -> Example:
    """Return a table in which nothing is left to change."""
    entries = {field: _handler(field) for field in (members[0], members[-1])}
    for change in changes:
        match change:
            case Add(field, value) | Replace(field, value):
                entries[field] = value
            case Rename(field, to, value, was):
                entries[to] = value or was or _handler(field)
            case Move(field):
                entries[field] = _handler(field)
    return _ordered(entries, members)


def _undone(change: Change, done: Example, members: Sequence[str]) -> Example:
    """Return the table ``done`` as it is before the change."""
    entries = dict(done.entries)
    match change:
        case Constify():
            return replace(done, const=False)
        case Add(field):
            del entries[field]
        case Remove(field, was):
            entries[field] = was or _handler(field)
        case Replace(field, value, was):
            entries[field] = was or (_handler(field) if value != _handler(field) else f"old_{field}")
        case Rename(field, to, _, was):
            del entries[to]
            entries[field] = was or _handler(field)
        case Move(field):
            # Behind the last entry, which belongs behind it.
            return Example((*(entry for entry in done.entries if entry[0] != field), (field, entries[field])))
    return _ordered(entries, members)


def _rendered(template: str, values: dict[str, object]) -> bytes:
    name = f"init/{template}"
    with rendering(name):
        return make_environment(None).get_template(name).render(values).encode()


def _expectations(files: dict[str, bytes], name: str, struct: str, changes: Sequence[Change]) -> dict[str, bytes]:
    """Return what the new semantic patch makes of its cases, by path.

    Raises InternalError unless the file says what was asked for, and changes each case but the last.
    """
    patch = parse_semantic_patch(files[RULE], RULE, name)
    said = [replace(change, line=0) for change in patch.changes]
    if (patch.struct, said) != (struct, [replace(change, line=0) for change in changes]):
        raise InternalError(f"the new semantic patch {name} does not say what was asked for")
    folder = f"{CASES}/"
    shared = f"{folder}{SHARED}/"
    below = {path.removeprefix(folder): content for path, content in files.items() if path.startswith(folder)}
    cases = tuple(Case(path, content, None) for path, content in below.items() if "/" not in path)
    tree = tuple((path.removeprefix(shared), files[path]) for path in files if path.startswith(shared))
    made = {f"{folder}{trial.case.path}": trial for trial in run_cases(patch, Cases(Path(CASES), cases, tree))}
    wrong = [path for path, trial in made.items() if trial.problem or trial.changed == (path == _UNCHANGED)]
    if wrong:
        raise InternalError(f"the new semantic patch {name} does not do what its cases say: {', '.join(wrong)}")
    return {expectation_of(path): trial.got for path, trial in made.items() if path != _UNCHANGED}
