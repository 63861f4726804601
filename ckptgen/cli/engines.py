"""What the commands share that take many trees: the list of them, and where the work is done."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from ckptgen.engine.local import LocalEngine
from ckptgen.engine.task import Engine


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Declare --trees and --scheduler."""
    parser.add_argument("--trees", metavar="FILE", help="the trees that FILE lists: NAME DIR or NAME DIR REV a line")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="hand the work to this Dask scheduler, such as tcp://10.0.0.1:8786"
    )


@contextmanager
def engine_of(args: argparse.Namespace) -> Iterator[Engine]:
    """Yield the engine that the options choose; raises EngineError."""
    if not args.scheduler:
        yield LocalEngine(args.jobs)
        return
    from ckptgen.engine.cluster import dask_engine

    with dask_engine(args.scheduler) as engine:
        yield engine
