"""``ckptgen allow|deny|elsewhere|todo``: put a filesystem on a list of the semantic patch."""

import argparse
import sys

from ckptgen.sempatch.locate import default_name, find_editable
from ckptgen.sempatch.model import Filesystem, Standing
from ckptgen.sempatch.reader import parse_semantic_patch, read_bytes
from ckptgen.sempatch.save import replace_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that the four commands share."""
    parser.add_argument("filesystem", metavar="FS", help="the filesystem, as the report names it")
    parser.add_argument("--because", metavar="REASON", default="", help="why, in one line")


def run(args: argparse.Namespace) -> int:
    """Put ``args.filesystem`` on the list that ``args.command`` names, and say on stderr where."""
    from ckptgen.sempatch.editor import set_standing

    standing = Standing(args.command)
    file, name = find_editable(args.semantic_patch or default_name())
    old = read_bytes(file)
    new = set_standing(old, str(file), args.filesystem, standing, args.because)
    if new != old:
        replace_file(file, new)
    patch = parse_semantic_patch(new, str(file), name)
    line = next(entry.line for entry in patch.lists if entry.subject == Filesystem(args.filesystem))
    done = "says so already" if new == old else f"{standing} {args.filesystem}"
    print(f"{file}:{line}: {done}", file=sys.stderr)
    return 0
