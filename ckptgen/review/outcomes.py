"""What a rebase has made of a series: values for the reports and the changelog."""

from dataclasses import dataclass

from ckptgen.review.alignment import Key
from ckptgen.review.carrying import Conflict
from ckptgen.review.comparing import Mark
from ckptgen.review.fates import Fate, Fates, TableFate
from ckptgen.series.model import SeriesDraft
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
    """

    draft: SeriesDraft | None
    origin: Origin | None
    outcomes: tuple[PatchOutcome, ...]
    fates: Fates
    left_out: tuple[str, ...]
    clash: bool
    beside: tuple[tuple[str, bytes], ...]

    @property
    def unfinished(self) -> bool:
        """Whether something of a person's could not be carried over, or waits for a look."""
        return self.clash or any(outcome.unfinished for outcome in self.outcomes)

    @property
    def elsewhere(self) -> tuple[TableFate, ...]:
        """What became of tables that no patch of either version has."""
        told = {fate for outcome in self.outcomes for fate in outcome.fates}
        return tuple(fate for fate in self.fates.tables if fate not in told and fate.fate is not Fate.STAYS)
