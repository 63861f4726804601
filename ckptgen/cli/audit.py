"""``ckptgen audit``: which tables lack an operation. The options are those of the wiki's script, with its names."""

import argparse
import sys
from collections.abc import Iterator, Sequence

from ckptgen.cli.common import (
    exit_code,
    identifier,
    open_kernel,
    positive,
    read_patch,
    report_coverage,
    working,
    write_lines,
)
from ckptgen.cli.engines import add_engine_options
from ckptgen.errors import CkptgenError
from ckptgen.plan.collect import Collection, collect_tables, struct_behind
from ckptgen.plan.definitions import Definitions
from ckptgen.plan.entrywise import contents_of
from ckptgen.report.audit import Audit, audit_csv, audit_json, audit_lines, histogram, table_lines
from ckptgen.report.shapes import json_text
from ckptgen.tree.model import Tree

DEFAULT_STRUCT = "file_operations"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``ckptgen audit``."""
    parser.add_argument("dirs", nargs="*", metavar="DIR", help="look only in these folders or files of the tree")
    parser.add_argument("-a", "--auto-dirs", action="store_true", help="look everywhere (as without any DIR)")
    parser.add_argument(
        "-o", "--operation", type=identifier, metavar="OP", help="the entry to look for (default: the semantic patch's)"
    )
    parser.add_argument("-d", "--dir", action="append", default=[], metavar="DIR", help="one more DIR")
    parser.add_argument(
        "-s", "--stat", type=positive, metavar="N", help="count per path component N, the first being 1"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="show the tables' own lines")
    parser.add_argument(
        "--struct", type=identifier, metavar="S", help="the struct type (default: the semantic patch's)"
    )
    parser.add_argument("--all", action="store_true", help="list the tables that have the operation too")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if any table lacks the operation")
    parser.add_argument(
        "--strict", action="store_true", help="exit with 3 if any place or table could not be understood"
    )
    parser.add_argument("--format", choices=["text", "json", "csv"], default="text")
    add_engine_options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the audit; return the exit code."""
    struct, operation = what_to_count(args)
    if args.trees or args.scheduler:
        if not args.trees:
            raise CkptgenError("--scheduler is for many trees", "list them in a file, and pass it with --trees")
        from ckptgen.cli.audits import run_trees

        return run_trees(args, struct, operation)
    tree = open_kernel(args)
    with working(f"reading {tree.label}"):
        audit = audited(tree, struct, operation, [] if args.auto_dirs else [*args.dirs, *args.dir])
    _print(args, tree, audit)
    report_coverage(audit.coverage)
    lacking = next(audit.without(), None) is not None
    return exit_code(findings=args.exit_code and lacking, incomplete=args.strict and not understood(audit))


def understood(audit: Audit) -> bool:
    """Tell whether every place was read, and each table tells whether it has the operation."""
    return not audit.coverage.unparsed and not audit.unclear()


def audited(tree: Tree, struct: str, operation: str, under: Sequence[str]) -> Audit:
    """Audit one tree, or what is ``under`` these paths; raises UnknownStructError."""
    collection = collect_tables(tree, struct, under)
    if collection.definition is None and (tag := struct_behind(tree, struct, under)):
        struct, collection = tag, collect_tables(tree, tag, under)
    _require_struct(tree, struct, collection)
    definitions = Definitions(tree, collection)
    return Audit(
        tree.label,
        struct,
        operation,
        collection.tables,
        tuple(write for scan in collection.scans for write in scan.writes),
        tuple(variable for scan in collection.scans for variable in scan.variables if variable.copy_of),
        collection.coverage,
        {(table.path, table.open): contents_of(table, definitions.of(table)) for table in collection.tables},
    )


def what_to_count(args: argparse.Namespace) -> tuple[str, str]:
    """Return the struct and the operation; the semantic patch is read only for what the options leave open."""
    if args.operation and (args.struct or args.semantic_patch is None):
        return args.struct or DEFAULT_STRUCT, args.operation
    patch = read_patch(args)
    return args.struct or patch.struct, args.operation or patch.changes[0].field


def _require_struct(tree: Tree, struct: str, collection: Collection) -> None:
    # A narrowed audit need not see the struct's definition.
    if collection.definition is None and not collection.tables:
        from ckptgen.plan.survey import require_struct

        require_struct(tree, struct, collect_tables(tree, struct))


def _print(args: argparse.Namespace, tree: Tree, audit: Audit) -> None:
    if args.format == "json":
        write_lines([json_text(audit_json(audit))])
    elif args.format == "csv":
        sys.stdout.write(audit_csv(audit))
    else:
        write_lines(list(result_lines(tree, audit, stat=args.stat, verbose=args.verbose, every=args.all)))


def result_lines(tree: Tree, audit: Audit, *, stat: int | None, verbose: bool, every: bool) -> Iterator[str]:
    """Yield the audit as text: the tables, or with ``stat`` how many there are per path component."""
    if stat:
        yield from histogram(audit.tables if every else audit.without(), stat)
    elif verbose:
        tables = audit.tables if every else audit.without()
        for table, line in zip(tables, audit_lines(audit, every=every), strict=True):
            yield line
            yield from table_lines(tree.read(table.path), table)
    else:
        yield from audit_lines(audit, every=every)
