"""``ckptgen audit --trees``: the audit of each tree of a list, as a task of its own."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from ckptgen.cli.audit import audited, result_lines, understood
from ckptgen.cli.common import exit_code, report_coverage, say, working, write_lines
from ckptgen.cli.engines import engine_of
from ckptgen.engine.task import Failure, Plain, outcomes
from ckptgen.errors import CkptgenError, ExitCode
from ckptgen.history.trees import Listed, read_trees
from ckptgen.plan.model import Coverage, Region
from ckptgen.report.audit import audit_csv, audit_json
from ckptgen.report.shapes import json_text, printable
from ckptgen.tree.opening import check_kernel_tree, open_tree
from ckptgen.tree.store import open_store

TASK = "ckptgen.cli.audits:tree_audit"


def run_trees(args: argparse.Namespace, struct: str, operation: str) -> int:
    """Print the audit of every tree in the list's order; return the exit code."""
    if args.ref is not None:
        raise CkptgenError("--ref and --trees cannot be combined", "name the revision in the list: NAME DIR REV")
    listed = read_trees(Path(args.trees))
    under = [] if args.auto_dirs else [*args.dirs, *args.dir]
    how = [args.format, args.stat, args.verbose, args.all, not args.no_cache and not args.scheduler]
    payloads = [[each.name, str(each.directory), each.rev, struct, operation, under, how] for each in listed]
    with working("reading"), engine_of(args) as engine:
        found = list(zip(listed, outcomes(engine, TASK, payloads), strict=True))
    _print(args.format, found)
    return _exit_code(args, found)


def tree_audit(payload: Plain) -> Plain:
    """Audit one tree, starting no process but git and grep; the task of a worker.

    Return the result in the format asked for, whether any table lacks the operation, whether all was understood, and
    the coverage.
    """
    name, directory, rev, struct, operation, under, (kind, stat, verbose, every, remember) = payload
    store = open_store() if remember else None
    tree = open_tree(Path(directory), rev, 1, store)
    check_kernel_tree(tree)
    audit = replace(audited(tree, struct, operation, under), tree=name)
    text = {
        "json": lambda: json.dumps(audit_json(audit)),
        "csv": lambda: audit_csv(audit),
        "text": lambda: "".join(
            f"{line}\n" for line in result_lines(tree, audit, stat=stat, verbose=verbose, every=every)
        ),
    }[kind]()
    cover = audit.coverage
    numbers = [cover.listed, cover.read, cover.raw, cover.in_comments, cover.tables, cover.links]
    places = [[place.path, place.line, place.reason] for place in cover.unparsed]
    return [text, next(audit.without(), None) is not None, understood(audit), numbers, places]


def _print(kind: str, found: list[tuple[Listed, Plain | Failure]]) -> None:
    if kind == "json":
        shapes = (
            {"tree": each.name, "error": {"what": outcome.what, "hint": outcome.hint}}
            if isinstance(outcome, Failure)
            else json.loads(outcome[0])
            for each, outcome in found
        )
        write_lines([json_text({"schema": "ckptgen-audits/1", "trees": list(shapes)})])
        return
    texts = [(each, outcome[0]) for each, outcome in found if not isinstance(outcome, Failure)]
    if kind == "csv":
        _print_csv(texts)
        return
    for each, text in texts:
        write_lines([f"{printable(each.name)}\t{line}" for line in text.split("\n")[:-1]])


def _print_csv(texts: list[tuple[Listed, str]]) -> None:
    import csv
    import io

    writer = csv.writer(sys.stdout, lineterminator="\n")
    for number, (each, text) in enumerate(texts):
        rows = csv.reader(io.StringIO(text, newline=""))
        header = next(rows)
        if number == 0:
            writer.writerow(["tree", *header])
        writer.writerows([each.name, *row] for row in rows)


def _exit_code(args: argparse.Namespace, found: list[tuple[Listed, Plain | Failure]]) -> int:
    """Say on stderr what was read of each tree, and which could not be; return the exit code."""
    lacking = unclear = failed = False
    for each, outcome in found:
        try:
            if isinstance(outcome, Failure):
                raise outcome.error()
            _, lacks, clear, (listed, read, raw, in_comments, tables, links), places = outcome
            regions = tuple(Region(path, line, reason) for path, line, reason in places)
            coverage = Coverage(listed, read, raw, in_comments, tables, links, regions)
            say(f"{printable(each.name)}:")
            report_coverage(coverage)
            lacking, unclear = lacking or lacks, unclear or not clear
        except CkptgenError as error:
            failed = True
            for line in (f"error: {each.name}: {error.what}", error.hint):
                say(f"ckptgen: {printable(line)}")
    if failed:
        return ExitCode.ERROR
    return exit_code(findings=args.exit_code and lacking, incomplete=args.strict and unclear)
