"""``ckptgen rebase``: a series on a new tree, with everything that people have done to it."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.cli.base import UNDATED, series_base
from ckptgen.cli.common import (
    add_guard_option,
    exit_code,
    positive,
    read_guarded_patch,
    report_coverage,
    say,
    working,
    write_lines,
)
from ckptgen.cli.oldversion import Place, find_origin, grouped
from ckptgen.cli.series import folder, raw_date
from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.tree.base import kernel_name
from ckptgen.tree.model import Tree

if TYPE_CHECKING:
    from ckptgen.review.model import Patch, Series
    from ckptgen.review.outcomes import Rebase
    from ckptgen.review.rebase import Addressed, Request
    from ckptgen.series.core import Core
    from ckptgen.series.drafts import SeriesOptions
    from ckptgen.series.model import Identity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen rebase``."""
    parser.add_argument("series", metavar="SERIES", help="a folder of patches, an mbox, or a range A..B")
    parser.add_argument("--onto", required=True, metavar="REV|DIR", help="the new tree")
    parser.add_argument(
        "--from", dest="start", metavar="REV|DIR", help="the old tree, where the series does not keep or name it"
    )
    parser.add_argument("-o", "--output", type=folder, metavar="DIR", help="the folder for the new version")
    parser.add_argument("--branch", metavar="NAME", help="make the commits on this new branch of the repository too")
    parser.add_argument("--force", action="store_true", help="replace patches in DIR that were edited by hand")
    parser.add_argument(
        "-v", "--reroll-count", type=positive, metavar="N", help="instead of the old version's plus one"
    )
    parser.add_argument("--subject-prefix", metavar="TEXT", help="instead of the old version's, as 'RFC PATCH'")
    parser.add_argument(
        "--trailers", type=Path, action="append", default=[], metavar="MBOX", help="take trailers from these replies"
    )
    parser.add_argument("--range-diff", action="store_true", help="put git's range-diff into the cover letter")
    parser.add_argument("-s", dest="signs", action="store_true", help="sign off as the git identity")
    parser.add_argument("--signoff", metavar="NAME <MAIL>", help="sign off as this person")
    add_guard_option(parser)
    parser.add_argument(
        "--core", type=Path, action="append", default=[], metavar="FILE|DIR", help="instead of the old version's own"
    )
    parser.add_argument("--cc", choices=["trailers", "file"], help="as for series (default: as before)")
    parser.add_argument("--tested", default="", metavar="TEXT", help="what the cover letter says of tests")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="a folder with templates of your own")
    parser.add_argument("--date", type=raw_date, metavar="DATE", help="as '<seconds> <zone>'")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Rebase the series; print what became of each patch, and return 1 where something could not be carried over."""
    from ckptgen.report.rebase import rebase_json, rebase_lines
    from ckptgen.report.shapes import json_text
    from ckptgen.review.reading import read_series
    from ckptgen.series.output import check_output

    old = read_series(args.series, Path(args.directory))
    patch = _semantic_patch(args, old)
    place = Place.of(args.onto, args.directory)
    if args.output is not None:
        check_output(args.output, args.force)
    tree = place.open(args)
    core, merged = _core(args, old, tree)
    only = old.manifest.options.only if old.manifest else ()
    with working(f"reading {tree.label}"):
        plan = make_plan(survey_tree(core.tree, patch), only)
    report_coverage(plan.coverage)
    with working("rebasing"):
        request = replace(_request(args, old, core, plan, place), merged=merged)
        found = _rebased(request)
        files = _write(args, request, found)
    lines = [json_text(rebase_json(found))] if args.format == "json" else list(rebase_lines(found))
    write_lines(lines)
    for line in files:
        say(line)
    return exit_code(findings=found.unfinished)


def _rebased(request: "Request") -> "Rebase":
    from ckptgen.review.rebase import rebase_series
    from ckptgen.series.phases import OrderError

    try:
        return rebase_series(request)
    except OrderError as error:
        hint = "put the patch that declares it first; if it is one of your own, name it with --core"
        raise OrderError(error.what, hint) from error


def _semantic_patch(args: argparse.Namespace, old: "Series") -> SemanticPatch:
    """Read the semantic patch that the series was made with, unless another is asked for."""
    if old.manifest is None:
        return read_guarded_patch(args)
    held = {
        "semantic_patch": args.semantic_patch or old.manifest.semantic_patch,
        "guard": args.guard or old.manifest.guard or None,
    }
    patch = read_guarded_patch(argparse.Namespace(**{**vars(args), **held}))
    if patch.struct != old.manifest.struct:
        what = f"{patch.path} is about struct {patch.struct}, and the series about struct {old.manifest.struct}"
        raise CkptgenError(what, "name the semantic patch that the series was made with: -p FILE")
    if patch.sha256 != old.manifest.semantic_patch_sha256:
        say(f"the semantic patch {patch.name} has changed since the series was made")
    return patch


def _core(args: argparse.Namespace, old: "Series", tree: Tree) -> tuple["Core", tuple[str, ...]]:
    """Apply the user's own patches to the new tree: those that are given, or those of the old version. Return the names
    of those that the tree has already, too.
    """
    from ckptgen.review.alignment import supplied
    from ckptgen.series.applying import files_of, has_change
    from ckptgen.series.core import Core, CorePatchError, apply_core, read_core
    from ckptgen.series.mails import read_mail

    if args.core:
        return read_core(tree, args.core), ()
    core, merged = Core((), tree, ()), []
    for patch in supplied(old):
        try:
            more = apply_core(core.tree, [(patch.name, patch.content)])
        except CorePatchError:
            if not has_change(files_of(core.tree), read_mail(patch.content).rest):
                raise
            merged.append(patch.name)
        else:
            core = Core((*core.patches, *more.patches), more.tree, ())
    return replace(core, prerequisites=old.manifest.prerequisites if old.manifest else ()), tuple(merged)


# --- what it is made from -----------------------------------------------


def _request(args: argparse.Namespace, old: "Series", core: "Core", plan: Plan, place: Place) -> "Request":
    from ckptgen.review.alignment import supplied
    from ckptgen.review.carrying import behind
    from ckptgen.review.rebase import Request
    from ckptgen.review.replies import read_replies
    from ckptgen.series.applying import files_of

    tree = core.tree
    base = series_base(place.directory, plan, core)
    plan = replace(plan, tree=kernel_name(tree), commit=base.commit)
    options = replace(
        _options(args, old, plan, place),
        date=args.date or base.date,
        git_dir=base.git_dir,
        base=base.commit,
        core=core.patches,
        prerequisites=core.prerequisites,
    )
    options = grouped(options, tree)
    origin, old_files = find_origin(args, old, plan.patch, options, files_of(tree))
    replies = [read_replies(path, old) for path in args.trailers]
    for line in (line for each in replies for line in each.refused):
        say(f"not taken: {line}")
    return Request(
        old=old,
        origin=origin,
        plan=plan,
        old_files=behind(old_files, supplied(old)),
        tree=tree,
        options=options,
        given=tuple(given for each in replies for given in each.given),
        addressed=_addressed(tree, options.cc),
        range_diff=args.range_diff,
        signs=args.signs or args.signoff is not None,
    )


def _options(args: argparse.Namespace, old: "Series", plan: Plan, place: Place) -> "SeriesOptions":
    """Return the options of the old version, as far as they are known and no others are asked for."""
    from ckptgen.series.drafts import SeriesOptions
    from ckptgen.series.grouping import Grouping
    from ckptgen.series.model import Identity, Phase

    signs = args.signs or args.signoff is not None
    identity = _identity(args, old)
    options = SeriesOptions(
        identity=identity,
        date=UNDATED,
        signoff=signs or all(_signed_by(patch, identity) for patch in old.patches),
        reroll=args.reroll_count or old.version + 1,
        command=_command_line(args, plan, place),
        subject_prefix=args.subject_prefix or _prefix(old) or "PATCH",
        tested=args.tested,
        cc=args.cc or "",
        templates=args.templates,
    )
    if old.manifest is None:
        return options
    held = old.manifest.options
    return replace(
        options,
        identity=identity if signs else Identity.of(held.identity),
        signoff=signs or held.signoff,
        group_by=Grouping.of(held.group_by),
        batch=held.batch,
        phases=tuple(Phase(phase) for phase in held.phases),
        subject_prefix=args.subject_prefix or _prefix(old) or held.subject_prefix,
        only=held.only,
        cc=options.cc or next((cc for cc in ("trailers", "file") if cc == held.cc), ""),
    )


def _signed_by(patch: "Patch", person: "Identity") -> bool:
    """Tell whether a person has signed off a patch; nobody signs for another one."""
    return any(t.key.lower() == "signed-off-by" and t.value == str(person) for t in patch.message.trailers)


def _prefix(old: "Series") -> str:
    """Return the tag of the subjects, empty where they do not all have the same one."""
    from ckptgen.series.mails import subject_prefix

    found = {subject_prefix(patch.content) for patch in old.patches}
    return found.pop() if len(found) == 1 else ""


def _identity(args: argparse.Namespace, old: "Series") -> "Identity":
    from ckptgen.series.identity import caller_identity
    from ckptgen.series.model import Identity

    if old.manifest and not args.signs and args.signoff is None:
        return Identity.of(old.manifest.options.identity)
    return caller_identity(Path(args.directory), args.signoff)


def _command_line(args: argparse.Namespace, plan: Plan, place: Place) -> str:
    """Return the command line without what differs from machine to machine."""
    import shlex

    words = ["ckptgen", "-p", plan.patch.name, "rebase", Path(args.series).name, "--onto", place.ref or plan.tree]
    words += ["-s"] * args.signs
    given = (("-v", args.reroll_count), ("--subject-prefix", args.subject_prefix), ("--guard", args.guard))
    for option, value in (*given, ("--cc", args.cc)):
        words += [option, str(value)] if value else []
    for path in args.trailers:
        words += ["--trailers", path.name]
    return " ".join(shlex.quote(word) for word in words)


def _addressed(tree: Tree, cc: str) -> "Addressed":
    from ckptgen.series.addressing import patch_recipients, read_maintainers, with_trailers
    from ckptgen.series.commits import write_series

    if cc != "trailers":
        return lambda draft: draft
    maintainers = read_maintainers(tree)
    return lambda draft: with_trailers(draft, patch_recipients(maintainers, draft, write_series(draft)))


# --- writing ------------------------------------------------------------


def _write(args: argparse.Namespace, request: "Request", found: "Rebase") -> list[str]:
    """Write the new version where it is asked for; return what to say of it."""
    from ckptgen.series.addressing import FILE, patch_recipients, read_maintainers, recipients_of
    from ckptgen.series.commits import create_branch, write_series
    from ckptgen.series.manifest import build_manifest, manifest_bytes
    from ckptgen.series.origin import NAME as ORIGIN
    from ckptgen.series.origin import origin_bytes
    from ckptgen.series.output import write_output

    draft, options = found.draft, request.options
    if draft is None or found.origin is None:
        return ["nothing to do yet" if found.waiting else "nothing to do: no table of the new tree is to change"]
    if args.output is None and args.branch is None:
        return ["nothing is written: name a folder with -o DIR, or a new branch with --branch NAME"]
    said = []
    if args.branch is not None:
        if draft.git_dir is None:
            raise CkptgenError("a plain directory has no branches", "leave out --branch, or give a revision to --onto")
        said.append(f"branch {args.branch} is at {create_branch(draft.git_dir, args.branch, draft)}")
    if args.output is not None:
        written = write_series(draft)
        more = [(ORIGIN, origin_bytes(found.origin)), *_beside(request, found, args.output)]
        if options.cc == "file":
            maintainers = read_maintainers(request.tree)
            more.append((FILE, recipients_of(written, patch_recipients(maintainers, draft, written))))
        manifest = manifest_bytes(build_manifest(request.plan, draft, written, options, more))
        write_output(args.output, [*written.files, *more, ("manifest.json", manifest)], args.force)
        count = len(draft.patches)
        said.append(f"{count} patch{'es' * (count != 1)} and a cover letter in {args.output}")
    return said


def _beside(request: "Request", found: "Rebase", output: Path) -> list[tuple[str, bytes]]:
    """Return the old patches to keep beside the new ones; what the folder keeps already stays, where it is replaced."""
    folder = request.old.folder
    here = sorted(folder.glob("*.patch.old")) if folder and output.exists() and output.samefile(folder) else []
    return list({**{path.name: path.read_bytes() for path in here}, **dict(found.beside)}.items())
