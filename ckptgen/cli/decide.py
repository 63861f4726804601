"""``ckptgen decide``: write a person's word on one table, or on a copy of it, into the semantic patch."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.errors import CkptgenError
from ckptgen.sempatch.locate import default_name, find_editable
from ckptgen.sempatch.model import Action, SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch, read_bytes
from ckptgen.sempatch.save import replace_file
from ckptgen.sempatch.words import target_problem

COPY = "copy"
"""What can be decided besides the actions: it is about one filesystem's copy and leaves the table as it is."""

if TYPE_CHECKING:
    from ckptgen.sempatch.model import SemanticPatch
    from ckptgen.tree.model import Tree


class UnknownUserError(CkptgenError):
    """A filesystem that is to get a copy of a table does not use it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen decide``."""
    parser.add_argument("target", metavar="PATH:TABLE", help="the table, such as fs/bfs/dir.c:bfs_dir_operations")
    parser.add_argument("action", choices=[*map(str, Action), COPY], help="what is decided")
    parser.add_argument(
        "--for", dest="filesystem", metavar="FS", help=f"with {COPY}: the filesystem that gets a copy of its own"
    )
    parser.add_argument("--because", metavar="REASON", required=True, help="why, in one line")


def run(args: argparse.Namespace) -> int:
    """Write the decision that ``args`` describes, and say on stderr where."""
    path, table = parse_target(args.target)
    check_filesystem(args)
    check_table(args, path, table)
    file, name = find_editable(args.semantic_patch or default_name())
    new, changed = rewrite(file, lambda data: edit(data, str(file), path, table, args))
    line = line_of(parse_semantic_patch(new, str(file), name), path, table, args.filesystem)
    whose = f" for {args.filesystem}" if args.filesystem else ""
    done = f"{args.action} {path}:{table}{whose}" if changed else "says so already"
    print(f"{file}:{line}: {done}", file=sys.stderr)
    return 0


def rewrite(file: Path, change: Callable[[bytes], bytes]) -> tuple[bytes, bool]:
    """Put what ``change`` makes of the bytes that ``file`` has now in their place; return them, and whether they are
    new.
    """
    old = read_bytes(file)
    new = change(old)
    if new != old:
        replace_file(file, new)
    return new, new != old


def parse_target(text: str) -> tuple[str, str]:
    """Split ``PATH:TABLE`` at its last colon; raise CkptgenError where it is not one."""
    target = text.removeprefix("./")
    if problem := target_problem(target):
        raise CkptgenError(f"`{text}` {problem}")
    path, _, table = target.rpartition(":")
    return path, table


def check_filesystem(args: argparse.Namespace) -> None:
    """Raise CkptgenError unless a filesystem is named where the action is about one, and only there."""
    if args.action == COPY and args.filesystem is None:
        raise CkptgenError(f"`{COPY}` needs the filesystem that gets the copy", "name it: --for FS")
    if args.action != COPY and args.filesystem is not None:
        raise CkptgenError(
            f"--for goes with `{COPY}` only", f"`{args.action}` is about the table, whichever filesystem uses it"
        )


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
    if args.filesystem is not None:
        check_user(tree, patch, path, name, args.filesystem)


def check_user(tree: "Tree", patch: "SemanticPatch", path: str, name: str, filesystem: str) -> None:
    """Raise UnknownUserError unless the filesystem uses the table, which another one owns."""
    from ckptgen.plan.owners import Owners
    from ckptgen.plan.users import find_table_users

    owners = Owners(patch.owners)
    users = [u.name for t in find_table_users(tree, patch.struct, name, path, owners) for u in t.users if u.installs]
    if owners.of(path) == filesystem:
        raise UnknownUserError(f"{filesystem} owns {name}", "decide about the table itself: include, exclude, opt-out")
    if filesystem not in users:
        raise UnknownUserError(
            f"{filesystem} does not use {name} in {tree.label}",
            f"its users are {', '.join(users)}" if users else "nothing uses it there",
        )


def edit(data: bytes, file: str, path: str, table: str, args: argparse.Namespace) -> bytes:
    """Return the semantic patch ``data``, read from ``file``, with what ``args`` decides about the table."""
    from ckptgen.sempatch.editor import add_copy, add_decision

    if args.action == COPY:
        return add_copy(data, file, path, table, args.filesystem, args.because)
    return add_decision(data, file, path, table, Action(args.action), args.because)


def line_of(patch: SemanticPatch, path: str, table: str, filesystem: str | None) -> int:
    """Return the line of the decision about the table, or of its copy for ``filesystem``."""
    target = (path, table)
    if filesystem is None:
        return next(one.line for one in patch.decisions if (one.path, one.table) == target)
    return next(one.line for one in patch.copies if (one.path, one.table, one.filesystem) == (*target, filesystem))
