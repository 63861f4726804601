"""What the cover letter says: the whole plan in the terms that a reviewer asks for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ckptgen import __version__
from ckptgen.plan.model import Plan, PlannedTable, Verdict
from ckptgen.series.messages import Sharing, change_words, sharing
from ckptgen.series.model import PatchDraft
from ckptgen.series.templates import Templates
from ckptgen.series.wording import operations_noun, shown

MEANINGS = {
    Verdict.ADD: "gain the entry",
    Verdict.PRESENT: "have it already",
    Verdict.DIFFERS: "have another value",
    Verdict.OPT_OUT: "have or gain an explicit NULL",
    Verdict.SHARED: "are shared and must stay as they are",
    Verdict.DENY: "are not to be changed",
    Verdict.ELSEWHERE: "are handled elsewhere",
    Verdict.TODO: "are left for later",
    Verdict.UNDECIDED: "need a person's decision",
    Verdict.UNSUPPORTED: "cannot be edited safely",
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
class CoverFacts:
    """What ``cover_subject.txt.j2`` and ``cover.txt.j2`` are given, each under its own name.

    Counts are numbers of tables where nothing else is said; ``summary`` names each verdict that occurs with
    its meaning.
    """

    title: str
    description: str
    struct: str
    noun: str
    entries: str
    fields: str
    total: int
    summary: tuple[Count, ...]
    covered: tuple[Count, ...]
    inherited: tuple[Sharing, ...]
    absent: tuple[str, ...]
    left: tuple[Left, ...]
    shared: tuple[Unchanged, ...]
    waiting: tuple[Unchanged, ...]
    unparsed: int
    lacks: tuple[str, ...]
    version: str
    rule: str
    sha256: str
    tree: str
    commit: str | None
    command: str
    changed: int
    patches: int
    files: int


def cover_facts(plan: Plan, patches: Sequence[PatchDraft], command: str) -> CoverFacts:
    """Return the facts of a series; ``command`` is shown as it is."""
    changed = [t for t in plan.tables if t.edits]
    entries, fields = change_words(plan)
    counts = plan.summary()
    return CoverFacts(
        title=plan.patch.title.strip().removesuffix("."),
        description=plan.patch.description,
        struct=plan.patch.struct,
        noun=operations_noun(plan.patch.struct, [t.directory for t in changed]),
        entries=entries,
        fields=fields,
        total=len(plan.tables),
        summary=tuple(Count(str(v), counts[v], means) for v, means in MEANINGS.items() if counts[v]),
        covered=_counts(t.filesystem for t in changed if t.group == t.filesystem),
        inherited=tuple(sharing(t) for t in changed if t.group != t.filesystem),
        absent=tuple(map(shown, plan.absent)),
        left=(*_listed(plan), *_open(plan)),
        shared=_unchanged(t for t in plan.tables if t.verdict is Verdict.SHARED),
        waiting=_unchanged(t for t in plan.tables if t.verdict is Verdict.UNDECIDED and _has_covered_user(plan, t)),
        unparsed=len(plan.coverage.unparsed),
        lacks=plan.lacks,
        version=__version__,
        rule=plan.patch.name,
        sha256=plan.patch.sha256,
        tree=shown(plan.tree),
        commit=plan.commit,
        command=shown(command),
        changed=len(changed),
        patches=len(patches),
        files=len({change.path for patch in patches for change in patch.changes}),
    )


def cover_texts(templates: Templates, facts: CoverFacts) -> tuple[str, str]:
    """Return the cover letter's subject and body."""
    values = {name: getattr(facts, name) for name in CoverFacts.__slots__}
    subject = " ".join(templates.render("cover_subject.txt.j2", values).split())
    return subject, templates.render("cover.txt.j2", values)


def _unchanged(tables: Iterable[PlannedTable]) -> tuple[Unchanged, ...]:
    return tuple(Unchanged(shown(t.table.name), shown(t.table.path), t.reason) for t in tables)


def _has_covered_user(plan: Plan, planned: PlannedTable) -> bool:
    """Tell whether a filesystem that the series covers shares the table."""
    covered = {t.filesystem for t in plan.tables if t.edits}
    return bool(covered & (set(planned.users) - {planned.filesystem}))


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
