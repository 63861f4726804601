"""From a plan to a draft: which tables go into which patch, and what each patch makes of its files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Plan
from ckptgen.series.cover import cover_facts, cover_texts, held_back
from ckptgen.series.grouping import BY_FILESYSTEM, Batch, By, Grouping, group_parts, lump_parts, stale_lumps
from ckptgen.series.messages import patch_facts, patch_texts
from ckptgen.series.model import Identity, PatchDraft, Phase, SeriesDraft
from ckptgen.series.phases import GENERATED, Part, check_order, series_parts
from ckptgen.series.preparations import copy_facts, copy_texts, declare_facts, declare_texts
from ckptgen.series.stages import Contents, Stages
from ckptgen.series.templates import Templates
from ckptgen.series.wording import shown, sign_off

if TYPE_CHECKING:
    from ckptgen.series.maintainers import Maintainers


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """How a series is to be written.

    ``date`` is git's raw form. ``git_dir`` and ``base`` are both None for a plain directory. ``phases`` are those to
    write, in this order; ``core`` the patches in front of them, on which the plan was made. ``command`` is the command
    line that the cover letter shows, without paths of the machine, and ``tested`` what it says of tests; ``cc`` tells
    how the recipients are written, ``only`` names the filesystems that the plan was narrowed to. ``templates`` is a
    folder with templates of the user's own. ``maintainers`` are the tree's, which the grouping by them asks; ``batch``
    says which part of several series to write, None for all of it. ``core_there`` tells that the tree has the core
    change, so that nothing need stand in its slot.
    """

    identity: Identity
    date: str
    signoff: bool = False
    group_by: Grouping = BY_FILESYSTEM
    phases: tuple[Phase, ...] = GENERATED
    core: tuple[PatchDraft, ...] = ()
    prerequisites: tuple[str, ...] = ()
    reroll: int = 1
    subject_prefix: str = "PATCH"
    git_dir: str | None = None
    base: str | None = None
    command: str = ""
    tested: str = ""
    cc: Literal["", "trailers", "file"] = ""
    only: tuple[str, ...] = ()
    templates: Path | None = None
    maintainers: "Maintainers | None" = None
    batch: Batch | None = None
    core_there: bool = False


def draft_series(plan: Plan, contents: Contents, options: SeriesOptions) -> SeriesDraft | None:
    """Return the series that makes the plan's edits, or None where the plan edits nothing.

    Raises OrderError where a patch would not build where it stands, CkptgenError where no series of this plan would.
    """
    parts = planned_parts(plan, options)
    return draft_parts(plan, parts, contents, options) if parts else None


def planned_parts(plan: Plan, options: SeriesOptions) -> list[Part]:
    """Return the patches to make, in order, none where the plan edits nothing; raises CkptgenError where no series of
    this plan would build.

    A change that needs the core change is left out while nothing stands in its slot.
    """
    if plan.problem:
        raise CkptgenError(plan.problem)
    parts = lump_parts(_grouped(plan, options), plan.patch.lumps)
    held = held_steps(plan, options)
    parts = [part for part in parts if part.step not in held]
    if options.only and all(part.phase is Phase.DECLARE for part in parts):
        # What was asked for changes nothing: then nothing needs the declaration either.
        return []
    return options.batch.of(parts) if options.batch else parts


def held_steps(plan: Plan, options: SeriesOptions) -> frozenset[int]:
    """Return the zero-based places of the changes that are left out while nothing stands in the slot for the core
    change that they need.
    """
    needing = frozenset(step for step, change in enumerate(plan.patch.changes) if change.needs_core)
    # The user's patches may stand in another one of several series.
    batch = options.batch
    elsewhere = batch is not None and any(p.step in needing and p.batch != batch.number for p in batch.places)
    filled = options.core or options.prerequisites or options.core_there or elsewhere
    return frozenset() if filled else needing


def unfiled(plan: Plan, options: SeriesOptions) -> tuple[str, ...]:
    """Return the lines of the semantic patch that lump groups which the series does not have, as text to show."""
    if options.only or options.group_by.by is By.NONE:
        # A narrowed series need not have them all, and one that is not split has none.
        return ()
    return tuple(map(shown, stale_lumps(_grouped(plan, options), plan.patch.lumps)))


def _grouped(plan: Plan, options: SeriesOptions) -> list[Part]:
    return group_parts(series_parts(plan, options.phases), options.group_by, options.maintainers)


def draft_parts(plan: Plan, parts: Sequence[Part], contents: Contents, options: SeriesOptions) -> SeriesDraft:
    """Return the series of these patches, in this order; raises OrderError where one would not build where it
    stands.
    """
    if not options.prerequisites:
        # Patches that the series only names may declare what it lacks.
        check_order(plan, parts, options.phases, len(options.core))
    templates = Templates(options.templates)
    stages = Stages(contents)
    patches: list[PatchDraft] = []
    slot = core_slot(plan, parts)
    for number, part in enumerate(parts):
        if number == slot:
            patches += options.core
        subject, body = _texts(plan, part, options, templates)
        if options.signoff:
            body = sign_off(body, str(options.identity))
        patches.append(_drafted(part, subject, body, stages))
    if slot == len(parts):
        patches += options.core
    refuse_tangle(patches)
    cover_subject, cover_body = cover_of(plan, patches, options)
    return SeriesDraft(
        git_dir=options.git_dir,
        base=options.base,
        identity=options.identity,
        date=options.date,
        reroll=options.reroll,
        subject_prefix=options.subject_prefix,
        cover_subject=cover_subject,
        cover_body=cover_body,
        patches=tuple(patches),
        prerequisites=options.prerequisites,
    )


def _drafted(part: Part, subject: str, body: str, stages: Stages) -> PatchDraft:
    changes = stages.advance(part.edits)
    return PatchDraft(part.phase, part.group, subject, body, part.keys, changes, step=part.step)


def core_slot(plan: Plan, parts: Sequence[Part]) -> int:
    """Return how many of the patches stand before those that the user supplies: none, unless the semantic patch has a
    slot of its own for them.
    """
    if plan.patch.core is None:
        return 0
    return next((at for at, part in enumerate(parts) if plan.patch.changes[part.step].needs_core), len(parts))


def refuse_tangle(patches: Sequence[PatchDraft]) -> None:
    """Raise CkptgenError where a supplied patch touches a file that a patch before it changes: it was applied to the
    tree's text, on which everything was planned.
    """
    before: set[str] = set()
    for patch in patches:
        paths = {change.path for change in patch.changes}
        own = patch.phase is Phase.CORE
        if own and before & paths:
            what = f"{patch.subject!r} changes {min(before & paths)}, which a patch before it in the series changes too"
            raise CkptgenError(what, "leave that file to the changes behind it, or split the patch")
        before |= set() if own else paths


def cover_of(plan: Plan, patches: Sequence[PatchDraft], options: SeriesOptions) -> tuple[str, str]:
    """Return the subject and the body of the cover letter over these patches."""
    facts = cover_facts(
        plan,
        patches,
        command=options.command,
        tested=options.tested,
        needs=options.prerequisites,
        only=options.only,
    )
    facts = replace(facts, held_back=waiting(plan, patches, options))
    if options.batch:
        facts = replace(facts, part=options.batch.number, parts=options.batch.total)
    return cover_texts(Templates(options.templates), facts)


def waiting(plan: Plan, patches: Sequence[PatchDraft], options: SeriesOptions) -> tuple[str, ...]:
    """Say of the changes that are left out while the slot for the core change is empty why they are."""
    return tuple(held_back(plan, patches, options.prerequisites)) if held_steps(plan, options) else ()


def _texts(plan: Plan, part: Part, options: SeriesOptions, templates: Templates) -> tuple[str, str]:
    if part.phase is Phase.DECLARE:
        return declare_texts(templates, declare_facts(plan))
    heading = part.heading
    if part.phase is Phase.COPIES:
        subject, body = copy_texts(templates, copy_facts(plan, heading.prefix or part.group, part.copies))
        return heading.subject or subject, body
    group = "" if options.group_by.by is By.NONE or heading.prefix else part.group
    facts = patch_facts(plan, group, part.tables, part.copies)
    if heading.prefix:
        facts = replace(facts, prefix=shown(heading.prefix))
    if heading.entry:
        facts = replace(facts, entry=shown(part.group), files=len(part.paths))
    subject, body = patch_texts(templates, facts)
    return heading.subject or subject, body
