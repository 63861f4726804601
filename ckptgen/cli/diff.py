"""``ckptgen diff``: two versions of a series, held against each other."""

import argparse
from pathlib import Path

from ckptgen.cli.common import (
    add_page_option,
    check_page,
    exit_code,
    names,
    positive,
    say,
    working,
    write_lines,
    write_page,
)

PLACES = "a folder of patches, an mbox, or a range A..B of the repository at -C"
PARTS = ("subjects", "messages", "tags", "code")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen diff``."""
    parser.add_argument("old", metavar="OLD", help=f"the old version: {PLACES}")
    parser.add_argument("new", metavar="NEW", help="the new version, in any of these forms")
    views = parser.add_mutually_exclusive_group()
    for view, what in (
        ("semantic", "show only which entry of which table differs"),
        ("interdiff", "show what leads from the result of the old version to that of the new one"),
        ("range-diff", "show git's own range-diff"),
    ):
        views.add_argument(f"--{view}", dest="view", action="store_const", const=view, default="change", help=what)
    parser.add_argument(
        "--creation-factor", type=positive, metavar="PERCENT", help="for --range-diff: passed on to git"
    )
    parser.add_argument(
        "--only", type=parts, default=[], metavar="PART[,PART]", help=f"only these details: {', '.join(PARTS)}"
    )
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if a patch or the cover letter differs")
    parser.add_argument("--format", choices=["text", "json", "html"], default="text")
    add_page_option(parser)


def parts(text: str) -> list[str]:
    """Read the details that --only asks for."""
    found = names(text)
    for name in found:
        if name not in PARTS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PARTS)}")
    return found


def run(args: argparse.Namespace) -> int:
    """Print one line per patch, then the differences."""
    from ckptgen.report.diff import Part, View, detail_lines, range_diff_lines, remark_lines, summary_lines
    from ckptgen.report.diffjson import diff_json
    from ckptgen.report.shapes import json_text
    from ckptgen.review.comparing import compare_series
    from ckptgen.review.rangediff import range_diff
    from ckptgen.review.reading import read_series

    check_page(args)
    directory, view = Path(args.directory), View(args.view)
    wanted = {Part(part) for part in args.only}
    with working("comparing the series"):
        old, new = (read_series(place, directory) for place in (args.old, args.new))
        found = compare_series(old, new)
        ranges = range_diff(old, new, directory, args.creation_factor) if view is View.RANGE_DIFF else None
    if args.format == "json":
        write_lines([json_text(diff_json(found, view, ranges))])
    elif args.format == "html":
        from ckptgen.report.html.diff import diff_page

        write_page(diff_page(found, templates=args.templates))
    else:
        write_lines(list(summary_lines(found)))
        write_lines(list(detail_lines(found, view, wanted)))
        if ranges and (not wanted or Part.CODE in wanted):
            write_lines(["", *range_diff_lines(ranges, old, new)])
    for line in remark_lines(found):
        say(line)
    return exit_code(findings=args.exit_code and found.differs)
