"""``ckptgen explain``: why one table has its verdict."""

import argparse

from ckptgen.cli.common import add_guard_option, open_kernel, read_guarded_patch, working, write_lines
from ckptgen.cli.decide import parse_target
from ckptgen.plan.explain import explain_table
from ckptgen.plan.survey import survey_tree
from ckptgen.report.plan import explanation_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen explain``."""
    add_guard_option(parser)
    parser.add_argument("target", metavar="PATH:TABLE", help="the table, such as fs/bfs/dir.c:bfs_dir_operations")


def run(args: argparse.Namespace) -> int:
    """Print the explanation."""
    path, name = parse_target(args.target)
    patch = read_guarded_patch(args)
    tree = open_kernel(args)
    with working(f"reading {tree.label}"):
        explanations = explain_table(survey_tree(tree, patch), path, name)
    for explanation in explanations:
        write_lines(list(explanation_lines(explanation)))
    return 0
