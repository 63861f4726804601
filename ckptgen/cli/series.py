"""``ckptgen series``: the patches."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.cli.base import Base, series_base
from ckptgen.cli.common import (
    add_guard_option,
    names,
    open_kernel,
    positive,
    read_guarded_patch,
    report_coverage,
    say,
    working,
    write_lines,
)
from ckptgen.errors import CkptgenError, ExitCode
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan, Verdict
from ckptgen.plan.survey import survey_tree
from ckptgen.report.plan import summary_lines
from ckptgen.sempatch.locate import default_name
from ckptgen.tree.base import kernel_name

if TYPE_CHECKING:
    from ckptgen.series.batches import Written
    from ckptgen.series.core import Core
    from ckptgen.series.drafts import SeriesOptions
    from ckptgen.series.grouping import Grouping
    from ckptgen.series.maintainers import Maintainers
    from ckptgen.series.model import Identity, SeriesDraft


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen series``."""
    parser.add_argument("-o", "--output", type=folder, metavar="DIR", help="the folder to write, replaced as a whole")
    parser.add_argument("-s", dest="signs", action="store_true", help="sign off as the git identity")
    parser.add_argument("--signoff", metavar="NAME <MAIL>", help="sign off, and be the author, as this person")
    parser.add_argument("--only", type=names, default=[], metavar="FS[,FS]", help="only these filesystems' patches")
    parser.add_argument("-v", "--reroll-count", type=positive, default=1, metavar="N", help="mark the series as vN")
    parser.add_argument("--subject-prefix", default="PATCH", metavar="PREFIX", help="instead of PATCH")
    parser.add_argument(
        "--group-by",
        type=grouping,
        default="filesystem",
        metavar="GROUPING",
        help="one patch for each filesystem (the default), entry of MAINTAINERS (maintainer) or first N folders of the"
        " path (depth:N), or one in all (none)",
    )
    parser.add_argument(
        "--batch", type=positive, metavar="N", help="write several series of at most N patches, each in a folder below"
    )
    add_guard_option(parser)
    parser.add_argument(
        "--phases",
        type=phases,
        metavar="PHASE[,PHASE]",
        help="only these, in this order (default: declare,shared,filesystems,copies)",
    )
    parser.add_argument(
        "--core",
        type=Path,
        action="append",
        default=[],
        metavar="FILE|DIR",
        help="patches of your own to put in front, or a file of prerequisite-patch-id lines; may be repeated",
    )
    parser.add_argument(
        "--cc", choices=["trailers", "file"], default="", help="name the recipients from the tree's MAINTAINERS"
    )
    parser.add_argument("--tested", default="", metavar="TEXT", help="what the cover letter says of tests")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="a folder with templates of your own")
    parser.add_argument(
        "--date", type=raw_date, metavar="DATE", help="as '<seconds> <zone>' (default: the base commit's)"
    )
    parser.add_argument("--branch", metavar="NAME", help="make the commits on this new branch of the repository too")
    parser.add_argument("--force", action="store_true", help="replace patches that were edited by hand")


def folder(text: str) -> Path:
    """Read a folder's name; for argparse."""
    if not text:
        raise argparse.ArgumentTypeError("the name of a folder is empty")
    return Path(text)


def raw_date(text: str) -> str:
    """Read a date in git's raw form; for argparse."""
    seconds, _, zone = text.partition(" ")
    if not (seconds.isdecimal() and len(zone) == 5 and zone[0] in "+-" and zone[1:].isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not like '1281207600 +0000'")
    return text


def grouping(text: str) -> "Grouping":
    """Read how tables are grouped into patches; for argparse."""
    from ckptgen.series.grouping import Grouping, GroupingError

    try:
        return Grouping.of(text)
    except GroupingError as error:
        raise argparse.ArgumentTypeError(f"{error.what}: {error.hint}") from None


def phases(text: str) -> list[str]:
    """Read a comma-separated list of the phases that are generated; for argparse."""
    known = ("declare", "shared", "filesystems", "copies")
    found = names(text)
    for name in found:
        if name not in known:
            first = "; --core always comes first" if name == "core" else ""
            raise argparse.ArgumentTypeError(f"{name} is no phase to choose: {', '.join(known)}{first}")
    if len(set(found)) < len(found):
        raise argparse.ArgumentTypeError(f"a phase is named twice in {text}")
    return found


def run(args: argparse.Namespace) -> int:
    """Write the series; print the names of its files."""
    if args.output is None and args.branch is None:
        raise CkptgenError("nowhere to write to", "give a folder with -o DIR, or a new branch with --branch NAME")
    if args.output is None and args.cc == "file":
        raise CkptgenError("a branch has no file for the recipients", "give a folder with -o DIR, or --cc trailers")
    if args.branch is not None and args.batch is not None:
        raise CkptgenError("a branch takes one series, and --batch makes several", "leave out --branch, or --batch")
    from ckptgen.series.core import read_core

    patch = read_guarded_patch(args)
    tree = open_kernel(args)
    identity = _check_first(args)
    core = read_core(tree, args.core)
    with working(f"reading {tree.label}"):
        plan = make_plan(survey_tree(core.tree, patch), args.only)
    for line in summary_lines(plan):
        say(line)
    report_coverage(plan.coverage)
    with working("writing the series"):
        return _write(args, core, plan, identity)


def _check_first(args: argparse.Namespace) -> "Identity":
    """Refuse before the tree is read what would be refused after it; return who signs."""
    from ckptgen.series.identity import caller_identity
    from ckptgen.series.output import check_output
    from ckptgen.series.templates import Templates

    if args.output is not None:
        check_output(args.output, args.force)
    Templates(args.templates)
    return caller_identity(Path(args.directory), args.signoff)


def _options(args: argparse.Namespace, core: "Core", base: Base, identity: "Identity") -> "SeriesOptions":
    from ckptgen.series.drafts import SeriesOptions
    from ckptgen.series.model import Phase
    from ckptgen.series.phases import GENERATED

    return SeriesOptions(
        identity=identity,
        date=args.date or base.date,
        signoff=args.signs or args.signoff is not None,
        group_by=args.group_by,
        phases=tuple(Phase(name) for name in args.phases) if args.phases else GENERATED,
        core=core.patches,
        prerequisites=core.prerequisites,
        tested=args.tested,
        cc=args.cc,
        only=tuple(args.only),
        reroll=args.reroll_count,
        subject_prefix=args.subject_prefix,
        git_dir=base.git_dir,
        base=base.commit,
        command=_command_line(args),
        templates=args.templates,
    )


def _write(args: argparse.Namespace, core: "Core", plan: Plan, identity: "Identity") -> int:
    from ckptgen.series.addressing import patch_recipients, read_maintainers, with_trailers
    from ckptgen.series.batches import write_batches
    from ckptgen.series.commits import create_branch, write_series
    from ckptgen.series.cover import held_back
    from ckptgen.series.drafts import unfiled
    from ckptgen.series.grouping import By

    tree = core.tree
    base = series_base(Path(args.directory), plan, core)
    # Before the branch is made, since it can be refused.
    maintainers = read_maintainers(tree) if args.cc or args.group_by.by is By.MAINTAINER else None
    options = replace(_options(args, core, base, identity), maintainers=maintainers)
    # The folder's name on this machine is no part of the series.
    plan = replace(plan, tree=kernel_name(tree), commit=base.commit)

    def finished(draft: "SeriesDraft") -> "SeriesDraft":
        if maintainers is None or args.cc != "trailers":
            return draft
        return with_trailers(draft, patch_recipients(maintainers, draft, write_series(draft)))

    def contents(path: str) -> tuple[bytes, str]:
        return tree.read(path), tree.file_mode(path)

    for line in unfiled(plan, options):
        say(f"stale: {line}")
    waiting = held_back(plan, core.patches, core.prerequisites)
    for line in waiting:
        say(f"left out for now: {line}; --core gives it")
    batches = list(write_batches(plan, contents, options, args.batch, finished))
    if not batches:
        say(f"nothing to do{' yet' if waiting else ': no table is to change'}{_refused(plan)}")
        return ExitCode.OK
    if args.branch is not None:
        # First, since it can be refused: the name may be taken.
        if base.git_dir is None:
            what = "leave out --branch, or name a git repository with -C"
            raise CkptgenError("a plain directory has no branches", what)
        tip = create_branch(base.git_dir, args.branch, batches[0].draft)
        say(f"branch {args.branch} is at {tip}")
    if args.output is not None:
        _write_folders(args, plan, batches, maintainers)
    for line in _long(args, batches):
        say(line)
    return ExitCode.OK


def _refused(plan: Plan) -> str:
    """Return how many tables would change if that were safe, as the end of a line."""
    refused = len({planned.table.key for planned in plan.tables if planned.verdict is Verdict.UNSUPPORTED})
    return f"; {refused} refused, see ckptgen plan --verdict unsupported" if refused else ""


def _write_folders(
    args: argparse.Namespace, plan: Plan, batches: Sequence["Written"], maintainers: "Maintainers | None"
) -> None:
    """Write the folder, with one below it for each of several series, and print the names of the files."""
    from ckptgen.series.manifest import NAME, batches_bytes
    from ckptgen.series.origin import NAME as ORIGIN
    from ckptgen.series.output import write_output

    files: list[tuple[str, bytes]] = []
    for number, batch in enumerate(batches, 1):
        below = f"batch-{number}/" if len(batches) > 1 else ""
        files += [(below + name, content) for name, content in _files(plan, batch, maintainers)]
    manifest = [(NAME, batches_bytes(files))] if len(batches) > 1 else []
    write_output(args.output, [*files, *manifest], args.force)
    write_lines([str(args.output / name) for name, _ in files if Path(name).name not in (ORIGIN, NAME)])
    for number, batch in enumerate(batches, 1):
        count = len(batch.draft.patches)
        folder = args.output / f"batch-{number}" if len(batches) > 1 else args.output
        say(f"{count} patch{'es' * (count != 1)} and a cover letter in {folder}")


def _files(plan: Plan, batch: "Written", maintainers: "Maintainers | None") -> list[tuple[str, bytes]]:
    """Return the files of one series, the manifest last."""
    from ckptgen.series.addressing import FILE, patch_recipients, recipients_of
    from ckptgen.series.manifest import NAME, build_manifest, manifest_bytes
    from ckptgen.series.origin import NAME as ORIGIN
    from ckptgen.series.origin import build_origin, origin_bytes

    draft, written = batch.draft, batch.written
    more = [(ORIGIN, origin_bytes(build_origin(plan, draft, written)))]
    if maintainers is not None and batch.options.cc == "file":
        more.append((FILE, recipients_of(written, patch_recipients(maintainers, draft, written))))
    manifest = manifest_bytes(build_manifest(plan, draft, written, batch.options, more))
    return [*written.files, *more, (NAME, manifest)]


def _long(args: argparse.Namespace, batches: Sequence["Written"]) -> Iterator[str]:
    """Say of what is longer than reviewers like it, or than it was asked to be."""
    from ckptgen.series.batches import CUSTOMARY

    for number, batch in enumerate(batches, 1):
        count = len(batch.draft.patches)
        if args.batch is None and count > CUSTOMARY:
            yield f"warning: {count} patches are many to read at once; --batch {CUSTOMARY} makes several series of them"
        elif args.batch is not None and count > args.batch:
            which = f"batch {number}" if len(batches) > 1 else "the series"
            yield f"warning: {which} has {count} patches, which have to stay together"


def _command_line(args: argparse.Namespace) -> str:
    """Return the command line that makes this series, without what differs from machine to machine."""
    import shlex

    words = ["ckptgen", "-p", Path(args.semantic_patch or default_name()).name, "series"]
    if args.signs:
        words += ["-s"]
    if args.ref:
        words += ["--ref", args.ref]
    if args.only:
        words += ["--only", ",".join(args.only)]
    if args.reroll_count > 1:
        words += ["-v", str(args.reroll_count)]
    if args.subject_prefix != "PATCH":
        words += ["--subject-prefix", args.subject_prefix]
    if str(args.group_by) != "fs":
        words += ["--group-by", str(args.group_by)]
    if args.batch:
        words += ["--batch", str(args.batch)]
    if args.guard:
        words += ["--guard", args.guard]
    if args.phases:
        words += ["--phases", ",".join(args.phases)]
    if args.cc:
        words += ["--cc", args.cc]
    for place in args.core:
        words += ["--core", place.name]
    return " ".join(shlex.quote(word) for word in words)
