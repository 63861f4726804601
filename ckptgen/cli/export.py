"""``ckptgen export``: the semantic patch in the language of another tool."""

import argparse
import sys
from pathlib import Path

from ckptgen.cli.common import add_guard_option, open_kernel, read_guarded_patch
from ckptgen.tree.model import TreeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen export``."""
    parser.add_argument("--smpl", action="store_true", required=True, help="for Coccinelle's spatch (docs/smpl.md)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE (default: to stdout)")
    add_guard_option(parser)


def run(args: argparse.Namespace) -> int:
    """Write the semantic patch in SmPL."""
    from ckptgen.smpl.render import render

    patch = read_guarded_patch(args)
    text = render(patch, _order(args, patch.struct)).encode("utf-8", "backslashreplace")
    if args.output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
    else:
        args.output.write_bytes(text)
    return 0


def _order(args: argparse.Namespace, struct: str) -> tuple[str, ...]:
    """Return the order of the struct's members in the tree at hand: one is needed for placement only."""
    from ckptgen.smpl.declaration import declared_members

    try:
        tree = open_kernel(args)
    except TreeError:
        if args.directory != "." or args.ref is not None:
            raise
        return ()
    return declared_members(tree, struct)
