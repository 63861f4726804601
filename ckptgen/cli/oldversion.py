"""The old version of a series that is rebased: what was generated for it, and the tree that it was made for."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.cli.base import UNDATED
from ckptgen.cli.common import chosen_store, say
from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.tree.base import kernel_name
from ckptgen.tree.model import Tree, TreeError

if TYPE_CHECKING:
    from ckptgen.review.model import Series
    from ckptgen.series.applying import Files
    from ckptgen.series.drafts import SeriesOptions
    from ckptgen.series.origin import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """A tree that an option names: a directory, or a revision of the repository at ``directory``."""

    directory: Path
    ref: str | None

    @classmethod
    def of(cls, text: str, directory: str) -> "Place":
        """Return what an option's text means; ``directory`` is that of the repository."""
        return cls(Path(text), None) if Path(text).is_dir() else cls(Path(directory), text)

    def open(self, args: argparse.Namespace) -> Tree:
        """Return the tree; raises CkptgenError where there is none."""
        from ckptgen.tree.opening import check_kernel_tree, open_tree

        try:
            tree = open_tree(self.directory, self.ref, args.jobs, chosen_store(args), fresh=args.no_stat_trust)
        except TreeError as error:
            if self.ref is None:
                raise
            raise CkptgenError(
                f"{self.ref}: no such directory, and no revision either: {error.what}", error.hint
            ) from error
        check_kernel_tree(tree)
        return tree


def find_origin(
    args: argparse.Namespace, old: "Series", patch: SemanticPatch, options: "SeriesOptions", new_files: "Files"
) -> tuple["Origin", "Files"]:
    """Return what was generated for the old tree, and that tree's files; raises CkptgenError where it is unknown."""
    from ckptgen.series.applying import files_of

    origin = _read_origin(old, start=args.start)
    tree = _old_tree(args, old)
    if tree is not None:
        return origin or _regenerated(args, old, tree, patch, options), files_of(tree)
    if origin is None:
        what = f"{old.label} names no base that this repository has"
        raise CkptgenError(what, "name the tree that the old version was made for: --from REV|DIR")

    def kept(path: str) -> tuple[bytes, str] | None:
        if path in origin.files:
            return origin.files[path], "100644"
        if not origin.files:
            what = f"the old version's {path} was changed by hand, and the commit under it is not in this repository"
            raise CkptgenError(what, "name the tree that the old version was made for: --from REV|DIR")
        # A file that only a person's own patch touches is in no origin: the patch is tried on the new tree's.
        return new_files(path)

    return origin, kept


def _read_origin(old: "Series", *, start: str | None) -> "Origin | None":
    """Return what is kept of the old version; where that cannot be read, the old tree stands in if it is named."""
    from ckptgen.series.origin import read_origin
    from ckptgen.series.record import ManifestError

    try:
        return read_origin(old.folder) if old.folder else None
    except ManifestError as error:
        if start is None:
            raise ManifestError(
                error.what, "name the tree that the old version was made for: --from REV|DIR"
            ) from error
        say(f"{error.what}: it is left aside")
        return None


def _old_tree(args: argparse.Namespace, old: "Series") -> Tree | None:
    from ckptgen.tree.opening import open_tree

    if args.start:
        return Place.of(args.start, args.directory).open(args)
    try:
        return open_tree(Path(args.directory), old.base, args.jobs, chosen_store(args)) if old.base else None
    except TreeError:
        return None


def _regenerated(
    args: argparse.Namespace, old: "Series", tree: Tree, patch: SemanticPatch, options: "SeriesOptions"
) -> "Origin":
    """Return what the semantic patch gives on the old tree; for a series that ckptgen knows nothing of."""
    from ckptgen.review.alignment import supplied, without_what_waits
    from ckptgen.series.commits import write_series
    from ckptgen.series.core import apply_core
    from ckptgen.series.drafts import draft_series
    from ckptgen.series.origin import Origin, build_origin
    from ckptgen.tree.base import commit_date

    say(f"what ckptgen generates for {tree.label} is made anew, to be compared with")
    date = commit_date(Path(args.directory), tree.commit) if tree.commit else UNDATED
    tree = apply_core(tree, [(each.name, each.content) for each in supplied(old)]).tree
    plan = replace(make_plan(survey_tree(tree, patch), options.only), tree=kernel_name(tree))
    alone = replace(grouped(options, tree), git_dir=None, base=None, core=(), core_there=True, reroll=1, date=date)
    draft = draft_series(plan, lambda path: (tree.read(path), tree.file_mode(path)), alone)
    if draft is None:
        return Origin(plan.tree, "", "", (), {}, (), ())
    return without_what_waits(build_origin(plan, draft, write_series(draft)), old, patch)


def grouped(options: "SeriesOptions", tree: Tree) -> "SeriesOptions":
    """Return the options with the tree's maintainers, where patches are grouped by them."""
    from ckptgen.series.addressing import read_maintainers
    from ckptgen.series.grouping import By

    return replace(options, maintainers=read_maintainers(tree) if options.group_by.by is By.MAINTAINER else None)
