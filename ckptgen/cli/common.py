"""What several commands share: the options that choose a tree and a semantic patch, and opening both."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.errors import CkptgenError, ExitCode
from ckptgen.sempatch.locate import default_name, find_semantic_patch
from ckptgen.share import share_folder

# Every command imports this module, --help too: what only some of them need is imported where it is used.
if TYPE_CHECKING:
    from ckptgen.plan.model import Coverage
    from ckptgen.sempatch.model import SemanticPatch
    from ckptgen.tree.model import Tree
    from ckptgen.tree.store import Store

MOST_REGIONS = 20


def add_tree_options(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    """Declare -C, --ref, -p, --jobs, --no-cache and --no-stat-trust; before the command (``top``) with the defaults."""

    def default(value: object) -> object:
        return value if top else argparse.SUPPRESS

    parser.add_argument(
        "-C", dest="directory", metavar="DIR", default=default("."), help="run as if started in DIR (default: here)"
    )
    parser.add_argument(
        "--ref", metavar="REV", default=default(None), help="read this git revision instead of the files in DIR"
    )
    parser.add_argument(
        "-p",
        "--semantic-patch",
        metavar="NAME|DIR|FILE",
        action=_Named,
        default=default(None),
        help=f"semantic patch: a shipped one's name, a file, or a folder with a rule.py (default: {default_name()})",
    )
    parser.add_argument(
        "--jobs", type=positive, metavar="N", default=default(None), help="processes that read (default: one a core)"
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        default=default(False),
        help="neither use nor keep what was found (docs/cache.md)",
    )
    parser.add_argument(
        "--no-stat-trust",
        action="store_true",
        default=default(False),
        help="read every file of DIR again, also one whose size, times and inode are as they were",
    )


class _Named(argparse.Action):
    """Takes -p: ``semantic_patch`` is the one that is named last, ``semantic_patches`` are all of them in order."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        named = [*(getattr(namespace, "semantic_patches", None) or []), values]
        namespace.semantic_patch, namespace.semantic_patches = values, named


def positive(text: str) -> int:
    """Read a positive whole number; for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive whole number")
    return int(text)


def identifier(text: str) -> str:
    """Read a C identifier; for argparse."""
    if not (text.isascii() and text.isidentifier()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a C identifier")
    return text


def names(text: str) -> list[str]:
    """Read a comma-separated list of names; for argparse."""
    found = [name.strip() for name in text.split(",") if name.strip()]
    if not found:
        raise argparse.ArgumentTypeError("no name is given")
    return found


def open_kernel(args: argparse.Namespace) -> "Tree":
    """Open the tree that the options name; raises TreeError unless it is a kernel tree."""
    from ckptgen.tree.opening import check_kernel_tree, open_tree

    tree = open_tree(Path(args.directory), args.ref, args.jobs, chosen_store(args), fresh=args.no_stat_trust)
    check_kernel_tree(tree)
    return tree


def chosen_store(args: argparse.Namespace) -> "Store | None":
    """Return where to keep what is found; None with --no-cache."""
    from ckptgen.tree.store import open_store

    return None if args.no_cache else open_store()


def read_patch(args: argparse.Namespace, named: str | None = None) -> "SemanticPatch":
    """Read the semantic patch that is ``named``, else the one that ``-p`` names, else the default one."""
    from dataclasses import replace

    from ckptgen.sempatch.remembered import read_remembered

    if named is None and len(getattr(args, "semantic_patches", None) or ()) > 1:
        raise CkptgenError(f"ckptgen {args.command} takes one semantic patch", "only plan takes several")
    path, name = find_semantic_patch(named or args.semantic_patch or default_name())
    shipped = share_folder("patches")
    # What reports call the file is the same on every machine.
    label = f"patches/{path.relative_to(shipped)}" if path.is_relative_to(shipped) else str(path)
    return replace(read_remembered(path, name, chosen_store(args)), path=label)


def add_guard_option(parser: argparse.ArgumentParser) -> None:
    """Declare --guard."""
    from ckptgen.sempatch.model import Guard

    known = [str(guard) for guard in Guard]
    parser.add_argument("--guard", choices=known, help="instead of the guard that the semantic patch chooses")


def read_guarded_patch(args: argparse.Namespace, named: str | None = None) -> "SemanticPatch":
    """Read the semantic patch, with the guard of ``--guard``; raises CkptgenError where that needs an option."""
    from dataclasses import replace

    from ckptgen.sempatch.model import Guard

    patch = read_patch(args, named)
    if args.guard is None:
        return patch
    if args.guard == Guard.IFDEF and not patch.option:
        raise CkptgenError(
            f"{patch.path} names no option to guard with", 'add option = "CONFIG_X" to it, or leave --guard out'
        )
    return replace(patch, guard=Guard(args.guard))


def add_page_option(parser: argparse.ArgumentParser) -> None:
    """Declare --templates, for the commands that write a page."""
    parser.add_argument(
        "--templates", type=Path, metavar="DIR", help="with --format html: a folder with templates of your own"
    )


def check_page(args: argparse.Namespace) -> None:
    """Refuse templates that cannot be used before the command begins, if it is to write a page."""
    if args.format == "html":
        from ckptgen.report.html.page import check_templates

        check_templates(args.command, args.templates)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield


def say(line: str) -> None:
    """Print one line of chatter, behind the data so far also where both go to one file."""
    sys.stdout.flush()
    print(line, file=sys.stderr)


def report_coverage(coverage: "Coverage") -> None:
    """Say on stderr how much was read, and each place that could not be understood."""
    from ckptgen.report.shapes import printable

    files = len({region.path for region in coverage.unparsed})
    regions = len(coverage.unparsed)
    say(
        f"{coverage.tables} tables in {coverage.read} of {coverage.listed} source files; the raw count sees "
        f"{coverage.raw} initializers, {coverage.in_comments} of them in comments or disabled text"
    )
    if regions:
        say(f"{regions} place{'s' * (regions != 1)} in {files} file{'s' * (files != 1)} could not be understood:")
    for region in coverage.unparsed[:MOST_REGIONS]:
        say(f"  {printable(region.path)}:{region.line}: {region.reason}")
    if regions > MOST_REGIONS:
        say(f"  and {regions - MOST_REGIONS} more, which --format json lists")


def exit_code(*, findings: bool = False, incomplete: bool = False) -> int:
    """Return the exit code: being incomplete is worse than having findings."""
    return ExitCode.INCOMPLETE if incomplete else ExitCode.FINDINGS if findings else ExitCode.OK


def write_lines(lines: Sequence[str]) -> None:
    """Write data to stdout, one line each."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def write_page(page: str) -> None:
    """Write a page to stdout, in UTF-8 whatever the locale is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(page.encode())
