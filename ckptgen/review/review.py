"""Holding a series, whoever made it, against a semantic patch and a tree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Coverage
from ckptgen.plan.survey import survey_tree
from ckptgen.review.case import Case
from ckptgen.review.checks.aligning import check_aligning
from ckptgen.review.checks.applying import check_applying
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
from ckptgen.sempatch.model import Guard, SemanticPatch, addition
from ckptgen.tree.model import Tree

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_applying,
    check_declaring,
    check_qualifying,
    check_guarding,
    check_placing,
    check_missing,
    check_copies,
    check_tangling,
    check_aligning,
)


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: ``findings`` by severity and place, ``accepted`` are those that a decision makes no fault.

    ``gains`` are the entries that the series gives to tables of the semantic patch's struct; ``placements`` and
    ``conditional`` count where they stand, and how many of all new entries stand under a condition.
    """

    series: Series
    tree: str
    commit: str | None
    patch: SemanticPatch
    only: tuple[str, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    gains: tuple[Gain, ...]
    placements: tuple[tuple[str, int], ...]
    conditional: tuple[int, int]
    steps: tuple[Step, ...]
    coverage: Coverage

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
    Raises what reading the tree raises, CkptgenError where the semantic patch adds nothing,
    UnknownFilesystemError for a name that nothing in the tree goes by.
    """
    narrowed = tuple(only) or (series.manifest.options.only if series.manifest else ())
    replay = replay_series(series, tree)
    survey = survey_tree(replay.ground, patch)
    change = addition(patch)
    if change is None:
        what = f"{patch.path} adds no entry, and a review holds a series against what is added"
        raise CkptgenError(what, "name a semantic patch that adds one: -p NAME|FILE")
    gains = collect_gains(replay, patch.struct, change.field, survey.collection.holders)
    case = Case(series, replay, gains, survey, make_plan(survey, narrowed), change)
    conditions = guarded(case)
    if not guard and patch.option and conditions[True] and not conditions[False]:
        survey = replace(survey, patch=replace(patch, guard=Guard.IFDEF))
        case = Case(series, replay, gains, survey, make_plan(survey, narrowed), change)
    found = [finding for check in CHECKS for finding in check(case)]
    found = [finding for finding in found if _wanted(finding, narrowed)]
    return Review(
        series=series,
        tree=tree.label,
        commit=tree.commit,
        patch=case.patch,
        only=narrowed,
        findings=tuple(sorted((f for f in found if not f.accepted), key=_order)),
        accepted=tuple(sorted((f for f in found if f.accepted), key=_order)),
        gains=case.added,
        placements=tuple(placements(case).items()),
        conditional=(len(conditions[True]), len(conditions[True]) + len(conditions[False])),
        steps=replay.steps,
        coverage=case.plan.coverage,
    )


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
