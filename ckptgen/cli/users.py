"""``ckptgen users``: who uses a table."""

import argparse

from ckptgen.cli.common import identifier, open_kernel, read_patch, working, write_lines
from ckptgen.errors import CkptgenError
from ckptgen.plan.explain import UnknownTableError
from ckptgen.plan.facts import read_standings
from ckptgen.plan.owners import Owners
from ckptgen.plan.users import find_table_users
from ckptgen.report.shapes import json_text
from ckptgen.report.users import users_json, users_lines
from ckptgen.sempatch.words import identifier_problem, path_problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen users``."""
    parser.add_argument("target", metavar="[PATH:]TABLE", help="the table, such as simple_dir_operations")
    parser.add_argument(
        "--struct", type=identifier, metavar="S", help="the struct type (default: the semantic patch's)"
    )
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Print every use of the table, by filesystem."""
    path, _, name = args.target.removeprefix("./").rpartition(":")
    if problem := identifier_problem(name) or (path and path_problem(path)):
        raise CkptgenError(f"`{args.target}` is not a table's name, or PATH:TABLE: it {problem}")
    patch = read_patch(args)
    struct = args.struct or patch.struct
    tree = open_kernel(args)
    owners = Owners(patch.owners)
    with working(f"reading {tree.label}"):
        found = find_table_users(tree, struct, name, path, owners)
        if not found:
            where = f"{path} has no" if path else "the tree has no"
            raise UnknownTableError(
                f"{where} struct {struct} table called {name}", "check the name; --struct names another struct"
            )
        names = {user.name for each in found for user in each.users}
        standings = read_standings(tree, patch, names, owners)
    if args.format == "json":
        write_lines([json_text(users_json(found, standings))])
        return 0
    for number, each in enumerate(found):
        write_lines([""] * bool(number) + list(users_lines(each, standings)))
    return 0
