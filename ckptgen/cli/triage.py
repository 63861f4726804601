"""``ckptgen triage``: walk through the tables that wait for a decision, and write each answer at once."""

import argparse
import sys
from dataclasses import replace

from ckptgen.cli.common import names, open_kernel, read_patch, say, working
from ckptgen.cli.plan import verdicts
from ckptgen.errors import CkptgenError
from ckptgen.plan.model import Verdict
from ckptgen.sempatch.locate import default_name, find_editable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen triage``."""
    parser.add_argument("dirs", nargs="*", metavar="DIR", help="only tables in these folders or files of the tree")
    parser.add_argument("--only", type=names, default=[], metavar="FS[,FS]", help="only what these own or use")
    parser.add_argument("--all", action="store_true", help="also what no filesystem on a list owns or uses")
    parser.add_argument(
        "--verdict",
        type=verdicts,
        default=[Verdict.UNDECIDED],
        metavar="V[,V]",
        help="tables with these verdicts (default: undecided)",
    )


def run(args: argparse.Namespace) -> int:
    """Ask about each table; return the exit code."""
    require_terminal()
    # What cannot be edited is refused before the tree is read.
    file, name = find_editable(args.semantic_patch or default_name())
    patch = read_patch(args)
    tree = open_kernel(args)
    from ckptgen.cli.walk import Walk, closing_lines, opening_line, walk_through
    from ckptgen.plan.build import make_plan
    from ckptgen.plan.survey import survey_tree
    from ckptgen.plan.waiting import Scope, waiting_tables
    from ckptgen.report.triage import open_console

    narrowed = bool(args.dirs or args.only)
    scope = Scope(tuple(args.verdict), tuple(args.dirs), every=args.all or narrowed)
    with working(f"reading {tree.label}"):
        survey = survey_tree(tree, patch)
        plan = make_plan(survey, args.only)
        queue = waiting_tables(survey, plan, scope)
        every = queue if scope.every else waiting_tables(survey, plan, replace(scope, every=True))
    walk = Walk(survey, file, name, queue, open_console())
    say(opening_line(walk, len(every) - len(queue)))
    try:
        walk_through(walk)
    finally:
        # Also where Ctrl-C ends the walk: what was answered stands in the file.
        for line in closing_lines(walk):
            say(line)
    return 0


def require_terminal() -> None:
    """Raise CkptgenError unless there is a person to ask."""
    for stream, name in ((sys.stdin, "input"), (sys.stdout, "output")):
        if stream is None or not stream.isatty():
            raise CkptgenError(
                f"triage asks a person, and its {name} is no terminal",
                "list what is undecided with `ckptgen plan --verdict undecided`, and decide with `ckptgen decide`",
            )
