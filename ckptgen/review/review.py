"""Holding a series, whoever made it, against a semantic patch and a tree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Coverage
from ckptgen.plan.survey import survey_tree
from ckptgen.review.case import Case, Held
from ckptgen.review.checks.aligning import check_aligning
from ckptgen.review.checks.applying import check_applying
from ckptgen.review.checks.changing import Changes
from ckptgen.review.checks.declaring import check_declaring
from ckptgen.review.checks.guarding import check_guarding, guarded
from ckptgen.review.checks.missing import check_copies, check_missing
from ckptgen.review.checks.placing import check_placing, placements
from ckptgen.review.checks.qualifying import check_qualifying
from ckptgen.review.checks.tangling import check_tangling
from ckptgen.review.findings import Finding, Rule, Severity
from ckptgen.review.gains import Gain, collect_gains
from ckptgen.review.model import Series
from ckptgen.review.replay import Step, replay_series
from ckptgen.sempatch.model import Add, Guard, SemanticPatch, lone_addition
from ckptgen.tree.model import Tree

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_declaring,
    check_qualifying,
    check_guarding,
    check_placing,
    check_missing,
    check_copies,
    check_tangling,
    check_aligning,
)
"""What is asked of a series that adds one entry."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: ``findings`` by severity and place, ``accepted`` are those that a decision makes no fault.

    ``changed`` is how many tables change as planned. Where the semantic patch only adds an entry, ``gains`` are those
    that the series gives to tables of its struct; ``placements`` and ``conditional`` count where they stand, and how
    many of all new entries stand under a condition.
    """

    series: Series
    tree: str
    commit: str | None
    patch: SemanticPatch
    only: tuple[str, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    changed: int
    gains: tuple[Gain, ...]
    placements: tuple[tuple[str, int], ...]
    conditional: tuple[int, int]
    steps: tuple[Step, ...]
    coverage: Coverage

    @property
    def lone_addition(self) -> Add | None:
        """What the semantic patch adds, None where it does anything else."""
        return lone_addition(self.patch)

    @property
    def unapplied(self) -> bool:
        """Whether a patch did not apply to the tree."""
        return any(finding.rule is Rule.DOES_NOT_APPLY for finding in self.findings)


def review_series(
    series: Series, tree: Tree, patch: SemanticPatch, *, guard: bool = False, only: Sequence[str] = ()
) -> Review:
    """Return what a careful reviewer would say of the series.

    ``guard`` tells that the semantic patch's guard is what was asked for; else a series under ``#ifdef`` throughout is
    held against that. ``only`` names the filesystems to look at, those of the series' manifest where it is empty.
    Raises what reading the tree raises, and UnknownFilesystemError for a name that nothing in the tree goes by.
    """
    narrowed = tuple(only) or (series.manifest.options.only if series.manifest else ())
    replay = replay_series(series, tree)
    survey = survey_tree(replay.ground, patch)
    held = Held(series, replay, survey, make_plan(survey, narrowed), narrowed)
    found = list(check_applying(held))
    case = _case(held, guard)
    if case is not None:
        held, changed = case, len(case.added)
        found += [finding for check in CHECKS for finding in check(case)]
    else:
        changes = Changes(held)
        found += changes.findings()
        changed = changes.done
    found = [finding for finding in found if _wanted(finding, narrowed)]
    conditions = guarded(case) if case else {True: [], False: []}
    return Review(
        series=series,
        tree=tree.label,
        commit=tree.commit,
        patch=held.patch,
        only=narrowed,
        findings=tuple(sorted((f for f in found if not f.accepted), key=_order)),
        accepted=tuple(sorted((f for f in found if f.accepted), key=_order)),
        changed=changed,
        gains=case.added if case else (),
        placements=tuple(placements(case).items()) if case else (),
        conditional=(len(conditions[True]), len(conditions[True]) + len(conditions[False])),
        steps=replay.steps,
        coverage=held.plan.coverage,
    )


def _case(held: Held, guard: bool) -> Case | None:
    """Return what the checks of a lone addition look at, None where the semantic patch does something else."""
    patch = held.patch
    change = lone_addition(patch)
    if change is None:
        return None
    survey = held.survey
    gains = collect_gains(held.replay, patch.struct, change.field, survey.collection.holders)
    case = Case(held.series, held.replay, survey, held.plan, held.only, gains, change)
    conditions = guarded(case)
    if not guard and patch.option and conditions[True] and not conditions[False]:
        survey = replace(survey, patch=replace(patch, guard=Guard.IFDEF))
        case = replace(case, survey=survey, plan=make_plan(survey, held.only))
    return case


def _wanted(finding: Finding, only: Sequence[str]) -> bool:
    """Tell whether a finding concerns one of the filesystems, or all."""
    if not only or not finding.filesystem or finding.filesystem in only:
        return True
    # A shared table is its users' business, too.
    return finding.rule in (Rule.MISSING_TABLE, Rule.SHARED_TABLE)


def _order(finding: Finding) -> tuple[int, int, str, int, str, str]:
    severities, rules = list(Severity), list(Rule)
    return (
        severities.index(finding.severity),
        rules.index(finding.rule),
        finding.path,
        finding.line,
        finding.patch,
        finding.message,
    )
