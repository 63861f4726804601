"""A series too long to be read at once as several that stand alone.

No file is changed in two batches, so that each applies to the base by itself, in any order. The patch that declares the
members, and patches of the user's in front of the series, are in the first batch; the others name them by their patch
ids, as git does for patches that a series stands on. What the semantic patch does behind the slot for the core change
is in the last batch with the core patches, which name every patch that has to be there before them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.plan.model import Plan
from ckptgen.series.commits import write_series
from ckptgen.series.drafts import SeriesOptions, core_slot, draft_parts, planned_parts
from ckptgen.series.grouping import Batch, GroupPlace
from ckptgen.series.model import PatchDraft, Phase, SeriesDraft, WrittenSeries
from ckptgen.series.patchids import patch_ids
from ckptgen.series.phases import Part, check_order
from ckptgen.series.stages import Contents

CUSTOMARY = 15
"""Documentation/process/submitting-patches.rst: "only post say 15 or so at a time"."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one batch holds: the zero-based places of its patches in the whole series, and whether the user's own."""

    parts: tuple[int, ...]
    core: bool


@dataclass(frozen=True, slots=True)
class Written:
    """One batch as it was drafted with its ``options``, and as git wrote it."""

    options: SeriesOptions
    draft: SeriesDraft
    written: WrittenSeries


def write_batches(
    plan: Plan,
    contents: Contents,
    options: SeriesOptions,
    size: int | None,
    finished: Callable[[SeriesDraft], SeriesDraft] = lambda draft: draft,
) -> Iterator[Written]:
    """Yield the series in batches of at most ``size`` patches, a single one where it is not longer or no size is given.

    Patches that change a file in common stay together, and may exceed the size. ``finished`` may add to the texts of a
    draft. Raises what ``draft_series`` does; yields nothing where the plan edits nothing.
    """
    parts = planned_parts(plan, options)
    if not parts:
        return
    if not options.prerequisites:
        check_order(plan, parts, options.phases, len(options.core))
    slot = core_slot(plan, parts)
    needing = [at for at, part in enumerate(parts) if plan.patch.changes[part.step].needs_core]
    shares = share_out(parts, options.core, slot, needing, size or len(parts) + len(options.core))
    if len(shares) == 1:
        yield _written(plan, parts, contents, options, finished)
        return
    places = tuple(
        GroupPlace(str(parts[at].phase), parts[at].group, parts[at].step, number, parts[at].keys)
        for number, share in enumerate(shares, 1)
        for at in share.parts
    )
    named: list[tuple[int | None, str]] = []
    for number, share in enumerate(shares, 1):
        own = replace(
            options,
            core=options.core if share.core else (),
            prerequisites=(*options.prerequisites, *_needed(share, parts, slot, named)),
            batch=Batch(number, len(shares), places),
        )
        found = _written(plan, [parts[at] for at in share.parts], contents, own, finished)
        named += _named(share, found)
        yield found


def _written(
    plan: Plan,
    parts: Sequence[Part],
    contents: Contents,
    options: SeriesOptions,
    finished: Callable[[SeriesDraft], SeriesDraft],
) -> Written:
    draft = finished(draft_parts(plan, parts, contents, options))
    return Written(options, draft, write_series(draft))


def _named(share: Share, batch: Written) -> Iterator[tuple[int | None, str]]:
    """Yield the id of each patch of a batch, with its place in the whole series; None for one of the user's."""
    own = iter(share.parts)
    names = patch_ids([content for _, content in batch.written.files[1:]])
    for patch, name in zip(batch.draft.patches, names, strict=True):
        yield None if patch.phase is Phase.CORE else next(own), name


def _needed(share: Share, parts: Sequence[Part], slot: int, named: Iterable[tuple[int | None, str]]) -> tuple[str, ...]:
    """Return the ids of the patches of earlier batches that a batch needs to build: those of the user's in front of the
    series and what declares the members; for the batch with the user's behind a slot, all that stand before it.
    """
    return tuple(
        name
        for at, name in named
        if (slot == 0 if at is None else parts[at].phase is Phase.DECLARE or (share.core and at < slot))
    )


def share_out(
    parts: Sequence[Part], supplied: Sequence[PatchDraft], slot: int, needing: Iterable[int], size: int
) -> list[Share]:
    """Return the batches in their order, each in the order of the series.

    ``slot`` is how many patches stand before those that the user ``supplied``, ``needing`` are the places of those that
    need them. No batch has more than ``size`` patches, unless they change files in common.
    """
    core = len(parts)  # The user's own patches count as one thing, behind the others.
    joined = _Joined(core + 1)
    paths = [part.paths for part in parts]
    paths.append(frozenset(change.path for patch in supplied for change in patch.changes))
    holder: dict[str, int] = {}
    for at, touched in enumerate(paths):
        for path in touched:
            joined.join(at, holder.setdefault(path, at))
    first = [at for at, part in enumerate(parts) if part.phase is Phase.DECLARE]
    last = [core, *needing] if supplied else []
    if slot == 0:
        first, last = [*first, *last], []
    for pinned in (first, last):
        for at in pinned[1:]:
            joined.join(pinned[0], at)
    groups = joined.groups(core + bool(supplied))
    if first and last and joined.of(first[0]) == joined.of(last[0]):
        # What must come first and what must come last hang together.
        groups = [[at for group in groups for at in group]]
    front, back = (joined.of(pinned[0]) if pinned else None for pinned in (first, last))
    groups.sort(key=lambda group: (joined.of(group[0]) != front, joined.of(group[0]) == back, group[0]))
    shares = _packed(groups, lambda at: len(supplied) if at == core else 1, size)
    return [Share(tuple(sorted(at for at in share if at != core)), core in share) for share in shares]


def _packed(groups: Iterable[list[int]], weight: Callable[[int], int], size: int) -> list[list[int]]:
    """Fill one batch after the other with groups, in their order."""
    shares: list[list[int]] = []
    room = 0
    for group in groups:
        needed = sum(map(weight, group))
        if shares and needed <= room:
            shares[-1] += group
        else:
            shares.append(list(group))
            room = size
        room -= needed
    return shares


class _Joined:
    """Which of the first numbers belong together."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def of(self, at: int) -> int:
        """Return the number that stands for all that ``at`` belongs together with, the least of them."""
        while self._parent[at] != at:
            at = self._parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._parent[high] = low

    def groups(self, count: int) -> list[list[int]]:
        """Return what belongs together among the first ``count``, each in its order, by the least number."""
        found: dict[int, list[int]] = {}
        for at in range(count):
            found.setdefault(self.of(at), []).append(at)
        return list(found.values())
