"""What the patches say: the facts that their templates get, and the subject and body that come of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ckptgen.plan.model import Plan, PlannedCopy, PlannedTable, Verdict
from ckptgen.sempatch.model import (
    Action,
    Add,
    Change,
    Constify,
    Decision,
    Move,
    Remove,
    Rename,
    Replace,
    entry_after,
)
from ckptgen.series.templates import Templates
from ckptgen.series.wording import enumerate_words, operations_noun, shown

SUBJECT_WIDTH = 70
"""A longer subject is cut to its essentials; Documentation/process/submitting-patches.rst: 70 to 75."""


@dataclass(frozen=True, slots=True)
class Place:
    """One file and the names of its tables that change."""

    path: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """A table that several filesystems use; ``unlisted`` are those of its users that no list lets change."""

    name: str
    path: str
    users: tuple[str, ...]
    unlisted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A decision's reason for one table; ``opted_out`` where it decides for an explicit NULL."""

    name: str
    because: str
    opted_out: bool


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One change in the words that templates put together.

    ``kind`` is ``add``, ``remove``, ``replace``, ``rename``, ``move`` or ``constify``. ``entry`` is the entry that a
    table has afterwards as C text (``.field = value``, or ``.field`` where the value is any), ``field`` and ``value``
    its parts, ``old`` the entry that it had; each is empty where there is none.
    """

    kind: str
    entry: str
    field: str
    value: str
    old: str


@dataclass(frozen=True, slots=True)
class PatchFacts:
    """What ``subject.txt.j2`` and ``patch.txt.j2`` are given, each under its own name.

    ``table`` is the name of a shared table that has this patch to itself, else empty. ``entry`` is the title of the
    entry of MAINTAINERS that the patch's ``files`` (their number) are grouped by, empty where they are not.
    ``short`` asks the subject's template for its shorter form. ``changes`` are what is done to the tables of
    ``gained``, one after the other; ``null_entries`` is C text, ``fields`` has a dot before each name.
    """

    prefix: str
    noun: str
    table: str
    changes: tuple[ChangeText, ...]
    fields: str
    entries: str
    null_entries: str
    gained: tuple[Place, ...]
    opted_out: tuple[Place, ...]
    shared: tuple[Sharing, ...]
    reasons: tuple[Reason, ...]
    copied: tuple[Place, ...]
    message: str
    entry: str = ""
    files: int = 0
    short: bool = False


def patch_facts(
    plan: Plan, group: str, tables: Sequence[PlannedTable], copied: Sequence[PlannedCopy] = ()
) -> PatchFacts:
    """Return the facts of the patch that changes ``tables``; ``group`` is empty where there is only one, which makes
    the private copies too.
    """
    nulled = [t for t in tables if t.verdict is Verdict.OPT_OUT]
    gained = [t for t in tables if t.verdict is not Verdict.OPT_OUT]
    shared = [t for t in tables if t.group != t.filesystem]
    alone = bool(group) and bool(shared)
    steps = sorted({t.step for t in tables})
    changes = [plan.patch.changes[step] for step in steps] or list(plan.patch.changes)
    entries, fields = added_words(plan)
    messages = dict.fromkeys(change.message or plan.patch.message for change in changes)
    return PatchFacts(
        prefix=_prefix(group, tables, alone),
        table=shown(group) if alone else "",
        noun=shown(group) if alone else operations_noun(plan.patch.struct, [t.directory for t in gained or nulled]),
        changes=tuple(change_text(change) for change in changes),
        fields=fields,
        entries=entries,
        null_entries=enumerate_words([f".{change.field} = NULL" for change in changes if isinstance(change, Add)]),
        gained=_places(gained),
        opted_out=_places(nulled),
        shared=tuple(sharing(t) for t in shared),
        reasons=tuple(_reasons(plan, tables)),
        copied=tuple(Place(shown(c.path), (f"{shown(c.name)} (of {shown(c.copy.table)})",)) for c in copied),
        message="\n\n".join(filter(None, messages)),
    )


def patch_texts(templates: Templates, facts: PatchFacts) -> tuple[str, str]:
    """Return a patch's subject and its body without trailers."""
    values = {name: getattr(facts, name) for name in PatchFacts.__slots__}
    return patch_subject(templates, "subject.txt.j2", values), templates.render("patch.txt.j2", values)


def patch_subject(templates: Templates, name: str, values: Mapping[str, object]) -> str:
    """Return the subject that the template ``name`` gives, the short one where the other is too long."""
    subject = ""
    for short in (False, True):
        subject = " ".join(templates.render(name, {**values, "short": short}).split())
        if len(subject) <= SUBJECT_WIDTH:
            break
    return subject


def change_text(change: Change) -> ChangeText:
    """Return the words for a change."""
    field, value = entry_after(change)
    new = f".{field}" if field else ""
    entry = f"{new} = {value}" if value else new
    match change:
        case Add():
            return ChangeText("add", entry, new, value, "")
        case Remove(was=was):
            return ChangeText("remove", "", "", "", f".{change.field} = {was}" if was else f".{change.field}")
        case Replace(was=was):
            return ChangeText("replace", entry, new, value, f".{change.field} = {was}" if was else f".{change.field}")
        case Rename(was=was):
            return ChangeText("rename", entry, new, value, f".{change.field} = {was}" if was else f".{change.field}")
        case Move():
            return ChangeText("move", entry, new, "", new)
        case Constify():
            return ChangeText("constify", "", "", "", "")


def added_words(plan: Plan) -> tuple[str, str]:
    """Return the entries that the semantic patch adds as C text, and their fields; both as lists in prose."""
    added = [change_text(change) for change in plan.patch.changes if isinstance(change, Add)]
    return enumerate_words([each.entry for each in added]), enumerate_words([each.field for each in added])


def sharing(planned: PlannedTable) -> Sharing:
    """Return who uses the table, as text to show."""
    users, unlisted = (tuple(map(shown, names)) for names in (planned.users, planned.unlisted))
    return Sharing(shown(planned.table.name), shown(planned.table.path), users, unlisted)


def _prefix(group: str, tables: Sequence[PlannedTable], alone: bool) -> str:
    if group and not alone:
        return shown(group)
    paths = [PurePosixPath(t.table.path) for t in tables]
    if group:
        return shown(str(paths[0].parent) if len(paths[0].parts) > 1 else paths[0].stem)
    tops = {path.parts[0] for path in paths}
    return shown(tops.pop()) if len(tops) == 1 else "treewide"


def _places(tables: Sequence[PlannedTable]) -> tuple[Place, ...]:
    names: dict[str, list[str]] = defaultdict(list)
    for planned in sorted(tables, key=lambda t: (t.table.path, t.table.line, t.table.name)):
        names[planned.table.path].append(shown(planned.table.name))
    return tuple(Place(shown(path), tuple(of)) for path, of in names.items())


def _reasons(plan: Plan, tables: Sequence[PlannedTable]) -> list[Reason]:
    decided: dict[tuple[str, str], Decision] = {(d.path, d.table): d for d in plan.patch.decisions}
    found = []
    for planned in tables:
        decision = decided.get((planned.table.path, planned.table.name))
        if decision and decision.because:
            because = " ".join(shown(decision.because.replace("\n", " ")).split()).rstrip(".")
            opted_out = decision.action is Action.OPT_OUT
            found.append(Reason(shown(planned.table.name), because, opted_out))
    return found
