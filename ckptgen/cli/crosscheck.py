"""``ckptgen crosscheck``: the plan held against what spatch does with the exported rule."""

import argparse
import os

from ckptgen.cli.common import exit_code, open_kernel, positive, read_patch, working, write_lines
from ckptgen.report.crosscheck import crosscheck_json, crosscheck_lines
from ckptgen.report.shapes import json_text
from ckptgen.smpl.running import SECONDS, open_spatch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen crosscheck``."""
    parser.add_argument(
        "--under", nargs="+", action="extend", default=[], metavar="DIR", help="compare only in these folders or files"
    )
    parser.add_argument(
        "-j", type=positive, dest="processes", metavar="N", help="processes of spatch (default: --jobs)"
    )
    parser.add_argument(
        "--timeout",
        type=positive,
        default=SECONDS,
        metavar="SECONDS",
        help=f"how long spatch may take for one file (default: {SECONDS})",
    )
    parser.add_argument("--all", action="store_true", help="in text, list the tables too that both change alike")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Print the comparison; return 1 if a difference has no explanation."""
    from ckptgen.plan.build import make_plan
    from ckptgen.plan.survey import survey_tree
    from ckptgen.smpl.crosscheck import crosscheck

    patch = read_patch(args)
    with open_spatch(args.processes or args.jobs or os.cpu_count() or 1, args.timeout) as spatch:
        tree = open_kernel(args)
        with working(f"reading {tree.label}"):
            survey = survey_tree(tree, patch)
            plan = make_plan(survey)
        with working("running spatch"):
            check = crosscheck(survey, plan, spatch, args.under)
    if args.format == "json":
        write_lines([json_text(crosscheck_json(check))])
    else:
        write_lines(list(crosscheck_lines(check, every=args.all)))
    return exit_code(findings=not check.explained)
