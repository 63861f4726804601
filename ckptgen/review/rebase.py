"""A series on a new tree: generated anew, with everything in it that people have done to the old version."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ckptgen.plan.model import Plan
from ckptgen.review.alignment import (
    Key,
    Old,
    Slot,
    align,
    core_place,
    generated_series,
    left_out,
    needs_core,
    pair_old,
    supplied,
)
from ckptgen.review.carrying import Carried, Carrier, Conflict, hand_edited, hand_made
from ckptgen.review.changelog import cover_notes, difference_lines, patch_notes
from ckptgen.review.comparing import Mark, compare_patches
from ckptgen.review.covers import Cover, merge_cover
from ckptgen.review.fates import Fate, Fates, TableFate, find_fates
from ckptgen.review.hunks import render_diff
from ckptgen.review.matching import match_patches
from ckptgen.review.model import Patch, Series
from ckptgen.review.outcomes import PatchOutcome, Rebase, fates_of, label_of
from ckptgen.review.rangediff import range_diff
from ckptgen.review.reading import parse_patch
from ckptgen.review.renumbering import renumbered
from ckptgen.review.replies import Given, given_to
from ckptgen.review.wording import Wording, cut_line, merge_message
from ckptgen.series.applying import Files, files_of, has_change
from ckptgen.series.commits import write_series
from ckptgen.series.drafts import (
    SeriesOptions,
    cover_of,
    draft_parts,
    held_steps,
    planned_parts,
    refuse_tangle,
    waiting,
)
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
    range-diff in the cover letter. ``merged`` are the names of the user's own patches that the new tree has already.
    ``signs`` asks for a sign-off under every patch that ckptgen or a person has put in.
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
    merged: tuple[str, ...] = ()
    signs: bool = False


def rebase_series(request: Request) -> Rebase:
    """Return the new version of a series; raises CkptgenError where no series of the plan would build."""
    origin, old = renumbered(request.origin, request.old, request.plan.patch)
    request = replace(request, origin=origin, old=old)
    olds = pair_old(old, generated_series(origin))
    request = replace(request, options=_with_slot(request, olds))
    plan, options = request.plan, request.options
    fates = find_fates(request.origin, plan, request.tree.exists, held_steps(plan, options))
    if options.batch:
        fates = fates.without(options.batch.elsewhere)
    parts = planned_parts(plan, options)
    slots = align(olds, parts)
    tried = _make(request, slots, fates.moved) if slots else []
    place = core_place(slots, request.old, plan.patch)
    tried[place:place] = _supplied(request)
    made = [each for each in tried if each.draft.changes]
    gone = list(_gone(request, olds, tried, fates))
    if made:
        draft, clash, outcomes = _version(request, made, gone, fates)
    else:
        draft, clash, outcomes = None, False, ()
    return Rebase(
        draft=draft,
        origin=_next_origin(request, slots, parts) if draft else None,
        outcomes=(*outcomes, *gone),
        fates=fates,
        left_out=tuple(old.was.message.subject for old in left_out(olds) if old.was),
        clash=clash,
        beside=tuple(_beside(request.old, (*outcomes, *gone), clash)),
        waiting=waiting(plan, draft.patches if draft else (), options),
    )


def _with_slot(request: Request, olds: Iterable[Old]) -> SeriesOptions:
    """Return the options with whether the tree has the core change that later changes need: the user's patches are in
    it already, or the old version has such changes, and nobody has taken the user's patches out of it.
    """
    held = request.old.manifest.patches if request.old.manifest else ()
    taken_out = any(entry.phase == Phase.CORE for entry in held) and not supplied(request.old)
    done = any(old.mine and needs_core(request.plan.patch, old.keys) for old in olds)
    there = bool(request.merged) or (done and not supplied(request.old) and not taken_out)
    return replace(request.options, core_there=there)


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


def _supplied(request: Request) -> list[_Made]:
    """Return the patches that the user supplies, as they apply to the new tree, with what was said of the old ones."""
    drafts = request.options.core
    if not drafts:
        return []
    shown = _patches(write_series(replace(_draft(request, ()), patches=drafts)))
    pairs = match_patches(
        replace(request.old, patches=supplied(request.old)), replace(request.old, patches=tuple(shown))
    )
    olds = {pair.new.name: pair.old for pair in pairs if pair.new}
    made = []
    for draft, patch in zip(drafts, shown, strict=True):
        mine, key = olds[patch.name], Key(str(Phase.CORE), draft.subject)
        trailers = (*patch.message.trailers, *(given_to(request.given, mine) if mine else ()))
        wording = Wording(draft.subject, patch.message.body, trailers, (), False)
        slot = Slot(key, (), Old(key, mine, None) if mine else None)
        made.append(
            _Made(slot, replace(draft, body=with_trailers(wording.body, trailers)), Carried(draft.changes), wording)
        )
    return made


def _make(request: Request, slots: Sequence[Slot], moved: Mapping[str, str]) -> list[_Made]:
    """Return the generated patches and those of people, without what is said below their cut lines; those that change
    nothing in the new tree are among them.
    """
    plan = request.plan
    pure = request.addressed(_draft(request, [slot.part for slot in slots if slot.part]))
    shown = _patches(write_series(pure)) if pure.patches else []
    pairs = zip(pure.patches, shown, strict=True)
    generated = ((now, patch) for now, patch in pairs if now.phase is not Phase.CORE)
    carrier = Carrier(slots, request.old_files, files_of(request.tree), moved, [plan.patch.struct])
    made = []
    for slot in slots:
        now, patch = next(generated) if slot.part else (None, None)
        carried = carrier.carry(slot, now, patch)
        made.append(_made(request, slot, now, patch, carried))
    return made


def _draft(request: Request, parts: Sequence[Part]) -> SeriesDraft:
    tree = request.tree
    return draft_parts(request.plan, parts, lambda path: (tree.read(path), tree.file_mode(path)), request.options)


def _patches(written: WrittenSeries) -> list[Patch]:
    """Return what was written, without the cover letter, as patches."""
    return [
        parse_patch(read_mail(content), name, number) for number, (name, content) in enumerate(written.files[1:], 1)
    ]


def _made(request: Request, slot: Slot, now: PatchDraft | None, shown: Patch | None, carried: Carried) -> _Made:
    mine = slot.old.mine if slot.old else None
    was = slot.old.was if slot.old else None
    if shown and mine:
        alone = was is not None and slot.old is not None and not slot.old.more
        wording = merge_message(shown.message, was.message if was and alone else None, mine.message)
    else:
        only = mine or shown
        assert only is not None
        message = only.message
        wording = Wording(message.subject, message.body, message.trailers, (), False)
    author, date = (now.author, now.date) if now else (None, None)
    if mine and (was is None or mine.message.sender != was.message.sender):
        author = Identity.of(mine.message.sender) if mine.message.sender else author
        wording = replace(wording, kept=(*wording.kept, "author")) if was else wording
    if mine and (was is None or mine.message.date != was.message.date):
        date = raw_date(mine.message.date) or date
    if mine:
        wording = replace(wording, cut=cut_line(mine))
    trailers = (*wording.trailers, *(given_to(request.given, mine) if mine else ()))
    signature = Trailer("Signed-off-by", str(request.options.identity))
    if request.signs and not any(each.same_as(signature) for each in trailers):
        trailers = (*trailers, signature)
    draft = PatchDraft(
        phase=Phase(slot.key.phase),
        group=slot.key.group,
        subject=wording.subject,
        body=with_trailers(wording.body, trailers),
        tables=now.tables if now else (),
        changes=carried.changes,
        author=author,
        date=date,
        step=slot.key.step,
    )
    return _Made(slot, draft, carried, replace(wording, trailers=trailers))


# --- comparing with the old version -------------------------------------


def _version(
    request: Request, made: Sequence[_Made], gone: Sequence[PatchOutcome], fates: Fates
) -> tuple[SeriesDraft, bool, tuple[PatchOutcome, ...]]:
    """Return the new version with its history, whether the cover letter clashes, and what became of each patch."""
    plan, options = request.plan, request.options
    patches = [each.draft for each in made]
    refuse_tangle(patches)
    bare = replace(_draft(request, [each.slot.part for each in made if each.slot.part]), patches=tuple(patches))
    shown = _patches(write_series(bare))
    outcomes = tuple(_outcome(plan, each, patch, fates) for each, patch in zip(made, shown, strict=True))
    version = request.old.version
    noted = [
        replace(each.draft, body=_without(each, outcome.dropped), notes=patch_notes(outcome, each.mine, version))
        for each, outcome in zip(made, outcomes, strict=True)
    ]
    subject, body = cover_of(plan, patches, options)
    was = Cover(request.origin.cover_subject, request.origin.cover_body, "")
    cover, clash = merge_cover(Cover(subject, body, ""), was, request.old.cover)
    history = cover_notes(version, request.origin.tree, plan.tree, [*outcomes, *gone], fates)
    diff = _range_diff(request.old, shown) if request.range_diff else ""
    text = "\n\n".join(part for part in (cover.body, history, cover.history, diff) if part)
    draft = replace(bare, patches=tuple(noted), cover_subject=cover.subject, cover_body=text)
    return draft, clash, outcomes


def _range_diff(old: Series, new: Sequence[Patch]) -> str:
    text = range_diff(old, Series("", tuple(new), None, 1, None), Path.cwd()).text
    lines = ("\t".join(map(shown, line.split("\t"))) for line in text.decode("utf-8", "replace").split("\n"))
    return f"Range-diff against v{old.version}:\n" + "\n".join(lines).rstrip()


def _outcome(plan: Plan, each: _Made, new: Patch, fates: Fates) -> PatchOutcome:
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
        label=label_of(plan, each.slot.key, each.slot.old, new.message.subject),
        worded=each.wording.kept,
        clash=each.wording.clash,
        cut=each.wording.cut,
        carried=each.carried.kept,
        conflicts=each.carried.conflicts,
        kept=tuple(collected) if stays else (),
        dropped=() if stays else tuple(collected),
        fates=fates_of(each.slot.old or Old(each.slot.key, None, None), each.draft.tables, fates),
        differences=tuple(difference_lines(change)) if mark is Mark.CHANGED else (),
    )


def _without(each: _Made, dropped: Sequence[Trailer]) -> str:
    return with_trailers(each.wording.body, [trailer for trailer in each.wording.trailers if trailer not in dropped])


def _gone(request: Request, olds: Sequence[Old], tried: Sequence[_Made], fates: Fates) -> Iterator[PatchOutcome]:
    """Yield what became of the old patches that the new version does not have."""
    by_name = {each.mine.name: each for each in tried if each.mine}
    for patch in supplied(request.old):
        if patch.name not in by_name:
            key = Key(str(Phase.CORE), patch.message.subject)
            reason = "the new tree has it already" if patch.name in request.merged else "other patches were supplied"
            subject = patch.message.subject
            yield PatchOutcome(key, patch.name, "", subject, Mark.GONE, subject, reason=reason)
    for old in olds:
        each = by_name.get(old.mine.name) if old.mine else None
        if old.mine and (each is None or not each.draft.changes):
            yield _gone_outcome(request, old, old.mine, each.carried if each else None, fates)


def _gone_outcome(request: Request, old: Old, mine: Patch, carried: Carried | None, fates: Fates) -> PatchOutcome:
    """Return the outcome of a patch that has no place in the new version; with ``carried`` it does nothing there."""
    edited = hand_edited(old)
    conflicts = carried.conflicts if carried else ()
    there = bool(carried or edited) and has_change(files_of(request.tree), b"".join(map(render_diff, mine.files)))
    if carried is None and not there:
        reason = "changed by hand, and the new version has no such patch"
        conflicts = tuple(Conflict(path, reason, hand_made(old, path)) for path in edited)
    fated = fates_of(old, (), fates)
    return PatchOutcome(
        key=old.key,
        old=mine.name,
        new="",
        subject=mine.message.subject,
        mark=Mark.GONE,
        label=label_of(request.plan, old.key, old, mine.message.subject),
        worded=merge_message(old.was.message, old.was.message, mine.message).kept if old.was and not old.more else (),
        conflicts=conflicts,
        dropped=tuple(trailer for trailer in mine.message.trailers if trailer.collected),
        fates=fated,
        reason="the new tree has all of it already" if there else _why_gone(request, old, fated),
    )


def _why_gone(request: Request, old: Old, fated: Iterable[TableFate]) -> str:
    """Return why nothing is generated for a patch of which no table tells that, else nothing."""
    if old.key.phase == Phase.DECLARE and not request.plan.declaration:
        return "the new tree declares it already"
    held, slot = held_steps(request.plan, request.options), request.plan.patch.core
    waits = any(fate.step in held and fate.fate in (Fate.STAYS, Fate.MOVED, Fate.RENAMED) for fate in fated)
    return f"it waits for the core change: {slot.because.rstrip('.')}" if slot and waits else ""


# --- what is kept -------------------------------------------------------


def _next_origin(request: Request, slots: Sequence[Slot], parts: Sequence[Part]) -> Origin:
    """Return what is generated for the new tree: what a person has taken out is in it, behind the rest."""
    wanted = [part for slot in slots for part in slot.parts]
    full = request.addressed(_draft(request, [*wanted, *(part for part in parts if part not in wanted)]))
    return build_origin(request.plan, full, write_series(full))


def _beside(old: Series, outcomes: Sequence[PatchOutcome], clash: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the old patches that the new version does not hold all of."""
    held = {outcome.old for outcome in outcomes if outcome.unfinished or (outcome.mark is Mark.GONE and outcome.worded)}
    for patch in old.patches:
        if patch.name in held:
            yield f"{patch.name.replace('/', '_').replace('#', '-')}.old", patch.content
    if clash and old.cover and old.folder:
        yield from ((f"{path.name}.old", path.read_bytes()) for path in sorted(old.folder.glob("*0000-*.patch")))
