"""What the cover letter says: the whole plan in the terms that a reviewer asks for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ckptgen import __version__
from ckptgen.plan.model import CopyState, Plan, PlannedTable, Verdict
from ckptgen.sempatch.model import Standing
from ckptgen.sempatch.words import KINDS
from ckptgen.series.messages import ChangeText, Sharing, added_words, change_text, sharing
from ckptgen.series.model import PatchDraft, Phase
from ckptgen.series.preparations import CopyText, copy_texts_of
from ckptgen.series.templates import Templates
from ckptgen.series.wording import operations_noun, shown

MEANINGS = {
    Verdict.ADD: "to gain the entry",
    Verdict.REMOVE: "to lose the entry",
    Verdict.REPLACE: "to get another value",
    Verdict.RENAME: "whose entry gets another name",
    Verdict.MOVE: "whose entry moves",
    Verdict.CONSTIFY: "to become const",
    Verdict.PRESENT: "with the entry already",
    Verdict.NOTHING: "that the change is not about",
    Verdict.DIFFERS: "with another value",
    Verdict.OPT_OUT: "with an explicit NULL, or to gain one",
    Verdict.COPY: "shared, and to stay; a filesystem gets its own copy",
    Verdict.SHARED: "shared, and to stay as it is",
    Verdict.DENY: "not to be changed",
    Verdict.ELSEWHERE: "handled elsewhere",
    Verdict.TODO: "left for later",
    Verdict.UNDECIDED: "for a person to decide",
    Verdict.UNSUPPORTED: "found, but not safe to edit",
}
_LISTED = {
    Verdict.TODO: "Left for later",
    Verdict.ELSEWHERE: "Handled elsewhere",
    Verdict.DENY: "Not to be changed",
}
_OPEN = {
    Verdict.UNDECIDED: "Undecided, to be looked at by hand",
    Verdict.UNSUPPORTED: "Found, but not safe to edit",
    Verdict.DIFFERS: "Have another value already",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many tables of ``name``; ``reason`` is the list's own, often empty."""

    name: str
    tables: int
    reason: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.tables})"


@dataclass(frozen=True, slots=True)
class Left:
    """Tables that the series does not change, of one kind: those without a reason, then those with one."""

    title: str
    plain: tuple[Count, ...]
    explained: tuple[Count, ...] = ()
    outside: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A shared table that must stay as it is."""

    name: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """The patches of one phase: the numbers of the first and the last, and what they do."""

    first: int
    last: int
    what: str

    @property
    def numbers(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class UsedShared:
    """A covered filesystem that also uses a shared table which stays as it is, with the places."""

    filesystem: str
    table: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Odd:
    """A table of an allowed filesystem that is not decided, and why; ``pseudo`` where proc, debugfs, a device or the
    like is given it.
    """

    filesystem: str
    name: str
    path: str
    line: int
    reason: str
    pseudo: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A private copy that was asked for and cannot be made."""

    filesystem: str
    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """What the series leaves out because only some phases or filesystems were asked for."""

    what: str
    tables: int


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What ``cover_subject.txt.j2`` and ``cover.txt.j2`` are given, each under its own name.

    Counts are numbers of tables where nothing else is said; ``summary`` names each verdict that occurs with
    its meaning. ``steps`` are the phases in order; ``needs`` tells whether the series names patches that it stands on.
    ``changes`` are what the semantic patch does; ``held_back`` says why what it does last is not there yet. ``part``
    is the one-based number of the series among several, their number is ``parts``; both are 0 where it is the only one.
    """

    title: str
    description: str
    struct: str
    noun: str
    entries: str
    fields: str
    total: int
    summary: tuple[Count, ...]
    steps: tuple[Step, ...]
    needs: bool
    changes: tuple[ChangeText, ...]
    held_back: tuple[str, ...]
    covered: tuple[Count, ...]
    inherited: tuple[Sharing, ...]
    absent: tuple[str, ...]
    left: tuple[Left, ...]
    copied: tuple[CopyText, ...]
    shared: tuple[Unchanged, ...]
    left_out: tuple[UsedShared, ...]
    refused: tuple[Refused, ...]
    odd: tuple[Odd, ...]
    opted_out: tuple[str, ...]
    omitted: tuple[Omitted, ...]
    only: tuple[str, ...]
    waiting: tuple[Unchanged, ...]
    unparsed: int
    unparsed_files: tuple[str, ...]
    lacks: tuple[str, ...]
    version: str
    rule: str
    sha256: str
    tree: str
    commit: str | None
    command: str
    tested: str
    changed: int
    patches: int
    files: int
    part: int = 0
    parts: int = 0


def cover_facts(
    plan: Plan,
    patches: Sequence[PatchDraft],
    *,
    command: str,
    tested: str = "",
    needs: Sequence[str] = (),
    only: Sequence[str] = (),
) -> CoverFacts:
    """Return the facts of a series; ``command`` and ``tested`` are shown as they are, ``needs`` are the ids of patches
    that it stands on, ``only`` the filesystems that it was narrowed to.
    """
    made = {key for patch in patches for key in patch.tables}
    changing = [t for t in plan.tables if t.edits and t.table.key in made]
    # Several changes of one table are one table that changes.
    changed = list({(t.table.path, t.table.open, t.table.name): t for t in reversed(changing)}.values())[::-1]
    entries, fields = added_words(plan)
    counts = plan.summary()
    waiting = [each.table for each in plan.left_out]
    return CoverFacts(
        title=plan.patch.title.strip().removesuffix("."),
        description=plan.patch.description,
        struct=plan.patch.struct,
        noun=operations_noun(plan.patch.struct, [t.directory for t in changed]),
        entries=entries,
        fields=fields,
        total=len({(t.table.path, t.table.open, t.table.name) for t in plan.tables}),
        steps=tuple(_steps(patches)),
        needs=bool(needs),
        changes=tuple(change_text(change) for change in plan.patch.changes),
        held_back=tuple(held_back(plan, patches, needs)),
        summary=tuple(Count(str(v), counts[v], means) for v, means in MEANINGS.items() if counts.get(v)),
        covered=_counts(t.filesystem for t in changed if t.group == t.filesystem and t.verdict is not Verdict.OPT_OUT),
        inherited=tuple(sharing(t) for t in changed if t.group != t.filesystem),
        absent=tuple(map(shown, plan.absent)),
        left=(*_listed(plan), *_open(plan)),
        copied=copy_texts_of(plan, [c for c in plan.copies if c.edits and f"{c.path}:{c.name}" in made]),
        shared=_unchanged(t for t in plan.tables if t.verdict in (Verdict.SHARED, Verdict.COPY)),
        left_out=tuple(_left_out(plan)),
        refused=tuple(
            Refused(shown(c.copy.filesystem), shown(c.copy.table), shown(c.reason))
            for c in plan.copies
            if c.state is CopyState.REFUSED
        ),
        odd=tuple(_odd(plan)),
        opted_out=tuple(shown(t.table.key) for t in changed if t.verdict is Verdict.OPT_OUT),
        omitted=tuple(_omitted(plan, made)),
        only=tuple(map(shown, only)),
        waiting=_unchanged(t for t in plan.tables if t.verdict is Verdict.UNDECIDED and t.table in waiting),
        unparsed=len(plan.coverage.unparsed),
        unparsed_files=tuple(dict.fromkeys(shown(region.path) for region in plan.coverage.unparsed)),
        lacks=plan.lacks,
        version=__version__,
        rule=plan.patch.name,
        sha256=plan.patch.sha256,
        tree=shown(plan.tree),
        commit=plan.commit,
        command=shown(command),
        tested=tested,
        changed=len(changed),
        patches=len(patches),
        files=len({change.path for patch in patches for change in patch.changes}),
    )


def held_back(plan: Plan, patches: Sequence[PatchDraft], needs: Sequence[str]) -> list[str]:
    """Say of changes that stand behind the slot for the core change why they are left out while it is empty."""
    slot = plan.patch.core
    if slot is None or needs or any(patch.phase is Phase.CORE for patch in patches):
        return []
    found = []
    for step, change in enumerate(plan.patch.changes):
        count = sum(bool(t.edits) for t in plan.tables if t.step == step)
        if change.needs_core and count:
            text = change_text(change)
            what = text.entry or text.old or "const"
            tables = f"{count} table{'s' * (count != 1)}"
            found.append(f"{text.kind} {what} ({tables}) waits for the core change: {slot.because.rstrip('.')}")
    return found


def cover_texts(templates: Templates, facts: CoverFacts) -> tuple[str, str]:
    """Return the cover letter's subject and body."""
    values = {name: getattr(facts, name) for name in CoverFacts.__slots__}
    subject = " ".join(templates.render("cover_subject.txt.j2", values).split())
    return subject, templates.render("cover.txt.j2", values)


_STEPS = {
    Phase.CORE: "what the rest stands on",
    Phase.DECLARE: "the declaration and its documentation",
    Phase.SHARED: "tables that several filesystems share",
    Phase.FILESYSTEMS: "the filesystems",
    Phase.COPIES: "private copies of shared tables",
    Phase.OWN: "made by hand",
}


def _steps(patches: Sequence[PatchDraft]) -> Iterable[Step]:
    for phase, group in groupby(enumerate(patches, 1), key=lambda pair: pair[1].phase):
        numbers = [number for number, _ in group]
        yield Step(numbers[0], numbers[-1], _STEPS[phase])


def _left_out(plan: Plan) -> Iterable[UsedShared]:
    found = [
        UsedShared(shown(e.filesystem), shown(e.table.name), tuple(shown(place.place) for place in e.places))
        for e in sorted(plan.left_out, key=lambda e: (e.table.name, e.table.path, e.filesystem))
    ]
    # Two definitions of one name, for different configurations, have the same users.
    return dict.fromkeys(found)


_PSEUDO = {f"use:{kind}" for kind in KINDS} - {"use:inode", "use:file", "use:vma"}


def _odd(plan: Plan) -> Iterable[Odd]:
    """Yield the undecided tables of the allowed filesystems themselves."""
    allowed = {e.subject.name for e in plan.patch.lists if e.standing is Standing.ALLOW}
    for planned in plan.tables:
        if planned.verdict is Verdict.UNDECIDED and planned.filesystem in allowed:
            table = planned.table
            pseudo = any(evidence.kind in _PSEUDO for evidence in planned.evidence)
            reason = shown(planned.reason)
            yield Odd(shown(planned.filesystem), shown(table.name), shown(table.path), table.line, reason, pseudo)


def _omitted(plan: Plan, made: set[str]) -> Iterable[Omitted]:
    """Yield what the plan changes and no patch of the series does."""
    left = [t for t in plan.tables if t.edits and t.table.key not in made]
    shared = sum(t.group != t.filesystem for t in left)
    copies = sum(bool(c.edits) and f"{c.path}:{c.name}" not in made for c in plan.copies)
    found = (("shared tables", shared), ("tables of filesystems", len(left) - shared), ("private copies", copies))
    yield from (Omitted(what, number) for what, number in found if number)


def _unchanged(tables: Iterable[PlannedTable]) -> tuple[Unchanged, ...]:
    return tuple(Unchanged(shown(t.table.name), shown(t.table.path), t.reason) for t in tables)


def _counts(names: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(shown(name), number) for name, number in sorted(Counter(names).items()))


def _listed(plan: Plan) -> Iterable[Left]:
    for verdict, title in _LISTED.items():
        found = Counter((t.filesystem, _because(plan, t)) for t in plan.tables if t.verdict is verdict)
        counts = [Count(shown(name), number, because) for (name, because), number in sorted(found.items())]
        if counts:
            plain = tuple(c for c in counts if not c.reason)
            yield Left(title, plain, tuple(c for c in counts if c.reason))


def _open(plan: Plan) -> Iterable[Left]:
    for verdict, title in _OPEN.items():
        tables = [t for t in plan.tables if t.verdict is verdict]
        if tables:
            inside = [t.filesystem for t in tables if t.table.path.startswith("fs/")]
            outside = [t.table.path.split("/")[0] for t in tables if not t.table.path.startswith("fs/")]
            yield Left(title, _counts(inside), outside=_counts(outside))


def _because(plan: Plan, planned: PlannedTable) -> str:
    """Return what the author of the list says, which the plan's reason repeats among words of its own."""
    said = (
        entry.because
        for entry in plan.patch.lists
        if entry.standing.value == planned.verdict.value and entry.because in planned.reason
    )
    return max(said, key=len, default="")
