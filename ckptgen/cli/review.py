"""``ckptgen review``: any series, whoever made it, held against the semantic patch and the tree."""

import argparse
from dataclasses import replace
from pathlib import Path

from ckptgen.cli.common import (
    add_guard_option,
    add_page_option,
    check_page,
    exit_code,
    names,
    open_kernel,
    read_guarded_patch,
    report_coverage,
    say,
    working,
    write_lines,
    write_page,
)
from ckptgen.report.review import review_json, review_lines, shown_findings
from ckptgen.report.shapes import json_text, printable
from ckptgen.review.findings import Severity
from ckptgen.review.model import Series
from ckptgen.review.reading import read_series
from ckptgen.review.review import Review, review_series
from ckptgen.sempatch.locate import shipped_names
from ckptgen.sempatch.model import Guard, SemanticPatch
from ckptgen.tree.git import Git
from ckptgen.tree.model import TreeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen review``."""
    parser.add_argument("series", metavar="SERIES", help="a folder of patches, an mbox, or a range of commits A..B")
    add_guard_option(parser)
    parser.add_argument(
        "--only", type=names, default=[], metavar="FS[,FS]", help="only what concerns these filesystems"
    )
    parser.add_argument(
        "--severity",
        choices=[str(severity) for severity in Severity],
        default=str(Severity.NOTE),
        help="only findings that are at least as grave (default: note, which is all)",
    )
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if there is a finding")
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit with 3 if a patch does not apply, or a file that it changes could not be read as a whole",
    )
    parser.add_argument("--format", choices=["text", "json", "sarif", "html"], default="text")
    add_page_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the review; return the exit code."""
    check_page(args)
    series = read_series(args.series, Path(args.directory))
    patch = _semantic_patch(args, series)
    if args.ref is None and (base := _base(series, Path(args.directory))):
        args.ref = base
        say(f"held against {base}, which the series names as its base")
    tree = open_kernel(args)
    with working(f"reading {tree.label}"):
        review = review_series(series, tree, patch, guard=_knows_guard(args, series), only=args.only)
    findings = shown_findings(review, Severity(args.severity))
    _print(args, review)
    report_coverage(review.coverage)
    touched = {path for patch in series.patches for path in patch.paths}
    unread = any(place.path in touched for place in review.coverage.unparsed)
    return exit_code(
        findings=args.exit_code and bool(findings),
        incomplete=args.strict and (review.unapplied or unread),
    )


def _print(args: argparse.Namespace, review: Review) -> None:
    findings = shown_findings(review, Severity(args.severity))
    if args.format == "json":
        write_lines([json_text(review_json(review, findings))])
    elif args.format == "sarif":
        from ckptgen.report.sarif import review_sarif

        write_lines([json_text(review_sarif(review, findings))])
    elif args.format == "html":
        from ckptgen.report.html.review import review_page

        write_page(review_page(review, findings, templates=args.templates))
    else:
        write_lines(list(review_lines(review, findings)))


def _semantic_patch(args: argparse.Namespace, series: Series) -> SemanticPatch:
    """Read the semantic patch: the one that -p names, or else the one that the series was made from."""
    manifest = series.manifest
    if manifest and args.semantic_patch is None and manifest.semantic_patch in shipped_names():
        args.semantic_patch = manifest.semantic_patch
    patch = read_guarded_patch(args)
    if manifest and manifest.semantic_patch_sha256 != patch.sha256:
        say(
            f"the series was made from {printable(manifest.semantic_patch)} as it was then; it is held against"
            f" {printable(patch.path)} as it is now"
        )
    if manifest and args.guard is None and patch.option:
        patch = replace(patch, guard=Guard(manifest.guard))
    return patch


def _knows_guard(args: argparse.Namespace, series: Series) -> bool:
    return args.guard is not None or series.manifest is not None


def _base(series: Series, directory: Path) -> str | None:
    """Return the commit that the series names as its base, if the repository has it."""
    if series.base is None:
        return None
    try:
        Git(directory).run("cat-file", "-e", f"{series.base}^{{commit}}")
    except TreeError:
        return None
    return series.base
