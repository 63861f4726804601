"""``make bench``: how long the commands take on a real kernel, against what people would use instead.

Each command runs in turn with its yardstick, which also warms the page cache: the ratios are medians over these pairs.
A pair whose yardstick is far slower than the fastest one is measured again.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.cases import CKPTGEN, Case, changed_file_case, directory_cases, grep, repository_of, revision_cases
from tests.bench.chart import chart
from tests.bench.growth import Growth, over_parts, over_patches
from tests.bench.measuring import BusyError, Row, measure


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write JSON and the chart where they are asked for."""
    args = _parser().parse_args(arguments)
    kernel = args.kernel.resolve()
    with tempfile.TemporaryDirectory(prefix="ckptgen-bench-", dir=args.work) as name:
        work = Path(name)
        rows = list(_rows(_cases(args, kernel, work), args))
        growths = [] if args.no_growth else _growths(kernel, work, args.rounds)
    machine = f"{kernel.name}, {os.cpu_count()} cores, {platform.machine()}, medians of {args.rounds} pairs"
    print(machine)
    _print_rows(rows)
    for growth in growths:
        _print_growth(growth)
    if args.json:
        result = {"machine": machine, "rows": [asdict(row) for row in rows], "growth": [asdict(g) for g in growths]}
        args.json.write_text(json.dumps(result, indent=2) + "\n")
    if args.chart:
        args.chart.write_text(chart(rows, machine))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.split("\n")[0])
    parser.add_argument("kernel", type=Path, help="an unpacked kernel tree")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="pairs per command")
    parser.add_argument("--only", default="", metavar="TEXT", help="only commands whose name holds TEXT")
    parser.add_argument("--git", type=Path, metavar="DIR", help="a repository for revisions (default: one of the tree)")
    parser.add_argument("--ref", default="HEAD", metavar="REV", help="with --git: the revision")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where copies and caches go (default: as TMPDIR says)")
    parser.add_argument("--no-growth", action="store_true", help="leave out how cost grows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="write an SVG")
    return parser


def _cases(args: argparse.Namespace, kernel: Path, work: Path) -> Iterable[Case]:
    yield Case("grep", grep(kernel), "grep", grep(kernel))
    yield from directory_cases(kernel, work)
    if args.only in "plan, one file changed":
        yield changed_file_case(kernel, work)
    if any(args.only in name for name in ("audit of a revision", "plan of a revision", "series of a revision, cached")):
        repository, ref = (args.git, args.ref) if args.git else repository_of(kernel, kernel.parent)
        yield from revision_cases(repository, ref, work)


def _rows(cases: Iterable[Case], args: argparse.Namespace) -> Iterable[Row]:
    for case in cases:
        if args.only not in case.name:
            continue
        print(f"... {case.name}", file=sys.stderr, flush=True)
        try:
            yield measure(case.name, case.command, case.yardstick, case.against, 1 if case.once else args.rounds)
        except BusyError as error:
            print(f"bench: {error}", file=sys.stderr)


def _growths(kernel: Path, work: Path, rounds: int) -> list[Growth]:
    fewer = max(1, rounds // 2)
    return [over_parts(kernel, CKPTGEN, fewer), over_patches(kernel, CKPTGEN, fewer, work / "growth")]


def _print_rows(rows: Sequence[Row]) -> None:
    print(f"{'command':32} {'seconds':>8} {'ratio':>7}  {'to':9} {'MiB':>5}")
    for row in rows:
        print(f"{row.name:32} {row.seconds:8.2f} {row.ratio:7.2f}  {row.yardstick:9} {row.memory:5.0f}")


def _print_growth(growth: Growth) -> None:
    print(f"{growth.name}: seconds grow with the power {growth.exponent:.2f}")
    for size, seconds in zip(growth.sizes, growth.seconds, strict=True):
        print(f"{size:10} {seconds:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
