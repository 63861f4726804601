"""``ckptgen plan``: the decision table."""

import argparse
import sys

from ckptgen.cli.common import (
    add_guard_option,
    add_page_option,
    check_page,
    exit_code,
    names,
    open_kernel,
    read_guarded_patch,
    report_coverage,
    require_complete,
    working,
    write_lines,
    write_page,
)
from ckptgen.plan.build import make_plan, survey_tree
from ckptgen.plan.model import Verdict
from ckptgen.report.plan import plan_csv, plan_json, plan_lines, summary_lines
from ckptgen.report.shapes import json_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen plan``."""
    add_guard_option(parser)
    parser.add_argument("--only", type=names, default=[], metavar="FS[,FS]", help="only these filesystems' tables")
    parser.add_argument(
        "--verdict",
        type=verdicts,
        metavar="V[,V]",
        help="in text, list only tables with these verdicts (default: all but nothing)",
    )
    parser.add_argument("--strict", action="store_true", help="exit with 3 if anything is undecided or not understood")
    parser.add_argument("--format", choices=["text", "json", "csv", "html"], default="text")
    add_page_option(parser)


def verdicts(text: str) -> list[Verdict]:
    """Read a comma-separated list of verdicts; for argparse."""
    known = [str(verdict) for verdict in Verdict]
    for name in names(text):
        if name not in known:
            raise argparse.ArgumentTypeError(f"{name} is no verdict: {', '.join(known)}")
    return [Verdict(name) for name in names(text)]


def run(args: argparse.Namespace) -> int:
    """Print the plan; return the exit code."""
    check_page(args)
    patch = read_guarded_patch(args)
    tree = open_kernel(args)
    with working(f"reading {tree.label}"):
        plan = make_plan(survey_tree(tree, patch), args.only)
    if args.format == "json":
        write_lines([json_text(plan_json(plan))])
    elif args.format == "csv":
        sys.stdout.write(plan_csv(plan))
    elif args.format == "html":
        from ckptgen.report.html.plan import plan_page

        write_page(plan_page(plan, tree.read, templates=args.templates))
    else:
        # Most tables have nothing to do with what is removed or replaced.
        wanted = args.verdict or [verdict for verdict in Verdict if verdict is not Verdict.NOTHING]
        shown = [planned for planned in plan.tables if planned.verdict in wanted]
        write_lines([*plan_lines(plan, shown), *summary_lines(plan)])
    report_coverage(plan.coverage)
    require_complete(plan.coverage)
    undecided = any(planned.verdict is Verdict.UNDECIDED for planned in plan.tables)
    return exit_code(incomplete=args.strict and (undecided or bool(plan.coverage.unparsed)))
