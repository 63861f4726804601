"""``ckptgen history``: how many tables have an operation, over the revisions of one tree or of many."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ckptgen.cli.audit import what_to_count
from ckptgen.cli.common import (
    MOST_REGIONS,
    add_page_option,
    check_page,
    chosen_store,
    exit_code,
    identifier,
    positive,
    say,
    working,
    write_lines,
    write_page,
)
from ckptgen.cli.engines import add_engine_options, engine_of
from ckptgen.engine.task import Engine, Failure, outcomes
from ckptgen.errors import CkptgenError, ExitCode
from ckptgen.history.model import History, Subject, point_of
from ckptgen.history.trees import TASK, Listed, Wanted, count_tree, read_trees, tree_name, tree_payload
from ckptgen.report.shapes import printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen history``."""
    parser.add_argument("dirs", nargs="*", metavar="DIR", help="look only in these folders or files of the tree")
    parser.add_argument(
        "--refs", action="append", default=[], metavar="GLOB", help="the tags and branches to look at; can be repeated"
    )
    parser.add_argument("--except", action="append", default=[], dest="left_out", metavar="GLOB", help="but not these")
    parser.add_argument(
        "--tree", action="append", default=[], metavar="DIR", help="and this folder as it is now; can be repeated"
    )
    parser.add_argument(
        "-o", "--operation", type=identifier, metavar="OP", help="the entry to look for (default: the semantic patch's)"
    )
    parser.add_argument(
        "-s", "--stat", type=positive, metavar="N", default=1, help="count per path component N (default: the first, 1)"
    )
    parser.add_argument(
        "--struct", type=identifier, metavar="S", help="the struct type (default: the semantic patch's)"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 3 if any place could not be understood")
    parser.add_argument("--format", choices=["text", "json", "csv", "svg", "html"], default="text")
    add_page_option(parser)
    add_engine_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the history; return the exit code."""
    check_page(args)
    if args.ref is not None:
        raise CkptgenError("history reads many revisions", "give --refs instead of --ref")
    subject = _subject(args)
    with working("reading"), engine_of(args) as engine:
        found, failures = _many(args, subject, engine) if args.trees else (_one(args, subject, engine), [])
    _print(args, found, subject)
    unparsed = _report(found)
    for name, failure in failures:
        say(f"ckptgen: error: {printable(name)}: {printable(failure.what)}")
        say(f"ckptgen: {printable(failure.hint)}")
    if failures:
        return ExitCode.ERROR
    return exit_code(incomplete=args.strict and unparsed)


def _subject(args: argparse.Namespace) -> Subject:
    from ckptgen.tree.model import TreeError
    from ckptgen.tree.paths import normal_path, shown

    struct, operation = what_to_count(args)
    under = [(path, normal_path(path)) for path in args.dirs]
    for path, normal in under:
        if normal is None:
            raise TreeError(f"no tree has a file or folder {shown(path)}", "paths are relative to the tree's top")
    return Subject(struct, operation, args.stat, tuple(normal for _, normal in under if normal))


def _one(args: argparse.Namespace, subject: Subject, engine: Engine) -> list[History]:
    if not args.refs and not args.tree:
        raise CkptgenError("no revisions are named", "give --refs 'v6.*', --tree DIR, or --trees FILE")
    folders = tuple(str(Path(folder).absolute()) for folder in args.tree)
    wanted = Wanted(tuple(args.refs), tuple(args.left_out), folders)
    directory = Path(args.directory)
    points = count_tree(directory, wanted, subject, engine, jobs=args.jobs, store=chosen_store(args))
    return [History(tree_name(directory), points)]


def _many(
    args: argparse.Namespace, subject: Subject, engine: Engine
) -> tuple[list[History], list[tuple[str, Failure]]]:
    """Return the histories of the trees that could be read, in the list's order, and why others could not."""
    if args.tree:
        raise CkptgenError("--tree and --trees cannot be combined", "list the folder in the file")
    listed = read_trees(Path(args.trees))
    remember = not args.no_cache and not args.scheduler
    payloads = [tree_payload(each.directory, _wanted(args, each), subject, remember=remember) for each in listed]
    found: list[History] = []
    failures: list[tuple[str, Failure]] = []
    for each, outcome in zip(listed, outcomes(engine, TASK, payloads), strict=True):
        if isinstance(outcome, Failure):
            failures.append((each.name, outcome))
        else:
            found.append(History(each.name, tuple(point_of(plain) for plain in outcome)))
    return found, failures


def _wanted(args: argparse.Namespace, each: Listed) -> Wanted:
    return Wanted((each.rev,) if each.rev else tuple(args.refs), tuple(args.left_out))


def _print(args: argparse.Namespace, found: Sequence[History], subject: Subject) -> None:
    from ckptgen.report.history import history_csv, history_json, history_lines
    from ckptgen.report.shapes import json_text

    if args.format == "json":
        write_lines([json_text(history_json(found, subject))])
    elif args.format == "csv":
        sys.stdout.write(history_csv(found))
    elif args.format == "svg":
        from ckptgen.report.chart import chart_file
        from ckptgen.report.html.history import charts

        write_page(chart_file(charts(found, subject)))
    elif args.format == "html":
        from ckptgen.report.html.history import history_page

        write_page(history_page(found, subject, templates=args.templates))
    else:
        write_lines(list(history_lines(found, subject)))


def _report(found: Sequence[History]) -> bool:
    """Print on stderr what could not be understood; return whether there is any."""
    places = [
        f"{h.tree} {p.name}: {path}:{line}: {reason}"
        for h in found
        for p in h.points
        for path, line, reason in p.read.unparsed
    ]
    files = sum(point.read.listed for history in found for point in history.points)
    say(f"{sum(len(h.points) for h in found)} revisions with {files} source files")
    if places:
        say(f"{len(places)} place{'s' * (len(places) != 1)} could not be understood:")
    for place in places[:MOST_REGIONS]:
        say(f"  {printable(place)}")
    if len(places) > MOST_REGIONS:
        say(f"  and {len(places) - MOST_REGIONS} more, which --format json lists")
    return bool(places)
