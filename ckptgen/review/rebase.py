"""A series on a new tree: generated anew, with everything in it that people have done to the old version."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.plan.model import Plan
from ckptgen.review.alignment import Key, Old, Slot, align, generated_series, left_out, pair_old
from ckptgen.review.carrying import Carried, Carrier, Conflict, hand_edited
from ckptgen.review.changelog import cover_notes, difference_lines, patch_notes
from ckptgen.review.comparing import Mark, compare_patches
from ckptgen.review.covers import Cover, merge_cover
from ckptgen.review.fates import Fates, TableFate, find_fates
from ckptgen.review.model import Patch, Series
from ckptgen.review.outcomes import PatchOutcome, Rebase
from ckptgen.review.rangediff import range_diff
from ckptgen.review.reading import parse_patch
from ckptgen.review.replies import Given, given_to
from ckptgen.review.wording import Wording, merge_message
from ckptgen.series.applying import Files, files_of
from ckptgen.series.commits import write_series
from ckptgen.series.drafts import SeriesOptions, cover_of, draft_parts, planned_parts
from ckptgen.series.mails import raw_date, read_mail
from ckptgen.series.model import Identity, PatchDraft, Phase, SeriesDraft, WrittenSeries
from ckptgen.series.origin import Origin, build_origin
from ckptgen.series.phases import Part
from ckptgen.series.trailers import Trailer, with_trailers
from ckptgen.series.wording import shown
from ckptgen.tree.model import Tree

Addressed = Callable[[SeriesDraft], SeriesDraft]
"""Gives the draft with the recipients' trailers, where they are asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a rebase is made from.

    ``origin`` is what was generated for the old tree, and ``old_files`` gives that tree's files. ``plan`` is the plan
    for the new ``tree``, which the user's own patches are applied to. ``given`` are trailers from replies to the old
    version; ``addressed`` adds the recipients' trailers, where they are asked for. ``range_diff`` asks for git's
    range-diff in the cover letter.
    """

    old: Series
    origin: Origin
    plan: Plan
    tree: Tree
    old_files: Files
    options: SeriesOptions
    given: tuple[Given, ...] = ()
    addressed: Addressed = lambda draft: draft
    range_diff: bool = False


def rebase_series(request: Request) -> Rebase:
    """Return the new version of a series; raises CkptgenError where no series of the plan would build."""
    olds = pair_old(request.old, generated_series(request.origin))
    fates = find_fates(request.origin, request.plan)
    parts = planned_parts(request.plan, request.options)
    slots = align(olds, parts)
    made = _make(request, slots, fates) if slots else []
    left = {slot.key for slot in slots if slot.part is None and not any(each.slot is slot for each in made)}
    gone = [old for old in olds if old.mine and (old.key in left or old.key not in {slot.key for slot in slots})]
    out = left_out(olds)
    if made:
        draft, clash, outcomes = _version(request, made, gone, fates)
    else:
        draft, clash, outcomes = None, False, ()
    return Rebase(
        draft=draft,
        origin=_next_origin(request, slots, parts) if draft else None,
        outcomes=(*outcomes, *(_gone_outcome(old, fates) for old in gone)),
        fates=fates,
        left_out=tuple(old.was.message.subject for old in out if old.was),
        clash=clash,
        beside=tuple(_beside(request.old, outcomes, gone, clash)),
    )


# --- making -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    """One patch of the new version on its way."""

    slot: Slot
    draft: PatchDraft
    carried: Carried
    wording: Wording

    @property
    def mine(self) -> Patch | None:
        return self.slot.old.mine if self.slot.old else None


def _make(request: Request, slots: Sequence[Slot], fates: Fates) -> list[_Made]:
    """Return the patches of the new version that change anything, without what is said below their cut lines."""
    plan = request.plan
    pure = request.addressed(_draft(request, [slot.part for slot in slots if slot.part]))
    supplied = len(request.options.core)
    shown = _patches(write_series(pure) if pure.patches else None)[supplied:]
    generated = iter(zip(pure.patches[supplied:], shown, strict=True))
    carrier = Carrier(slots, request.old_files, files_of(request.tree), fates.moved, [plan.patch.struct])
    made = []
    for slot in slots:
        now, patch = next(generated) if slot.part else (None, None)
        carried = carrier.carry(slot, now, patch)
        each = _made(slot, now, patch, carried, request.given)
        if each.draft.changes:
            made.append(each)
    return made


def _draft(request: Request, parts: Sequence[Part]) -> SeriesDraft:
    tree = request.tree
    return draft_parts(request.plan, parts, lambda path: (tree.read(path), tree.file_mode(path)), request.options)


def _patches(written: WrittenSeries | None) -> list[Patch]:
    """Return what was written, without the cover letter, as patches."""
    files = written.files[1:] if written else ()
    return [parse_patch(read_mail(content), name, number) for number, (name, content) in enumerate(files, 1)]


def _made(slot: Slot, now: PatchDraft | None, shown: Patch | None, carried: Carried, given: Sequence[Given]) -> _Made:
    mine = slot.old.mine if slot.old else None
    was = slot.old.was if slot.old else None
    if shown and mine:
        wording = merge_message(shown.message, was.message if was else None, mine.message)
    else:
        only = mine or shown
        assert only is not None
        message = only.message
        wording = Wording(message.subject, message.body, message.trailers, (), False)
    author, date = (now.author, now.date) if now else (None, None)
    if mine and (was is None or mine.message.sender != was.message.sender):
        author = Identity.of(mine.message.sender)
        date = raw_date(mine.message.date) if was is None else date
        wording = replace(wording, kept=(*wording.kept, "author")) if was else wording
    trailers = (*wording.trailers, *(given_to(given, mine) if mine else ()))
    phase, group = slot.key
    draft = PatchDraft(
        phase=Phase(phase),
        group=group,
        subject=wording.subject,
        body=with_trailers(wording.body, trailers),
        tables=now.tables if now else (),
        changes=carried.changes,
        author=author,
        date=date,
    )
    return _Made(slot, draft, carried, replace(wording, trailers=trailers))


# --- comparing with the old version -------------------------------------


def _version(
    request: Request, made: Sequence[_Made], gone: Sequence[Old], fates: Fates
) -> tuple[SeriesDraft, bool, tuple[PatchOutcome, ...]]:
    """Return the new version with its history, whether the cover letter clashes, and what became of each patch."""
    plan, options = request.plan, request.options
    patches = [*options.core, *(each.draft for each in made)]
    bare = replace(_draft(request, [each.slot.part for each in made if each.slot.part]), patches=tuple(patches))
    written = write_series(bare)
    shown = _patches(written)[len(options.core) :]
    outcomes = tuple(_outcome(each, patch, fates) for each, patch in zip(made, shown, strict=True))
    version = request.old.version
    noted = [
        replace(each.draft, body=_without(each, outcome.dropped), notes=patch_notes(outcome, each.mine, version))
        for each, outcome in zip(made, outcomes, strict=True)
    ]
    subject, body = cover_of(plan, patches, options)
    was = Cover(request.origin.cover_subject, request.origin.cover_body, "")
    cover, clash = merge_cover(Cover(subject, body, ""), was, request.old.cover)
    lost = [_gone_outcome(old, fates) for old in gone]
    history = cover_notes(version, request.origin.tree, plan.tree, [*outcomes, *lost], fates)
    diff = _range_diff(request.old, shown) if request.range_diff else ""
    text = "\n\n".join(part for part in (cover.body, history, cover.history, diff) if part)
    draft = replace(bare, patches=(*options.core, *noted), cover_subject=cover.subject, cover_body=text)
    return draft, clash, outcomes


def _range_diff(old: Series, new: Sequence[Patch]) -> str:
    text = range_diff(old, Series("", tuple(new), None, 1, None), Path.cwd()).text
    lines = ("\t".join(map(shown, line.split("\t"))) for line in text.decode("utf-8", "replace").split("\n"))
    return f"Range-diff against v{old.version}:\n" + "\n".join(lines).rstrip()


def _outcome(each: _Made, new: Patch, fates: Fates) -> PatchOutcome:
    mine = each.mine
    change = compare_patches(mine, new)
    mark = change.mark
    collected = [trailer for trailer in each.wording.trailers if trailer.collected]
    stays = mine is None or mark in (Mark.SAME, Mark.CONTEXT)
    return PatchOutcome(
        key=each.slot.key,
        old=mine.name if mine else "",
        new=new.name,
        subject=new.message.subject,
        mark=mark,
        worded=each.wording.kept,
        clash=each.wording.clash,
        carried=each.carried.kept,
        conflicts=each.carried.conflicts,
        kept=tuple(collected) if stays else (),
        dropped=() if stays else tuple(collected),
        fates=_fates_of(each.slot.key, each.draft.tables, fates),
        differences=tuple(difference_lines(change)) if mark is Mark.CHANGED else (),
    )


def _without(each: _Made, dropped: Sequence[Trailer]) -> str:
    return with_trailers(each.wording.body, [trailer for trailer in each.wording.trailers if trailer not in dropped])


def _fates_of(key: Key, tables: Sequence[str], fates: Fates) -> tuple[TableFate, ...]:
    """Return the fates of the patch's tables, and for a filesystem's own patch those of its other tables."""
    phase, group = key
    here = [fate for fate in fates.tables if f"{fate.path}:{fate.name}" in tables]
    if phase == Phase.FILESYSTEMS:
        here += [fate for fate in fates.tables if fate.filesystem == group and not fate.changes]
    return tuple(here)


def _gone_outcome(old: Old, fates: Fates) -> PatchOutcome:
    assert old.mine is not None
    message = old.mine.message
    tables = tuple(f"{table.path}:{table.name}" for table in old.mine.entry.tables) if old.mine.entry else ()
    return PatchOutcome(
        key=old.key,
        old=old.mine.name,
        new="",
        subject=message.subject,
        mark=Mark.GONE,
        carried=(),
        conflicts=tuple(Conflict(path, "the new version has no such patch") for path in hand_edited(old)),
        dropped=tuple(trailer for trailer in message.trailers if trailer.collected),
        fates=_fates_of(old.key, tables, fates),
    )


# --- what is kept -------------------------------------------------------


def _next_origin(request: Request, slots: Sequence[Slot], parts: Sequence[Part]) -> Origin:
    """Return what is generated for the new tree: what a person has taken out is in it, behind the rest."""
    wanted = [slot.part for slot in slots if slot.part]
    full = request.addressed(_draft(request, [*wanted, *(part for part in parts if part not in wanted)]))
    return build_origin(request.plan, full, write_series(full))


def _beside(
    old: Series, outcomes: Sequence[PatchOutcome], gone: Sequence[Old], clash: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield the old patches that the new version does not hold all of."""
    held = {outcome.old for outcome in outcomes if outcome.conflicts or outcome.clash}
    held |= {each.mine.name for each in gone if each.mine and (each.was is None or hand_edited(each))}
    for patch in old.patches:
        if patch.name in held:
            yield f"{patch.name.replace('/', '_').replace('#', '-')}.old", patch.content
    if clash and old.cover and old.folder:
        yield from ((f"{path.name}.old", path.read_bytes()) for path in sorted(old.folder.glob("*0000-*.patch")))
