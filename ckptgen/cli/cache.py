"""``ckptgen cache``: what is kept of earlier runs."""

import argparse

from ckptgen.cli.common import write_lines
from ckptgen.errors import CkptgenError, ExitCode
from ckptgen.report.shapes import printable
from ckptgen.tree.store import StoreInfo, open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen cache``."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--info", action="store_true", help="say where the cache is and how much it holds")
    what.add_argument("--clear", action="store_true", help="forget everything")


def run(args: argparse.Namespace) -> int:
    """Show or clear the cache; raises CkptgenError where it cannot be cleared."""
    store = open_store()
    if args.clear:
        problem = store.clear()
        if problem:
            raise CkptgenError(f"the cache cannot be cleared: {problem}", f"delete {store.path} yourself")
        return ExitCode.OK
    write_lines(_lines(store.info()))
    return ExitCode.OK


def _lines(info: StoreInfo) -> list[str]:
    lines = [f"path:    {printable(info.path)}"] if info.path else []
    lines += [f"entries: {info.entries}", f"size:    {_size(info.size)} of at most {_size(info.bound)}"]
    return [*lines, f"not used: {printable(info.problem)}"] if info.problem else lines


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MiB"
