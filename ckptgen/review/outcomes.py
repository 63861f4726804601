"""What a rebase has made of a series: values for the reports and the changelog."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from ckptgen.plan.model import Plan
from ckptgen.review.alignment import Key, Old
from ckptgen.review.carrying import Conflict
from ckptgen.review.comparing import Mark
from ckptgen.review.fates import Fate, Fates, TableFate
from ckptgen.review.matching import changed_tables
from ckptgen.series.model import Phase, SeriesDraft
from ckptgen.series.origin import Origin
from ckptgen.series.trailers import Trailer


@dataclass(frozen=True, slots=True)
class PatchOutcome:
    """What has become of one patch.

    ``new`` is its name in the new version and ``old`` in the old one, empty for none; ``label`` is what the changelog
    calls it. ``mark`` compares the two.
    ``worded`` names the parts of the message that are a person's (``subject``, ``message``, ``trailers``, ``author``),
    ``clash`` tells that the generated message has changed in the same lines. ``carried`` are the paths with a person's
    change, ``conflicts`` those where it could not be carried over. ``dropped`` are the collected trailers that went.
    ``differences`` says in words what the change does otherwise than before, ``reason`` why the patch is gone where no
    table tells. ``cut`` is a line of a person's that git takes for the end of the message.
    """

    key: Key
    old: str
    new: str
    subject: str
    mark: Mark
    label: str
    worded: tuple[str, ...] = ()
    clash: bool = False
    carried: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    kept: tuple[Trailer, ...] = ()
    dropped: tuple[Trailer, ...] = ()
    fates: tuple[TableFate, ...] = ()
    differences: tuple[str, ...] = ()
    reason: str = ""
    cut: str = ""

    @property
    def unfinished(self) -> bool:
        """Whether something of a person's could not be carried over, or waits for a look."""
        return bool(self.conflicts or self.clash or self.cut)


@dataclass(frozen=True, slots=True)
class Rebase:
    """The new version, and how it came about.

    ``draft`` is None where nothing is left to change. ``origin`` is what a later rebase starts from. ``outcomes`` are
    in the order of the new version, gone patches behind. ``left_out`` are subjects of generated patches that a person
    has taken out of the series; ``clash`` tells that the cover letter has changed where a person has changed it.
    ``beside`` are files of the old version that are kept because something of them could not be carried over.
    ``waiting`` says of changes that are left out while the slot for the core change is empty why they are.
    """

    draft: SeriesDraft | None
    origin: Origin | None
    outcomes: tuple[PatchOutcome, ...]
    fates: Fates
    left_out: tuple[str, ...]
    clash: bool
    beside: tuple[tuple[str, bytes], ...]
    waiting: tuple[str, ...] = ()

    @property
    def unfinished(self) -> bool:
        """Whether something of a person's could not be carried over, or waits for a look."""
        return self.clash or any(outcome.unfinished for outcome in self.outcomes)

    @property
    def elsewhere(self) -> tuple[TableFate, ...]:
        """What became of tables that no patch of either version has."""
        told = {fate for outcome in self.outcomes for fate in outcome.fates}
        return tuple(fate for fate in self.fates.tables if fate not in told and fate.fate is not Fate.STAYS)


def label_of(plan: Plan, key: Key, old: Old | None, subject: str) -> str:
    """Return what the changelog calls a patch: its group, or the subject of one that is for no group or for several, or
    that may not be the only one for its group.
    """
    if key.phase == Phase.DECLARE and not (old and old.more):
        return "the declaration"
    several = len(plan.patch.changes) > 1 or bool(old and old.more)
    return subject if several or key.phase in (Phase.OWN, Phase.CORE) else key.group


def fates_of(old: Old, tables: Iterable[str], fates: Fates) -> tuple[TableFate, ...]:
    """Return the fates of the tables that a patch changes (``tables``, as ``PATH:NAME``) or has changed, by its own
    changes, and for a filesystem's own patch those of its other tables.
    """
    # By what they change, patches of people's are about no table.
    had = (old.was, old.mine if old.was and old.mine and old.mine.entry else None)
    known = {*tables, *(f"{path}:{name}" for patch in had if patch for path, name in changed_tables(patch))}
    return tuple(fate for fate in fates.tables if _is_of(fate, known, old.keys))


def _is_of(fate: TableFate, known: Container[str], keys: Sequence[Key]) -> bool:
    phase = str(Phase.COPIES if fate.copy else Phase.FILESYSTEMS)
    named = any(key.step == fate.step for key in keys) and (f"{fate.path}:{fate.name}" in known or fate.was in known)
    return named or (not fate.changes and Key(phase, fate.filesystem, fate.step) in keys)
