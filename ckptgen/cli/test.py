"""``ckptgen test``: try a semantic patch on its cases."""

import argparse
from collections.abc import Sequence

from ckptgen.cli.common import exit_code, read_patch, say, write_lines
from ckptgen.report.shapes import json_text, printable
from ckptgen.report.trial import trial_json, trial_lines
from ckptgen.sempatch.locate import default_name, find_semantic_patch
from ckptgen.trial.cases import CASES, Cases, read_cases
from ckptgen.trial.run import Trial, run_cases
from ckptgen.trial.update import update_expectations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen test``."""
    parser.add_argument(
        "patch",
        nargs="?",
        metavar="NAME|DIR|FILE",
        help="a shipped semantic patch's name, a folder with a rule.py, or a file (default: what -p names)",
    )
    parser.add_argument("--update", action="store_true", help="write what the cases become as what is expected of them")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the cases that pass, too")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Run the cases beside the semantic patch; return 1 if one fails."""
    patch = read_patch(args, args.patch)
    path, _ = find_semantic_patch(args.patch or args.semantic_patch or default_name())
    cases = read_cases(path.parent / CASES)
    trials = list(run_cases(patch, cases))
    if args.update:
        _update(cases, trials)
        trials = list(run_cases(patch, read_cases(cases.folder)))
    if args.format == "json":
        write_lines([json_text(trial_json(patch, trials))])
    else:
        write_lines(list(trial_lines(patch, trials, passing=args.verbose)))
    return exit_code(findings=not all(trial.passed for trial in trials))


def _update(cases: Cases, trials: Sequence[Trial]) -> None:
    for update in update_expectations(cases.folder, trials):
        if update.written:
            say(f"wrote {printable(str(update.path))}")
        else:
            say(f"kept {printable(str(update.path))}: the case does not change; remove it if that is right")
