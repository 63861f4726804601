"""From a plan to a draft: which tables go into which patch, and what each patch makes of its files."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.plan.model import Plan
from ckptgen.rewrite.model import Edit, Splice, apply_splices
from ckptgen.series.cover import cover_facts, cover_texts
from ckptgen.series.messages import patch_facts, patch_texts
from ckptgen.series.model import FileChange, Identity, PatchDraft, Phase, SeriesDraft
from ckptgen.series.phases import GENERATED, Part, check_order, series_parts
from ckptgen.series.preparations import copy_facts, copy_texts, declare_facts, declare_texts
from ckptgen.series.templates import Templates
from ckptgen.series.wording import sign_off

Contents = Callable[[str], tuple[bytes, str]]
"""Gives a path's bytes, as the plan saw them, and git's mode."""


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """How a series is to be written.

    ``date`` is git's raw form. ``git_dir`` and ``base`` are both None for a plain directory. ``phases`` are those to
    write, in this order; ``core`` the patches in front of them, on which the plan was made. ``command`` is the command
    line that the cover letter shows, without paths of the machine, and ``tested`` what it says of tests; ``cc`` tells
    how the recipients are written, ``only`` names the filesystems that the plan was narrowed to. ``templates`` is a
    folder with templates of the user's own.
    """

    identity: Identity
    date: str
    signoff: bool = False
    group_by: Literal["fs", "none"] = "fs"
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
    parts = series_parts(plan, options.phases, split=options.group_by == "fs")
    if not (options.core or options.prerequisites):
        parts = [part for part in parts if not plan.patch.changes[part.step].needs_core]
    if options.only and all(part.phase is Phase.DECLARE for part in parts):
        # What was asked for changes nothing: then nothing needs the declaration either.
        return []
    return parts


def draft_parts(plan: Plan, parts: Sequence[Part], contents: Contents, options: SeriesOptions) -> SeriesDraft:
    """Return the series of these patches, in this order; raises OrderError where one would not build where it
    stands.
    """
    if not options.prerequisites:
        # Patches that the series only names may declare what it lacks.
        check_order(plan, parts, options.phases, len(options.core))
    templates = Templates(options.templates)
    stages = _Stages(contents)
    patches: list[PatchDraft] = []
    slot = core_slot(plan, parts)
    for number, part in enumerate(parts):
        if number == slot:
            patches += options.core
        subject, body = _texts(plan, part, options, templates)
        if options.signoff:
            body = sign_off(body, str(options.identity))
        patches.append(PatchDraft(part.phase, part.group, subject, body, part.keys, stages.advance(part.edits)))
    if slot == len(parts):
        patches += options.core
    _refuse_tangle(patches, options.core)
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


def core_slot(plan: Plan, parts: Sequence[Part]) -> int:
    """Return how many of the patches stand before those that the user supplies: none, unless the semantic patch has a
    slot of its own for them.
    """
    if plan.patch.core is None:
        return 0
    return next((at for at, part in enumerate(parts) if plan.patch.changes[part.step].needs_core), len(parts))


def _refuse_tangle(patches: Sequence[PatchDraft], core: Sequence[PatchDraft]) -> None:
    """Raise CkptgenError where a supplied patch touches a file that a patch before it changes: it was applied to the
    tree's text, on which everything was planned.
    """
    before: set[str] = set()
    for patch in patches:
        paths = {change.path for change in patch.changes}
        if patch in core and before & paths:
            what = f"{patch.subject!r} changes {min(before & paths)}, which a patch before it in the series changes too"
            raise CkptgenError(what, "leave that file to the changes behind it, or split the patch")
        before |= set() if patch in core else paths


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
    return cover_texts(Templates(options.templates), facts)


def _texts(plan: Plan, part: Part, options: SeriesOptions, templates: Templates) -> tuple[str, str]:
    if part.phase is Phase.DECLARE:
        return declare_texts(templates, declare_facts(plan))
    if part.phase is Phase.COPIES:
        return copy_texts(templates, copy_facts(plan, part.group, part.copies))
    group = "" if options.group_by == "none" else part.group
    return patch_texts(templates, patch_facts(plan, group, part.tables, part.copies))


class _Stages:
    """What each file has become by the patches so far.

    The offsets of every edit are those of the original, so each stage is made from it with all the splices
    until then.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._splices: dict[str, list[Splice]] = defaultdict(list)

    def advance(self, edits: Iterable[Edit]) -> tuple[FileChange, ...]:
        """Return what one more patch changes, by path."""
        by_path: dict[str, list[Splice]] = defaultdict(list)
        for edit in edits:
            # What one table's file includes already for another table need not be included again.
            known = (*self._splices[edit.path], *by_path[edit.path])
            by_path[edit.path] += [splice for splice in edit.includes if splice not in known]
            by_path[edit.path].extend(edit.splices)
        return tuple(self._change(path, by_path[path]) for path in sorted(by_path))

    def _change(self, path: str, splices: list[Splice]) -> FileChange:
        original, mode = self._contents(path)
        made = self._splices[path]
        try:
            before = apply_splices(original, made)
            made.extend(splices)
            return FileChange(path, mode, before, apply_splices(original, made))
        except ValueError as error:
            raise InternalError(f"{path}: {error}") from error
