"""``ckptgen decide``: write a person's word on one table into the semantic patch."""

import argparse
import sys

from ckptgen.errors import CkptgenError
from ckptgen.sempatch.locate import default_name, find_editable
from ckptgen.sempatch.model import Action
from ckptgen.sempatch.reader import parse_semantic_patch, read_bytes
from ckptgen.sempatch.save import replace_file
from ckptgen.sempatch.words import target_problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen decide``."""
    parser.add_argument("target", metavar="PATH:TABLE", help="the table, such as fs/bfs/dir.c:bfs_dir_operations")
    parser.add_argument("action", choices=[str(action) for action in Action], help="what is decided")
    parser.add_argument("--because", metavar="REASON", required=True, help="why, in one line")


def run(args: argparse.Namespace) -> int:
    """Write the decision that ``args`` describes, and say on stderr where."""
    path, table = parse_target(args.target)
    check_table(args, path, table)
    return decide(args.semantic_patch or default_name(), path, table, Action(args.action), args.because)


def parse_target(text: str) -> tuple[str, str]:
    """Split ``PATH:TABLE`` at its last colon; raise CkptgenError where it is not one."""
    target = text.removeprefix("./")
    if problem := target_problem(target):
        raise CkptgenError(f"`{text}` {problem}")
    path, _, table = target.rpartition(":")
    return path, table


def check_table(args: argparse.Namespace, path: str, name: str) -> None:
    """Raise UnknownTableError unless the tree has the table; outside a kernel tree, say that nothing was checked."""
    from ckptgen.cli.common import open_kernel, read_patch, say
    from ckptgen.plan.collect import collect_tables
    from ckptgen.plan.explain import UnknownTableError
    from ckptgen.tree.model import TreeError

    patch = read_patch(args)
    try:
        tree = open_kernel(args)
    except TreeError as error:
        say(f"not checked whether there is such a table: {error.what}")
        return
    try:
        tables = collect_tables(tree, patch.struct, [path]).tables
    except TreeError:
        raise UnknownTableError(f"{tree.label} has no file {path}", "a decision names one file of the tree") from None
    names = [table.name for table in tables if table.path == path]
    if name not in names:
        raise UnknownTableError(f"there is no table {path}:{name}", f"{path} has {', '.join(names) or 'none'}")


def decide(semantic_patch: str, path: str, table: str, action: Action, because: str) -> int:
    """Add the decision to the semantic patch that ``-p`` names; return the exit code."""
    from ckptgen.sempatch.editor import add_decision

    file, name = find_editable(semantic_patch)
    old = read_bytes(file)
    new = add_decision(old, str(file), path, table, action, because)
    if new != old:
        replace_file(file, new)
    patch = parse_semantic_patch(new, str(file), name)
    line = next(one.line for one in patch.decisions if (one.path, one.table) == (path, table))
    done = "says so already" if new == old else f"{action} {path}:{table}"
    print(f"{file}:{line}: {done}", file=sys.stderr)
    return 0
