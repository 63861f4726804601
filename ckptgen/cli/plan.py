"""``ckptgen plan``: the decision table."""

import argparse
import sys
from typing import TYPE_CHECKING

from ckptgen.cli.common import (
    add_guard_option,
    add_page_option,
    check_page,
    exit_code,
    names,
    open_kernel,
    read_guarded_patch,
    report_coverage,
    working,
    write_lines,
    write_page,
)
from ckptgen.errors import CkptgenError
from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan, Verdict
from ckptgen.plan.survey import survey_trees
from ckptgen.report.plan import plan_csv, plan_json, plan_lines, summary_lines
from ckptgen.report.shapes import json_text

if TYPE_CHECKING:
    from ckptgen.tree.model import Tree

_UNCLEAR = (Verdict.UNDECIDED, Verdict.UNSUPPORTED)
"""What is left to a person: ``--strict`` lets none of it pass."""


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
    parser.add_argument(
        "--strict", action="store_true", help="exit with 3 if anything is undecided, unsupported or not understood"
    )
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
    patches = [read_guarded_patch(args, name) for name in _named(args)]
    tree = open_kernel(args)
    with working(f"reading {tree.label}"):
        plans = [make_plan(survey, args.only) for survey in survey_trees(tree, patches)]
    if args.format == "json" and len(plans) > 1:
        write_lines([json_text({"schema": "ckptgen-plans/1", "plans": [plan_json(plan) for plan in plans]})])
    for number, plan in enumerate(plans):
        if len(plans) == 1:
            _write(args, tree, plan)
        elif args.format == "text":
            write_lines([*([""] if number else []), f"{plan.patch.name}:"])
            _write(args, tree, plan)
        report_coverage(plan.coverage)
    unclear = any(planned.verdict in _UNCLEAR for plan in plans for planned in plan.tables)
    return exit_code(incomplete=args.strict and (unclear or any(plan.coverage.unparsed for plan in plans)))


def _named(args: argparse.Namespace) -> list[str | None]:
    """Return the semantic patches that are named, None for the default one."""
    found: list[str | None] = list(getattr(args, "semantic_patches", None) or [None])
    if len(set(found)) < len(found):
        raise CkptgenError("a semantic patch is named twice", "name each once")
    if len(found) > 1 and args.format not in ("text", "json"):
        raise CkptgenError(f"--format {args.format} shows the plan of one semantic patch", "name one with -p")
    return found


def _write(args: argparse.Namespace, tree: "Tree", plan: Plan) -> None:
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
