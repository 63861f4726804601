"""Which change of a semantic patch is which of an earlier version of it: changes may have come between, or gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ckptgen.plan.model import CHANGED, Verdict
from ckptgen.review.alignment import generated_series
from ckptgen.review.model import Patch, Series
from ckptgen.review.tables import entry_changes
from ckptgen.sempatch.model import Change, SemanticPatch
from ckptgen.series.messages import change_text
from ckptgen.series.model import Phase
from ckptgen.series.origin import Origin


@dataclass(frozen=True, slots=True)
class _Done:
    """What a change has done: its verdicts on tables that change, and the fields of entries that its patches show."""

    kinds: frozenset[str]
    fields: frozenset[str]

    def is_by(self, change: Change) -> bool:
        """Tell whether the change does such things, be it with another value."""
        same_field = not change.field or not self.fields or change.field in self.fields
        return self.kinds == {change_text(change).kind} and same_field


def renumbered(origin: Origin, old: Series, patch: SemanticPatch) -> tuple[Origin, Series]:
    """Return an old version with its changes counted as the semantic patch has them now: known by what they do to which
    entry. One that is not in it any more gets a number behind the last.
    """
    steps = _steps(origin, patch)
    tables = tuple(replace(table, step=steps[table.step]) for table in origin.tables)
    generated = tuple(replace(each, step=steps[each.step]) for each in origin.patches)
    patches = tuple(_counted(each, steps) for each in old.patches)
    return replace(origin, tables=tables, patches=generated), replace(old, patches=patches)


def _counted(patch: Patch, steps: Mapping[int, int]) -> Patch:
    entry = patch.entry
    if entry is None or entry.phase in (Phase.CORE, Phase.OWN):
        return patch
    return replace(patch, entry=replace(entry, step=steps.get(entry.step, entry.step)))


def _steps(origin: Origin, patch: SemanticPatch) -> Mapping[int, int]:
    """Return the zero-based place that each change of the old version has now."""
    known = {table.step for table in origin.tables} | {each.step for each in origin.patches}
    done = {step: found for step in sorted(known) if (found := _done(origin, step)).kinds}
    places = {
        step: frozenset(place for place, change in enumerate(patch.changes) if found.is_by(change))
        for step, found in done.items()
    }
    steps = {step: step for step, fits in places.items() if step in fits}
    for step, fits in places.items():
        left = fits.difference(steps.values())
        if step not in steps:
            steps[step] = min(left) if len(left) == 1 else len(patch.changes) + step
    # What has changed nothing stays where it is, unless another one has come there.
    for step in known - steps.keys():
        steps[step] = _free(step, steps.values(), len(patch.changes))
    return steps


def _free(step: int, taken: Iterable[int], count: int) -> int:
    return count + step if step in taken else step


def _done(origin: Origin, step: int) -> _Done:
    verdicts = {table.verdict for table in origin.tables if table.step == step and not table.copy_of}
    kinds = {str(Verdict.ADD) if verdict == Verdict.OPT_OUT else verdict for verdict in verdicts}
    patches = [each for each in generated_series(origin).patches if each.entry and each.entry.step == step]
    fields = {change.field for each in patches for change in entry_changes(each)}
    return _Done(frozenset(kinds.intersection(CHANGED)), frozenset(fields))
