"""From a plan to a draft: which tables go into which patch, and what each patch makes of its files."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ckptgen.errors import InternalError
from ckptgen.plan.model import Plan, PlannedTable
from ckptgen.rewrite.model import Splice, apply_splices
from ckptgen.series.cover import cover_facts, cover_texts
from ckptgen.series.messages import patch_facts, patch_texts
from ckptgen.series.model import FileChange, Identity, PatchDraft, SeriesDraft
from ckptgen.series.templates import Templates
from ckptgen.series.wording import sign_off

Contents = Callable[[str], tuple[bytes, str]]
"""Gives a path's bytes, as the plan saw them, and git's mode."""

WHOLE = "all"
"""The group of the one patch of a series that is not split."""


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """How a series is to be written.

    ``date`` is git's raw form. ``git_dir`` and ``base`` are both None for a plain directory. ``command`` is
    the command line that the cover letter shows, without paths of the machine; ``templates`` a folder with
    templates of the user's own.
    """

    identity: Identity
    date: str
    signoff: bool = False
    group_by: Literal["fs", "none"] = "fs"
    reroll: int = 1
    subject_prefix: str = "PATCH"
    git_dir: str | None = None
    base: str | None = None
    command: str = ""
    templates: Path | None = None


def draft_series(plan: Plan, contents: Contents, options: SeriesOptions) -> SeriesDraft | None:
    """Return the series that makes the plan's edits, or None where the plan edits nothing.

    Shared tables come first, each in a patch of its own, then the filesystems; both in the order of their
    names.
    """
    groups = _groups(plan, options.group_by)
    if not groups:
        return None
    templates = Templates(options.templates)
    stages = _Stages(contents)
    patches = []
    for group, tables in groups:
        facts = patch_facts(plan, "" if options.group_by == "none" else group, tables)
        subject, body = patch_texts(templates, facts)
        if options.signoff:
            body = sign_off(body, str(options.identity))
        keys = tuple(sorted(t.table.key for t in tables))
        patches.append(PatchDraft(group, subject, body, keys, stages.advance(tables)))
    cover_subject, cover_body = cover_texts(templates, cover_facts(plan, patches, options.command))
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
    )


def _groups(plan: Plan, group_by: Literal["fs", "none"]) -> list[tuple[str, list[PlannedTable]]]:
    groups: dict[tuple[bool, str], list[PlannedTable]] = defaultdict(list)
    for planned in plan.tables:
        if planned.edits:
            own = planned.group == planned.filesystem
            groups[(False, WHOLE) if group_by == "none" else (own, planned.group)].append(planned)
    return [(name, groups[own, name]) for own, name in sorted(groups)]


class _Stages:
    """What each file has become by the patches so far.

    The offsets of every edit are those of the original, so each stage is made from it with all the splices
    until then.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._splices: dict[str, list[Splice]] = defaultdict(list)

    def advance(self, tables: Sequence[PlannedTable]) -> tuple[FileChange, ...]:
        """Return what one more patch changes, by path."""
        edits: dict[str, list[Splice]] = defaultdict(list)
        for planned in tables:
            for edit in planned.edits:
                edits[edit.path].extend(edit.splices)
        return tuple(self._change(path, edits[path]) for path in sorted(edits))

    def _change(self, path: str, splices: list[Splice]) -> FileChange:
        original, mode = self._contents(path)
        made = self._splices[path]
        try:
            before = apply_splices(original, made)
            made.extend(splices)
            return FileChange(path, mode, before, apply_splices(original, made))
        except ValueError as error:
            raise InternalError(f"{path}: {error}") from error
