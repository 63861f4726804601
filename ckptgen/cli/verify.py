"""``ckptgen verify``: whether a written series applies, is as planned, and builds."""

import argparse
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ckptgen.cli.common import add_page_option, check_page, exit_code, open_kernel, write_lines, write_page
from ckptgen.report.shapes import json_text
from ckptgen.report.verify import verification_json, verification_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen verify``."""
    parser.add_argument("series", type=Path, metavar="SERIES", help="the folder that ckptgen series wrote")
    parser.add_argument("--build", action="store_true", help="compile what each patch touches, out of tree")
    parser.add_argument(
        "--option", type=option, metavar="CONFIG_X", help="build with this off and on (default: the manifest's)"
    )
    parser.add_argument("--checkpatch", type=Path, metavar="PATH", help="another tree's scripts/checkpatch.pl")
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where to work (default: in your cache folder)")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found out")
    parser.add_argument("--strict", action="store_true", help="exit with 3 if anything was not run or not built")
    parser.add_argument("--format", choices=["text", "json", "html"], default="text")
    add_page_option(parser)


def option(text: str) -> str:
    """Read an option's name; for argparse."""
    if not re.fullmatch(r"CONFIG_[A-Z0-9_]+", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is not like CONFIG_X")
    return text


def run(args: argparse.Namespace) -> int:
    """Verify the series and print what was found out; return 1 if anything is wrong."""
    from ckptgen.verify.base import find_base
    from ckptgen.verify.folder import read_folder
    from ckptgen.verify.scratch import held_scratch, scratch_folder
    from ckptgen.verify.session import VerifyOptions, step_total, verify_series

    check_page(args)
    folder = read_folder(args.series)
    directory = Path(args.directory)
    base = find_base(open_kernel(args), directory, folder.manifest)
    scratch = scratch_folder(args.scratch, directory, base.commit)
    options = VerifyOptions(
        scratch=scratch,
        checkpatch=args.checkpatch,
        build=args.build,
        option=args.option or folder.manifest.option,
        jobs=args.jobs or os.cpu_count() or 1,
    )
    with held_scratch(scratch, directory, args.fresh), _progress(step_total(folder, options)) as progress:
        verification = verify_series(folder, base, options, progress)
    if args.format == "json":
        write_lines([json_text(verification_json(verification))])
    elif args.format == "html":
        from ckptgen.report.html.verify import verification_page

        write_page(verification_page(verification, templates=args.templates))
    else:
        write_lines(list(verification_lines(verification)))
    return exit_code(findings=verification.failed, incomplete=args.strict and verification.incomplete)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Give what to call with the name of each step: a bar on a terminal, elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        done = itertools.count()

        def advance(name: str) -> None:
            bar.update(task, description=name, completed=next(done))

        yield advance
